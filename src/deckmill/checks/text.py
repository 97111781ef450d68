"""What a reader reads: the words of a piece of rich text, and where they stand in its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from deckmill.model import HOLE, Code, Deck, Hole, Math, Media, Rich, text_of
from deckmill.source import Span

THING = "\ufffc"
"""Stands for a formula, inline code or a sound in a text: something to read that is no word."""

_EDGE = re.compile(r"</?(?:p|li|tr|td|th|blockquote|ul|ol|table|thead|tbody|hr|pre)\b[^>]*>|<br>")
_SPACE = re.compile(r"[ \t]*\n\s*")
# A deletion's marks: what opens it, its hint, what closes it. An author's own braces are entities.
_DELETION = re.compile(r"\{\{c\d+::|(?:::(?:(?!::)[^{}])*)?\}\}")
# Scripts that write no spaces count a word a character, as word processors do.
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_READ = re.compile(rf"[^\W_]|{THING}")
_OTHERS = re.compile(rf'"[^"\n]*"|“[^“”\n]*”|‘[^‘’\n]*’|«[^«»\n]*»|\[[^\[\]\n]*\]\({THING}+')
_TERM = 3
_MARKS = {True: (("$$", r"\["), ("$$", r"\]")), False: (("$", r"\("), ("$", r"\)"))}


def plain(rich: Rich) -> str:
    """The text as it is read, a line a block: deletions filled in, THING for what is no word.

    Shown code and pictures are not in it; a display formula is a line of its own.
    """
    return _SPACE.sub("\n", _filled(rich, _bare(rich), _shown)).strip()


def compared(rich: Rich) -> str:
    """What two texts that say the same have in common: words in lower case, the rest as it is."""
    return " ".join(_filled(rich, _bare(rich).lower(), _exact).split()).rstrip(".?!")


def words(rich: Rich) -> list[str]:
    """The words as a reader counts them: what is parted by spaces, a formula or code being one."""
    return words_of(plain(rich))


def words_of(text: str) -> list[str]:
    """The words of a text that ``plain`` gave; a dash or a sign between spaces is none."""
    return [word for word in _IDEOGRAPH.sub(r" \g<0> ", text).split() if _READ.search(word)]


def masked(rich: Rich, *, deletions: bool = False) -> str:
    """The Markdown as written, character for character, with only its prose left.

    THING stands in the place of formulas, inline code and addresses, spaces in that of shown code,
    display formulas and, unless they are asked for, the marks of deletions; so an offset in it is
    one in ``rich.span``.
    """
    start, text = rich.span.start, rich.span.text
    parts: list[str] = []
    at = 0
    things = [(_whole(hole), _is_block(hole)) for hole in rich.holes]
    things += [(link.span, False) for link in rich.links]
    for span, block in sorted(things, key=lambda thing: thing[0].start):
        first, last = span.start - start, span.end - start
        if first < at:
            continue
        parts.append(text[at:first])
        parts.append(_blank(text[first:last]) if block else THING * (last - first))
        at = last
    prose = "".join((*parts, text[at:]))
    if deletions or "{{" not in prose:
        return prose
    return _DELETION.sub(lambda m: " " * len(m[0]), prose)


def find(rich: Rich, pattern: re.Pattern[str]) -> Iterator[tuple[Span, re.Match[str]]]:
    """Each place in the prose, formulas, code and addresses aside, that a pattern matches."""
    for match in pattern.finditer(masked(rich)):
        yield rich.span.sub(*match.span()), match


def find_words(rich: Rich, pattern: re.Pattern[str]) -> Iterator[tuple[Span, re.Match[str]]]:
    """Each place where the author's own sentences have what a pattern matches.

    A text of a few words is a term to be learned; what stands in quotation marks, or is the name of
    a link, is another's.
    """
    if not pattern.search(rich.span.text) or len(words(rich)) <= _TERM:
        return
    for match in pattern.finditer(own(rich)):
        yield rich.span.sub(*match.span()), match


def own(rich: Rich) -> str:
    """What ``masked`` gives, with THING in the place of quotations and of the names of links."""
    return _OTHERS.sub(lambda m: THING * len(m[0]), masked(rich))


def is_english(deck: Deck) -> bool:
    """Whether rules about English words are about this deck."""
    return deck.language.partition("-")[0].lower() == "en"


def _bare(rich: Rich) -> str:
    """The text with holes, without tags and the marks of deletions."""
    html = _EDGE.sub("\n", rich.html.replace("\n", " "))
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
    match hole:
        case Math():
            return hole.display
        case Code():
            return hole.block
        case Media():
            return False


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _whole(hole: Hole) -> Span:
    """A hole's span with the marks of a formula, which its own leaves out."""
    if not isinstance(hole, Math):
        return hole.span
    text, start, end = hole.span.source.text, hole.span.start, hole.span.end
    while text[start - 1].isspace():
        start -= 1
    while text[end : end + 1].isspace():
        end += 1
    opening, closing = _MARKS[hole.display]
    start -= next((len(mark) for mark in opening if text.endswith(mark, 0, start)), 0)
    end += next((len(mark) for mark in closing if text.startswith(mark, end)), 0)
    return Span(hole.span.source, start, end)
