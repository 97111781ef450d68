"""Broken YAML: what is wrong in an author's words, at the place where it starts.

A parser notices a quote that was never closed at the end of the file, and a key without its colon a
line later; what it met and where it was at tell where the slip is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from deckmill.findings import Finding
from deckmill.lazy import lazy_pattern
from deckmill.source import Source

_INDENTED_KEY = lazy_pattern(r"[ ]+(?:-[ ]+)?([\w-]+)[ ]*$")
_TIGHT = lazy_pattern(r"[ ]*([\w-]+):(?=\S)")
_WORD = lazy_pattern(r"[ ]*([\w-]+)")
_BIBTEX = lazy_pattern(r"@\w+\s*\{")
_QUOTES = ("'", '"')
_HYPHEN = lazy_pattern(r"[ ]*-(?=[^\s-])(.*?)[ ]*$", re.M)
_NO_INDENT = lazy_pattern(r"^[ ]*[\u00a0\u3000]+", re.M)
_COMMENTED = lazy_pattern(r"^[\w-]+:[ ]*\[(?:[^\]\n#]*[, ])?(?P<sign>#)(?P<word>\w[\w-]*)", re.M)
_COMMAS = lazy_pattern(r",[ ]*,")
_CURLY = lazy_pattern(r"(?:^[ ]*-|(?:^|[{,])[ ]*[\w-]+:)[ ]+(?P<value>[“”„«‘’].*)", re.M)


class _Fault(NamedTuple):
    start: int
    end: int
    message: str
    help: str


def syntax_error(source: Source, start: int, text: str) -> Finding:
    """The finding for a text that is no YAML; RecursionError where it is nested without bound."""
    # The pure-Python parser says more about what it met than the fast one.
    try:
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        fault = _fault(error, text)
    except yaml.reader.ReaderError as error:
        at = error.position
        fault = _Fault(at, at + 1, "this character is not allowed in YAML", "remove it")
    except yaml.YAMLError as error:
        fault = _unknown(str(error), 0)
    else:
        fault = _unknown("", 0)
    last = max(len(text) - 1, 0)
    first = min(fault.start, last)
    if first and text[first] == "\n" and text[first - 1] != "\n":
        first -= 1
    end = max(min(fault.end, len(text)), first + 1)
    span = source.span(start + first, start + end)
    return Finding("F102", f"broken YAML: {fault.message}", span, fault.help)


def _unknown(problem: str, at: int) -> _Fault:
    help = "write `key: value`, with quotes around a value that holds other signs than words"
    return _Fault(at, at + 1, problem or "this cannot be read", help)


def _fault(error: Any, text: str) -> _Fault:
    problem, context = error.problem or error.context or "", error.context or ""
    at = error.problem_mark.index if error.problem_mark else 0
    slip = _slip(text, at)
    if slip is not None:
        return slip
    opened = error.context_mark.index if error.context_mark else at
    line = text.rfind("\n", 0, at) + 1
    for said, explain in _EXPLAINED:
        if said in problem or said in context:
            fault = explain(text, at, opened, line)
            if fault is not None:
                return fault
    return _unknown(problem, at)


def _slip(text: str, at: int) -> _Fault | None:
    """What stands at or before the place of an error and no parser can name."""
    before = text[: _line_end(text, at)]
    indent = _NO_INDENT.search(before)
    if indent:
        message = "a no-break space cannot indent"
        return _Fault(indent.start(), indent.end(), message, "indent with plain spaces")
    comment = _COMMENTED.search(before)
    if comment and "]" not in before[comment.end() :].partition("\n")[2]:
        help = f"write {comment['word']}, without #, or put quotes around it"
        return _Fault(comment.start("sign"), comment.end(), "# starts a comment", help)
    commas = _COMMAS.search(before, text.rfind("\n", 0, at) + 1)
    if commas:
        message = "nothing stands between two commas"
        return _Fault(commas.start(), commas.end(), message, "write one comma")
    quoted = _CURLY.search(before, text.rfind("\n", 0, at) + 1)
    if quoted:
        start, end = quoted.span("value")
        help = 'write straight quotes, "…"'
        return _Fault(start, end, f"{text[start]} is no quotation mark of YAML", help)
    return None


def _not_closed_quote(text: str, at: int, opened: int, line: int) -> _Fault | None:
    mark = text[opened : opened + 1]
    if mark not in _QUOTES:
        return None
    help = f"close it with {mark} at the end of the value"
    return _Fault(opened, _line_end(text, opened), "this quotation mark is never closed", help)


def _in_flow(text: str, at: int, opened: int, line: int) -> _Fault:
    mark = text[opened : opened + 1]
    close = {"[": "]", "{": "}"}.get(mark, "]")
    if opened < line or at >= len(text.rstrip()):
        help = f"end the {'list' if close == ']' else 'mapping'} with {close}"
        return _Fault(opened, _line_end(text, opened), f"this {mark} is never closed", help)
    return _Fault(at, at + 1, "a comma is missing before this", "part the items by commas")


def _colon(text: str, at: int, opened: int, line: int) -> _Fault:
    indented = _INDENTED_KEY.match(text, line, at)
    if indented and line and not text[:line].rstrip().endswith(":"):
        help = f"start `{indented[1]}:` in the same column as the keys above"
        return _Fault(line, at, f"the key '{indented[1]}' is indented", help)
    help = "put quotes around the value"
    return _Fault(at, at + 1, "a value holds a colon and a space", help)


def _no_colon(text: str, at: int, opened: int, line: int) -> _Fault:
    end = _line_end(text, opened)
    hyphen = _HYPHEN.match(text, opened, end)
    if hyphen:
        help = f"write `- {hyphen[1]}`"
        return _Fault(opened, end, "no space stands behind the hyphen", help)
    tight = _TIGHT.match(text, opened, end)
    if tight:
        help = f"write `{tight[1]}: ` with a space behind the colon"
        return _Fault(opened, end, f"no space stands behind '{tight[1]}:'", help)
    word = _WORD.match(text, opened, end)
    help = f"write `{word[1]}: …`" if word else "write `key: value`"
    return _Fault(opened, end, "this line has no colon", help)


def _cannot_start(text: str, at: int, opened: int, line: int) -> _Fault:
    sign = text[at : at + 1]
    if sign == "\t":
        return _Fault(at, at + 1, "a tab cannot indent", "indent with spaces")
    if _BIBTEX.match(text, at):
        help = "write CSL: `pandoc -f bibtex -t csljson FILE.bib` turns BibTeX into it"
        return _Fault(at, _line_end(text, at), "this is BibTeX", help)
    return _Fault(at, at + 1, f"a value cannot start with {sign}", "put quotes around the value")


def _alias(text: str, at: int, opened: int, line: int) -> _Fault:
    for place in (opened, at):
        if text[place : place + 1] in ("*", "&"):
            message = f"a value cannot start with {text[place]}"
            return _Fault(place, place + 1, message, "put quotes around the value")
    return _unknown("this alias names nothing", at)


def _escape(text: str, at: int, opened: int, line: int) -> _Fault:
    start = at - 1 if text[at - 1 : at] == "\\" else at
    help = "write the value without quotes, or in single ones"
    message = f"{text[start : at + 1]} means nothing in double quotes"
    return _Fault(start, at + 1, message, help)


def _dash(text: str, at: int, opened: int, line: int) -> _Fault:
    help = "start a list on the line below its key, or put quotes around the value"
    return _Fault(at, at + 1, "no list can start here", help)


def _block_end(text: str, at: int, opened: int, line: int) -> _Fault:
    token = _token_before(text, at)
    if token is not None and isinstance(token, yaml.ScalarToken) and token.style in _QUOTES:
        start, end = token.start_mark, token.end_mark
        if start.line < end.line:
            fault = _not_closed_quote(text, at, start.index, line)
            if fault is not None:
                return fault
        if end.line == text.count("\n", 0, at):
            help = "put quotes around the whole value"
            if token.style == "'":
                help = "write '' for an apostrophe in single quotes, or use double ones"
            message = "text stands behind the closing quotation mark"
            return _Fault(at, _line_end(text, at), message, help)
    closing = isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken)
    if closing and token is not None and token.end_mark.line == text.count("\n", 0, at):
        message = "text stands behind the closing bracket"
        return _Fault(at, _line_end(text, at), message, "put quotes around the whole value")
    message = "this line is indented otherwise than those it belongs to"
    help = "start keys of one mapping, and hyphens of one list, in one column"
    return _Fault(at, _line_end(text, at), message, help)


def _document(text: str, at: int, opened: int, line: int) -> _Fault:
    help = "a file holds one document: remove the line `---`"
    return _Fault(at, at + 1, "another document starts here", help)


def _block_text(text: str, at: int, opened: int, line: int) -> _Fault:
    help = "put quotes around a value that starts with > or |"
    return _Fault(at, at + 1, "this would start a text block", help)


_EXPLAINED = (
    ("another document", _document),
    ("quoted scalar", _not_closed_quote),
    ("unknown escape character", _escape),
    ("expected escape sequence", _escape),
    ("expected ',' or", _in_flow),
    ("flow sequence", _in_flow),
    ("flow mapping", _in_flow),
    ("mapping values are not allowed", _colon),
    ("could not find expected ':'", _no_colon),
    ("cannot start any token", _cannot_start),
    ("alphabetic or numeric character", _alias),
    ("undefined alias", _alias),
    ("sequence entries are not allowed", _dash),
    ("chomping or indentation", _block_text),
    ("expected <block end>", _block_end),
)


def _token_before(text: str, at: int) -> Any:
    """The last token before a place, up to which the text can be read."""
    last = None
    for token in _tokens(text):
        if token.start_mark.index >= at:
            break
        if token.end_mark.index > token.start_mark.index:
            last = token
    return last


def _tokens(text: str) -> Iterator[Any]:
    try:
        yield from yaml.scan(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
