"""Cards: what a ``###`` under Cards says, and which type of card it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, count

from deckmill.findings import Edit, Finding
from deckmill.model import Basic, Card, Choice, Cloze, Rich
from deckmill.reader.clozes import deletions, looks_like_one, parted
from deckmill.reader.lift import lift
from deckmill.reader.markdown import Renderer
from deckmill.reader.options import read_options, task_list
from deckmill.reader.sections import Part
from deckmill.schema import is_id, kebab
from deckmill.source import Span
from deckmill.spelling import did_you_mean

CLASSES = ("reversed", "typed", "retired")
_FORMULA = re.compile(r"\$[^$]*\$")
_MARKS = re.compile(r"[ \t]*\{([^{}]*)\}$")
_WRITTEN = re.compile(r"\{#([a-z0-9-]+)[^{}]*\}")
_SPACED = re.compile(r"#[ \t]+(?=[A-Za-z0-9])")
_BARE = re.compile(r"[ \t]#(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)+|[a-z][a-z0-9]*)$")
_INSIDE = re.compile(r"[{(]#[A-Za-z0-9_-]+[^{}()]*[})]?")


class CardReader:
    """Reads the cards of one entry; slugs are unique in it."""

    def __init__(self, entry_id: str, renderer: Renderer, parts: Sequence[Part]) -> None:
        self.entry_id = entry_id
        self.renderer = renderer
        self.parts = parts
        self.findings: list[Finding] = []
        self.slugs: dict[str, int] = {}
        # Slugs that are written somewhere, and those proposed for cards that have none.
        self.taken = {slug for part in parts for slug in _WRITTEN.findall(part.name.text)}

    def read_all(self) -> tuple[Card, ...]:
        """Every card that can be told."""
        return tuple(card for part in self.parts if (card := self.read(part)) is not None)

    def read(self, part: Part) -> Card | None:
        """The card; nothing where it has no identity or no body."""
        heading, slug, classes = self._heading(part.name)
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
        fragment = lift(part.body, self.renderer.macros)
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
        body = self._keep(self.renderer.blocks(part.body))
        if body.blank:
            message = "this card's body shows nothing"
            self._find("C104", message, part.name, "write its answer under the heading")
        if cloze:
            broken = any(finding.code == "C109" for finding in found)
            self.findings += [] if broken else parted(body)
            return Cloze(id, front, body, span, retired)
        return Basic(id, front, body, span, "reversed" in classes, "typed" in classes, retired)

    def _heading(self, name: Span) -> tuple[Span, str, frozenset[str]]:
        """The heading's text, the slug (empty where there is none) and the classes."""
        text = name.text
        marks = _MARKS.search(text)
        words = marks[1].split() if marks else []
        if marks is None or not (words and _is_marks(words)):
            self._no_marks(name)
            return name, "", frozenset()
        spaced = _SPACED.search(text, marks.start(1), marks.end(1))
        if spaced:
            span = name.sub(*spaced.span())
            message, help = "a space stands behind the # of the slug", f"write #{words[1]}"
            self._find("C103", message, span, help, Edit(span, "#"))
            words[:2] = [f"#{words[1]}"]
            self.slugs.setdefault(words[0][1:], name.line)
            return name.sub(0, marks.start()), words[0][1:], frozenset()
        before = _MARKS.search(text[: marks.start()])
        if before and _is_marks(before[1].split()):
            span = name.sub(*before.span())
            self._find("C105", "a card has one pair of braces", span, "put all marks into one")
        slug, classes = "", set()
        at = marks.start(1)
        for word in words:
            at = text.index(word, at)
            span = name.sub(at, at + len(word))
            at += len(word)
            if word.startswith("#"):
                if slug:
                    self._find("C105", "a card has one slug", span, "keep one of them")
                slug = slug or self._slug(word[1:], span)
            elif word.startswith(".") and word[1:] in CLASSES:
                classes.add(word[1:])
            else:
                near = did_you_mean(word.lstrip("."), CLASSES)
                help = "known: " + ", ".join(f".{known}" for known in CLASSES)
                help = near.replace("'", "'.", 1) if near else help
                self._find("C105", f"unknown mark '{word}'", span, help)
        if not any(word.startswith("#") for word in words):
            new = self._proposed(text[: marks.start()])
            at = marks.start(1)
            help = f"add #{new}; it never changes again"
            fix = Edit(name.sub(at, at), f"#{new} ")
            self._find("C101", "this card has no slug", name, help, fix)
        return name.sub(0, marks.start()), slug, frozenset(classes)

    def _no_marks(self, name: Span) -> None:
        """A heading without braces at its end; the slug may stand somewhere else in it."""
        text = name.text
        inside = _INSIDE.search(text)
        bare = _BARE.search(text)
        if inside:
            span = name.sub(*inside.span())
            help = f"move {inside[0]} to the end of the heading, and write {{#…}}"
            self._find("C101", "a slug stands at the end of the heading", span, help)
        elif bare:
            span = name.sub(bare.start() + 1, bare.end())
            help = f"write {{#{bare['slug']}}}"
            self._find("C101", "a slug stands in braces", span, help)
        else:
            new = self._proposed(text)
            help = f"add {{#{new}}} to the heading; it never changes again"
            fix = Edit(name.sub(len(text), len(text)), f" {{#{new}}}")
            self._find("C101", "this card has no slug", name, help, fix if text else None)

    def _proposed(self, question: str) -> str:
        """A slug made of the question's first words that no card of the entry has."""
        base = "-".join(kebab(_FORMULA.sub("", question)).split("-")[:4]) or "definition"
        numbered = (f"{base}-{number}" for number in count(2))
        slug = next(slug for slug in chain([base], numbered) if slug not in self.taken)
        self.taken.add(slug)
        return slug

    def _slug(self, slug: str, span: Span) -> str:
        if not is_id(slug):
            cure = kebab(slug)
            help = f"write #{cure}" if cure else "write a word, such as #definition"
            message = f"'{slug}' is no slug" if slug else "this slug is empty"
            self._find("C103", message, span, help)
            return slug
        if slug in self.slugs:
            message = f"the slug '{slug}' stands twice, first in line {self.slugs[slug]}"
            self._find("C102", message, span, "give one of the cards another slug")
        self.slugs.setdefault(slug, span.line)
        return slug

    def _find(
        self, code: str, message: str, span: Span, help: str | None, fix: Edit | None = None
    ) -> None:
        self.findings.append(Finding(code, message, span, help, (fix,) if fix else ()))

    def _keep(self, rendered: tuple[Rich, list[Finding]]) -> Rich:
        self.findings += rendered[1]
        return rendered[0]


def _is_marks(words: list[str]) -> bool:
    return any(word[0] in "#." or "=" in word for word in words)
