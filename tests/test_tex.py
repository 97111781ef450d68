"""TeX: macros, places of faults, and what only one of the two engines knows."""

from __future__ import annotations

import pytest

from deckmill.reader.maths import expand
from deckmill.tex import (
    MAX_COMMANDS,
    MAX_EXPANSIONS,
    PORTABLE,
    Macros,
    TexError,
    commands,
    engine,
    known_commands,
    mathml,
    not_in_mathjax,
    portable,
)
from support import rendered

MACROS = Macros(
    {
        r"\R": r"\mathbb{R}",
        r"\Rn": r"\R^{#1}",
        r"\E": r"\mathbb{E}\left[#1\right]",
        r"\pair": r"(#1, #2)",
        r"\swap": r"#2#1",
        r"\al": r"\alpha",
        r"\bad": r"1 + \foo",
        r"\nine": "#1#2#3#4#5#6#7#8#9",
        r"\self": r"x\self",
        r"\ping": r"\pong",
        r"\pong": r"{\ping}",
        r"\twice": "#1#1",
    }
)


@pytest.mark.parametrize(
    ("tex", "expanded"),
    [
        ("x + y", "x + y"),
        (r"x \in \R", r"x \in \mathbb{R}"),
        (r"\R^n", r"\mathbb{R}^n"),
        # A longer name, and a line break before a letter, are other commands.
        (r"\Re \Rx \\R", r"\Re \Rx \\R"),
        (r"\Rn{2}", r"\mathbb{R}^{2}"),
        (r"\Rn2", r"\mathbb{R}^{2}"),
        (r"\Rn \alpha", r"\mathbb{R}^{\alpha}"),
        (r"\Rn {n + 1} + 1", r"\mathbb{R}^{n + 1} + 1"),
        (r"\pair{a}{b}", "(a, b)"),
        (r"\pair ab c", "(a, b) c"),
        (r"\pair{{a}}{\{}", r"({a}, \{)"),
        (r"\swap ab", "ba"),
        (r"\nine 123456789", "123456789"),
        # The same macro in its own argument does not call itself.
        (r"\E{\E{x}}", r"\mathbb{E}\left[\mathbb{E}\left[x\right]\right]"),
        (r"\E{\R}", r"\mathbb{E}\left[\mathbb{R}\right]"),
        # A letter behind a body that ends in a command does not run into its name.
        (r"\al{}x", r"\alpha{}x"),
        (r"\al x", r"\alpha x"),
        (r"\swap x\al", r"\alpha x"),
        (r"\text{in \R}", r"\text{in \mathbb{R}}"),
        (r"\argmax_x", r"\operatorname*{arg\,max}_x"),
        (r"\bm{x}", r"\boldsymbol{x}"),
    ],
)
def test_macros_are_expanded(tex: str, expanded: str) -> None:
    assert MACROS.expand(tex).tex == expanded


@pytest.mark.parametrize(
    ("tex", "message", "where"),
    [
        (r"1 + \self", r"the macro \self calls itself", r"\self"),
        (r"1 + \ping + 2", r"the macro \ping calls itself", r"\ping"),
        (r"\E", r"\E takes 1 argument", r"\E"),
        (r"\E{x", r"\E takes 1 argument", r"\E"),
        (r"{\E}", r"\E takes 1 argument", r"\E"),
        (r"x \pair{a} ", r"\pair takes 2 arguments", r"\pair"),
    ],
)
def test_macros_that_cannot_be_expanded(tex: str, message: str, where: str) -> None:
    with pytest.raises(TexError) as caught:
        MACROS.expand(tex)
    error = caught.value
    assert error.message == message
    assert tex[error.offset : error.offset + error.length] == where
    assert error.help


def test_growth_without_bound_ends() -> None:
    doubling = {f"\\m{letter}": f"\\m{following}" * 2 for letter, following in zip(
        "abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True
    )}  # fmt: skip
    with pytest.raises(TexError, match="too long"):
        Macros({**doubling, r"\mz": "x"}).expand(r"1 + \ma")
    with pytest.raises(TexError, match="too long"):
        MACROS.expand(r"\twice{" * 25 + "x" + "}" * 25)
    with pytest.raises(TexError, match="too long"):
        MACROS.expand(r"\R" * (MAX_EXPANSIONS + 1))


@pytest.mark.parametrize(
    ("tex", "where"),
    [
        # Behind a macro that became longer, and behind one that became shorter.
        (r"\R + \foo", r"\foo"),
        (r"\Rn{2} + \foo", r"\foo"),
        (r"\argmax_x \foo", r"\foo"),
        # In an argument, also where it stands twice, and in an argument's argument.
        (r"\E{x + \foo}", r"\foo"),
        (r"\twice{\foo}", r"\foo"),
        (r"\E{\E{\foo}}", r"\foo"),
        # In a body: the place is the macro's name.
        (r"x + \bad + y", r"\bad"),
        (r"\E{\bad}", r"\bad"),
    ],
)
def test_a_fault_is_found_where_it_was_written(tex: str, where: str) -> None:
    _, problems = expand(tex, MACROS, display=False)
    assert [problem.code for problem in problems] == ["M101"]
    assert tex[problems[0].start : problems[0].end] == where


@pytest.mark.parametrize(
    ("tex", "where", "cure"),
    [
        (r"\text{more than $x$}", "$", r"close \text{…}"),
        (r"\substack{a \\ b}", r"\substack", "subarray"),
        (r"a \smash{b}", r"\smash", r"leave \smash out"),
        (r"a = b \tag{1}", r"\tag", r"leave \tag out"),
        (r"a \label{b}", r"\label", r"leave \label out"),
        (r"\widetilde{x}", r"\widetilde", r"\tilde"),
        (r"\mathbbm{1}", r"\mathbbm", r"\mathbb"),
        (r"a + \foo", r"\foo", "spelling"),
        (r"\begin{foo}x\end{foo}", "{foo}", "spelling"),
        (r"\frac{1}{2", "2", "close the group"),
        (r"x + 1}", "}", "remove it"),
        (r"\left( x", "x", "close the group"),
        (r"x \right)", r"\right", "open the group"),
        (r"\begin{cases} x", "x", "close the group"),
        (r"\frac{1}", "}", "in braces"),
        (r"x_", "_", "in braces"),
        (r"x^a^b", "^", "braces"),
        (r"a & b", "&", r"\&"),
        ("a #1", "#", r"\#"),
        ("50%", "%", r"\%"),
        (r"\def\x{y} \x", r"\def", "macros:"),
        (r"x \newcommand{\y}{z}", r"\newcommand", "macros:"),
        (r"\href{https://example.org}{x}", r"\href", "beside the formula"),
    ],
)
def test_wrong_tex_has_a_place_and_a_cure(tex: str, where: str, cure: str) -> None:
    _, (problem,) = expand(tex, MACROS, display=True)
    assert problem.code == ("M105" if "macros:" in cure else "M101")
    assert tex[problem.start : problem.end] == where
    assert problem.help and cure in problem.help


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
        r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
        r"\operatorname*{softmax}_i \left( \frac{x}{\sqrt{d}} \right)",
        r"\underbrace{a + b}_{c}, \overline{x}, \hat{y}, \tilde z, \lVert x \rVert_2",
        r"50\% \{a\} \_ \& \# \$ a' a'' \dots \, \quad",
        r"\mathbb{E}_{x \sim p}[f(x)] \approx \tfrac1n \sum_{i=1}^n f(x_i)",
        "αβγ 日本 é",
        "",
    ],
)
def test_right_tex_has_no_problem(tex: str) -> None:
    assert expand(tex, MACROS, display=True) == (MACROS.expand(tex).tex, [])


def test_mathml_is_what_it_says() -> None:
    inline, display = mathml("x^2", False), mathml("x^2", True)
    assert inline.startswith("<math") and "<msup>" in inline
    assert 'display="block"' in display and 'display="block"' not in inline


def test_a_formula_that_would_exhaust_the_stack_is_refused() -> None:
    for part, end in (("{", "}"), (r"\sqrt ", ""), (r"\left(", r"\right)")):
        tex = part * (MAX_COMMANDS + 1) + "x" + end * (MAX_COMMANDS + 1)
        with pytest.raises(TexError, match="more than"):
            mathml(tex, False)
    assert "<mrow>" in mathml("{" * 500 + "xy" + "}" * 500, False)


def test_commands_have_their_offsets() -> None:
    tex = r"\alpha \\beta \{ x\frac12\gamma"
    assert list(commands(tex)) == [(0, "alpha"), (18, "frac"), (25, "gamma")]


@pytest.mark.parametrize("name", sorted(not_in_mathjax()))
def test_what_anki_does_not_know_is_found_or_replaced(name: str) -> None:
    """Whatever the command takes: alone, with an argument, behind something."""
    forms = (rf"\{name}", rf"\{name}{{x}}", rf"\{name}{{x}}{{y}}", rf"x\{name} y", rf"\int\{name}")
    for tex in forms:
        expanded, problems = expand(tex, Macros({}), display=False)
        if f"\\{name}" in PORTABLE:
            assert name not in [found for _, found in commands(expanded)]
        else:
            assert problems
            assert tex[problems[0].start : problems[0].end]
    assert portable(name)


def test_a_spelling_that_is_proposed_is_known_to_both() -> None:
    for name in not_in_mathjax():
        cure = portable(name).removeprefix("write ")
        if not cure.startswith("use "):
            for tex in (cure, f"{cure}{{x}}", f"{cure} x"):
                _, problems = expand(tex, Macros({}), display=False)
                if not problems:
                    break
            else:
                pytest.fail(f"\\{name}: {cure} is refused, too")


def test_a_macro_takes_the_place_of_a_command_that_anki_does_not_know() -> None:
    rich, findings = rendered(r"$x \in \R$", {r"\R": r"\mathbb{R}"})
    assert not findings
    assert rich.math[0].tex == r"x \in \mathbb{R}"
    assert rich.math[0].span.text == r"x \in \R"


def test_what_a_misspelt_command_may_have_meant_is_known_to_both_engines() -> None:
    unknown = []
    for name in sorted(known_commands()):
        try:
            engine().convert(f"\\{name} ", display=False)
        except TexError as error:
            # That an argument is missing says that the command is known.
            unknown += [name] if "nknown command" in error.message else []
    assert unknown == []
    assert not known_commands() & not_in_mathjax()
