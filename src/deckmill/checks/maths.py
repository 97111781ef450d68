"""What a formula asks of its reader, and of the tools that read it (family M)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from deckmill.checks.scope import linted, live, pieces
from deckmill.checks.symbols import Symbol, symbols
from deckmill.checks.text import masked, words_of
from deckmill.findings import Edit, Finding
from deckmill.lazy import lazy_pattern
from deckmill.model import HOLE, Cloze, Entry, Math, Rich
from deckmill.reader import Reading
from deckmill.source import Span
from deckmill.tex import PORTABLE, TexError, commands
from deckmill.typeset.breaks import widest

_BLOCK = re.compile(r"(?:.+\n?)+")
_WORD = lazy_pattern(r"\w+")
_ITEM = re.compile(r"^(?P<mark>[ ]{0,1}[-*+])[ ]+(?=\S)", re.M)
_LEAD_WORDS = 4  # "Where", "Where:", "Here we write": what stands before a list of symbols
# A list of formulas behind the end of one that stands in its lines alone.
_NO_LEAD = re.compile(r"[ \t\n]*(?:\$\$|\\\])[ \t]*\n\s*(?P<item>[-*+] \$[^$\n]+\$)")
_LEAD = 200  # characters in which it is looked for
_DELETION = re.compile(rf"\{{\{{c\d+::|\}}\}}|{HOLE.pattern}")
_BRACES = re.compile(r"\}(?=\})")
_TEXT_MODE = lazy_pattern(r"\\(?:text|mbox)")


def explained_symbols(reading: Reading) -> Iterator[Finding]:
    """Every symbol of a formula under Formula is explained there."""
    for entry in linted(reading.deck):
        if entry.formula is None:
            continue
        formulas = entry.formula.math
        shown = [math for math in formulas if math.display]
        told = [math for math in formulas if not math.display]
        if shown and not told:
            yield from _nothing_told(shown)
            continue
        known = _by_letter(symbol for math in told for symbol in symbols(math.tex).free)
        missed: set[str] = set()
        for math in shown:
            for symbol in symbols(math.tex).unbound:
                others = known.get(symbol.letter, {}).values()
                if symbol.name in missed or any(other.explains(symbol) for other in others):
                    continue
                missed.add(symbol.name)
                tex = math.tex[symbol.start : symbol.end]
                message = f"nothing under the formula says what {tex} is"
                help = f'add an item to the list under "Where": - ${tex}$ is …'
                yield Finding("M201", message, _place(math, symbol), help)


def _by_letter(found: Iterable[Symbol]) -> dict[str, dict[tuple[str, str], Symbol]]:
    """The symbols by their letters, each accent and subscript once."""
    known: dict[str, dict[tuple[str, str], Symbol]] = {}
    for symbol in found:
        known.setdefault(symbol.letter, {})[symbol.accent, symbol.index] = symbol
    return known


def _nothing_told(shown: list[Math]) -> Iterator[Finding]:
    for math in shown:
        names = list(dict.fromkeys(symbol.letter for symbol in symbols(math.tex).unbound))
        if names:
            message = f"nothing under the formula says what {_listed(names)}"
            help = 'write "Where" under it and a list with an item for each symbol'
            yield Finding("M201", message, math.span, help)
            return


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} is"
    return f"{', '.join(names[:-1])} and {names[-1]} are"


def _place(math: Math, symbol: Symbol) -> Span:
    """Where a symbol of the expanded formula stands in the source, or nearly."""
    written = math.span.text
    if written == math.tex:
        return math.span.sub(symbol.start, symbol.end)
    tex = math.tex[symbol.start : symbol.end]
    at = written.find(tex)
    return math.span if at < 0 else math.span.sub(at, at + len(tex))


def where_items(reading: Reading) -> Iterator[Finding]:
    """Every item of the list under a formula explains something that stands in it."""
    for entry in linted(reading.deck):
        if entry.formula is None:
            continue
        formulas = entry.formula.math
        found = [symbols(math.tex) for math in formulas if math.display]
        letters = set().union(*(formula.letters for formula in found))
        names = set().union(*(formula.names for formula in found))
        for span in _items(entry.formula) if found else ():
            told = [m for m in formulas if span.start <= m.span.start < span.end]
            if not _explains(span, told, letters, names):
                at = told[0].span if told else span
                message = f"the formula has no {told[0].tex}" if told else "this explains no symbol"
                help = "explain a symbol of the formula, or move this to the explanation"
                yield Finding("M202", message, at, help)


def introduced_lists(reading: Reading) -> Iterator[Finding]:
    """A list of symbols right under a formula starts with a word that says what it is."""
    for entry in linted(reading.deck):
        for math in entry.formula.math if entry.formula else ():
            source, end = math.span.source, math.span.end
            bare = _NO_LEAD.match(source.text, end) if math.display else None
            if bare and entry.formula and bare.start("item") < entry.formula.span.end:
                at = source.span(bare.start("item"))
                help = 'write "Where" in a line above it'
                message = "nothing says that this list explains the symbols"
                yield Finding("M207", message, at, help)


def _items(rich: Rich) -> Iterator[Span]:
    """The items of a list that a short line, such as "Where", opens."""
    text = masked(rich)
    for block in _BLOCK.finditer(text):
        marks = list(_ITEM.finditer(text, *block.span()))
        if not marks:
            continue
        first = marks[0].start()
        lead = text[max(0, first - _LEAD) : first].rstrip().rpartition("\n")[2]
        if not 1 <= len(words_of(lead)) <= _LEAD_WORDS:
            continue
        stops = [*(mark.start() for mark in marks[1:]), block.end()]
        for mark, stop in zip(marks, stops, strict=True):
            yield rich.span.sub(mark.end(), mark.end() + len(text[mark.end() : stop].rstrip()))


def _explains(span: Span, told: list[Math], letters: set[str], names: set[str]) -> bool:
    """Whether an item with these formulas speaks of a letter or a name of the shown formulas."""
    mine = [symbols(math.tex) for math in told]
    own = {symbol.letter for formula in mine for symbol in formula.free}
    if own:
        return bool(own & letters)
    # A sign such as \odot, or a name: in a formula of its own or as a plain word.
    said = set(_WORD.findall(span.text)).union(*(formula.names for formula in mine))
    return bool(said & names) or any(not formula.names for formula in mine)


def display_in_questions(reading: Reading) -> Iterator[Finding]:
    """No question holds a formula that stands in lines of its own."""
    for entry in linted(reading.deck):
        for rich in _questions(entry):
            for math in rich.math:
                if math.display:
                    help = "write it inline, between single dollars, or ask for it in words"
                    yield Finding("M203", "a display formula in a question", math.span, help)


def _questions(entry: Entry) -> Iterator[Rich]:
    yield entry.question
    for card in live(entry):
        yield card.cue if isinstance(card, Cloze) else card.front


def narrow_formulas(reading: Reading) -> Iterator[Finding]:
    """What the sheet prints of an entry fits its column, broken where it may break."""
    most = reading.deck.limits.formula_width
    for entry in linted(reading.deck):
        for math in _on_the_sheet(entry):
            try:
                width = widest(math.tex, math.display)
            except TexError:
                continue  # it has a finding of its own
            if width > most:
                message = f"this formula is {width:.0f} em wide where the sheet has {most:g}"
                help = r"split it into rows: \begin{aligned} … \\ … \end{aligned}"
                if not math.display:
                    help = "move it to Formula, or write it shorter"
                yield Finding("M204", message, math.span, help)


def _on_the_sheet(entry: Entry) -> Iterator[Math]:
    if entry.on_sheet:
        if entry.cheat_sheet is not None:
            yield from entry.cheat_sheet.math
        shown = entry.formula.math if entry.formula else ()
        yield from [math for math in shown if math.display][:1]


def portable_spellings(reading: Reading) -> Iterator[Finding]:
    """TeX is written as every engine knows it, not as deckmill alone mends it."""
    for entry in linted(reading.deck):
        if not any(name in entry.span.source.text for name in PORTABLE):
            continue
        for math in _formulas(entry):
            for at, name in commands(math.span.text):
                spelling = PORTABLE.get(f"\\{name}")
                if spelling is None or f"\\{name}" in reading.deck.macros:
                    continue
                span = math.span.sub(at, at + len(name) + 1)
                message = f"only deckmill makes {spelling} of \\{name}"
                fix = (Edit(span, spelling),) if name == "bm" else ()
                yield Finding("M205", message, span, f"write {spelling}", fix)


def _formulas(entry: Entry) -> Iterator[Math]:
    for rich in pieces(entry):
        yield from rich.math


def braces_in_deletions(reading: Reading) -> Iterator[Finding]:
    """No formula in a deletion has two closing braces side by side."""
    for entry in linted(reading.deck):
        for card in live(entry):
            for math in _deleted(card.text) if isinstance(card, Cloze) else ():
                written = math.span.text
                places = [math.span.sub(m.end(), m.end()) for m in _BRACES.finditer(written)]
                if not places:
                    continue
                first = places[0].start - math.span.start
                span = math.span.sub(first - 1, first + 1)
                # In a \text the space would be seen.
                fix = () if _TEXT_MODE.search(written) else tuple(Edit(at, " ") for at in places)
                message = "}} would end the deletion in Anki; only deckmill parts it"
                yield Finding("M206", message, span, "write } } with a space", fix)


def _deleted(rich: Rich) -> Iterator[Math]:
    """The formulas that stand in a deletion."""
    depth = 0
    for match in _DELETION.finditer(rich.html):
        if match[1] is None:
            depth = max(depth - 1, 0) if match[0] == "}}" else depth + 1
        elif depth:
            hole = rich.holes[int(match[1])]
            if isinstance(hole, Math):
                yield hole
