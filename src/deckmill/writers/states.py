"""What of a note the ledger remembers: a hash of everything that reaches the learner.

The version that a card shows does not count, or each release would touch every note. Nor does the
topic: to move a file, or to rename a topic, must not overwrite what learners wrote; a note gets the
new topic with its next change. What a retired note says of that has a hash of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from deckmill.anki.notetypes import UNDATED_FIELDS, NoteType, note_types
from deckmill.ledger import NOTE_TYPE, State
from deckmill.outline import Outline
from deckmill.writers.base import Piece
from deckmill.writers.notes import NoteContent
from deckmill.writers.packed import PackedNotes, needs_html

NOT_CONTENT = (*UNDATED_FIELDS, "Retired")
_RETIRED_TAG = "retired"
_TOPIC_TAG = "topic::"
_LENGTH = 32
States: TypeAlias = tuple[tuple[str, str, str, bool, int], ...]


def note_states(contents: Iterable[NoteContent]) -> dict[str, State]:
    """The state of each note by full id."""
    return {content.id: state(content) for content in contents}


def states_of(piece: Piece) -> States:
    """Of each note in a package's piece its full id, type, digest, whether it is retired, and how
    many cards it makes; the digest is empty where it hangs on other entries.
    """
    notes = PackedNotes.of(piece).notes
    return tuple((note.id, note.type, note.digest, note.retired, len(note.ords)) for note in notes)


def outlined_states(
    outlines: Sequence[Outline], pieces: Callable[[Sequence[Outline]], Iterable[Piece]]
) -> dict[str, State]:
    """The state of each note of a whole deck by full id.

    ``pieces`` gives those of the package for some entries.
    """
    hanging = [o for o in outlines if any(not digest for _, _, digest, _, _ in o.states)]
    captions = {outline.id: outline.facts.caption for outline in outlines}
    late = {id: known for piece in pieces(hanging) for id, known in open_states(piece, captions)}
    return {
        id: late.get(id) or State(type_, digest, retired)
        for outline in outlines
        for id, type_, digest, retired, _ in outline.states
    }


def open_states(piece: Piece, captions: Mapping[str, str]) -> Iterator[tuple[str, State]]:
    """By full id the states that hang on other entries, given all entries' captions."""
    notes = PackedNotes.of(piece)
    contents = notes.contents({"Needs": needs_html(notes.needs, captions)})
    for note, content in zip(notes.notes, contents, strict=True):
        if not note.digest:
            yield note.id, state(content)


def note_type_states() -> dict[str, State]:
    """The state of each note type: a hash of what may never change, and one of its looks."""
    return {
        f"{NOTE_TYPE}{key}": State("notetype", f"{_identity(kind)}.{_looks(kind)}")
        for key, kind in note_types().items()
    }


def state(content: NoteContent) -> State:
    """The state of a note; media count by the hash in their names."""
    fields = {k: v for k, v in content.fields.items() if v and k not in NOT_CONTENT}
    tags = [t for t in content.tags if t != _RETIRED_TAG and not t.startswith(_TOPIC_TAG)]
    digest = _hash([content.type, fields, tags])
    retired = _RETIRED_TAG in content.tags
    if retired:
        digest += "." + _hash(content.fields.get("Retired", ""))
    return State(content.type, digest, retired)


def _identity(kind: NoteType) -> str:
    fields = [[field.name, field.id] for field in kind.fields]
    templates = [[template.name, template.id] for template in kind.templates]
    return _hash([kind.id, fields, templates])


def _looks(kind: NoteType) -> str:
    return _hash([kind.css, [[template.front, template.back] for template in kind.templates]])


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
