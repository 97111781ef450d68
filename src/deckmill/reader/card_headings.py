"""The heading of a card: its question, its slug and its classes, ``### Why …? {#slug .typed}``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from deckmill.findings import Edit, Finding
from deckmill.ids import is_id, kebab
from deckmill.lazy import lazy_pattern
from deckmill.reader.slugs import Slugs
from deckmill.source import Span
from deckmill.spelling import nearest

CLASSES = ("reversed", "typed", "retired")
_MARKS = re.compile(r"[ \t]*\{([^{}]*)\}$")
_WRITTEN = lazy_pattern(r"\{#([a-z0-9-]+)[^{}]*\}")
_BARE = lazy_pattern(r"[ \t]#(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)+|[a-z][a-z0-9]*)$")
# A slug in other brackets, or not at the end.
_INSIDE = lazy_pattern(r"[{(\[]#(?P<slug>[A-Za-z0-9_-]+)[^{}()\[\]]*[})\]]?")
# Braces at the end that hold words and no mark: of one word with a hyphen there is no doubt.
_WORDS = lazy_pattern(r"[A-Za-z0-9_-]+(?:[ \t]+[A-Za-z0-9_-]+){0,5}\Z")


class CardHeading(NamedTuple):
    """What a heading says; ``slug`` is empty where it has none."""

    text: Span
    slug: str
    classes: frozenset[str]


class HeadingReader:
    """Reads the headings of an entry's cards; slugs are unique in it."""

    def __init__(self, headings: Sequence[Span]) -> None:
        self.findings: list[Finding] = []
        self.first: dict[str, Span] = {}  # where each slug stands first
        self.headings = headings

    @cached_property
    def slugs(self) -> Slugs:
        """What proposes slugs: only for cards that have none."""
        texts = [heading.text for heading in self.headings]
        written = {slug for text in texts for slug in _WRITTEN.findall(text)}
        return Slugs((_MARKS.sub("", text) for text in texts), written)

    def read(self, name: Span) -> CardHeading:
        text = name.text
        marks = _MARKS.search(text)
        words = marks[1].split() if marks else []
        if marks is None or not (words and _is_marks(words)):
            self._no_marks(name, marks)
            return CardHeading(name, "", frozenset())
        before = _MARKS.search(text[: marks.start()])
        if before and _is_marks(before[1].split()):
            span = name.sub(*before.span())
            self._find("C105", "a card has one pair of braces", span, "put all marks into one")
        heading = name.sub(0, marks.start())
        braces = name.sub(marks.start(1) - 1, marks.end(1) + 1)
        apart = self._words_apart(braces, words)
        if apart is not None:
            return CardHeading(heading, apart, frozenset())
        slug, classes = self._marks(name, marks, words)
        return CardHeading(heading, slug, classes)

    def _words_apart(self, braces: Span, words: list[str]) -> str | None:
        """The slug that several words were meant as, as in ``{#two words}`` and ``{# word}``."""
        meant = [word for word in words if word[0] != "." and "=" not in word]
        if words[0][0] != "#" or len(meant) < 2 or "#" in "".join(meant)[1:]:
            return None
        if any(nearest(word, CLASSES) for word in meant):
            return None
        slug = kebab(" ".join(meant))
        kept = [f"#{slug}", *(word for word in words if word not in meant)]
        help = f"write {{{' '.join(kept)}}}"
        message = "a slug is one word, its parts joined by hyphens"
        fix = Edit(braces, help.removeprefix("write ")) if words[0] == "#" else None
        if words[0] == "#":
            message = "a space stands behind the # of the slug"
        self._find("C103", message, braces, help, fix)
        self.first.setdefault(slug, braces)
        return slug

    def _marks(
        self, name: Span, marks: re.Match[str], words: list[str]
    ) -> tuple[str, frozenset[str]]:
        """The slug and the classes that stand in braces, each word by itself."""
        slug, classes = "", set()
        has_slug = any(word.startswith("#") for word in words)
        at = marks.start(1)
        for word in words:
            at = name.text.index(word, at)
            span = name.sub(at, at + len(word))
            at += len(word)
            if word.startswith("#"):
                if slug:
                    self._find("C105", "a card has one slug", span, "keep one of them")
                slug = slug or self._slug(word[1:], span)
            elif word.startswith(".") and word[1:] in CLASSES:
                classes.add(word[1:])
            elif not has_slug and is_id(word) and word not in CLASSES:
                has_slug, slug = True, self._without_sign(word, span)
            else:
                near = nearest(word.lstrip("."), CLASSES)
                help = "known: " + ", ".join(f".{known}" for known in CLASSES)
                help = f"did you mean '.{near}'?" if near else help
                self._find("C105", f"unknown mark '{word}'", span, help)
        if not has_slug:
            new = self.slugs.propose(name.text[: marks.start()])
            at = marks.start(1)
            help = f"add #{new}; it never changes again"
            fix = Edit(name.sub(at, at), f"#{new} ")
            self._find("C101", "this card has no slug", name, help, fix)
        return slug, frozenset(classes)

    def _without_sign(self, slug: str, span: Span) -> str:
        self._find("C101", "a slug starts with #", span, f"write #{slug}", Edit(span, f"#{slug}"))
        return slug

    def _no_marks(self, name: Span, braces: re.Match[str] | None) -> None:
        """A heading without marks at its end; the slug may stand somewhere else in it."""
        text = name.text
        inside = _INSIDE.search(text)
        bare = _BARE.search(text)
        if braces and not inside and _WORDS.match(braces[1].strip()):
            span = name.sub(braces.start(1) - 1, braces.end(1) + 1)
            slug = f"{{#{kebab(braces[1])}}}"
            fix = Edit(span, slug) if is_id(braces[1]) and "-" in braces[1] else None
            self._find("C101", "a slug starts with #", span, f"write {slug}", fix)
        elif inside:
            span = name.sub(*inside.span())
            slug = f"{{#{kebab(inside['slug'])}}}"
            at_end = inside.end() == len(text)
            message = "a slug stands in braces" if at_end else "a slug ends the heading"
            help = f"write {slug}" if at_end else f"move it to the end of the heading, as {slug}"
            fix = Edit(span, slug) if at_end and is_id(inside["slug"]) else None
            self._find("C101", message, span, help, fix)
        elif bare:
            span = name.sub(bare.start() + 1, bare.end())
            slug = f"{{#{bare['slug']}}}"
            self._find("C101", "a slug stands in braces", span, f"write {slug}")
        else:
            new = self.slugs.propose(text)
            help = f"add {{#{new}}} to the heading; it never changes again"
            fix = Edit(name.sub(len(text), len(text)), f" {{#{new}}}") if text else None
            self._find("C101", "this card has no slug", name, help, fix)

    def _slug(self, slug: str, span: Span) -> str:
        if not is_id(slug):
            cure = kebab(slug)
            help = f"write #{cure}" if cure else "write a word, such as #definition"
            message = f"'{slug}' is no slug" if slug else "this slug is empty"
            self._find("C103", message, span, help)
            return slug
        if slug in self.first:
            message = f"the slug '{slug}' stands twice, first in line {self.first[slug].line}"
            self._find("C102", message, span, "give one of the cards another slug")
        self.first.setdefault(slug, span)
        return slug

    def _find(
        self, code: str, message: str, span: Span, help: str, fix: Edit | None = None
    ) -> None:
        self.findings.append(Finding(code, message, span, help, (fix,) if fix else ()))


def _is_marks(words: list[str]) -> bool:
    return any(word[0] in "#." or "=" in word for word in words)
