"""What the sections of an entry hold (family S)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "S102",
        "section missing",
        why="Each kind has sections that its card, or the sheet, is made of: an entry that asks "
        "needs a short answer and a cheat line, a choice its options, a derivation its formula. "
        "Without one the card would have a hole where its answer belongs.",
        given="this is all the entry says, but for its cards",
        fails="""\
# Why is the inside of a rainbow brighter?

## Cheat sheet
No ray leaves a drop at more than 42 degrees, so all the light is inside.
""",
        passes="""\
# Why is the inside of a rainbow brighter?

## Short answer
A drop sends light back at every angle from zero up to 42 degrees, and at none beyond. So the sky
inside the bow gets light from all drops, and the sky outside gets none.

## Cheat sheet
No ray leaves a drop at more than 42 degrees, so all the light is inside.
""",
    ),
    Rule(
        "S108",
        "section not for this kind",
        why="The card of this kind has no place for the section: only a choice has options, and "
        "`kind: cards` is nothing but its cards. The text would be lost, or the kind is wrong.",
        given="`## Checks` computes which option is right",
        fails="""\
---
kind: open
---

## Options
- [x] The turn of the ray is smallest there.
- [ ] The drops are largest there.
- [ ] The sun is brightest there.
- [ ] The drops reflect every ray there.
""",
        passes="""\
---
kind: choice
---

## Options
- [x] The turn of the ray is smallest there.
- [ ] The drops are largest there.
- [ ] The sun is brightest there.
- [ ] The drops reflect every ray there.
""",
    ),
    Rule(
        "S112",
        "cheat line is not one paragraph",
        why="The sheet gives each entry one paragraph in a narrow column. It prints the first "
        "display formula of Formula under the line by itself; lists and code have no place there.",
        fails="""\
## Cheat sheet
The turn is smallest at 138 degrees.

So the bow stands at 42.
""",
        passes="""\
## Cheat sheet
The turn is smallest at 138 degrees, so the bow stands at 42.
""",
    ),
    Rule(
        "S113",
        "cheat line too long",
        why="About thirty entries stand on a page of the sheet because each has its one line; at "
        "most 150 characters, as printed, keep it at that. What it takes to understand the line "
        "belongs into the explanation.",
        fails="""\
## Cheat sheet
When a ray enters a drop it is bent, then it is reflected at the back, then it is bent once more \
on its way out, and all in all it has then turned by at least 138 degrees.
""",
        passes="""\
## Cheat sheet
Bent, reflected, bent again: a ray turns by at least 138 degrees, so the bow stands at 42.
""",
    ),
    Rule(
        "S114",
        "wrong number of options",
        why="A choice question has four options, exactly one of them right. With fewer a guess is "
        "right too often; with none or two marked as right nobody can be told whether they were.",
        given="`## Checks` computes which option is right",
        fails="""\
---
kind: choice
---

## Options
- [x] The turn of the ray is smallest there.
- [ ] The drops are largest there.
""",
        passes="""\
---
kind: choice
---

## Options
- [x] The turn of the ray is smallest there.
- [ ] The drops are largest there.
- [ ] The sun is brightest there.
- [ ] The drops reflect every ray there.
""",
    ),
    Rule(
        "S115",
        "equal options",
        why="Two options that say the same cannot be told apart: if one of them is right, so is "
        "the other, and the card would call it wrong.",
        given="`## Checks` computes which option is right",
        fails="""\
---
kind: choice
---

## Options
- [x] The turn of the ray is smallest there.
- [ ] The drops are largest there.
- [ ] The drops are largest there.
- [ ] The drops reflect every ray there.
""",
        passes="""\
---
kind: choice
---

## Options
- [x] The turn of the ray is smallest there.
- [ ] The drops are largest there.
- [ ] The sun is brightest there.
- [ ] The drops reflect every ray there.
""",
    ),
    Rule(
        "S116",
        "bug and fix",
        why="The card of a bug shows the `bug` fence on its front and the `fix` fence on its "
        "back, and `prove` runs both: the checks must fail with the bug and pass with the fix. "
        "That takes exactly one of each, in this order.",
        fails="""\
---
kind: bug
---

## Code
```python bug
def bow(turn):
    return turn - 180
```
""",
        passes="""\
---
kind: bug
---

## Code
```python bug
def bow(turn):
    return turn - 180
```
```python fix
def bow(turn):
    return 180 - turn
```
""",
    ),
    Rule(
        "S117",
        "no checks",
        why="What can be computed can be proven: a number, a derivation, code, the truth of "
        "options. A check that runs with every release finds the slip that three readers overlook.",
        severity=Severity.WARNING,
        given="this is the front matter and the end of the file",
        fails="""\
---
kind: numeric
answer: 42
---
""",
        passes="""\
---
kind: numeric
answer: 42
---

## Checks
```python
angle = np.linspace(0, np.pi / 2, 100001)
turn = np.pi + 2 * angle - 4 * np.arcsin(np.sin(angle) / 1.333)
answer = round(180 - np.degrees(turn.min()))
```
""",
    ),
    Rule(
        "S118",
        "follow-up incomplete",
        why="A follow-up is what an interviewer asks next, as a `###` heading, with its answer "
        "under it. A question that is left open teaches nobody what to say.",
        fails="""\
## Follow-ups
### Why is the second bow fainter?
""",
        passes="""\
## Follow-ups
### Why is the second bow fainter?
Its rays are reflected twice, and each reflection loses light.
""",
    ),
)
