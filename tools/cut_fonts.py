"""Cut the sheet's fonts down to what most pages show, once for all of them.

    python tools/cut_fonts.py

To cut five fonts takes longer than all the rest of a build. So what most pages need is made here
and committed, in a few sizes: a page takes the smallest file that has all its characters
(``writers/fonts.py``). ``coverage.txt`` says which each file has, and each whole font.

To be run after ``make_fonts.py``, and when fontTools, math-core or the sets below have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, groupby
from pathlib import Path

from deckmill.tex import TexError, known_commands, mathml
from deckmill.typeset.metrics import MATHS, italic, open_font
from deckmill.writers.fonts import CODE, TEXT, cut, shown

FONTS = Path(__file__).parent.parent / "src/deckmill/assets/fonts"


def span(first: str, last: str) -> frozenset[str]:
    return frozenset(map(chr, range(ord(first), ord(last) + 1)))


ASCII = span(" ", "~")
LETTERS = span("A", "Z") | span("a", "z")
CAPITALS = span("A", "Z")
GREEK = span("Α", "Ω") | span("α", "ω")

# What prose in English has beside ASCII, and its signs in running text.
PROSE = ASCII | set("\u00a0·–—…‘’“”•′″†§¶©°µ×÷±½¼²³‑−→←↑↓↔⇒≈≠≤≥∞√∑∂∆∈✓✗€£")
# The languages of Western and Central Europe, and Greek letters.
LATIN = PROSE | span("\u00a1", "ÿ") | span("Ā", "ſ") | GREEK | set("ȘșȚțΆΈΉΊΌΎΏάέήίόύώ‚„‹›™‰―‐")

# A browser shows a lone letter in its italic; the dotless ones stand under accents.
VARIABLES = LETTERS | GREEK | set("ϵϑϕϱϖ∂∇ıȷ")
SIGNS = set(
    "−×÷·⋅±∓∗⋆∘√∞∑∏∫∮∈∉∋⊂⊆⊃⊇∪∩∅∖≈≠≡≤≥≪≫∼≃≅≐∝≺≻⊤⊥⊙⊗⊕→←↔↦⇒⇐⇔⟹⟸⟺⟶⟵↑↓↗↘∀∃¬∧∨∣∥‖"
    "⌈⌉⌊⌋⟨⟩…⋯⋮⋱′″¯ˆ˙˜¨ˇ⃗⏞⏟ℏℓ°†□△✓\u00a0\u2003\u2061\u2062\u2063"
)
# Sets, expectations, loss and order: with these most pages need no other alphabet.
COMMON = set("ℝℕℤℚℂℙ𝔼𝟙𝟎𝟏ℒ𝒟𝒩𝒪𝒰")
FORMULAS = ASCII | VARIABLES | {italic(letter) for letter in VARIABLES} | SIGNS | COMMON
# The alphabets that formulas take for sets, for spaces, and for vectors and matrices.
DOUBLE = {chr(0x1D538 + i) for i in range(26)} | set("ℂℍℕℙℚℝℤ") | span("𝟘", "𝟡")
SCRIPT = {chr(0x1D49C + i) for i in range(26)} | set("ℬℰℱℋℐℒℳℛ")
BOLD = span("𝐀", "𝐳") | span("𝟎", "𝟗") | span("𝑨", "𝒛") | span("𝚨", "𝛚") | span("𝜜", "𝝎")
ALPHABETS = FORMULAS | DOUBLE | SCRIPT | BOLD
RARE = span("𝔄", "𝔷") | set("ℭℌℑℜℨ") | span("𝕒", "𝕫") | span("𝒶", "𝓏") | span("𝖠", "𝗓")


def of_commands() -> Iterator[str]:
    """What the commands of TeX show."""
    for name in sorted(known_commands()):
        for form in (
            rf"\{name}",
            rf"\{name}{{a}}",
            rf"\{name}{{a}}{{b}}",
            rf"\left\{name} a\right.",
        ):
            try:
                made = mathml(form, True)
            except TexError:
                continue
            yield from shown(made)
            break


def cuts() -> dict[str, dict[str, frozenset[str]]]:
    """The characters of every ready file: by font and by the name of the cut, smallest first."""
    text: dict[str, Iterable[str]] = {"prose": PROSE, "latin": LATIN}
    commands = set(of_commands())
    maths: dict[str, Iterable[str]] = {
        "formulas": FORMULAS,
        "alphabets": ALPHABETS,
        "commands": ALPHABETS | RARE | commands | {italic(letter) for letter in commands},
    }
    wanted = {**{face.file: text for face in (*TEXT, CODE)}, MATHS: maths}
    return {
        file: {name: of_font(file).intersection(letters) for name, letters in sets.items()}
        for file, sets in wanted.items()
    }


def of_font(file: str) -> frozenset[str]:
    return frozenset(map(chr, open_font(file).getBestCmap()))


def ranges(characters: Iterable[str]) -> str:
    """Characters as in CSS's ``unicode-range``, without its ``U+``."""
    step = count()
    codes = sorted(map(ord, characters))
    runs = [list(run) for _, run in groupby(codes, lambda code: code - next(step))]
    return " ".join(f"{run[0]:X}-{run[-1]:X}" if run[1:] else f"{run[0]:X}" for run in runs)


def coverage(made: dict[str, dict[str, frozenset[str]]]) -> str:
    """A line for each font and each cut of it."""
    lines = []
    for file, sets in made.items():
        lines.append(f"{file} {ranges(of_font(file))}\n")
        lines += [f"{file}.{name} {ranges(letters)}\n" for name, letters in sets.items()]
    return "".join(lines)


def main() -> None:
    made = cuts()
    (FONTS / "coverage.txt").write_text(coverage(made), "ascii", newline="\n")
    for file, sets in made.items():
        for name, letters in sets.items():
            path = FONTS / "ready" / f"{file}.{name}.woff2"
            path.write_bytes(cut(file, letters))
            print(f"{path.name} {len(letters)} characters, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
