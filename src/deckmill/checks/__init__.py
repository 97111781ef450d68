"""Checks of a whole deck: pure functions from a reading to findings, a file a family.

The reader finds what is wrong inside one file; what needs the others stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

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
from deckmill.findings import Finding, Severity
from deckmill.reader import Reading
from deckmill.reader.deck import DECK_FILE

Check = Callable[[Reading], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    entries.files_named_by_id,
    entries.unique_ids,
    entries.known_sources,
    entries.known_needs,
    entries.needs_without_circles,
    structure.cheat_line_length,
    structure.placeholders,
    links.entry_links,
    front_matter.sources_given,
    front_matter.tags_given,
    front_matter.dated,
    questions.question_marks,
    questions.question_length,
    questions.yes_or_no,
    answers.short_answer_length,
    answers.short_answer_alone,
    answers.explanation_length,
    answers.card_answers,
    shape.lists,
    shape.number_of_cards,
    cloze.cloze_cards,
    choices.options_referring,
    choices.right_option_length,
    choices.computed_keys,
    duplicates.fronts,
    duplicates.cheat_lines,
    prose.style_words,
    prose.acronyms,
    cards.clozes_outside_cards,
    code.fence_words,
    numbers.unproven_numbers,
    maths.explained_symbols,
    maths.where_items,
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
    media.unused_media,
    links.links_to_retired,
    references.unused_references,
    references.known_types,
    references.names_in_parts,
    references.real_dates,
    references.addresses,
    varieties.one_variety,
    typos.doubled_words,
    typos.brackets_in_pairs,
    typos.quotes_in_pairs,
)


def run(reading: Reading) -> list[Finding]:
    """Every finding about a deck, the reader's included, as the deck's own rules have it."""
    findings = list(reading.findings)
    for check in CHECKS:
        findings += check(reading)
    if any(_of_deck_file(finding) for finding in findings):
        # Which rules this deck has set, and to what limits, cannot be told.
        findings = [finding for finding in findings if finding.code[1] == "1"]
    return policy.applied(findings, reading.deck)


def _of_deck_file(finding: Finding) -> bool:
    in_it = finding.span.source.path == DECK_FILE
    return in_it and finding.code[0] == "F" and finding.severity is Severity.ERROR
