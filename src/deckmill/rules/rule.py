"""What a rule is: a code, what it is about, why it matters, and an example of each side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops a build, a warning under ``--strict`` only."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the content.

    ``fails`` and ``passes`` are the same piece of ``file`` with the fault and without it: whole
    keys, sections, cards, works or records of a small good deck, which the tests put back into it.
    ``file`` is ``entry``, the name of another file, or ``content``, a list of the files there are.
    ``given`` says in a clause what else is so (``media/photo.png holds a JPEG``). ``source`` is
    where the reason is from, where it is from somebody. A rule ``on_demand`` is looked for where it
    is asked for, not by ``check``.
    """

    code: str
    title: str
    why: str
    severity: Severity = Severity.ERROR
    file: str = "entry"
    given: str = ""
    fails: str = ""
    passes: str = ""
    source: str = ""
    on_demand: bool = False

    @property
    def adjustable(self) -> bool:
        """Whether a deck may set the rule.

        An error of the first hundred is something that no output can be made of.
        """
        return self.severity is not Severity.ERROR or self.code[1] != "1"

    @property
    def excusable(self) -> bool:
        """Whether a file can excuse the rule: it takes front matter to say so."""
        return self.adjustable and self.file == "entry"
