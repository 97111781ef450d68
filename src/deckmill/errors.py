"""What was asked for and cannot be done; bad content is findings, never an exception."""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):
    """A request that cannot be met, told in one line.

    ``word`` is the name that was wrong, ``known`` are those that would have done.
    """

    def __init__(self, message: str, word: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.word = word
        self.known = tuple(known)
