"""Checks of a whole deck: pure functions from a reading to findings, a file a family.

The reader finds what is wrong inside one file; what needs the others stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from deckmill import policy
from deckmill.checks import (
    answers,
    cards,
    choices,
    cloze,
    code,
    duplicates,
    entries,
    front_matter,
    layout,
    links,
    maths,
    media,
    numbers,
    prose,
    questions,
    references,
    shape,
    structure,
    tables,
    typos,
    varieties,
)
from deckmill.checks.consequences import first_causes
from deckmill.findings import Finding, Severity
from deckmill.reader import Memory, Reading
from deckmill.reader.deck import DECK_FILE

Check = Callable[[Reading], Iterable[Finding]]

OF_ENTRIES: tuple[Check, ...] = (
    structure.cheat_line_length,
    structure.placeholders,
    structure.left_to_do,
    front_matter.sources_given,
    front_matter.tags_given,
    front_matter.dated,
    questions.question_marks,
    questions.two_questions,
    questions.pointing_questions,
    questions.question_length,
    questions.yes_or_no,
    answers.short_answer_length,
    answers.short_answer_alone,
    answers.explanation_length,
    answers.card_answers,
    answers.bare_follow_ups,
    shape.lists,
    shape.number_of_cards,
    cloze.cloze_cards,
    cloze.empty_words,
    choices.options_referring,
    choices.right_option_length,
    choices.computed_keys,
    prose.style_words,
    prose.acronyms,
    cards.clozes_outside_cards,
    code.fence_words,
    code.readable_code,
    numbers.unproven_numbers,
    maths.explained_symbols,
    maths.where_items,
    maths.introduced_lists,
    maths.display_in_questions,
    maths.narrow_formulas,
    maths.portable_spellings,
    maths.braces_in_deletions,
    code.shown_code_size,
    tables.narrow_tables,
    layout.lists_after_text,
    layout.key_order,
    layout.trailing_spaces,
    media.told_by_name,
    typos.doubled_words,
    typos.brackets_in_pairs,
    typos.quotes_in_pairs,
)
"""What they find of an entry hangs on the entry, and on how the deck is set, alone."""

OF_THE_DECK: tuple[Check, ...] = (
    entries.files_named_by_id,
    entries.unique_ids,
    entries.known_sources,
    entries.known_needs,
    entries.needs_without_circles,
    links.entry_links,
    links.links_to_retired,
    duplicates.fronts,
    duplicates.ways_back,
    duplicates.cheat_lines,
    media.unused_media,
    references.unused_references,
    references.known_types,
    references.names_in_parts,
    references.real_dates,
    references.addresses,
    varieties.one_variety,
)


def run(reading: Reading, memory: Memory | None = None, today: date | None = None) -> list[Finding]:
    """Every finding about a deck, the reader's included, as the deck's own rules have it.

    With ``memory``, what hangs on an entry alone is looked for only in entries that were read anew.
    """
    findings = [*reading.findings, *_of_entries(reading, memory or Memory())]
    for check in OF_THE_DECK:
        findings += check(reading)
    findings += front_matter.dates_to_come(reading, today or date.today())
    settled = not any(_of_deck_file(finding) for finding in findings)
    if not settled:
        # Which rules this deck has set, and to what limits, cannot be told.
        findings = [finding for finding in findings if finding.code[1] == "1"]
    # Last, so that an excuse of what follows from a fault is still of use.
    return first_causes(policy.applied(findings, reading.deck, whole=settled), reading.deck)


def _of_deck_file(finding: Finding) -> bool:
    in_it = finding.span.source.path == DECK_FILE
    return in_it and finding.code[0] == "F" and finding.severity is Severity.ERROR


def _of_entries(reading: Reading, memory: Memory) -> list[Finding]:
    deck = reading.deck
    # Settings, as the checks of entries see them.
    memory.begin_checks((deck.language, deck.limits, deck.acronyms, tuple(deck.macros)))
    fresh = tuple(entry for entry in deck.entries if memory.findings(entry) is None)
    part = replace(reading, deck=replace(deck, entries=fresh))
    found: dict[str, list[Finding]] = {}
    for check in OF_ENTRIES:
        for finding in check(part):
            found.setdefault(finding.span.source.path, []).append(finding)
    for entry in fresh:
        memory.keep_findings(entry, found.get(entry.span.source.path, []))
    return [finding for entry in deck.entries for finding in memory.findings(entry) or ()]
