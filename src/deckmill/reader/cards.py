"""Cards: what a ``###`` under Cards says, and which type of card it is."""

from __future__ import annotations

import re

from deckmill.findings import Finding
from deckmill.model import Basic, Card, Choice, Cloze, Math, Rich
from deckmill.reader.fragment import Fragment
from deckmill.reader.lift import lift
from deckmill.reader.markdown import Renderer
from deckmill.reader.options import read_options, task_list
from deckmill.reader.sections import Part
from deckmill.schema import is_id, kebab
from deckmill.source import Span
from deckmill.spelling import did_you_mean

CLASSES = ("reversed", "typed", "retired")
MAX_CLOZE = 500
_MARKS = re.compile(r"[ \t]*\{([^{}]*)\}$")
_OPEN = re.compile(r"\{\{c([1-9]\d*)::")
_INSIDE = re.compile(r"[{(]#[A-Za-z0-9_-]+[^{}()]*[})]?")
_NEAR = re.compile(r"\{\{\s*[cC]\d*\s*:{1,2}|(?<!\{)\{[cC]\d+::|\{\{\s*[cC]\d+\s*(?=\}\})")
_TOKEN = re.compile(r"\{\{c[1-9]\d*::|\}\}")
# Deletions, and the tags around them; <br>, <hr> and <img> hold nothing.
_PARTS = re.compile(r"\{\{c[1-9]\d*::|\}\}|</?(?!br\b|hr\b|img\b)([a-z][a-z0-9]*)[^>]*>")


class CardReader:
    """Reads the cards of one entry; slugs are unique in it."""

    def __init__(self, entry_id: str, renderer: Renderer) -> None:
        self.entry_id = entry_id
        self.renderer = renderer
        self.findings: list[Finding] = []
        self.slugs: dict[str, int] = {}

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
        if _OPEN.search(front.html) or _NEAR.search(front.html):
            help = "move the text with the deletion into the card's body"
            self._find("C110", "a cloze cannot stand in a heading", heading, help)
        card = self._card(f"{self.entry_id}/{slug}", part, front, classes)
        return card if slug else None

    def _card(self, id: str, part: Part, front: Rich, classes: frozenset[str]) -> Card | None:
        span = Span(part.name.source, part.name.start, part.body.end)
        retired = "retired" in classes
        fragment = lift(part.body, self.renderer.macros)
        cloze = self._cloze(fragment)
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
            self._parted(body)
            return Cloze(id, front, body, span, retired)
        return Basic(id, front, body, span, "reversed" in classes, "typed" in classes, retired)

    def _heading(self, name: Span) -> tuple[Span, str, frozenset[str]]:
        """The heading's text, the slug (empty where there is none) and the classes."""
        text = name.text
        marks = _MARKS.search(text)
        words = marks[1].split() if marks else []
        if marks is None or not (words and _is_marks(words)):
            inside = _INSIDE.search(text)
            if inside:
                span = name.sub(*inside.span())
                help = f"move {inside[0]} to the end of the heading, and write {{#…}}"
                self._find("C101", "a slug stands at the end of the heading", span, help)
            else:
                help = f"add {{#{_slug(text)}}} to the heading; it never changes again"
                self._find("C101", "this card has no slug", name, help)
            return name, "", frozenset()
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
            help = f"add #{_slug(text[: marks.start()])}; it never changes again"
            self._find("C101", "this card has no slug", name, help)
        return name.sub(0, marks.start()), slug, frozenset(classes)

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

    def _cloze(self, fragment: Fragment) -> bool:
        """Whether a body has deletions; findings for what only looks like one."""
        text = fragment.text
        near = False
        for match in _NEAR.finditer(text):
            if _OPEN.match(text, match.start()):
                continue
            near = True
            message = f"'{match[0]}' does not open a deletion"
            self._at(fragment, message, match.start(), match.end(), "write {{c1::answer}}")
        stack: list[re.Match[str]] = []
        any_open = False
        for token in _TOKEN.finditer(text):
            if token[0] != "}}":
                number = int(token[0][3:-2])
                if number > MAX_CLOZE:
                    message = f"deletion {number} is over {MAX_CLOZE}"
                    self._at(fragment, message, *token.span(), f"use a number up to {MAX_CLOZE}")
                stack.append(token)
                any_open = True
            elif stack:
                opened = stack.pop()
                inside = text[opened.end() : token.start()].split("::")[0]
                if not inside.strip():
                    help = "write what is to be hidden"
                    message = "this deletion is empty"
                    self._at(fragment, message, opened.start(), token.end(), help)
        for opened in stack:
            self._at(fragment, "this deletion is never closed", *opened.span(), "end it with }}")
        for thing in fragment.lifted:
            if isinstance(thing, Math) and _OPEN.search(thing.tex):
                help = "put the deletion around the whole formula: {{c1::$…$}}"
                self._find("C109", "a deletion cannot stand inside a formula", thing.span, help)
                near = True
        return any_open or near

    def _parted(self, body: Rich) -> None:
        """Findings for deletions that are not whole in one element: Anki would cut it in two."""
        depth = 0
        opened: list[int] = []
        shown = False
        for token in _PARTS.finditer(body.html):
            parted = False
            if token[0].startswith("{{"):
                opened.append(depth)
                shown = True
            elif token[0] == "}}":
                parted = bool(opened) and opened.pop() != depth
            elif token[0].startswith("</"):
                depth -= 1
                parted = bool(opened) and opened[-1] > depth
            else:
                depth += 1
            if parted:
                help = "close it in the cell, the item or the emphasis where it opens"
                message = "a deletion ends in another element than it starts"
                self._find("C109", message, body.span, help)
                return
        if not shown and not self.findings:
            help = "write it into the text"
            self._find("C109", "no deletion of this card is shown", body.span, help)

    def _at(self, fragment: Fragment, message: str, start: int, end: int, help: str) -> None:
        span = Span(fragment.source, fragment.origin(start), fragment.origin(end - 1) + 1)
        self.findings.append(Finding("C109", message, span, help))

    def _find(self, code: str, message: str, span: Span, help: str | None) -> None:
        self.findings.append(Finding(code, message, span, help))

    def _keep(self, rendered: tuple[Rich, list[Finding]]) -> Rich:
        self.findings += rendered[1]
        return rendered[0]


def _is_marks(words: list[str]) -> bool:
    return any(word[0] in "#." or "=" in word for word in words)


def _slug(text: str) -> str:
    return "-".join(kebab(re.sub(r"\$[^$]*\$", "", text)).split("-")[:4]) or "definition"
