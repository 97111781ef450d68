"""What a deck makes of the rules: levels set in deck.yaml, and excuses in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from deckmill.findings import Finding
from deckmill.model import Deck, Setting
from deckmill.rules import RULES, Rule, Severity

OFF = "off"


def applied(findings: Iterable[Finding], deck: Deck) -> list[Finding]:
    """The findings that stand, at the deck's levels; those about settings and excuses included."""
    excused: set[tuple[str, str]] = set()
    settings = [*_of_settings(deck)]
    standing: list[Finding] = []
    known = {(e.span.source.path, code) for e in deck.entries for code in e.excuse}
    for finding in [*findings, *settings]:
        where = (finding.span.source.path, finding.code)
        if where in known and RULES[finding.code].adjustable:
            excused.add(where)
        else:
            standing += _at_level(finding, deck.rules)
    for finding in _unused(deck, excused):
        standing += _at_level(finding, deck.rules)
    return standing


def level(rule: Rule, settings: Mapping[str, Setting]) -> Severity | None:
    """The severity of a rule in a deck; nothing where it is off. The longest code decides."""
    if not rule.adjustable:
        return rule.severity
    for length in range(len(rule.code), 0, -1):
        setting = settings.get(rule.code[:length])
        if setting is not None:
            return None if setting.level == OFF else Severity(setting.level)
    return rule.severity


def _at_level(finding: Finding, settings: Mapping[str, Setting]) -> list[Finding]:
    rule = RULES[finding.code]
    severity = level(rule, settings)
    if severity is None:
        return []
    return [finding if severity is rule.severity else replace(finding, level=severity)]


def _of_settings(deck: Deck) -> Iterator[Finding]:
    """Rules that stand fast, whatever a deck or a file would have them be."""
    help = "mend what it finds: no output can be made of it"
    for code, setting in deck.rules.items():
        if code in RULES and not RULES[code].adjustable:
            yield Finding("F123", f"{code} is always an error", setting.span, help)
    for entry in deck.entries:
        for code, excuse in entry.excuse.items():
            if not RULES[code].adjustable:
                yield Finding("F123", f"{code} cannot be excused", excuse.span, help)


def _unused(deck: Deck, excused: set[tuple[str, str]]) -> Iterator[Finding]:
    for entry in deck.entries:
        for code, excuse in entry.excuse.items():
            if RULES[code].adjustable and (entry.span.source.path, code) not in excused:
                message = f"this file has nothing that {code} would find"
                yield Finding("F201", message, excuse.span, "remove the excuse")
