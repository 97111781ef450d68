"""What a reader reads: the words of a piece of rich text, and where they stand in its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter

from deckmill.checks.kept import kept
from deckmill.checks.scope import pieces
from deckmill.lazy import lazy_pattern
from deckmill.model import HOLE, Code, Deck, Entry, Hole, Math, Media, Rich, text_of
from deckmill.source import Span

THING = "\ufffc"
"""Stands for a formula, inline code or a sound in a text: something to read that is no word."""

_EDGE = re.compile(r"</?(?:p|li|tr|td|th|blockquote|ul|ol|table|thead|tbody|hr|pre)\b[^>]*>|<br>")
# A deletion's marks: what opens it, its hint, what closes it. An author's own braces are entities.
_DELETION = re.compile(r"\{\{c\d+::|(?:::(?:(?!::)[^{}])*)?\}\}")
# Scripts that write no spaces count a word a character, as word processors do.
_IDEOGRAPH = lazy_pattern("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_READ = re.compile(rf"[^\W_]|{THING}")
_OTHERS = lazy_pattern(rf'"[^"\n]*"|“[^“”\n]*”|‘[^‘’\n]*’|«[^«»\n]*»|\[[^\[\]\n]*\]\({THING}+')
_TERM = 3
# Of display formulas and others: how many dollars they have, what opens and what closes them.
_MARKS = {True: (2, ("$$", r"\["), ("$$", r"\]")), False: (1, ("$", r"\("), ("$", r"\)"))}
# What a pattern takes for a letter or a space of ASCII that is none, and what it takes it for.
_AS_ASCII = {letter: " " for code in range(0x80, 0x3001) if (letter := chr(code)).isspace()}
_AS_ASCII |= {"ı": "i", "İ": "i", "ſ": "s", "\u212a": "k"}
_ODD = tuple((odd.encode(), meant.encode()) for odd, meant in _AS_ASCII.items())
_ASCII = bytes(range(0x80))
_LOW = bytes(ord(" " if chr(i).isspace() else chr(i).lower()) for i in _ASCII)
_LOW += bytes(range(0x80, 0x100))


@kept
def folded(entry: Entry) -> bytes:
    """The file of an entry as ``fold`` gives it."""
    return fold(entry.span.source.text)


def fold(text: str) -> bytes:
    """A text in lower case and with every space a plain one, to be searched for traces.

    Where a pattern that ignores case matches words of ASCII, they stand in this; to look for them
    takes a small part of the pattern's time.
    """
    low = text.encode("utf-8", "surrogatepass").translate(_LOW)
    if not text.isascii():
        others = low.translate(None, _ASCII)
        for odd, meant in _ODD:
            if odd in others:
                low = low.replace(odd, meant)
    return low


def has(text: bytes, traces: Iterable[bytes]) -> bool:
    """Whether a folded text has one of the traces, be it inside a word."""
    return any(trace in text for trace in traces)


@kept
def plain(rich: Rich) -> str:
    """The text as it is read, a line a block: deletions filled in, THING for what is no word.

    Shown code and pictures are not in it; a display formula is a line of its own.
    """
    return _lines(_filled(rich, _bare(rich), _shown))


def compared(rich: Rich) -> str:
    """What two texts that say the same have in common: words in lower case, the rest as it is."""
    return " ".join(_filled(rich, _bare(rich).lower(), _exact).split()).rstrip(".?!")


def words(rich: Rich) -> list[str]:
    """The words as a reader counts them: what is parted by spaces, a formula or code being one."""
    return words_of(plain(rich))


def words_of(text: str) -> list[str]:
    """The words of a text that ``plain`` gave; a dash or a sign between spaces is none."""
    if not text.isascii():
        text = _IDEOGRAPH.sub(r" \g<0> ", text)
    return [word for word in text.split() if word[0].isalnum() or _READ.search(word)]


def masked(rich: Rich, *, deletions: bool = False) -> str:
    """The Markdown as written, character for character, with only its prose left.

    THING stands in the place of formulas, inline code and addresses, spaces in that of shown code,
    display formulas and, unless they are asked for, the marks of deletions; so an offset in it is
    one in ``rich.span``.
    """
    prose = _prose(rich)
    if deletions or "{{" not in prose:
        return prose
    return _DELETION.sub(lambda m: " " * len(m[0]), prose)


@kept
def _prose(rich: Rich) -> str:
    start, text = rich.span.start, rich.span.text
    if not rich.holes and not rich.links:
        return text
    source = rich.span.source.text
    things = [(*_whole(hole, source), _is_block(hole)) for hole in rich.holes]
    things += [(link.span.start, link.span.end, False) for link in rich.links]
    parts: list[str] = []
    at = 0
    for begin, end, block in sorted(things, key=itemgetter(0)):
        first, last = begin - start, end - start
        if first < at:
            continue
        parts.append(text[at:first])
        parts.append(_blank(text[first:last]) if block else THING * (last - first))
        at = last
    return "".join((*parts, text[at:]))


def find(rich: Rich, pattern: re.Pattern[str]) -> Iterator[tuple[Span, re.Match[str]]]:
    """Each place in the prose, formulas, code and addresses aside, that a pattern matches."""
    for match in pattern.finditer(masked(rich)):
        yield rich.span.sub(*match.span()), match


def find_words(
    entry: Entry, pattern: re.Pattern[str], traces: Sequence[bytes]
) -> Iterator[tuple[Span, re.Match[str]]]:
    """Each place where the author's own sentences in an entry have what a pattern matches.

    A text of a few words is a term to be learned; what stands in quotation marks, or is the name of
    a link, is another's. Whatever the pattern matches has one of the traces: see ``fold``.
    """
    if not has(folded(entry), traces):
        return
    for rich in pieces(entry):
        text = rich.span.text
        if has(fold(text), traces) and pattern.search(text) and len(words(rich)) > _TERM:
            for match in pattern.finditer(own(rich)):
                yield rich.span.sub(*match.span()), match


@kept
def own(rich: Rich) -> str:
    """What ``masked`` gives, with THING in the place of quotations and of the names of links."""
    return _OTHERS.sub(lambda m: THING * len(m[0]), masked(rich))


def is_english(deck: Deck) -> bool:
    """Whether rules about English words are about this deck."""
    return deck.language.partition("-")[0].lower() == "en"


def _lines(text: str) -> str:
    """A text without blank lines, and without the spaces around its lines."""
    if "\n" not in text:
        return text.strip()
    lines = (line.lstrip() for line in text.split("\n"))
    return "\n".join(line.rstrip(" \t") for line in lines if line).strip()


def _bare(rich: Rich) -> str:
    """The text with holes, without tags and the marks of deletions."""
    html = rich.html.replace("\n", " ")
    if "<" in html:
        html = _EDGE.sub("\n", html)
    if "{{" in html:
        html = _DELETION.sub("", html)
    return text_of(html)


def _filled(rich: Rich, bare: str, render: Callable[[Hole], str]) -> str:
    return HOLE.sub(lambda m: render(rich.holes[int(m[1])]), bare) if rich.holes else bare


def _exact(hole: Hole) -> str:
    match hole:
        case Math():
            return f" ${hole.tex}$ "
        case Code():
            return f"`{hole.text}`"
        case Media():
            return hole.path


def _shown(hole: Hole) -> str:
    match hole:
        case Math(display=True):
            return f"\n{THING}\n"
        case Math() | Code(block=False) | Media(sound=True):
            return THING
        case _:
            return " "


def _is_block(hole: Hole) -> bool:
    return hole.display if isinstance(hole, Math) else isinstance(hole, Code) and hole.block


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _whole(hole: Hole, text: str) -> tuple[int, int]:
    """Where a hole starts and ends, with the marks of a formula, which its own span leaves out."""
    start, end = hole.span.start, hole.span.end
    if not isinstance(hole, Math):
        return start, end
    while text[start - 1].isspace():
        start -= 1
    while text[end : end + 1].isspace():
        end += 1
    width, opening, closing = _MARKS[hole.display]
    if text.endswith(opening, 0, start):
        start -= width if text[start - 1] == "$" else 2
    if text.startswith(closing, end):
        end += width if text[end] == "$" else 2
    return start, end
