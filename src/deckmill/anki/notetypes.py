"""The four note types: who they are for ever, and what their cards look like today.

``identities.toml`` holds what may never change after a deck was published; ``templates/`` and the
style sheets hold what may. A field's key is its published name: the writer fills by it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

_PART = re.compile(r"<<(\w+)>>\n?")
STYLES = ("card.css", "highlight.css")
UNDATED_FIELDS = ("Version", "Topic", "Checked")
"""Fields whose change alone is no reason to date a note anew, see ``writers.states``."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field and the number that Anki knows it by when its name changes."""

    name: str
    id: int


@dataclass(frozen=True, slots=True)
class Template:
    """A card template; it makes a card where ``switch``, a field, is filled."""

    name: str
    id: int
    front: str
    back: str
    switch: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type as Anki stores it; notes are found again by ``fields[0]``, the full id."""

    key: str
    name: str
    id: int
    fields: tuple[Field, ...]
    templates: tuple[Template, ...]
    css: str
    cloze: bool

    @property
    def sort_field(self) -> int:
        """The index of the field that Anki's browser shows and sorts by."""
        return [field.name for field in self.fields].index("Title")


# Which field, when filled, makes which card. Anki reads it from the front templates, too; a test
# holds the two together.
_SWITCHES = {
    ("question", "Question"): "Question",
    ("basic", "Forward"): "Front",
    ("basic", "Backward"): "Reversed",
    ("choice", "Choice"): "Front",
    ("cloze", "Cloze"): "Text",
}


@cache
def note_types() -> dict[str, NoteType]:
    """The note types by key: ``question``, ``basic``, ``cloze``, ``choice``."""
    here = resources.files(__package__)
    css = "\n".join(here.joinpath(name).read_text("utf-8") for name in STYLES)
    published = tomllib.loads(here.joinpath("identities.toml").read_text("utf-8"))
    folder = here.joinpath("templates")
    return {
        key: NoteType(
            key=key,
            name=known["name"],
            id=known["id"],
            fields=tuple(Field(name, id) for name, id in known["fields"].items()),
            templates=tuple(
                Template(
                    name,
                    id,
                    _text(folder, key, name, "front"),
                    _text(folder, key, name, "back"),
                    _SWITCHES.get((key, name), "Spare Front"),
                )
                for name, id in known["templates"].items()
            ),
            css=css,
            cloze=key == "cloze",
        )
        for key, known in published.items()
    }


def _text(folder: Traversable, key: str, template: str, side: str) -> str:
    """A template's text, with the parts it shares with others put in."""
    name = "spare" if template == "Spare" else f"{key}.{template.lower()}"
    text = folder.joinpath(f"{name}.{side}.html").read_text("utf-8")
    return _PART.sub(lambda m: folder.joinpath(f"_{m[1]}.html").read_text("utf-8"), text).strip()
