"""What makes an entry worth reading (family S)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "S201",
        "question that asks nothing, or twice",
        why="An entry is one question, and its short answer answers it. What is no question gives "
        "nothing to answer; of two questions one stays open, and belongs under the follow-ups "
        "or into an entry of its own.",
        severity=Severity.WARNING,
        fails="""\
# The angle of the rainbow
""",
        passes="""\
# Why does a rainbow stand at 42 degrees from the point opposite the sun?
""",
    ),
    Rule(
        "S202",
        "long question",
        why="A question is heard once and must be kept in mind while it is answered. What is given "
        "can mostly be said in fewer words.",
        severity=Severity.WARNING,
        fails="""\
# If you stand in a garden with a hose on a sunny day, and spray fine drops of water into the air in front of you while the sun is behind you, why do you see a bow of colours at an angle of 42 degrees?
""",  # noqa: E501
        passes="""\
# Why does a rainbow stand at 42 degrees from the point opposite the sun?
""",
    ),
    Rule(
        "S203",
        "question that yes or no answers",
        why="An answer of one word shows nothing of what somebody knows, and half of all guesses "
        "are right. Ask why, how, which or when.",
        severity=Severity.WARNING,
        fails="""\
# Does a rainbow stand at 42 degrees from the point opposite the sun?
""",
        passes="""\
# Why does a rainbow stand at 42 degrees from the point opposite the sun?
""",
    ),
    Rule(
        "S204",
        "length of the short answer",
        why="The short answer is said aloud in thirty seconds. Below 20 words it names the answer "
        "and gives no reason, above 80 it is an explanation.",
        severity=Severity.WARNING,
        fails="""\
## Short answer
The light of the bow was turned by 138 degrees.
""",
        passes="""\
## Short answer
A drop bends a ray when it enters, reflects it at the back and bends it again on the way out. The
rays gather where the whole turn is smallest, at 138 degrees.
""",
    ),
    Rule(
        "S205",
        "answer that does not stand alone",
        why="The sheet, the export and whoever tests a friend show the answer apart from its "
        'question, and an answer said aloud repeats what it is about. "It" or "this" at its '
        "start is then about nothing. Only the answer of a choice stands below what it is about.",
        severity=Severity.WARNING,
        fails="""\
## Short answer
It is bent when it enters a drop, reflected at the back and bent again on the way out. The rays
gather where the whole turn is smallest, at 138 degrees.
""",
        passes="""\
## Short answer
A ray is bent when it enters a drop, reflected at the back and bent again on the way out. The rays
gather where the whole turn is smallest, at 138 degrees.
""",
    ),
    Rule(
        "S206",
        "length of the explanation",
        why="The explanation is said in two minutes. What is shorter repeats the short answer; "
        "what is longer is two subjects, and nobody reads it between two cards.",
        severity=Severity.WARNING,
        fails="""\
## Explanation
A ray that hits the drop in the middle goes straight back; further out it turns less.
""",
        passes="""\
## Explanation
A ray that hits a drop in the middle goes straight back, so it turns by 180 degrees. One that hits
further out turns less, until at about six sevenths of the radius the turn is smallest; still
further out it grows again. Around a smallest value a quantity hardly changes, so a whole bundle of
rays leaves in nearly the same direction there, and the eye sees light. Red is bent less than
violet, so its smallest turn is a little smaller, and its bow a little wider.
""",
    ),
    Rule(
        "S207",
        "list of one",
        why="A list promises several things of one sort. A reader looks for the second and takes "
        "it for lost. The symbols of a formula may be one.",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
- The bow is no object that one could come closer to.
""",
        passes="""\
## Pitfalls
The bow is no object that one could come closer to.
""",
    ),
    Rule(
        "S208",
        "long list",
        why="People keep about four things in mind at a time. A longer list is read and forgotten; "
        "in groups, or with only what matters, it can be said aloud.",
        source="Cowan 2001, The magical number 4 in short-term memory",
        severity=Severity.WARNING,
        fails="""\
## Pitfalls
- The bow is no object.
- It has no place of its own.
- It has no far side.
- Nobody walks under it.
- Each eye sees another one.
- It is no half circle.
- It has no fixed height.
""",
        passes="""\
## Pitfalls
- The bow is no object: nobody comes closer to it or walks under it, and each eye sees another.
- It is a whole circle, of which the ground hides a part.
""",
    ),
    Rule(
        "S209",
        "number of cards",
        why="What is read once is forgotten; two to six small cards carry the few facts that make "
        "the answer come back. With more of them an entry is a chapter, and its reviews a "
        "burden.",
        severity=Severity.WARNING,
        given="these are all its cards",
        fails="""\
## Cards
### Which colour is on the outside of a rainbow? {#outside}
Red.
""",
        passes="""\
## Cards
### Which colour is on the outside of a rainbow? {#outside}
Red.

### By how many degrees does a drop turn its light, at least? {#smallest-turn}
138.
""",
    ),
    Rule(
        "S210",
        "cheat lines nearly equal",
        why="Two lines of the sheet that say the same help nobody to tell their entries apart. "
        "Often one was copied as a start and never finished.",
        severity=Severity.WARNING,
        given="another entry's line ends with: mostly blue",
        fails="""\
## Cheat sheet
Small scatterers send out light as the inverse fourth power of the wavelength: 42 degrees.
""",
        passes="""\
## Cheat sheet
Bent, reflected, bent again: a ray turns by at least 138 degrees, so the bow stands at 42.
""",
    ),
    Rule(
        "S211",
        "key that nothing computes",
        why="A wrong key teaches every learner what is false. `truth(…)` in the checks computes "
        "each option a second way, and fails where the mark `[x]` says otherwise.",
        severity=Severity.WARNING,
        fails="""\
---
kind: choice
---

## Options
- [ ] 38
- [ ] 40
- [x] 42
- [ ] 44

## Checks
```python
turn = 138
```
""",
        passes="""\
---
kind: choice
---

## Options
- [ ] 38
- [ ] 40
- [x] 42
- [ ] 44

## Checks
```python
turn = 138
truth(A=180 - turn == 38, B=180 - turn == 40, C=180 - turn == 42, D=180 - turn == 44)
```
""",
    ),
)
