"""What of a note the ledger remembers: a hash of everything that reaches the learner.

The version that a card shows does not count, or each release would touch every note; that a note is
retired is remembered beside the hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from deckmill.anki.notetypes import NoteType, note_types
from deckmill.ledger import NOTE_TYPE, State
from deckmill.writers.notes import NoteContent

_NOT_CONTENT = ("Version", "Retired")
_RETIRED_TAG = "retired"
_LENGTH = 32


def note_states(contents: Iterable[NoteContent]) -> dict[str, State]:
    """The state of each note by full id; media count by the hash in their names."""
    return {content.id: _state(content) for content in contents}


def note_type_states() -> dict[str, State]:
    """The state of each note type: a hash of what may never change, and one of its looks."""
    return {
        f"{NOTE_TYPE}{key}": State("notetype", f"{_identity(kind)}.{_looks(kind)}")
        for key, kind in note_types().items()
    }


def _state(content: NoteContent) -> State:
    fields = {k: v for k, v in content.fields.items() if v and k not in _NOT_CONTENT}
    tags = [tag for tag in content.tags if tag != _RETIRED_TAG]
    digest = _hash([content.type, fields, tags])
    return State(content.type, digest, _RETIRED_TAG in content.tags)


def _identity(kind: NoteType) -> str:
    fields = [[field.name, field.id] for field in kind.fields]
    templates = [[template.name, template.id] for template in kind.templates]
    return _hash([kind.id, fields, templates])


def _looks(kind: NoteType) -> str:
    return _hash([kind.css, [[template.front, template.back] for template in kind.templates]])


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
