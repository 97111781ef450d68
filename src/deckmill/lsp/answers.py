"""What the deck knows about a place: names to complete it, what it says, where it is defined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deckmill.limits import LIMITS
from deckmill.lsp.open_deck import View
from deckmill.lsp.places import Place, What, heading
from deckmill.model import KINDS, LEVELS, Entry
from deckmill.policy import OFF
from deckmill.reader.card_headings import CLASSES
from deckmill.reader.deck import DECK_FILE
from deckmill.reader.sections import SECTIONS
from deckmill.reader.slugs import Slugs
from deckmill.reader.yamls import parse
from deckmill.rules import FAMILIES, RULES, Severity
from deckmill.schema import DeckFile, FrontMatter
from deckmill.source import Source, Span
from deckmill.writers.citations import citation_text, citation_url

_CARD = re.compile(r"^###[ \t]+([^{\n]*)", re.M)
_SLUG = re.compile(r"[{ ]#([a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that could stand at a place: a line about it, and its whole story in Markdown.

    ``insert`` is what to write where that is more than the name.
    """

    text: str
    detail: str = ""
    story: str = ""
    insert: str = ""


def names(view: View, place: Place) -> list[Name]:
    """Every name that could stand at ``place``, in the order in which to show them."""
    return list(_names(view, place))


def _names(view: View, place: Place) -> Iterator[Name]:
    deck = view.deck
    source = place.span.source
    match place.what:
        case What.KEY | What.DECK_KEY:
            yield from _keys(place)
        case What.KIND:
            yield from map(Name, KINDS)
        case What.LEVEL:
            yield from map(Name, LEVELS)
        case What.TAG:
            yield from map(Name, sorted({tag for entry in deck.entries for tag in entry.tags}))
        case What.SOURCE:
            for key in sorted(deck.references):
                yield Name(key, citation_text(deck.references[key]))
        case What.ENTRY:
            for entry in sorted(deck.entries, key=lambda entry: entry.id):
                if entry.span.source.path != source.path:
                    yield Name(entry.id, entry.question.text, _entry_story(entry))
        case What.RULE:
            for code, rule in RULES.items():
                if rule.adjustable and (rule.excusable or source.path == DECK_FILE):
                    yield Name(code, rule.title, rule.why)
        case What.RULE_LEVEL:
            yield from map(Name, [*Severity, OFF])
        case What.LIMIT:
            for name, limit in LIMITS.items():
                yield Name(name, f"default {limit.default}", limit.description)
        case What.SECTION:
            here = source.line(place.span.line)
            others = {line.rstrip() for line in source.text.split("\n") if line != here}
            yield from (Name(section) for section in SECTIONS if f"## {section}" not in others)
        case What.MARK:
            yield from _marks(place)
        case What.MACRO:
            yield from (Name(macro, body) for macro, body in deck.macros.items())


def _keys(place: Place) -> Iterable[Name]:
    source = place.span.source
    word = place.span
    rest = source.span(word.end).text
    model = DeckFile if place.what is What.DECK_KEY else FrontMatter
    others = source.text[: word.start] + source.text[word.end :]
    for name, key in model.model_fields.items():
        if f"\n{name}:" not in f"\n{others}":
            insert = "" if rest.startswith(":") else f"{name}: "
            yield Name(name, "", key.description or "", insert)


def _marks(place: Place) -> Iterable[Name]:
    source = place.span.source
    line = source.span(source.offset(place.span.line), place.span.start).text
    line += source.span(place.span.end).text
    if not re.search(r"[{ ]#[a-z]", line):
        # As check proposes it: of all headings of cards, and no slug that is written somewhere.
        headings = (match[1] for match in _CARD.finditer(source.text))
        slug = Slugs(headings, _SLUG.findall(source.text)).propose(heading(place.span))
        yield Name(f"#{slug}", "the card's id; it never changes again")
    yield from (Name(f".{name}") for name in CLASSES if f".{name}" not in line)


def story(view: View, place: Place) -> str:
    """What there is to say about the word at ``place``, in Markdown; empty for nothing."""
    word = place.span.text
    match place.what:
        case What.SOURCE if word in view.deck.references:
            reference = view.deck.references[word]
            url = citation_url(reference)
            return f"{citation_text(reference)}\n\n{url}".rstrip()
        case What.ENTRY:
            entry = view.entry(word)
            return _entry_story(entry) if entry else ""
        case What.RULE:
            return rule_story(word)
        case What.KEY if word in FrontMatter.model_fields:
            return FrontMatter.model_fields[word].description or ""
        case What.DECK_KEY if word in DeckFile.model_fields:
            return DeckFile.model_fields[word].description or ""
        case What.LIMIT if word in LIMITS:
            limit = LIMITS[word]
            return f"{limit.description} Default: {limit.default}."
        case What.MACRO if word in view.deck.macros:
            return f"`{word}` = `{view.deck.macros[word]}`"
        case _:
            return ""


def rules_at(view: View, source: Source, offset: int) -> list[str]:
    """Why the rules matter that were broken at a place of ``source``."""
    codes = {
        finding.code: None
        for finding in view.findings
        if finding.span.source.path == source.path
        and finding.span.start <= offset <= finding.span.end
        and finding.span.source.text == source.text
    }
    return [rule_story(code) for code in codes]


def rule_story(code: str) -> str:
    """A rule's title and why it matters, or what a family is about."""
    if code in RULES:
        rule = RULES[code]
        return f"**{code}** {rule.title} ({rule.severity})\n\n{rule.why}"
    return f"**{code}** {FAMILIES[code[:1]]}" if code[:1] in FAMILIES else ""


def _entry_story(entry: Entry) -> str:
    level = f", {entry.level}" if entry.level else ""
    return f"**{entry.question.text}**\n\n{entry.topic}{level}"


def definition(view: View, place: Place) -> Span | None:
    """Where the thing named at ``place`` is defined."""
    word = place.span.text
    match place.what:
        case What.SOURCE if word in view.deck.references:
            span = view.deck.references[word].span
            return span.source.span(span.start)
        case What.ENTRY:
            entry = view.entry(word)
            return entry.span if entry else None
        case What.MACRO if word in view.deck.macros:
            return _macro(view.source(DECK_FILE), word)
        case _:
            return None


def _macro(deck_file: Source, name: str) -> Span | None:
    return parse(deck_file).keys.get(("macros", name))
