"""Code (family K)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "K101",
        "unknown word on a fence",
        why="The words behind `python` say how code is run: `norun`, `bug`, `fix`, and "
        "`requires=<module>` under Checks. One that nobody knows is most often a misspelt one, "
        "and the code would be run, or proven, otherwise than meant.",
        fails="""\
## Code
```python no-run
index = measure("water")
```
""",
        passes="""\
## Code
```python norun
index = measure("water")
```
""",
    ),
    Rule(
        "K102",
        "a check failed",
        why="`prove` runs an entry's code and computes its claims a second way. Where the two "
        "differ one of them is wrong, and a wrong number is learned as well as a right one.",
        given="the text says 138 degrees and `prove` runs the code",
        fails="""\
## Checks
```python
angle = np.linspace(0, np.pi / 2, 100001)
turn = np.pi + 2 * angle - 4 * np.arcsin(np.sin(angle) / 1.5)  # glass, not water
says("138", np.degrees(turn.min()))
```
""",
        passes="""\
## Checks
```python
angle = np.linspace(0, np.pi / 2, 100001)
turn = np.pi + 2 * angle - 4 * np.arcsin(np.sin(angle) / 1.333)
says("138", np.degrees(turn.min()))
```
""",
    ),
    Rule(
        "K103",
        "code over a limit",
        why="Checks run with every release, on the machines of everybody who works on the deck. "
        "So an entry has 10 seconds and 2 GB, an empty folder, no network and no other programs: "
        "what is to be shown must be computed small, and from nothing.",
        given="`prove` runs the code",
        fails="""\
## Checks
```python
drops = np.zeros((100_000, 100_000))
assert drops.sum() == 0
```
""",
        passes="""\
## Checks
```python
drops = np.zeros((100, 100))
assert drops.sum() == 0
```
""",
    ),
    Rule(
        "K104",
        "unknown language on a fence",
        why="Code is coloured by its language; with a name that Pygments does not know it "
        "stays plain, and Python that is not called `python` is never proven.",
        severity=Severity.WARNING,
        fails="""\
## Explanation
```pyhton
x = 1
```
""",
        passes="""\
## Explanation
```python
x = 1
```
""",
    ),
    Rule(
        "K105",
        "fence that is none",
        why="Code stands between lines of three backticks or tildes; what other marks enclose "
        "is text, and its line breaks and indentation are lost.",
        severity=Severity.WARNING,
        fails="""\
## Explanation
``python
x = 1
``
""",
        passes="""\
## Explanation
```python
x = 1
```
""",
    ),
    Rule(
        "K106",
        "code that Python cannot read",
        why="Code under Code and Checks is run by `prove`, which stops at the first thing that is "
        "no Python; `norun` is for what is only to be looked at.",
        fails="""\
## Checks
```python
says("138", np.degrees(turn.min())
```
""",
        passes="""\
## Checks
```python
turn = np.radians([138, 180])
says("138", np.degrees(turn.min()))
```
""",
    ),
    Rule(
        "K201",
        "code too long",
        why="A question about code is read before it is answered. Beyond twenty lines the learner "
        "scrolls, and remembers where things stood instead of what they do.",
        severity=Severity.WARNING,
        fails="""\
## Code
```python
n_air = 1.0
n_water = 1.333
n_ice = 1.309
n_glass = 1.52
n_quartz = 1.544
n_salt = 1.544
n_diamond = 2.417
n_oil = 1.47
n_ethanol = 1.361
n_benzene = 1.501
n_sapphire = 1.77
n_ruby = 1.76
n_amber = 1.55
n_opal = 1.45
n_topaz = 1.62
n_pearl = 1.61
n_jade = 1.66
n_agate = 1.54
n_resin = 1.54
n_honey = 1.49
n_acetone = 1.36
```
""",
        passes="""\
## Code
```python
n_air = 1.0
n_water = 1.333
n_diamond = 2.417
```
""",
    ),
    Rule(
        "K202",
        "code too wide",
        why="What is wider than a page is cut at its edge or scrolls sideways, so the end of a "
        "line is read apart from its start. 76 columns fit every page.",
        severity=Severity.WARNING,
        fails="""\
## Code
```python
turn = np.pi + 2 * angle_of_incidence - 4 * np.arcsin(np.sin(angle_of_incidence) / 1.333)
```
""",
        passes="""\
## Code
```python
inside = np.arcsin(np.sin(angle_of_incidence) / 1.333)
turn = np.pi + 2 * angle_of_incidence - 4 * inside
```
""",
    ),
    Rule(
        "K203",
        "code wider than a phone",
        why="Cards are mostly answered on phones. A screen of 360 pixels shows 34 columns of code, "
        "and what a card tests must not hide behind the edge.",
        severity=Severity.WARNING,
        source="measured in Chromium with the cards' style sheet",
        fails="""\
## Cards
### Which call of NumPy gives the angle inside the drop? {#call}
```python
inside = np.arcsin(np.sin(outside) / 1.333)
```
""",
        passes="""\
## Cards
### Which call of NumPy gives the angle inside the drop? {#call}
```python
np.arcsin(np.sin(outside) / 1.333)
```
""",
    ),
    Rule(
        "K220",
        "number that no check computes",
        why="Most mistakes of public decks are in their numbers. What a check computes cannot be "
        "wrong for long; so in an entry that has checks every number of its answer, cheat line, "
        "explanation and cards has one. Years, names and counts up to twelve need none.",
        severity=Severity.WARNING,
        fails="""\
## Short answer
The slope of the logistic sigmoid is at most a quarter, so ten layers of it shrink a gradient to
at most 0.00000095 of what it was when it set out at the top.

## Checks
```python
assert 0.25 ** 2 < 1
```
""",
        passes="""\
## Short answer
The slope of the logistic sigmoid is at most a quarter, so ten layers of it shrink a gradient to
at most 0.00000095 of what it was when it set out at the top.

## Checks
```python
says("0.00000095", 0.25 ** 10)
```
""",
    ),
    Rule(
        "K221",
        "mistake that no check would notice",
        why="`prove --mutate` makes an entry wrong in one place after another. Where its checks "
        "pass all the same, a mistake could stand there today.",
        severity=Severity.NOTE,
        given="found by `prove --mutate`",
        on_demand=True,
        source="DeMillo, Lipton and Sayward, Hints on Test Data Selection, 1978",
        fails="""\
## Code
```python
def steps(n):
    return 2 * n + 1
```

## Checks
```python
assert steps(0) == 1
```
""",
        passes="""\
## Code
```python
def steps(n):
    return 2 * n + 1
```

## Checks
```python
assert steps(3) == 7
```
""",
    ),
)
