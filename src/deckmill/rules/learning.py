"""What makes a card worth learning (family C)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

_TWENTY_RULES = "Woźniak 1999, Twenty rules of formulating knowledge"
_PROMPTS = "Matuschak 2020, How to write good prompts"
_ITEM_WRITING = "Haladyna, Downing and Rodriguez 2002, Applied Measurement in Education 15"

RULES = (
    Rule(
        "C201",
        "card that asks nothing, or twice",
        why="A learner who is not asked does not know what to recall, and who is asked two things "
        "cannot grade an answer of which half was right. A card that is reversed or typed may "
        "show a mere term.",
        source=f"{_TWENTY_RULES}, rule 4",
        severity=Severity.WARNING,
        fails="""\
### What happens to a ray inside a drop? And how often? {#inside-drop}
It is reflected, once.
""",
        passes="""\
### How often is a ray of the main bow reflected inside a drop? {#inside-drop}
Once.
""",
    ),
    Rule(
        "C202",
        "long question on a card",
        why="A question is read again at every review. What is long is soon known by its shape, "
        "and the answer comes without the thought.",
        source=f"{_TWENTY_RULES}, rule 12",
        severity=Severity.WARNING,
        fails="""\
### When you stand with the sun behind you while it rains in front of you, and a rainbow appears there, and it is late in the afternoon, in which direction do you look? {#direction}
East.
""",  # noqa: E501
        passes="""\
### In which direction do you look at a rainbow in the late afternoon? {#direction}
East.
""",
    ),
    Rule(
        "C203",
        "card that yes or no answers",
        why="One guess in two is right, so the card teaches little, and the question often says "
        "the fact itself. Ask for the thing, the reason or the number. A question that offers "
        "two things to choose from is none of these, nor one that asks why as well.",
        source=_PROMPTS,
        severity=Severity.WARNING,
        fails="""\
### Is the second bow fainter than the first? {#fainter}
Yes: each reflection loses light.
""",
        passes="""\
### What makes the second bow fainter than the first? {#fainter}
One more reflection, which loses light.
""",
    ),
    Rule(
        "C204",
        "long answer on a card",
        why="What takes long to say is several facts. A learner who knew most of them cannot grade "
        "the card, and reviews all of them as often as the hardest.",
        source=f"{_TWENTY_RULES}, rule 4",
        severity=Severity.WARNING,
        fails="""\
### Why is the sky inside a rainbow brighter? {#brighter-inside}
Drops send light back at every angle up to 42 degrees, and the rays of all colours that arrive from
inside the bow add up there to white light.
""",
        passes="""\
### Why is the sky inside a rainbow brighter? {#brighter-inside}
Drops send light back at every angle up to 42 degrees, and at none beyond.
""",
    ),
    Rule(
        "C205",
        "answer too long for a card",
        why="Nobody recalls that much at once: the card is failed again and again, until it is "
        "suspended. Make several cards of it, or put it into the explanation.",
        source=f"{_TWENTY_RULES}, rule 4",
        fails="""\
### Why is the sky inside a rainbow brighter? {#brighter-inside}
Drops send light back at every angle up to 42 degrees, so the rays of all colours that arrive from
inside the bow add up there to white light; from outside only the light arrives that was reflected
twice, and further out still, beyond the second bow, there is some again.
""",
        passes="""\
### Why is the sky inside a rainbow brighter? {#brighter-inside}
Drops send light back at every angle up to 42 degrees, and at none beyond.

### Which band of the sky gets no reflected light from the drops? {#dark-band}
The one between the two bows.
""",
    ),
    Rule(
        "C206",
        "long list on a card",
        why="The items of a list are recalled one by one, each with its own difficulty, and the "
        "card fails with the hardest. Where the order is known, a cloze can ask for one at a "
        "time.",
        source=f"{_TWENTY_RULES}, rules 9 and 10",
        severity=Severity.WARNING,
        fails="""\
### What happens to a ray of the main bow, in order? {#path}
- It is bent.
- It is reflected.
- It is bent again.
- It leaves.
""",
        passes="""\
### What happens to a ray of the main bow between its two refractions? {#path}
It is reflected once.
""",
    ),
    Rule(
        "C207",
        "too many deletions",
        why="Each number is a card of its own, and all of them show the same sentence: they are "
        "learned by its look. Deletions of one number are recalled together, as a list.",
        source=f"{_TWENTY_RULES}, rule 4",
        severity=Severity.WARNING,
        fails="""\
### The path of a ray {#ray-path}
It is {{c1::bent}}, then {{c2::reflected}}, and leaves at {{c3::42}} degrees on the side of the
{{c4::sun}}.
""",
        passes="""\
### The path of a ray {#ray-path}
Between its two refractions it is {{c1::reflected}} once.
""",
    ),
    Rule(
        "C208",
        "long deletion",
        why="A learner cannot tell how much is hidden, and half of a long phrase is neither right "
        "nor wrong. Hide the words that matter.",
        source=f"{_TWENTY_RULES}, rule 4",
        severity=Severity.WARNING,
        fails="""\
### The faint bow {#faint-bow}
The second bow is fainter because {{c1::its rays are reflected twice and each reflection loses}}
light.
""",
        passes="""\
### The faint bow {#faint-bow}
The second bow is fainter because its rays are {{c1::reflected twice}}.
""",
    ),
    Rule(
        "C209",
        "long cloze text",
        why="The whole text is read at every review for the sake of a few hidden words, and what "
        "is long is known by its look.",
        source=f"{_TWENTY_RULES}, rule 12",
        severity=Severity.WARNING,
        fails="""\
### The dark band {#band}
Between the two bows the sky is {{c1::darker}}, because the drops there send back no light that was
reflected once, which comes from within 42 degrees, nor any that was reflected twice, which comes
from beyond 50 degrees, so that what is left is the light of the clouds.
""",
        passes="""\
### The dark band {#band}
Between the two bows the sky is {{c1::darker}}, because the drops there send back no light.
""",
    ),
    Rule(
        "C210",
        "hidden and shown",
        why="The learner reads the answer instead of recalling it, grades the card as known, and "
        "does not see it again for months.",
        severity=Severity.WARNING,
        fails="""\
### The index of water {#what-matters}
The angle of the bow hangs on the {{c1::index of water}}.
""",
        passes="""\
### What sets the angle {#what-matters}
The angle of the bow hangs on the {{c1::index of water}}.
""",
    ),
    Rule(
        "C211",
        "option about the other options",
        why='One look at two options decides about "all of these", whatever the learner knows of '
        'the rest, and "none of these" can be right without anybody knowing what is.',
        source=_ITEM_WRITING,
        severity=Severity.WARNING,
        fails="""\
### What does the width of a rainbow hang on? {#width}
- [x] The spread of the index over the colours
- [ ] The height of the cloud
- [ ] The time of the year
- [ ] None of the above
""",
        passes="""\
### What does the width of a rainbow hang on? {#width}
- [x] The spread of the index
- [ ] The height of the cloud
- [ ] The time of the year
- [ ] The distance of the rain
""",
    ),
    Rule(
        "C212",
        "right option stands out",
        why="Authors qualify what is right and leave what is wrong short; whoever takes the "
        "longest option is right without knowing anything.",
        source=_ITEM_WRITING,
        severity=Severity.WARNING,
        fails="""\
### Why is a rainbow round? {#round}
- [x] All drops at one angle from the point opposite the sun look alike
- [ ] The drops are round
- [ ] The earth is round
- [ ] The eye is round
""",
        passes="""\
### Why is a rainbow round? {#round}
- [x] Its drops stand at one angle
- [ ] Its drops are round themselves
- [ ] The horizon behind it is round
- [ ] The pupil of the eye is round
""",
    ),
    Rule(
        "C213",
        "question that says the answer",
        why="Where most of the answer's long words, names and numbers stand in the question, a "
        "learner puts them in order and has recalled nothing.",
        severity=Severity.WARNING,
        fails="""\
### Why does the index of water, which differs between colours, spread the colours? {#spread}
The index of water differs between colours.
""",
        passes="""\
### Why does a drop spread the colours? {#spread}
The index of water differs between them.
""",
    ),
    Rule(
        "C214",
        "asked twice",
        why="Two cards that look alike and want different answers cannot both be known, and two "
        "that want the same one are one card, reviewed twice. A reworded card keeps its slug.",
        source=f"{_TWENTY_RULES}, rule 11",
        severity=Severity.ERROR,
        fails="""\
### Which colour is on the outside? {#outside}
Red.

### Which colour is on the outside? {#outside-second}
Violet.
""",
        passes="""\
### Which colour is on the outside of the first bow? {#outside}
Red.

### What is the outermost light of the second, fainter bow? {#outside-second}
Violet.
""",
    ),
    Rule(
        "C215",
        "nearly asked twice",
        why="Cards that differ in a word are confused for ever: a learner knows both answers, and "
        "not which belongs to which. Make the difference the question.",
        source=f"{_TWENTY_RULES}, rule 11",
        severity=Severity.WARNING,
        fails="""\
### Which colour is on the outside of a rainbow? {#outside}
Red.

### Which colour is on the inside of a rainbow? {#inside}
Violet.
""",
        passes="""\
### Which colour is on the outside of a rainbow? {#outside}
Red.

### How does the second bow differ from the first in the order of its colours? {#order}
It is the other way round.
""",
    ),
)
