"""One entry after another, each from a random stream of its own: the same in any deck."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from formulas import Formulas, Numbers
from programs import Programs
from prose import Prose
from words import listed, name

TOPICS = tuple(name(number).capitalize() for number in range(20))
KINDS = ("open",) * 57 + ("numeric",) * 13 + ("choice",) * 11 + ("derivation",) * 9 + ("bug",) * 5
KINDS += ("code",) * 5
LEVELS = ("core",) * 5 + ("intermediate",) * 4 + ("advanced",)
CARDS = (3, 4, 4, 4, 5, 5, 6)
_CARDS_WITH_MATHS = 0.39  # of the notes it is half, since every question has some
FEWEST, MOST = 3, 7
"""Notes of an entry: its question, and two cards to six."""

_QUESTIONS = listed("""
Why does the {t} {n} {w} {s}, and what happens to {s}? | How does the {t} {n} {w} {p} when {c}?
What does {s} owe to the {a} {t}, and which {n} {v} {p}? | Why is the {t} {a} although {c}?
When does the {a} {t} fail to {w} {p}, and how would you notice?
How would you {w} {p} with the {t} {n}? | Which {n} does the {t} {w} while {s} {v} {s}?
What sets the {t} apart from {s} and from {s}? | Why do {p} need the {a} {t}, and what is {s} worth?
How do {p} and the {t} together {w} {s}? | What would change in the {t} if {c}?
How far can the {t} {w} {s} before {c}? | Why must the {n} of the {t} {w} {s} first?
What role does {s} play in the {a} {t}?
In which order does the {t} {w} {p}, and why do {p} come last? | How is the {t} derived from {s}?
""")
_FRONTS = listed("""
Which {n} of the {t} does {s} {w}? | By which {n} does the {a} {t} {w} {p}?
What {v} {s} in the {t}? | How many {ns} does the {t} {w} for {s}?
When does {s} {w} the {n} of the {t}? | What does the {t} need before {s} can {w} {p}?
Where do {p} of the {a} {t} come from? | Why does {s} {w} {p} of the {t}?
Which {ns} stay {a} while the {t} {v} {s}? | What is lost if the {t} {v} {p} without {s}?
How does the {t} tell {s} from {p}? | After which {n} does the {t} {w} {s}?
Under which {n} do {p} {w} the {t}? | What would {s} of the {t} be if {c}?
From which {n} does the {a} {t} take {p}? | Who or what {v} {p} when the {t} is {a}?
Between which {ns} does the {t} {w} {s}?
""")
_BACKS = listed("""
The {a} {n} {m}. | {m}. | {m}, with {an}. | Only {p}. | {A} {ns} and {a} {ns}. | {C}. | By {an}.
{q}. | About {q}, at {m}. | First {s}, then {p}. | {A} {ns}, because {c}. | One {n} for each {n}.
The {n}; {p} stay {a}. | {C}, so {c}.
""")
_TEXTS = listed("""
In the {t}, {s} {v} @ of {s}. | {C} where {s} has @. | The {t} {v} {p} by @, and {c}.
{s} of the {t} {v} @ under {s}. | When {c}, the {t} {v} @. | {A} {ns} turn {s} into @ or @.
With {m}, the {t} {n} {v} @.
""")
_HIDDEN = ("{a} {ns}", "{an}", "{q} {ns}", "{m}")
_OPTIONS = (
    "The {a} {n} of {ns}",
    "It {v} the {n} by {an}",
    "{q} {ns} in the {n}",
    "{A} {ns}",
    "{m}",
)
_LONG = re.compile(r"\w{5,}|\d[\w.]*|\$[^$]*\$")


def entry(number: int, cards: int, seed: int) -> tuple[str, str]:
    """The path and the text of an entry with so many cards."""
    made = _Entry(number, seed)
    return made.path, made.text(cards)


def works_known(number: int) -> int:
    """How many works the bibliography has when this entry is written: fewer and fewer new ones."""
    return int(8 * (number + 1) ** 0.5) + 4


class _Entry:
    def __init__(self, number: int, seed: int) -> None:
        self.random = random = Random(f"{seed} {number}")
        self.number = number
        self.subject = subject(number)
        self.kind = random.choice(KINDS)
        self.numbers = Numbers(random)
        self.formulas = Formulas(random, self.numbers)
        self.programs = Programs(random)
        self.id = entry_id(number, seed)
        self.topic = TOPICS[number % len(TOPICS)].lower()
        self.path = f"{self.topic}/{self.id}.md"
        self.seed = seed
        self.plain = Prose(random, self.subject, lambda: "", self.numbers.new)
        self.prose = Prose(random, self.subject, self.formulas.inline, self.numbers.new)
        self.slugs: set[str] = set()

    def text(self, cards: int) -> str:
        random, prose = self.random, self.prose
        choice = self.kind == "choice"
        parts = [f"# {self._question()}"]
        answer = self.plain.phrase("The {a} {t} {v} {s}.", 16)
        parts.append(f"## Short answer\n{answer} {prose.text(40, 62)}")
        parts.append(f"## Cheat sheet\n{self._cheat_line()}")
        if choice:
            parts.append(f"## Options\n{self._options(prose)}")
        parts.append(f"## Explanation\n{self._explanation()}")
        if self.kind == "derivation" or random.random() < 0.9:
            parts.append(f"## Formula\n{self._formula()}")
        if self.kind in ("code", "bug") or random.random() < 0.38:
            parts.append(f"## Code\n{self._code()}")
        parts.append(f"## Pitfalls\n{self._list(random.randint(2, 4), 14, 28)}")
        parts.append(f"## Follow-ups\n{self._follow_ups(random.randint(2, 4))}")
        made = [self._card() for _ in range(cards)]
        parts.append("## Cards\n" + "\n\n".join(made))
        parts.append(f"## Checks\n```python\n{self._checks(random.randint(1800, 4400))}\n```")
        return f"---\n{self._front_matter()}\n---\n" + "\n\n".join(parts) + "\n"

    def _front_matter(self) -> str:
        random = self.random
        known = works_known(self.number)
        works = random.sample(range(known), min(known, random.randint(2, 4)))
        lines = [
            f"id: {self.id}",
            f"kind: {self.kind}",
            f"level: {random.choice(LEVELS)}",
            f"short: The {self.subject} {self.id.rpartition('-')[2]}",
            f"tags: [{', '.join(dict.fromkeys(self.plain.fill('{a}') for _ in range(4)))}]",
            "sources:",
            *(f"  - {work_key(work)}, sec. {random.randint(1, 9)}" for work in works),
        ]
        if self.number > 3 and random.random() < 0.35:
            lines.append(f"needs: [{self._earlier()}]")
        if self.kind == "numeric":
            lines.append(f"answer: {self.answer}")
            lines.append("tolerance: 0.001")
        return "\n".join(lines)

    def _earlier(self) -> str:
        return entry_id(self.random.randrange(self.number), self.seed)

    def _question(self) -> str:
        self.answer = self.numbers.new()
        return _capital(self.plain.phrase(self.random.choice(_QUESTIONS), 30))

    def _cheat_line(self) -> str:
        while True:
            line = _capital(self.prose.fill(f"The {self.subject}: {{c}}, {{m}}."))
            if len(line) <= 135:
                return line

    def _explanation(self) -> str:
        random, prose = self.random, self.prose
        paragraphs = [prose.text(48, 66) for _ in range(random.randint(2, 3))]
        paragraphs[-1] += f" {prose.fill('{C}:')}\n\n{self._list(random.randint(3, 4), 7, 14)}"
        if random.random() < 0.3:
            paragraphs.append(self._table())
        if self.number > 3 and random.random() < 0.16:
            linked = f"[the {prose.fill('{a} {n}')}](#{self._earlier()})"
            paragraphs.append(_capital(prose.fill(f"{{C}}, as with {linked}.")))
        return "\n\n".join(paragraphs)

    def _list(self, items: int, least: int, most: int) -> str:
        return "\n".join(f"- {_capital(self.prose.text(least, most))}" for _ in range(items))

    def _table(self) -> str:
        wanted = ["{n} | {ns} | {a}", *["{n} | {q} | {m}"] * self.random.randint(2, 4)]
        while True:
            head, *rows = (f"| {self.prose.fill(row)} |" for row in wanted)
            if _width([head, *rows]) <= 34:
                return "\n".join((head, "|---|---|---|", *rows))

    def _formula(self) -> str:
        display = self.formulas.display()
        said = (self.plain.fill("the {a} {n} of {s}, {a} in {p}") for _ in self.formulas.symbols)
        items = (f"${s}$ is {words}" for s, words in zip(self.formulas.symbols, said, strict=True))
        return f"{display}\n\nWhere\n\n" + ",\n".join(f"- {item}" for item in items) + "."

    def _code(self) -> str:
        if self.kind == "bug":
            bug, fix = self.programs.bug()
            return f"```python bug\n{bug}\n```\n\n```python fix\n{fix}\n```"
        return f"```python\n{self.programs.function()}\n```"

    def _follow_ups(self, count: int) -> str:
        made = []
        for _ in range(count):
            asked = _capital(self.prose.phrase(self.random.choice(_FRONTS), 28))
            made.append(f"### {asked}\n{_capital(self.prose.text(18, 40))}")
        return "\n\n".join(made)

    def _options(self, prose: Prose) -> str:
        """Four options, of which the right one is not the longest."""
        template = self.random.choice(_OPTIONS)
        options: list[str] = []
        while len(options) < 4:
            option = _capital(prose.phrase(template, 12))
            if option not in options:
                options.append(option)
        right = min(options, key=len)
        return "\n".join(f"- [{'x' if option == right else ' '}] {option}" for option in options)

    def _card(self) -> str:
        with_maths = self.random.random() < _CARDS_WITH_MATHS
        kind = self.random.random()
        make = self._cloze if kind < 0.2 else self._choice if kind < 0.34 else self._basic
        while True:
            front, body = make(self.prose if with_maths else self.plain)
            if with_maths == ("$" in front + body):
                break
        mark = "" if front.endswith("?") or make == self._cloze else " .reversed"
        return f"### {_capital(front)} {{#{self._slug()}{mark}}}\n{body}"

    def _basic(self, prose: Prose) -> tuple[str, str]:
        if self.random.random() < 0.05:  # a term and what it means, to be asked both ways
            return self.plain.fill("the {a} {n} of the {t}"), prose.phrase("{C}.", 22)
        while True:
            front = prose.phrase(self.random.choice(_FRONTS), 26)
            back = _capital(prose.phrase(self.random.choice(_BACKS), 22))
            if not _gives_away(front, back):
                break
        if self.random.random() < 0.12:
            back += f"\n\n```python\n{self.programs.small()}\n```"
        return front, back

    def _choice(self, prose: Prose) -> tuple[str, str]:
        front = prose.phrase(self.random.choice(_FRONTS), 26)
        why = f"\n\n{_capital(prose.text(8, 18))}" if self.random.random() < 0.5 else ""
        return front, self._options(prose) + why

    def _cloze(self, prose: Prose) -> tuple[str, str]:
        while True:
            text = _capital(prose.phrase(self.random.choice(_TEXTS), 30))
            hidden = [prose.fill(self.random.choice(_HIDDEN)) for _ in range(text.count("@"))]
            if not _shown(text, hidden) and "}}" not in "".join(hidden):
                break
        for number, part in enumerate(hidden, 1):
            text = text.replace("@", f"{{{{c{number}::{part}}}}}", 1)
        return self.plain.fill("{a} {n} of the {t}"), text

    def _slug(self) -> str:
        while (slug := self.plain.fill("{a}-{n}")) in self.slugs:
            pass
        self.slugs.add(slug)
        return slug

    def _checks(self, characters: int) -> str:
        code = self.programs.checks(self.numbers.written, characters)
        if self.kind == "choice":
            code += "\ntruth(A=1 > 2, B=2 > 3, C=3 > 2, D=3 > 4)"
        if self.kind == "numeric":
            code += f"\nanswer = {self.answer}"
        return code


def subject(number: int) -> str:
    """What an entry is about: a name that no other has."""
    return name(100 + number).capitalize()


def entry_id(number: int, seed: int) -> str:
    words = Prose(Random(f"{seed} id {number}"), "", lambda: "", lambda: "").fill("{a}-{n}")
    return f"{subject(number).lower()}-{words}"


def work_key(number: int) -> str:
    return f"{name(500_000 + number)}{1990 + number % 35}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _width(rows: Sequence[str]) -> int:
    """The letters that the columns of a table take; a formula takes some twelve."""
    cells = ([12 if "$" in cell else len(cell) for cell in row[2:-2].split(" | ")] for row in rows)
    return sum(map(max, zip(*cells, strict=True)))


def _shown(text: str, hidden: Sequence[str]) -> bool:
    """Whether a part that is to be hidden stands elsewhere, too."""
    everything = "\n".join((text, *hidden)).lower()
    return any(everything.count(part.lower()) > 1 for part in hidden)


def _gives_away(front: str, back: str) -> bool:
    """Whether the words that make the answer stand in the question."""
    asked, told = (set(_LONG.findall(text.lower())) for text in (front, back))
    return len(asked & told) > 0.3 * len(told)


def cards_of(notes: int, seed: int) -> Sequence[int]:
    """How many cards each entry has, so that with its questions a deck has so many notes."""
    made: list[int] = []
    left = notes
    while left:
        wanted = 1 + Random(f"{seed} cards {len(made)}").choice(CARDS)
        fits = [n for n in range(FEWEST, MOST + 1) if left == n or left - n >= FEWEST]
        if not fits:
            raise ValueError(f"a deck has {FEWEST} notes or more")
        taken = min(fits, key=lambda n: abs(n - wanted))
        made.append(taken - 1)
        left -= taken
    return made
