"""What holds for any text whatever: the reader never raises, and loses nothing in silence."""

from __future__ import annotations

import html
import re
import tempfile
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from deckmill import checks
from deckmill.findings import Finding, has_errors, in_order
from deckmill.model import HOLE, Code, Entry, Math, Media
from deckmill.reader import read
from deckmill.reader.entries import read_entry
from deckmill.reader.fences import fences, lines
from deckmill.reader.markdown import Renderer
from deckmill.reader.sections import cut
from deckmill.reports import REPORTS
from deckmill.source import Source
from deckmill.tex import Macros
from support import ENTRY, GOOD, any_media, rendered, whole, write

# The same texts in every run: what fails here fails again.
FIXED = settings(
    derandomize=True, deadline=None, database=None, max_examples=250,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
MANY = settings(FIXED, max_examples=800)

FULL = (
    ENTRY.replace("kind: open", "kind: choice")
    + r"""
### Cloze $x$ {#cloze .retired}
Most is {{c1::`violet`::a *hint*}}, and $f(x) = \frac{1}{2}$.

### Options {#options}
- [x] violet
- [ ] red

Because.

## Options
- [x] one
- [ ] $2$
- [ ] `three`
- [ ] four

## Explanation
A paragraph with **bold**, [a link](https://example.org "title"), <sub>sub</sub> &amp; $a<b$.
> - quoted
>   list

| a | b |
|---|:-:|
| $|x|$ | `y|z` |

1. one
   ```python
   # code
   ```
2. two

$$
x
$$

## Checks
```python
truth(A=1, B=0, C=0, D=0)
```
"""
)
PRINTABLE = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")
ANY = st.text(PRINTABLE, max_size=80)
SIGNS = (
    "$ $$ \\ \\( \\) \\[ \\] ` `` ``` ~~~ * ** _ __ [ ] ]( ( ) ![ <br> <sub> </sub> < > & &lt; | "
    "|---| - 1. # ## ### {#a} {{c1:: }} :: \n \n\n \n##\u00a0 \t a b 1 é 日 https://example.org "
    "#plain - [ ] - [x] --- === : , . % ^ { } \\frac \\R"
).split(" ")
MARKS = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)
TEXT = st.one_of(ANY, MARKS)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A good entry with a few lines and characters gone, doubled, swapped or replaced."""
    rows = FULL.split("\n")
    for _ in range(draw(st.integers(1, 5))):
        i = draw(st.integers(0, len(rows) - 1))
        j = draw(st.integers(0, len(rows) - 1))
        match draw(st.sampled_from("delete double swap cut insert".split())):
            case "delete" if len(rows) > 1:
                del rows[i]
            case "double":
                rows.insert(i, rows[j])
            case "swap":
                rows[i], rows[j] = rows[j], rows[i]
            case "cut":
                at = draw(st.integers(0, len(rows[i])))
                rows[i] = rows[i][:at] + rows[i][at + draw(st.integers(1, 3)) :]
            case _:
                at = draw(st.integers(0, len(rows[i])))
                rows[i] = rows[i][:at] + draw(TEXT) + rows[i][at:]
    return "\n".join(rows)


def entry_of(text: str) -> tuple[Source, Entry | None, list[Finding]]:
    source = Source("one/plain.md", text)
    entry, findings = read_entry(source, "one", "plain", Renderer(Macros({}), any_media))
    return source, entry, findings


# --- never an exception, always a place ---------------------------------------------------------


@FIXED
@given(st.one_of(mutated(), TEXT))
def test_any_entry_can_be_read_checked_and_reported(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        reading = read(write(Path(folder), {**GOOD, "one/plain.md": text}))
        findings = in_order(checks.run(reading))
    for finding in findings:
        span = finding.span
        assert 0 <= span.start <= span.end <= len(span.source.text)
        line, column = span.source.position(span.start)
        assert 1 <= column <= len(span.source.line(line)) + 1
    for report in REPORTS.values():
        report(findings)


@FIXED
@given(st.one_of(st.binary(max_size=60), TEXT.map(str.encode)))
def test_any_bytes_can_stand_in_any_file(data: bytes) -> None:
    for name in ("deck.yaml", "references.yaml", "one/plain.md"):
        with tempfile.TemporaryDirectory() as folder:
            reading = read(write(Path(folder), {**GOOD, name: data}))
            checks.run(reading)


KEYS = st.sampled_from(
    "id title kind level topics macros tags sources needs answer seed retired as_of".split()
)
VALUES = st.one_of(
    st.sampled_from("core open numeric 1 0.5 - [] {} [a,b] {a:b} 'x' *a &a !b ~ 2026-11".split()),
    st.text("abc:#-[]{}'\"!&*|>%@ \n\t", max_size=8),
)


@FIXED
@given(st.lists(st.tuples(KEYS, VALUES), max_size=8), st.booleans())
def test_any_yaml_can_be_read(items: list[tuple[str, str]], of_entry: bool) -> None:
    name = "one/plain.md" if of_entry else "deck.yaml"
    text = "".join(f"{key}: {value}\n" for key, value in items)
    if of_entry:
        text = f"---\n{text}---\n# Q\n"
    with tempfile.TemporaryDirectory() as folder:
        reading = read(write(Path(folder), {**GOOD, name: text}))
        for finding in checks.run(reading):
            assert 0 <= finding.span.start <= finding.span.end <= len(finding.span.source.text)


# --- the HTML of a fragment ---------------------------------------------------------------------

ALLOWED = frozenset(
    "p ul ol li blockquote table thead tbody tr th td hr br em strong a kbd sub sup".split()
)
VOID = frozenset(("br", "hr"))
INLINE = frozenset("em strong a kbd sub sup br".split())


class Balanced(HTMLParser):
    """Asserts that every tag is allowed, closed, and stands where it may."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED
        assert {name for name, _ in attrs} <= {"href", "title", "start", "style"}
        if self.open and self.open[-1] in INLINE | {"p"}:
            assert tag in INLINE
        assert tag != "a" or "a" not in self.open
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")


@MANY
@given(TEXT)
def test_the_html_of_a_fragment(text: str) -> None:
    rich, findings = rendered(text)
    numbers = [int(number) for number in HOLE.findall(rich.html)]
    assert sorted(numbers) == list(range(len(rich.holes)))
    Balanced(HOLE.sub("", rich.html))
    for hole in rich.holes:
        assert 0 <= hole.span.start <= hole.span.end <= len(text)
    for link in rich.links:
        assert link.target in html.unescape(rich.html).replace("%20", " ")
        assert re.match(r"https?:|mailto:|#.", link.target, re.I)
    for finding in findings:
        assert 0 <= finding.span.start <= finding.span.end <= len(text)
    assert rich.text == rich.text.strip()


@FIXED
@given(TEXT)
def test_inline_text_has_no_blocks(text: str) -> None:
    rich, _ = Renderer(Macros({}), any_media).inline(whole(text))
    Balanced(HOLE.sub("", rich.html))
    assert not re.search(r"<(?!/?(?:em|strong|a|kbd|sub|sup|br)\b)", rich.html)


# --- nothing is lost ----------------------------------------------------------------------------


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", text))


WORDS = "alpha beta gamma $ ` * ** _ [ ] ( ) < > | - 1. > \n \n\n ```\n |---|\n \\ & #".split(" ")


@MANY
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_every_word_of_a_fragment_is_shown(text: str) -> None:
    rich, _ = rendered(text)

    def shown(hole: Math | Code | Media) -> str:
        match hole:
            case Math():
                return hole.tex
            case Code():
                return " ".join([hole.language, *hole.info, hole.text])
            case Media():
                return hole.label

    seen = letters(Balanced(rich.fill(lambda hole: html.escape(shown(hole)))).text)
    for word in ("alpha", "beta", "gamma"):
        assert seen.count(word) == text.count(word)


@MANY
@given(mutated())
def test_an_entry_without_errors_keeps_every_character_of_its_body(text: str) -> None:
    _, entry, findings = entry_of(text)
    assume(entry is not None and not has_errors(findings))
    assert entry is not None
    kept = bytearray(len(text))
    pieces = [*entry.rich(), *(option.text for option in entry.options)]
    for span in [rich.span for rich in pieces] + [card.span for card in entry.cards]:
        kept[span.start : span.end] = bytes([1]) * (span.end - span.start)
    if entry.checks is not None:
        kept[entry.checks.span.start : entry.checks.span.end] = bytes([1]) * len(
            entry.checks.span.text
        )
    for at, line in lines(text, text.index("\n---\n") + 5):
        marks = re.match(r"#{2,3}[ \t].*|#[ \t]|[ ]*[-*+] \[[ xX]\]", line)
        lost = [i for i in range(marks.end() if marks else 0, len(line)) if not kept[at + i]]
        assert all(line[i].isspace() for i in lost), line


@FIXED
@given(st.one_of(mutated(), MARKS))
def test_headings_and_fences_agree(text: str) -> None:
    """What the cut takes for code, a section's own reading takes for code, too."""
    source = Source("one/text.md", text)
    body = cut(source, 0)
    if any(finding.code == "S111" for finding in body.findings):
        return
    hidden = [(fence.start, fence.end) for fence in fences(text)]
    for (_, end), (start, _) in pairwise(hidden):
        assert end < start
    for section in body.sections.values():
        assert not any(start <= section.name.start <= end for start, end in hidden)
        assert all(fence.closed or ">" in fence.prefix for fence in fences(section.body.text))


@FIXED
@given(ANY)
def test_plain_text_comes_out_as_it_went_in(text: str) -> None:
    """Without a mark of Markdown's the text of a paragraph is what was written."""
    plain = " ".join(re.sub(r"[^\w ,.;?]|_", "", text).split())
    plain = re.sub(r"^(\d+)[.]", r"\1", plain)
    rich, findings = rendered(plain)
    assert rich.text == plain and not findings
