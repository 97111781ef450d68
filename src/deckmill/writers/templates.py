"""The templates of the pages, compiled once for all runs.

To compile them takes as long as to fill them for a hundred entries, so what came of it is kept as
Python keeps its own modules: in ``__pycache__``, or where ``PYTHONPYCACHEPREFIX`` says, unless
nothing may be written there.
"""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    compiler,
    select_autoescape,
)
from jinja2.bccache import Bucket

from deckmill.atomic import replace_files

FOLDER = Path(__file__).parent.parent / "templates"


@cache
def environment() -> Environment:
    """Where the templates come from, and how they are read."""
    env = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        bytecode_cache=Compiled(),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["css_string"] = css_string
    return env


class Compiled(BytecodeCache):
    """Compiled templates, one a file. What is damaged or of another Jinja is compiled anew."""

    def get_source_checksum(self, source: str) -> str:
        made_by = (Path(__file__), Path(compiler.__file__))
        stamps = [path.stat().st_mtime_ns for path in made_by]
        return sha256(f"{stamps}{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(Exception), self._file(bucket).open("rb") as stream:
            bucket.load_bytecode(stream)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            file = self._file(bucket)
            with suppress(OSError):
                file.parent.mkdir(parents=True, exist_ok=True)
                replace_files({file: bucket.bytecode_to_string()})

    def _file(self, bucket: Bucket) -> Path:
        return Path(cache_from_source(str(FOLDER / f"{bucket.key}.py")))


def css_string(text: str) -> str:
    """A CSS string that neither ends early nor closes the ``<style>`` around it."""
    return '"' + re.sub(r'["\\<>&\x00-\x1f\x7f]', lambda m: f"\\{ord(m[0]):x} ", text) + '"'
