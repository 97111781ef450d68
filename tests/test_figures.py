"""The deck's computed pictures: the committed files are what tools/figures.py makes."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

PROJECT = Path(__file__).parent.parent
SCRIPT = PROJECT / "tools" / "figures.py"
MEDIA = PROJECT / "content" / "media"
FIGURES: dict[str, Any] = runpy.run_path(str(SCRIPT))["FIGURES"]


@pytest.mark.parametrize("name", FIGURES)
def test_committed_is_what_the_script_makes(name: str) -> None:
    again = "tools/figures.py makes another picture: run it, look, commit"
    assert FIGURES[name]() == (MEDIA / name).read_text(encoding="utf-8"), again


@pytest.mark.parametrize("file", sorted(MEDIA.glob("*.svg")), ids=lambda file: file.stem)
def test_a_picture_stands_alone(file: Path) -> None:
    """A title first, the width of a phone, and nothing that runs or is fetched."""
    source = file.read_text(encoding="utf-8")
    root = ElementTree.fromstring(source)
    assert root[0].tag.endswith("}title") and root[0].text
    assert root.get("viewBox", "").startswith("0 0 360 ")
    attributes = [pair for element in root.iter() for pair in element.attrib.items()]
    assert not any(element.tag.endswith("}script") for element in root.iter())
    assert not any(name.startswith("on") for name, _ in attributes)
    assert all(value.startswith("#") for name, value in attributes if name.endswith("href"))
    assert source.count("http") == source.count("http://www.w3.org/2000/svg")
    assert len(source.encode()) < 7_000
