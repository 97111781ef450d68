"""The real deck, damaged one thing at a time: what is a rule's subject is found at its place.

Each damage says of itself, before anything is read, whether a rule is about it. A line of prose
that is gone, a follow-up's heading that is gone (its text joins the one before) or a section that
may be missing is nobody's subject: what is left is as good a text as before.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from deckmill import checks, reader
from deckmill.checks import cards, code, entries, links
from deckmill.findings import Finding
from deckmill.reader import Memory
from deckmill.reader.files import Folder
from deckmill.reader.headings import SECTIONS
from deckmill.tex import known_commands
from support import found as all_found
from support import patched, read_cases, write

SEED = 20261125
CASES = 1000
ENTRIES = 40
WANTED = 0.95
# The checks behind rules of the first hundred; those of the second are about good text.
OF_ENTRIES = (cards.clozes_outside_cards, code.fence_words)
OF_THE_DECK = (
    entries.files_named_by_id, entries.unique_ids, entries.known_sources, entries.known_needs,
    entries.needs_without_circles, links.entry_links,
)  # fmt: skip


@dataclass(frozen=True)
class Damage:
    """A damaged text: in which line the damage stands, and whether a rule is about it."""

    text: str
    line: int
    subject: bool = True


Damaging = Callable[[random.Random, str], Damage | None]


@dataclass(frozen=True)
class Piece:
    """A stretch of a text that a damage may hit."""

    start: int
    end: int
    text: str


def shown(text: str) -> str:
    """The text with fences blanked out, character for character."""
    blank = lambda match: re.sub(r"[^\n]", " ", match[0])  # noqa: E731
    return re.sub(r"^```.*?^```$", blank, text, flags=re.M | re.S)


def head(text: str) -> str:
    """The front matter, without its lines of hyphens, at its place."""
    end = text.index("\n---\n", 4)
    return "    " + text[4:end]


def pieces(pattern: str, text: str, group: int | str = 0) -> list[Piece]:
    return [Piece(*m.span(group), m[group]) for m in re.finditer(pattern, text, re.M)]


def changed(text: str, piece: Piece, new: str, *, subject: bool = True) -> Damage:
    line = text.count("\n", 0, piece.start) + 1
    return Damage(text[: piece.start] + new + text[piece.end :], line, subject)


def pick(rng: random.Random, found: list[Piece]) -> Piece | None:
    return rng.choice(found) if found else None


def without(
    rng: random.Random, text: str, found: list[Piece], *, subject: bool = True
) -> Damage | None:
    piece = pick(rng, found)
    return piece and changed(text, piece, "", subject=subject)


def swapped(rng: random.Random, word: str) -> str | None:
    """The word with two neighbours changed for each other; nothing where that changes nothing."""
    places = [i for i in range(len(word) - 1) if word[i] != word[i + 1]]
    if not places:
        return None
    i = rng.choice(places)
    return word[:i] + word[i + 1] + word[i] + word[i + 2 :]


# --- The damages


def a_line_is_gone(rng: random.Random, text: str) -> Damage:
    lines = text.split("\n")
    number = rng.randrange(len(lines) - 1)
    left = "\n".join(lines[:number] + lines[number + 1 :])
    return Damage(left, number + 1, is_needed(lines, number, text))


def is_needed(lines: list[str], number: int, text: str) -> bool:
    """Whether a rule is about a line that is missing."""
    line = lines[number]
    kind = re.search(r"^kind: (\w+)", text, re.M)[1]
    if number < lines.index("---", 1) + 1:
        key = line.partition(":")[0]
        return key in ("---", "id", "kind", "level", "sources") or (key, kind) == (
            "answer",
            "numeric",
        )
    if line.startswith("```"):
        return True
    if shown(text).split("\n")[number].strip() == "":
        return False  # code, or blank
    if line.startswith("# "):
        return True
    if line.startswith("## "):
        needed = {
            "choice": ["Options"],
            "derivation": ["Formula"],
            "bug": ["Code"],
            "code": ["Code"],
        }
        return line[3:] in [
            "Short answer",
            "Cheat sheet",
            "Follow-ups",
            "Cards",
            *needed.get(kind, []),
        ]
    if re.match(r"- \[[x ]\] ", line):
        under = next(above for above in reversed(lines[:number]) if above.startswith("##"))
        return line[3] == "x" or under == "## Options"
    first_card = line.startswith("### ") and lines[number - 1] in ("## Cards", "## Follow-ups")
    return first_card or line.count("$$") == 1 or re.match(r"\|[-:| ]+\|$", line) is not None


def a_key_stands_twice(rng: random.Random, text: str) -> Damage | None:
    piece = pick(rng, pieces(r"^\w+:.*\n", head(text)))
    return piece and changed(text, piece, piece.text * 2)


def a_key_lacks_its_colon(rng: random.Random, text: str) -> Damage | None:
    return without(rng, text, pieces(r"^\w+(:)", head(text), 1))


def a_key_is_indented(rng: random.Random, text: str) -> Damage | None:
    found = pieces(r"^(?!id)()\w+:", head(text), 1)
    piece = pick(rng, found)
    return piece and changed(text, piece, "  ")


def a_bracket_or_quote_of_a_value_is_gone(rng: random.Random, text: str) -> Damage | None:
    found = pieces(r"^\w+: (\[)", head(text), 1) + pieces(r"^\w+: \[[^\]]*(\])$", head(text), 1)
    found += pieces(r"^\w+: (\")", head(text), 1) + pieces(r"^\w+: \".*(\")$", head(text), 1)
    return without(rng, text, found)


def a_key_is_misspelt(rng: random.Random, text: str) -> Damage | None:
    return misspelt(rng, text, pieces(r"^(\w+):", head(text), 1))


def a_kind_or_level_is_misspelt(rng: random.Random, text: str) -> Damage | None:
    return misspelt(rng, text, pieces(r"^(?:kind|level): (\w+)", head(text), 1))


def a_source_is_misspelt(rng: random.Random, text: str) -> Damage | None:
    return misspelt(rng, text, pieces(r"^  - ([\w-]+)", head(text), 1))


def a_need_or_link_is_misspelt(rng: random.Random, text: str) -> Damage | None:
    found = pieces(r"\]\(#([\w-]+)\)", shown(text), 1) + pieces(r"(?<=needs: \[)[\w-]+", head(text))
    return misspelt(rng, text, found)


def a_section_is_misspelt(rng: random.Random, text: str) -> Damage | None:
    return misspelt(rng, text, pieces(r"^## (.+)$", shown(text), 1), known=SECTIONS)


def a_fence_word_is_misspelt(rng: random.Random, text: str) -> Damage | None:
    return misspelt(rng, text, pieces(r"^```(\w+)", text, 1) + pieces(r"^```\w+ (\w+)", text, 1))


def misspelt(
    rng: random.Random, text: str, found: list[Piece], known: Collection[str] = ()
) -> Damage | None:
    """A word with two letters swapped, or one of them dropped."""
    piece = pick(rng, found)
    if piece is None:
        return None
    drop = rng.randrange(len(piece.text))
    shorter = piece.text[:drop] + piece.text[drop + 1 :]
    new = rng.choice([swapped(rng, piece.text) or shorter, shorter])
    return None if new in known or not new else changed(text, piece, new)


def a_command_is_misspelt(rng: random.Random, text: str) -> Damage | None:
    found = pieces(r"(?<=\\)[A-Za-z]{3,}", formulas_only(text))
    return misspelt(rng, text, found, known=known_commands())


@cache
def formulas_only(text: str) -> str:
    """The text with all blanked out that stands in no formula."""
    body = shown(text)
    kept = [" " if c != "\n" else c for c in body]
    for match in re.finditer(r"\$\$.*?\$\$|(?<![\\$])\$(?=\S)[^$\n]*?\S\$(?!\d)", body, re.S):
        kept[match.start() : match.end()] = body[match.start() : match.end()]
    return "".join(kept)


def a_brace_is_gone(rng: random.Random, text: str) -> Damage | None:
    found = pieces(r"(?<!\\)[{}]", formulas_only(text))
    found += pieces(r"[{}]", re.sub(r"\$[^$\n]*\$", lambda m: " " * len(m[0]), shown(text)))
    return without(rng, text, found)


def a_dollar_is_gone(rng: random.Random, text: str) -> Damage | None:
    return without(rng, text, pieces(r"(?<!\\)\$", formulas_only(text)))


def a_dollar_too_much(rng: random.Random, text: str) -> Damage | None:
    found = pieces(r"(?<![\\$])\$(?!\$)", formulas_only(text))
    piece = pick(rng, found)
    return piece and changed(text, piece, "$$")


def a_fence_lacks_a_mark(rng: random.Random, text: str) -> Damage | None:
    return without(rng, text, pieces(r"^(`)``", text, 1))


def hyphens_are_gone(rng: random.Random, text: str) -> Damage | None:
    return without(rng, text, pieces(r"^---\n", text[: text.index("\n---\n", 4) + 5]))


def a_heading_is_deeper(rng: random.Random, text: str) -> Damage | None:
    piece = pick(rng, pieces(r"^()#+ ", shown(text), 1))
    return piece and changed(text, piece, "#")


def a_heading_is_higher(rng: random.Random, text: str) -> Damage | None:
    return without(rng, text, pieces(r"^(#)#+ ", shown(text), 1))


def a_heading_lacks_its_space(rng: random.Random, text: str) -> Damage | None:
    return without(rng, text, pieces(r"^#{1,3}( )", shown(text), 1))


def a_slug_is_broken(rng: random.Random, text: str) -> Damage | None:
    piece = pick(rng, pieces(r"\{#([a-z0-9-]+)", shown(text), 1))
    if piece is None:
        return None
    return changed(text, piece, rng.choice([
        piece.text.upper(), piece.text + "-", piece.text.replace("-", "_") + "_", " " + piece.text,
        piece.text + " more", piece.text[0] + "é" + piece.text[1:], "",
    ]))  # fmt: skip


def marks_of_a_card_are_broken(rng: random.Random, text: str) -> Damage | None:
    return without(rng, text, pieces(r"(\{)#[\w-]+|\{(#)[\w-]+|(\})$", cards_only(text)))


def cards_only(text: str) -> str:
    return re.sub(r"^(?!### .*\{#).*$", lambda m: " " * len(m[0]), shown(text), flags=re.M)


def a_deletion_is_broken(rng: random.Random, text: str) -> Damage | None:
    found = [
        p
        for g in range(1, 6)
        for p in pieces(r"({){(c)\d(:):|({{)c\d|(?<=[^}])(})}", shown(text), g)
        if p.start >= 0
    ]
    return without(rng, text, found)


def a_box_is_broken(rng: random.Random, text: str) -> Damage | None:
    piece = pick(rng, pieces(r"^- \[[x ]\] ", shown(text)))
    return piece and changed(text, piece, rng.choice([
        "- [y] ", "- x] ", "- [x ", "-[x] ", "- [] ", "- (x) ", "- [x]", "- ",
    ]))  # fmt: skip


def a_mark_of_emphasis_or_code_is_gone(rng: random.Random, text: str) -> Damage | None:
    prose = re.sub(r"\$[^$\n]*\$", lambda m: "$" * len(m[0]), shown(text))
    found = pieces(r"(?<!`)`(?!`)", prose) + pieces(
        r"(?<![\s*])\*(?=[\s.,;:])|(?<=\s)\*(?=\w)", prose
    )
    return without(rng, text, found)


def a_mark_of_a_link_is_gone(rng: random.Random, text: str) -> Damage | None:
    found = pieces(r"\[(?=[^\]\n]*\]\()|\]\(|(?<=\]\()#", shown(text))
    found += pieces(r"\]\([^()\s]*(\))", shown(text), 1)
    piece = pick(rng, found)
    return piece and changed(text, piece, piece.text[1:])


def something_falls_in(rng: random.Random, text: str) -> Damage:
    """Anything anywhere: what it breaks cannot be told, but nothing may raise."""
    at = rng.randrange(len(text))
    new = rng.choice(
        [
            "\x00",
            "\u202e",
            "{{",
            "}}",
            "$",
            "```\n",
            "\n---\n",
            "<",
            "| ",
            "\\",
            "&",
            "\t",
            "# ",
            "[",
            "'",
            '"',
            ": ",
            "- ",
        ]
    )
    return Damage(text[:at] + new + text[at:], text.count("\n", 0, at) + 1, subject=False)


def the_rest_is_gone(rng: random.Random, text: str) -> Damage:
    at = rng.randrange(len(text))
    return Damage(text[:at], text.count("\n", 0, at) + 1, subject=False)


DAMAGES: tuple[Damaging, ...] = (
    a_line_is_gone, a_line_is_gone, a_key_stands_twice, a_key_lacks_its_colon, a_key_is_indented,
    a_bracket_or_quote_of_a_value_is_gone, a_key_is_misspelt, a_kind_or_level_is_misspelt,
    a_source_is_misspelt, a_need_or_link_is_misspelt, a_section_is_misspelt,
    a_fence_word_is_misspelt, a_command_is_misspelt, a_brace_is_gone, a_dollar_is_gone,
    a_dollar_too_much, a_fence_lacks_a_mark, hyphens_are_gone, a_heading_is_deeper,
    a_heading_is_higher, a_heading_lacks_its_space, a_slug_is_broken, marks_of_a_card_are_broken,
    a_deletion_is_broken, a_box_is_broken, a_mark_of_emphasis_or_code_is_gone,
    a_mark_of_a_link_is_gone, something_falls_in, the_rest_is_gone,
)  # fmt: skip


# --- What is found


class Deck:
    """The real deck in memory: a reading costs one file."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.memory = Memory()
        self.texts = {
            path.relative_to(root).as_posix(): path.read_text("utf-8")
            for path in root.glob("*/*.md")
        }
        references = reader.read_references(Folder(root))
        monkeypatch.setattr(reader, "read_references", lambda folder: references)
        monkeypatch.setattr(checks, "OF_ENTRIES", OF_ENTRIES)
        self.usual = Counter(map(_key, self._found({})))

    def new(self, name: str, text: str) -> list[Finding]:
        """What is found, and was not before, where the file ``name`` is ``text``."""
        before = self.usual.copy()
        new = []
        for finding in self._found({name: text}):
            if before[_key(finding)] > 0:
                before[_key(finding)] -= 1
            elif finding.code[1] == "1":
                new.append(finding)
        return new

    def _found(self, texts: dict[str, str]) -> list[Finding]:
        # What a damaged file read as is not kept: the next one would have to read it again.
        memory = self.memory
        if texts:
            kept = {"_files": dict(memory._files), "_checked": dict(memory._checked)}
            memory = replace(memory, **kept)
        survey = checks.surveyed(reader.read(self.root, memory=memory, texts=texts), memory)
        return survey.findings + [f for check in OF_THE_DECK for f in check(survey)]


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.span.source.path, finding.code, finding.message


def is_near(finding: Finding, name: str, line: int) -> bool:
    """Whether a finding stands within one line of a place."""
    span = finding.span
    last = span.source.position(max(span.end - 1, span.start))[0]
    return span.source.path == name and span.line - 1 <= line <= last + 1


def a_part(content: Path, root: Path, rng: random.Random) -> Path:
    """Some entries of the deck, so that a reading costs as much however large the deck gets."""
    entries = sorted(content.glob("*/*.md"))
    chosen = rng.sample(entries, min(ENTRIES, len(entries)))
    for path in [content / "deck.yaml", content / "references.yaml", *chosen]:
        copy = root / path.relative_to(content)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    return root


def test_what_is_damaged_is_found_at_its_place(
    content: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    rng = random.Random(SEED)
    deck = Deck(a_part(content, tmp_path, rng), monkeypatch)
    names = sorted(deck.texts)
    subjects: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed, several = [], []
    for number in range(CASES):
        damaging = DAMAGES[number % len(DAMAGES)]
        damage = None
        while damage is None:
            name = rng.choice(names)
            damage = damaging(rng, deck.texts[name])
        findings = deck.new(name, damage.text)
        if not damage.subject:
            continue
        kind = damaging.__name__.replace("_", " ")
        line = deck.texts[name].split("\n")[damage.line - 1]
        told = f"{kind}: {name}:{damage.line} {line[:80]!r} {[shown_briefly(f) for f in findings]}"
        subjects[kind] += 1
        found[kind] += any(is_near(finding, name, damage.line) for finding in findings)
        if not any(is_near(finding, name, damage.line) for finding in findings):
            missed.append(told)
        if len(findings) > 1:
            several.append(told)
    rate, alone = found.total() / subjects.total(), 1 - len(several) / subjects.total()
    summary = f"{found.total()} of {subjects.total()} damages found at their place: {rate:.1%}"
    print(*(f"{found[kind]:3} of {total:3}  {kind}" for kind, total in subjects.items()), sep="\n")
    print(summary, *missed, f"{alone:.1%} with one finding for one cause", *several, sep="\n")
    record_property("damages found at their place", summary)
    assert subjects.total() > CASES * 0.8
    assert rate >= WANTED, summary
    assert alone >= WANTED, several


def shown_briefly(finding: Finding) -> str:
    return f"{finding.code} {finding.span.source.path}:{finding.span.line}"


# Slips that used to draw others after them, or that break all that follows.
CASCADES = (
    "F101 front matter never closed",
    "F101 front matter without its first line",
    "F101 front matter that a rule in the body seems to close",
    "F102 broken deck.yaml says nothing about topics and macros",
    "F102 a quotation mark that is not closed",
    "F104 a kind under another name is not missing, too",
    "F105 a key twice, of which the first is empty",
    "F117 UTF-16 without a mark",
    "F117 a Latin-1 byte",
    "F117 a file that is no text",
    "F120 deck.yaml under another name",
    "F122 an unfinished merge",
    "S101 a short answer without its heading",
    "S102 cards without their section",
    "S102 follow-ups without their section",
    "S104 a misspelt section with cards",
    "S108 kind cards by mistake",
    "S109 a card's heading of another level",
    "S109 a question's heading of another level",
    "S109 a section's heading of another level",
    "S109 a text that is indented throughout",
    "S111 a fence that is never closed",
    "S111 a fence that hides the rest",
    "S111 a fence that another one follows",
    "S111 code without its first line",
    "K101 a misspelt word is not a fence missing, too",
    "M103 a formula over a blank line is one slip",
    "M105 a macro whose braces are not in balance",
    "M107 a blank line in a display formula",
    "C109 a deletion closed by one brace",
)


@pytest.mark.parametrize("title", CASCADES)
def test_one_slip_is_one_finding(title: str, tmp_path: Path) -> None:
    (case,) = [case for case in read_cases("findings.md") if case.title == title]
    findings = all_found(write(tmp_path, patched(case)))
    assert [finding.code for finding in findings] == [title.partition(" ")[0]]
