"""What a deck makes of the rules: levels set in deck.yaml, and excuses in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from deckmill.findings import Finding
from deckmill.model import Deck, Setting
from deckmill.rules import RULES, Rule, Severity, starting

OFF = "off"


def applied(findings: Iterable[Finding], deck: Deck, *, whole: bool = True) -> list[Finding]:
    """The findings that stand, at the deck's levels; those about settings and excuses included.

    Where not the ``whole`` was looked for, an excuse may only seem to be without use.
    """
    found = [*findings, *_of_settings(deck)]
    unused = _unused(deck, found) if whole else ()
    return standing([*found, *unused], deck)


def standing(findings: Iterable[Finding], deck: Deck) -> list[Finding]:
    """The findings that are neither switched off nor excused, at the deck's levels."""
    excuses = _excuses(deck)
    return [
        at_level
        for finding in findings
        if not (_where(finding) in excuses and RULES[finding.code].adjustable)
        for at_level in _at_level(finding, deck.rules)
    ]


def _excuses(deck: Deck) -> set[tuple[str, str]]:
    """The file and the rule of each excuse."""
    return {(entry.span.source.path, code) for entry in deck.entries for code in entry.excuse}


def _where(finding: Finding) -> tuple[str, str]:
    return finding.span.source.path, finding.code


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
    for start, setting in deck.rules.items():
        if not any(rule.adjustable for rule in starting(start)):
            what = f"{start} is always an error" if start in RULES else f"all of {start} are errors"
            yield Finding("F123", what, setting.span, help)
    for entry in deck.entries:
        for code, excuse in entry.excuse.items():
            if not RULES[code].adjustable:
                yield Finding("F123", f"{code} cannot be excused", excuse.span, help)


def _unused(deck: Deck, found: Iterable[Finding]) -> Iterator[Finding]:
    used = {_where(finding) for finding in found}
    for entry in deck.entries:
        for code, excuse in entry.excuse.items() if not entry.retired else ():
            looked_for = RULES[code].adjustable and not RULES[code].on_demand
            if looked_for and (entry.span.source.path, code) not in used:
                message = f"this file has nothing that {code} would find"
                yield Finding("F201", message, excuse.span, "remove the excuse")
