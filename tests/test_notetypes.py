"""Note types: what may never change, and what every template and style sheet promises."""

from __future__ import annotations

import hashlib
import re

import pytest

from deckmill.anki.notetypes import NoteType, note_types

TYPES = list(note_types().values())
SIDES = [
    pytest.param(type_, text, id=f"{type_.key}-{template.name}-{side}")
    for type_ in TYPES
    for template in type_.templates
    for side, text in (("front", template.front), ("back", template.back))
]
each_type = pytest.mark.parametrize("type_", TYPES, ids=lambda type_: type_.key)
each_side = pytest.mark.parametrize(("type_", "text"), SIDES)


def test_published_identities_never_change() -> None:
    """Adding, removing, reordering or renumbering a field or template orphans learners' notes."""
    numbers = [
        (type_.key, type_.id, [t.id for t in type_.templates], [f.id for f in type_.fields])
        for type_ in TYPES
    ]
    assert hashlib.sha256(repr(numbers).encode()).hexdigest() == (
        "5b6b6d593f5d693e2806b112401bc96ab2968e8fb7990dfaa0b1d2e687f00779"
    )


def test_every_identity_is_one() -> None:
    ids = [type_.id for type_ in TYPES]
    ids += [part.id for type_ in TYPES for part in (*type_.fields, *type_.templates)]
    assert len(set(ids)) == len(ids)
    # Anki's desktop hands ids through JavaScript.
    assert max(ids) < 2**53


@each_type
def test_fields(type_: NoteType) -> None:
    names = [field.name for field in type_.fields]
    assert len(set(names)) == len(names)
    assert names[0] == "Id"
    assert names[type_.sort_field] == "Title"
    assert [name for name in names if re.fullmatch(r"Spare \d", name)] == [
        f"Spare {n}" for n in range(1, 7)
    ]
    assert not [name for name in names if re.search(r'[:{}"]|^[#/^]', name)]


@each_type
def test_spare_template(type_: NoteType) -> None:
    """A cloze note type has one template for ever; the others can still make one more card."""
    switches = [template.switch for template in type_.templates]
    assert switches == ["Text"] if type_.cloze else switches[-1] == "Spare Front"


@each_type
def test_a_card_is_made_by_its_switch_alone(type_: NoteType) -> None:
    """Anki makes a card where the front shows anything; we count cards by the switch."""
    for template in type_.templates:
        if not type_.cloze:
            assert template.front.startswith(f"{{{{#{template.switch}}}}}")
            assert template.front.endswith(f"{{{{/{template.switch}}}}}")
            assert template.front.count(f"{{{{#{template.switch}}}}}") == 1


@each_side
def test_templates_name_only_fields(type_: NoteType, text: str) -> None:
    names = {field.name for field in type_.fields}
    tags = re.findall(r"\{\{([#/^]?)([^{}]*)\}\}", text)
    assert {name.removeprefix("type:").removeprefix("cloze:") for _, name in tags} <= names
    assert text.count("{{") == text.count("}}") == len(tags)
    assert "<<" not in text


@each_side
def test_sections_nest(type_: NoteType, text: str) -> None:
    open_sections: list[str] = []
    for mark, name in re.findall(r"\{\{([#/^])([^{}]*)\}\}", text):
        if mark == "/":
            assert open_sections.pop() == name
        else:
            open_sections.append(name)
    assert open_sections == []


@each_side
def test_nothing_runs_and_nothing_is_fetched(type_: NoteType, text: str) -> None:
    assert not re.search(r"<script|\son\w+=|src=|url\(|https?:", text, re.I)
    assert text.count("{{type:") <= 1


@each_side
def test_tags_are_closed(type_: NoteType, text: str) -> None:
    opened = re.findall(r"<([a-z0-9]+)", text)
    for tag in set(opened) - {"hr"}:
        assert opened.count(tag) == text.count(f"</{tag}>"), tag


@each_type
def test_css_stands_alone(type_: NoteType) -> None:
    assert not re.search(r"url\(|@import|https?:|prefers-color-scheme", type_.css)
    assert type_.css.count("{") == type_.css.count("}")


# Foreground and background of everything that is read.
PAIRS = [
    *((colour, ground) for colour in ("ink", "soft", "accent") for ground in ("paper", "tint")),
    ("right", "right-tint"),
    ("ink", "right-tint"),
    ("warn", "warn-tint"),
    *(
        (f"hl-{name}", "tint")
        for name in "comment keyword string number name builtin error".split()
    ),
]


@pytest.mark.parametrize("selector", [".card {", ".card.nightMode, .nightMode .card {"])
@pytest.mark.parametrize(("colour", "ground"), PAIRS)
def test_contrast(selector: str, colour: str, ground: str) -> None:
    blocks = TYPES[0].css.split(f"\n{selector}")[1:]
    colours = dict(re.findall(r"--([\w-]+): (#\w+)", "".join(b.split("}")[0] for b in blocks)))
    light, dark = sorted((_luminance(colours[colour]), _luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
