"""What a deck makes of the rules: levels set in deck.yaml, and excuses in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from deckmill.findings import Finding
from deckmill.model import Deck, Entry, Setting
from deckmill.outline import Outline, Survey
from deckmill.rules import RULES, Rule, Severity, starting

OFF = "off"


def applied(findings: Iterable[Finding], survey: Survey, *, whole: bool = True) -> list[Finding]:
    """The findings that stand, at the deck's levels; those about settings and excuses included.

    Where not the ``whole`` was looked for, an excuse may only seem to be without use.
    """
    found = [*findings, *_of_settings(survey)]
    unused = _unused(survey, found) if whole else ()
    return standing([*found, *unused], survey.deck, survey.outlines)


def standing(
    findings: Iterable[Finding], deck: Deck, entries: Iterable[Entry | Outline]
) -> list[Finding]:
    """The findings that are neither switched off nor excused, at the deck's levels."""
    found = list(findings)
    excuses = {
        (entry.span.source.path, code)
        for entry in entries
        for code in entry.excuse
        if RULES[code].adjustable
    }
    levels = {code: level(RULES[code], deck.rules) for code in {each.code for each in found}}
    return [
        finding if severity is RULES[finding.code].severity else replace(finding, level=severity)
        for finding in found
        if (severity := levels[finding.code]) is not None and _where(finding) not in excuses
    ]


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


def _of_settings(survey: Survey) -> Iterator[Finding]:
    """Rules that stand fast, whatever a deck or a file would have them be."""
    help = "mend what it finds: no output can be made of it"
    for start, setting in survey.deck.rules.items():
        if not any(rule.adjustable for rule in starting(start)):
            what = f"{start} is always an error" if start in RULES else f"all of {start} are errors"
            yield Finding("F123", what, setting.span, help)
    for outline in survey.outlines:
        for code, _, place in outline.facts.excuse:
            if not RULES[code].adjustable:
                yield Finding("F123", f"{code} cannot be excused", outline.at(place), help)


def _unused(survey: Survey, found: Iterable[Finding]) -> Iterator[Finding]:
    used = {_where(finding) for finding in found}
    for outline in survey.outlines:
        for code, _, place in outline.facts.excuse if not outline.retired else ():
            looked_for = RULES[code].adjustable and not RULES[code].on_demand
            if looked_for and (outline.path, code) not in used:
                message = f"this file has nothing that {code} would find"
                yield Finding("F201", message, outline.at(place), "remove the excuse")
