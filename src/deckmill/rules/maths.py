"""Maths (family M)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "M101",
        "TeX that cannot be set",
        why="The sheet and the export show formulas as MathML, which is made when the deck is "
        "built. What cannot be read as TeX gives no formula there, and on the card the bare TeX.",
        fails="""\
## Pitfalls
The bow is no circle of radius $\\frac{1}{2$.
""",
        passes="""\
## Pitfalls
The bow is no circle of radius $\\frac{1}{2}$.
""",
    ),
    Rule(
        "M102",
        "TeX that Anki does not know",
        why="A formula is set by two programs: the sheet's, and the MathJax inside Anki, which "
        "lacks some commands and shows them in red on the card. There is nearly always a spelling "
        "that both know.",
        source="Anki's MathJax 3, measured",
        fails="""\
## Pitfalls
The bow stands at $42\\degree$, whatever the drops are.
""",
        passes="""\
## Pitfalls
The bow stands at $42^\\circ$, whatever the drops are.
""",
    ),
    Rule(
        "M103",
        "dollar without partner",
        why="A dollar before a letter or a command starts a formula, as in pandoc. Without its "
        "partner before the paragraph ends, TeX would be printed as it is written; a dollar that "
        "is money is `\\$`.",
        source="pandoc's manual, tex_math_dollars",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The index $n of water differs with the colour.
""",
        passes="""\
## Pitfalls
The index $n$ of water differs with the colour.
""",
    ),
    Rule(
        "M104",
        "parenthesis without partner",
        why="`\\(` and `\\)` stand around a formula. One without the other is printed as a plain "
        "parenthesis, and the TeX behind it as it is written.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The index \\(n of water differs with the colour.
""",
        passes="""\
## Pitfalls
The index \\(n\\) of water differs with the colour.
""",
    ),
    Rule(
        "M105",
        "macro",
        why="The deck's macros are expanded before any output sees a formula, so that the sheet "
        "and Anki set the same. One that calls itself never ends, one whose argument is missing "
        "says nothing, and one defined inside a formula would hold for that formula on the sheet "
        "and for the whole card in Anki.",
        file="deck.yaml",
        fails="""\
macros:
  \\index: n_{\\index}
""",
        passes="""\
macros:
  \\index: n_{\\mathrm{water}}
""",
    ),
    Rule(
        "M106",
        "empty formula",
        why="Two dollars with nothing between them show nothing. Either the TeX was forgotten, or "
        "dollars were meant, which are written `\\$`.",
        fails="""\
## Pitfalls
The index of water follows $$ $$ for most colours.
""",
        passes="""\
## Pitfalls
The index of water follows $a + b / \\lambda^2$ for most colours.
""",
    ),
    Rule(
        "M107",
        "display formula not closed",
        why="The whole formula would stand on the card as TeX, and often the text behind it, too.",
        fails="""\
## Pitfalls
The index is a ratio of two speeds:

$$n = c / v$
""",
        passes="""\
## Pitfalls
The index is a ratio of two speeds:

$$n = c / v$$
""",
    ),
    Rule(
        "M108",
        "TeX outside a formula",
        why="Without dollars it is no formula for any output: the card shows the backslashes.",
        severity=Severity.WARNING,
        fails="""\
## Explanation
The slope \\alpha is constant.
""",
        passes="""\
## Explanation
The slope $\\alpha$ is constant.
""",
    ),
    Rule(
        "M109",
        "formula that is shown as text",
        why="A formula stands between dollars that touch it. A space behind the first one, "
        "backslashes, backticks or no dollars at all make text of it, and the learner reads the "
        "signs instead of the formula.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
The index $ n $ is no constant, and n_2 hangs on the colour.
""",
        passes="""\
## Pitfalls
The index $n$ is no constant, and $n_2$ hangs on the colour.
""",
    ),
    Rule(
        "M201",
        "symbol without explanation",
        why="A formula whose letters are not explained can be recited and not used: one author's n "
        "is another's m. Names such as log, and what everybody writes alike, need no item.",
        severity=Severity.WARNING,
        fails="""\
## Formula
$$n_1 \\sin\\theta_1 = n_2 \\sin\\theta_2$$
Where
- $n_1$ and $n_2$ are the indices of air and water.
""",
        passes="""\
## Formula
$$n_1 \\sin\\theta_1 = n_2 \\sin\\theta_2$$
Where
- $n_1$ and $n_2$ are the indices of air and water,
- $\\theta_1$ and $\\theta_2$ are the angles of the ray on either side.
""",
    ),
    Rule(
        "M202",
        "explanation of no symbol",
        why="An item under a formula explains one of its symbols. One that is about something else "
        "is a left-over of an older formula, or a remark that belongs to the explanation.",
        severity=Severity.WARNING,
        fails="""\
## Formula
$$n_1 \\sin\\theta_1 = n_2 \\sin\\theta_2$$
Where
- $n_1$ and $n_2$ are the indices of air and water,
- $\\theta_1$ and $\\theta_2$ are the angles of the ray on either side,
- $r$ is the radius of the drop.
""",
        passes="""\
## Formula
$$n_1 \\sin\\theta_1 = n_2 \\sin\\theta_2$$
Where
- $n_1$ and $n_2$ are the indices of air and water,
- $\\theta_1$ and $\\theta_2$ are the angles of the ray on either side.
""",
    ),
    Rule(
        "M203",
        "display formula in a question",
        why="A question is a line: the sheet prints it beside its number, and the back of a card "
        "repeats it in small. A formula in lines of its own tears it apart.",
        severity=Severity.WARNING,
        fails="""\
## Cards
### Which law is $$n_1 \\sin\\theta_1 = n_2 \\sin\\theta_2?$$ {#law}
Snell's.
""",
        passes="""\
## Cards
### Which law is $n_1 \\sin\\theta_1 = n_2 \\sin\\theta_2$? {#law}
Snell's.
""",
    ),
    Rule(
        "M204",
        "formula wider than a sheet column",
        why="A column of the sheet holds about eighteen em. A formula breaks between statements, "
        "at relations and at sums; what is wider still is set in smaller letters than the rest.",
        severity=Severity.WARNING,
        fails="""\
## Formula
$$s=\\sqrt{n_1^2\\cos^2\\theta_1+n_2^2-n_1^2\\sin^2\\theta_1-2\\,n_1 n_2\\cos\\theta_1}$$
Where
- $n_1$ and $n_2$ are the indices of air and water,
- $\\theta_1$ is the angle of the ray, and $s$ a length in the drawing.
""",
        passes="""\
## Formula
$$s^2=n_1^2\\cos^2\\theta_1+n_2^2-n_1^2\\sin^2\\theta_1-2\\,n_1 n_2\\cos\\theta_1$$
Where
- $n_1$ and $n_2$ are the indices of air and water,
- $\\theta_1$ is the angle of the ray, and $s$ a length in the drawing.
""",
    ),
    Rule(
        "M205",
        "spelling that only deckmill mends",
        why="MathJax lacks these commands, so every formula gets another spelling before an output "
        "sees it. Editors and other programs that read the source do not know of that.",
        severity=Severity.NOTE,
        fails="""\
## Pitfalls
The normal $\\bm{n}$ points out of the drop.
""",
        passes="""\
## Pitfalls
The normal $\\boldsymbol{n}$ points out of the drop.
""",
    ),
    Rule(
        "M206",
        "braces that would end a deletion",
        why="Anki ends a deletion at the first two closing braces, formula or not. deckmill parts "
        "them on the way to Anki; other tools that read the source do not.",
        severity=Severity.NOTE,
        source="Anki's manual, Cloze deletion",
        fails="""\
## Cards
### Half of the angle {#half}
Half of it is {{c1::$\\frac{\\theta}{2_{1}}$}} of the whole.
""",
        passes="""\
## Cards
### Half of the angle {#half}
Half of it is {{c1::$\\frac{\\theta}{2_{1} }$}} of the whole.
""",
    ),
    Rule(
        "M207",
        "list of symbols without its word",
        why='"Where" says that the list explains the symbols above it, to a reader and to '
        "deckmill, which then looks whether each item explains one that is there.",
        severity=Severity.NOTE,
        fails="""\
## Formula
$$n_1 \\sin\\theta_1 = n_2 \\sin\\theta_2$$
- $n_1$ and $n_2$ are the indices of air and water,
- $\\theta_1$ and $\\theta_2$ are the angles of the ray on either side.
""",
        passes="""\
## Formula
$$n_1 \\sin\\theta_1 = n_2 \\sin\\theta_2$$
Where
- $n_1$ and $n_2$ are the indices of air and water,
- $\\theta_1$ and $\\theta_2$ are the angles of the ray on either side.
""",
    ),
)
