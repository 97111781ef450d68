"""What would be mended, as a patch that git applies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff

from deckmill.repairs.plan import Mended

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def patch(files: Iterable[Mended], base: str = "") -> Iterator[str]:
    """The changes of all files, line by line; ``base`` goes before their names."""
    for file in files:
        yield from _of_file(file, base.lstrip("/"))


def _of_file(file: Mended, base: str) -> Iterator[str]:
    old, new = f"a/{base}{file.name}", f"b/{base}{file.new_name}"
    if file.renamed:
        yield f"diff --git {old} {new}\n"
        yield f"rename from {base}{file.name}\n"
        yield f"rename to {base}{file.new_name}\n"
    # Only \n ends a line of a patch: a carriage return before it is part of the line.
    before, after = (_LINE.findall(d.decode("utf-8", "replace")) for d in (file.before, file.after))
    for line in unified_diff(before, after, _name(old), _name(new)):
        yield line if line.endswith("\n") else f"{line}\n"
        if not line.endswith("\n"):
            yield "\\ No newline at end of file\n"


def _name(path: str) -> str:
    """A path as the head of a patch: with a space in it, it ends in a tab, so that it is whole."""
    return f"{path}\t" if " " in path else path
