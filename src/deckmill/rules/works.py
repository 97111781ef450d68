"""The works of references.yaml (family F)."""

from __future__ import annotations

from deckmill.rules.rule import Rule, Severity

RULES = (
    Rule(
        "F220",
        "work that nothing cites",
        why="What no entry cites is printed nowhere. Often the entry that should cite it names "
        "another work, or was never written.",
        severity=Severity.WARNING,
        file="references.yaml",
        fails="""\
- id: born1959
  type: book
  title: Principles of Optics
""",
        passes="""\
- id: newton1704
  type: book
  title: Opticks
""",
    ),
    Rule(
        "F223",
        "type that CSL does not know",
        why="The types of works are a closed list, from which citation styles choose how to print "
        "a work. What BibTeX calls inproceedings is a paper-conference here.",
        severity=Severity.WARNING,
        file="references.yaml",
        source="CSL 1.0.2, Appendix III",
        fails="""\
- id: newton1704
  type: inproceedings
  title: Opticks
""",
        passes="""\
- id: newton1704
  type: paper-conference
  title: Opticks
""",
    ),
    Rule(
        "F224",
        "name without parts",
        why="A citation prints the family name, and no program can tell which word of a name that "
        "is: Jan van der Berg and Li Wei order theirs differently.",
        severity=Severity.WARNING,
        file="references.yaml",
        source="CSL 1.0.2, Name Variables",
        fails="""\
- id: newton1704
  type: book
  title: Opticks
  author: [Isaac Newton]
""",
        passes="""\
- id: newton1704
  type: book
  title: Opticks
  author: [{family: Newton, given: Isaac}]
""",
    ),
    Rule(
        "F225",
        "date that is none",
        why="The sheet prints the year of a work, and the export its date. A day that no calendar "
        "has is a slip of the pen, and other words are no date to a program.",
        severity=Severity.WARNING,
        file="references.yaml",
        fails="""\
- id: newton1704
  type: book
  title: Opticks
  issued: 1704-02-30
""",
        passes="""\
- id: newton1704
  type: book
  title: Opticks
  issued: 1704-02-20
""",
    ),
    Rule(
        "F226",
        "DOI or address of another form",
        why="The card and the sheet make a link of it. A DOI is the number that starts with 10.; "
        "what leads to it, https://doi.org/, is put before it by whoever makes the link.",
        severity=Severity.WARNING,
        file="references.yaml",
        fails="""\
- id: newton1704
  type: book
  title: Opticks
  DOI: https://doi.org/10.5479/sil.302475.39088000644674
""",
        passes="""\
- id: newton1704
  type: book
  title: Opticks
  DOI: 10.5479/sil.302475.39088000644674
""",
    ),
)
