"""Rules as a page in Markdown: ``docs/rules.md``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from deckmill.explain import by_family, place, visible
from deckmill.limits import LIMITS
from deckmill.rules import FAMILIES, RULES, Rule

_INTRO = """\
# Rules

<!-- Made by `deckmill rule --format markdown`; what stands here comes from src/deckmill/rules. -->

Every finding of `deckmill check` has a code. `deckmill rule CODE` tells what stands here on the
terminal; `deckmill rule` lists all rules.

The letter of a code is its family. In the first hundred (`F101`) stands what is broken: text that
would be lost, a card that Anki would not take. In the second (`F201`) stands what works and could
be better: how well a card is learned, how a text reads, whether the sources are tidy. A code never
changes its meaning.

## Levels

An **error** stops a build, a **warning** only under `--strict`, a **note** never. deck.yaml sets
the level of a rule, or of all rules whose codes start alike; the longest start decides:

```yaml
rules:
  P: note          # all about prose,
  P103: off        # but for this one
  L112: error      # every picture has its words
```

Errors of the first hundred stand fast: no output can be made of what they find.

## Excuses

Where a rule is right in general and wrong in one file, the file says so in its front matter, with
the reason for whoever comes after you:

```yaml
excuse:
  P101: the quotation is Hebrew
```

An excuse that excuses nothing is a finding of its own ([F201](#f201)).

## Limits

How long, how many, how alike: deck.yaml can set these thresholds, under `limits:`.

"""
_LANGUAGES = {"entry": "markdown", "deck.yaml": "yaml", "references.yaml": "yaml"}


def page() -> str:
    """The whole page: levels, excuses, limits, and every rule by family."""
    families = by_family(RULES.values())
    contents = "".join(
        f"- [{letter}: {FAMILIES[letter]}](#{_anchor(_heading(letter))})\n" for letter in families
    )
    chapters = [
        f"## {_heading(letter)}\n\n{_table(rules)}\n{sections(rules)}"
        for letter, rules in families.items()
    ]
    return _INTRO + _limits() + "\n## Families\n\n" + contents + "\n" + "\n".join(chapters)


def sections(rules: Iterable[Rule]) -> str:
    """A section for each rule."""
    return "\n".join(_section(rule) for rule in rules)


def _heading(letter: str) -> str:
    return f"{letter}: {FAMILIES[letter]}"


def _anchor(heading: str) -> str:
    """What GitHub and most others make of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _limits() -> str:
    rows = [
        f"| `{name}` | {limit.default} | {limit.description} |\n" for name, limit in LIMITS.items()
    ]
    return "| limit | default | |\n|---|---|---|\n" + "".join(rows)


def _table(rules: Iterable[Rule]) -> str:
    rows = [f"| [{r.code}](#{r.code.lower()}) | {r.severity} | {r.title} |\n" for r in rules]
    return "| rule | level | |\n|---|---|---|\n" + "".join(rows)


def _section(rule: Rule) -> str:
    source = f"\n*Source: {rule.source}.*\n" if rule.source else ""
    return (
        f"### {rule.code}\n\n**{rule.title}** · {rule.severity}{_firmness(rule)}\n\n"
        f"{rule.why}\n{source}\n"
        f"In {place(rule)}, this fails:\n\n{_fenced(rule, rule.fails)}\n"
        f"This passes:\n\n{_fenced(rule, rule.passes)}"
    )


def _firmness(rule: Rule) -> str:
    if not rule.adjustable:
        return ", stands fast"
    return "" if rule.excusable else ", not to be excused by a file"


def _fenced(rule: Rule, example: str) -> str:
    """The example as code, in a fence longer than any in it."""
    longest = max((len(run) for run in re.findall("`+", example)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{_LANGUAGES.get(rule.file, 'text')}\n{visible(example)}{fence}\n"
