"""A new entry: the headings that its kind needs, ready to be filled."""

from __future__ import annotations

from deckmill.model import Kind, Level

_FRONT = """\
---
id: {id}
kind: {kind}
level: {level}
sources: []
---
"""
_HINT = {
    "question": "# Why …?\n",
    "cards title": "# {title}\n",
    "short answer": "\n## Short answer\nWhat you would say in thirty seconds.\n",
    "cheat sheet": "\n## Cheat sheet\nOne line, at most 150 characters.\n",
    "options": "\n## Options\n- [ ] A plausible mistake\n- [x] The right one\n"
    "- [ ] Another mistake\n- [ ] A third one\n",
    "explanation": "\n## Explanation\nWhat you would say in two minutes.\n",
    "formula": "\n## Formula\n$$y = f(x)$$\nWhere\n- $x$ is the input,\n- $y$ is the output.\n",
    "code": "\n## Code\n```python\ndef f(x):\n    return x\n```\n",
    "bug": "\n## Code\n```python bug\ndef f(x):\n    return x + 1\n```\n"
    "```python fix\ndef f(x):\n    return x\n```\n",
    "pitfalls": "\n## Pitfalls\n- What people get wrong.\n- And another thing.\n",
    "follow-ups": "\n## Follow-ups\n### What would you ask next?\nIts answer.\n",
    "cards": "\n## Cards\n### What should stick? {{#what-sticks}}\nThis.\n",
    "checks": "\n## Checks\n```python\n{check}\n```\n",
}
_BODY: dict[Kind, str] = {
    "open": "question, short answer, cheat sheet, explanation, formula, pitfalls, follow-ups, cards",
    "derivation": "question, short answer, cheat sheet, explanation, formula, pitfalls, follow-ups, "
    "cards, checks",
    "numeric": "question, short answer, cheat sheet, explanation, formula, pitfalls, follow-ups, "
    "cards, checks",
    "code": "question, short answer, cheat sheet, explanation, code, pitfalls, follow-ups, cards, "
    "checks",
    "bug": "question, short answer, cheat sheet, explanation, bug, pitfalls, follow-ups, cards, checks",
    "choice": "question, options, short answer, cheat sheet, explanation, pitfalls, follow-ups, cards, "
    "checks",
    "cards": "cards title, cards",
}
_CHECKS: dict[Kind, str] = {
    "derivation": "close(2.0 * 3.0, 6.0)",
    "numeric": "answer = 6 * 7",
    "code": "assert f(2) == 2",
    "bug": "assert f(2) == 2",
    "choice": "truth(A=1 > 2, B=1 < 2, C=1 == 2, D=1 >= 2)",
}


def new_entry(id: str, kind: Kind, level: Level) -> str:
    """The text of a new entry; ``check`` accepts it as it is."""
    front = _FRONT.format(id=id, kind=kind, level=level)
    if kind == "cards":
        front = front.replace(f"level: {level}\n", "")
    if kind == "numeric":
        front = front.replace("sources: []\n", "sources: []\nanswer: 42\n")
    title = id.replace("-", " ").capitalize()
    parts = [_HINT[name] for name in _BODY[kind].split(", ")]
    body = "".join(
        part.format(title=title, check=_CHECKS.get(kind, "")) if "{" in part else part
        for part in parts
    )
    return front + body
