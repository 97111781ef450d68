"""Cards: what a ``###`` under Cards says, and which type of card it is."""

from __future__ import annotations

from collections.abc import Sequence

from deckmill.findings import Finding
from deckmill.model import Basic, Card, Choice, Cloze, Rich
from deckmill.reader.card_headings import HeadingReader
from deckmill.reader.clozes import deletions, looks_like_one, parted
from deckmill.reader.markdown import Renderer
from deckmill.reader.options import read_options, task_list
from deckmill.reader.sections import Part
from deckmill.source import Span


class CardReader:
    """Reads the cards of one entry; slugs are unique in it."""

    def __init__(self, entry_id: str, renderer: Renderer, parts: Sequence[Part]) -> None:
        self.entry_id = entry_id
        self.renderer = renderer
        self.parts = parts
        self.findings: list[Finding] = []
        self.headings = HeadingReader([part.name for part in parts])

    def read_all(self) -> tuple[Card, ...]:
        """Every card that can be told."""
        cards = [self.read(part) for part in self.parts]
        self.findings += self.headings.findings
        return tuple(card for card in cards if card is not None)

    def read(self, part: Part) -> Card | None:
        """The card; nothing where it has no identity or no body."""
        heading, slug, classes = self.headings.read(part.name)
        if not part.body.text:
            message = "this card has no body"
            self._find("C104", message, part.name, "write its answer under the heading")
            return None
        front = self._keep(self.renderer.inline(heading))
        if front.blank:
            self._find("C113", "this card has no question", part.name, "write it after ###")
        if looks_like_one(front.html):
            help = "move the text with the deletion into the card's body"
            self._find("C110", "a cloze cannot stand in a heading", heading, help)
        card = self._card(f"{self.entry_id}/{slug}", part, front, classes)
        return card if slug else None

    def _card(self, id: str, part: Part, front: Rich, classes: frozenset[str]) -> Card | None:
        span = Span(part.name.source, part.name.start, part.body.end)
        retired = "retired" in classes
        fragment = self.renderer.lift(part.body)
        cloze, found = deletions(fragment)
        self.findings += found
        tasks = task_list(part.body)
        for mark in sorted(classes - {"retired"}) if cloze or tasks else ():
            kind = "cloze" if cloze else "choice"
            self._find("C106", f"a {kind} card cannot be {mark}", part.name, f"leave out .{mark}")
        if tasks and cloze:
            help = "make two cards of it"
            self._find("C111", "this card has both options and deletions", part.name, help)
        if tasks:
            options, found = read_options(tasks, part.name, 2, 6, ("C107", "C108"), self.renderer)
            self.findings += found
            rest = self._keep(self.renderer.blocks(tasks.rest)) if tasks.rest.text.strip() else None
            return Choice(id, front, options, rest, span, retired)
        body = self._keep(self.renderer.blocks(part.body, fragment))
        if body.blank:
            message = "this card's body shows nothing"
            self._find("C104", message, part.name, "write its answer under the heading")
        if cloze:
            broken = any(finding.code == "C109" for finding in found)
            self.findings += [] if broken else parted(body)
            return Cloze(id, front, body, span, retired)
        return Basic(id, front, body, span, "reversed" in classes, "typed" in classes, retired)

    def _find(self, code: str, message: str, span: Span, help: str) -> None:
        self.findings.append(Finding(code, message, span, help))

    def _keep(self, rendered: tuple[Rich, list[Finding]]) -> Rich:
        self.findings += rendered[1]
        return rendered[0]
