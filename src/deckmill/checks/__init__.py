"""Checks of entries and of a whole deck: pure functions to findings, a file a family.

The reader finds what is wrong in how a file is written. Checks of entries look at what it says,
each at an entry by itself; those of the deck see of the entries only their outlines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
from deckmill.checks.duplicates import Alike
from deckmill.checks.outlines import outline_of
from deckmill.findings import Finding, Severity
from deckmill.model import Deck, Entry
from deckmill.outline import Survey
from deckmill.reader import Memory, Reading
from deckmill.reader.deck import DECK_FILE

Check = Callable[[Reading], Iterable[Finding]]
DeckCheck = Callable[[Survey], Iterable[Finding]]

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

OF_THE_DECK: tuple[DeckCheck, ...] = (
    entries.files_named_by_id,
    entries.unique_ids,
    entries.known_sources,
    entries.known_needs,
    entries.needs_without_circles,
    links.entry_links,
    links.links_to_retired,
    duplicates.same_fronts,
    duplicates.same_ways_back,
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
    return of_deck(surveyed(reading, memory), today=today)


def surveyed(reading: Reading, memory: Memory | None = None) -> Survey:
    """What ``of_deck`` needs to know of a deck that was read whole, in findings and in outlines."""
    memory = memory or Memory()
    deck = reading.deck
    settings = replace(deck, entries=())
    # As far as the checks and outlines of entries see them.
    memory.begin_checks((deck.language, deck.limits, deck.acronyms, tuple(deck.macros)))
    fresh = [entry for entry in deck.entries if memory.checked(entry) is None]
    for entry, found in zip(fresh, of_entries(fresh, settings), strict=True):
        memory.keep_checked(entry, found, outline_of(entry, settings))
    kept = [checked for entry in deck.entries if (checked := memory.checked(entry)) is not None]
    return Survey(
        settings,
        tuple(checked.outline for checked in kept),
        [*reading.findings, *(finding for checked in kept for finding in checked.findings)],
        reading.unread,
        reading.references_known,
        reading.media,
    )


def of_entries(entries: Sequence[Entry], deck: Deck) -> list[list[Finding]]:
    """What is found of each of some entries by itself, before the rules of the deck are applied.

    Of ``deck`` only the settings count.
    """
    found: dict[str, list[Finding]] = {entry.span.source.path: [] for entry in entries}
    part = Reading(replace(deck, entries=tuple(entries)), [], frozenset(), references_known=True)
    for check in OF_ENTRIES:
        for finding in check(part):
            found[finding.span.source.path].append(finding)
    return [found[entry.span.source.path] for entry in entries]


def of_deck(survey: Survey, alike: Alike | None = None, today: date | None = None) -> list[Finding]:
    """Every finding about a deck, those that the survey has included, as its own rules have it.

    ``alike`` are its texts that are nearly the same, where they were looked for already.
    """
    alike = alike or duplicates.alike(survey)
    findings = [
        *survey.findings, *duplicates.near_fronts(alike), *duplicates.near_cheat_lines(alike),
    ]  # fmt: skip
    for check in OF_THE_DECK:
        findings += check(survey)
    findings += front_matter.dates_to_come(survey, today or date.today())
    settled = not any(_of_deck_file(finding) for finding in findings)
    if not settled:
        # Which rules this deck has set, and to what limits, cannot be told.
        findings = [finding for finding in findings if finding.code[1] == "1"]
    # Last, so that an excuse of what follows from a fault is still of use.
    return first_causes(policy.applied(findings, survey, whole=settled), survey.outlines)


def _of_deck_file(finding: Finding) -> bool:
    in_it = finding.span.source.path == DECK_FILE
    return in_it and finding.code[0] == "F" and finding.severity is Severity.ERROR
