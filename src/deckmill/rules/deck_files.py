"""deck.yaml, references.yaml and the content folder (family F)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "F108",
        "unknown topic",
        why="The folder of an entry is its topic, and `topics:` in deck.yaml gives each its title "
        "and its place in the order of the sheet and of new cards. A folder that is not listed "
        "has neither.",
        file="deck.yaml",
        given="an entry lies in the folder light",
        fails="""\
topics:
  ligth: Light
  sky: The sky
""",
        passes="""\
topics:
  light: Light
  sky: The sky
""",
    ),
    Rule(
        "F113",
        "id twice",
        why="The id makes a note's identity in Anki, whatever the folder. Anki imports two notes "
        "of one identity without a word, and from then on cannot tell them apart. Ids that differ "
        "only in case would be one file on many disks.",
        source="Anki 23.10 to 26.9, measured",
        file="content",
        fails="""\
deck.yaml
references.yaml
light/rainbow.md
sky/rainbow.md
""",
        passes="""\
deck.yaml
references.yaml
light/rainbow.md
sky/double-rainbow.md
""",
    ),
    Rule(
        "F115",
        "file at the wrong place",
        why="An entry is a file `<topic>/<id>.md`: the folder tells its topic, the name its id. "
        "Anywhere else it would have neither, and so be missing from every output.",
        file="content",
        fails="""\
deck.yaml
references.yaml
light/bows/rainbow.md
""",
        passes="""\
deck.yaml
references.yaml
light/rainbow.md
""",
    ),
    Rule(
        "F116",
        "YAML that is refused",
        why="A tag such as `!!python/object` makes some programs run code when they read a file, "
        "and an anchor inside itself never ends. A deck needs neither: every key takes plain "
        "values.",
        source='PyYAML documentation, "Loading YAML"',
        file="deck.yaml",
        fails="""\
title: !!str Light and colour
""",
        passes="""\
title: Light and colour
""",
    ),
    Rule(
        "F119",
        "description long",
        why="The description stands in one line under the sheet's title, and about 110 characters "
        "fit there. A longer one takes a second line from the entries of the first page.",
        severity=Severity.WARNING,
        file="deck.yaml",
        fails="""\
description: >-
  How light bends in water and glass, why it scatters in the air, what that does to colours,
  and how one can see all of it with the naked eye.
""",
        passes="""\
description: How light bends, scatters and makes colours.
""",
    ),
    Rule(
        "F120",
        "deck.yaml missing",
        why="deck.yaml holds the deck's id, on which every identity in Anki hangs, its title and "
        "its topics. Without it there is no deck for the entries to belong to. Most often "
        "--content points to the wrong folder.",
        file="content",
        fails="""\
references.yaml
light/rainbow.md
""",
        passes="""\
deck.yaml
references.yaml
light/rainbow.md
""",
    ),
    Rule(
        "F121",
        "reference twice",
        why="A source must lead to one work. Of two with one id, a card would cite the first, "
        "whichever its author meant.",
        file="references.yaml",
        fails="""\
- id: newton1704
  type: book
  title: Opticks
  author: [{family: Newton, given: Isaac}]
  issued: 1704
- id: newton1704
  type: book
  title: Optics
  author: [{family: Hecht, given: Eugene}]
  issued: 2017
""",
        passes="""\
- id: newton1704
  type: book
  title: Opticks
  author: [{family: Newton, given: Isaac}]
  issued: 1704
- id: hecht2017
  type: book
  title: Optics
  author: [{family: Hecht, given: Eugene}]
  issued: 2017
""",
    ),
    Rule(
        "F123",
        "rule that stands fast",
        why="An error of the first hundred means that no output can be made of what it finds, "
        "whatever a deck would have it be. Switched off, it would leave a build that fails "
        "without a reason.",
        file="deck.yaml",
        fails="""\
rules:
  F102: off
""",
        passes="""\
rules:
  P101: off
""",
    ),
    Rule(
        "F124",
        "file that nothing reads",
        why="Entries are read from `.md` files, the deck from `deck.yaml` and "
        "`references.yaml`; what another file holds reaches no card, and nothing else "
        "would say so.",
        severity=Severity.WARNING,
        file="content",
        fails="""\
deck.yaml
references.yaml
light/rainbow.md
light/more-rainbows.txt
""",
        passes="""\
deck.yaml
references.yaml
light/rainbow.md
light/more-rainbows.md
""",
    ),
)
