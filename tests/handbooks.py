"""A deck with one of everything that a handbook can hold, for its tests."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import books
from deckmill.model import Deck
from deckmill.writers.handbook import HANDBOOK
from sheets import Node, deck, entry, options, parse

DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
LONG_LINE = "value = some_function(first_argument, second_argument, third=argument + 1)  # told"
WIDE = (
    r"\begin{bmatrix} "
    + " & ".join(f"a_{{{n}}} + b_{{{n}}}" for n in range(30))
    + r" \end{bmatrix}"
)
FULL = f"""\
---
id: ID
kind: open
level: core
short: The full one
tags: [alpha, beta]
sources:
  - one, sec. 2
  - two
needs: [sum, gone]
as_of: 2026-03
---
# What does a *full* entry with $x^2$ say?

## Short answer
It says shortanswer, at once.

## Cheat sheet
The cheatline with $x$, in one line.

## Explanation
First paragraph of the explanation, see [the sum](#sum) and [the gone](#gone).

- An item with `inline_code(x)`
  - nested **strongly**
- Another

> A quoted remark.

| head | other |
|---|--:|
| cell | $a|b$ |

$$x = \\sqrt{{1 + y}}$$

![A dot](media/dot.png)

## Formula
$$y = x^2$$
Where
- $y$ is the formulaplace.

## Code
```python
def shown(value):
    # comment
    return value
{LONG_LINE}
```

## Pitfalls
- The pitfall of all.

## Follow-ups
### And the first follow-up?
Its firstanswer.

### And the second, with $z$?
Its secondanswer.

## Cards
### A card of the entry? {{#card}}
Cardsecret.
"""
CHOICE = """\
---
id: ID
kind: choice
level: intermediate
tags: [beta]
sources: [two, three]
---
# Which one is right?

## Short answer
The second.

## Cheat sheet
Take the second.

## Options
- [ ] the wrongone
- [x] the rightone
- [ ] another $x$
- [ ] the last
"""
BUG = """\
---
id: ID
kind: bug
level: advanced
---
# What is wrong here?

## Short answer
The sign.

## Cheat sheet
Mind the sign.

## Code
Read it.

```python bug
def half(x):
    y = -x
    return y / 2
```

```python fix
def half(x):
    y = x
    return y / 2
```
"""
SUM = """\
---
id: ID
kind: numeric
level: core
answer: 0.250
tolerance: 0.01
---
# How much is it?

## Short answer
A quarter.

## Cheat sheet
Always a quarter.
"""
TERMS = """\
---
id: ID
kind: cards
tags: [gamma]
sources: [four]
---
# Terms to know

## Cards
### The first term {#first}
Its meaning, $m$.

### A gap {#gap}
The {{c1::hidden *word*::a hint}} and {{c2::$x$}}, with `{{c1::code}}` and }}.

### A choice {#choice}
- [ ] no
- [x] yes
Becauseofit.

### Old term {#old .retired}
Goneaway.
"""


def entries() -> dict[str, str]:
    return {
        "first/full": FULL,
        "first/choose": CHOICE,
        "first/mend": BUG,
        "second/sum": SUM,
        "second/terms": TERMS,
        "second/gone": entry("Goneentry?", front="retired: 2026-01-02\n"),
        "second/wide": entry(
            "What is wide?",
            "A verylong" + "word" * 60 + " indeed.",
            formula=f"$${WIDE}$$",
            level="advanced",
        ),
    }


def full_deck(root: Path, **about: str) -> Deck:
    """The deck of everything; ``root`` then holds its picture, too."""
    (root / "media").mkdir()
    (root / "media" / "dot.png").write_bytes(DOT)
    return deck(root, entries(), **about)


def handbook(root: Path, made: Deck) -> Node:
    """The handbook of a deck, parsed."""
    return parse(books.text(HANDBOOK, made, options(root)))
