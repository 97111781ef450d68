"""What of a note the ledger remembers: a hash of everything that reaches the learner.

The version that a card shows does not count, or each release would touch every note. Nor does the
topic: to move a file, or to rename a topic, must not overwrite what learners wrote; a note gets the
new topic with its next change. What a retired note says of that has a hash of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from deckmill.anki.notetypes import UNDATED_FIELDS, NoteType, note_types
from deckmill.ledger import NOTE_TYPE, State
from deckmill.writers.notes import NoteContent

NOT_CONTENT = (*UNDATED_FIELDS, "Retired")
_RETIRED_TAG = "retired"
_TOPIC_TAG = "topic::"
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
