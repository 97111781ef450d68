"""A new entry: the headings that its kind needs, ready to be filled."""

from __future__ import annotations

from deckmill.model import Kind, Level

_ANSWER = "## Short answer\nWhat you would say in thirty seconds.\n"
_CHEAT = "## Cheat sheet\nOne line, at most 150 characters.\n"
_EXPLANATION = "## Explanation\nWhat you would say in two minutes.\n"
_FORMULA = "## Formula\n$$y = f(x)$$\nWhere\n- $x$ is the input,\n- $y$ is the output.\n"
_OPTIONS = (
    "## Options\n- [ ] A plausible mistake\n- [x] The right one\n"
    "- [ ] Another mistake\n- [ ] A third one\n"
)
_FENCE = "```python{words}\ndef f(x):\n    return {value}\n```\n"
_CODE = "## Code\n" + _FENCE.format(words="", value="x")
_BUG = (
    "## Code\n"
    + _FENCE.format(words=" bug", value="x + 1")
    + _FENCE.format(words=" fix", value="x")
)
_REST = (
    "## Pitfalls\n- What people get wrong.\n",
    "## Follow-ups\n### What would you ask next?\nIts answer.\n",
    "## Cards\n### What should stick? {#what-sticks}\nThis.\n",
)

PLACEHOLDERS = frozenset(
    {
        "Why …?",
        "What you would say in thirty seconds.",
        "42: what you would say in thirty seconds.",
        "One line, at most 150 characters.",
        "What you would say in two minutes.",
        "- What people get wrong.",
        "What would you ask next?",
        "What should stick?",
    }
)
"""The texts that an author replaces; what of them still stands is a finding."""

_SECTIONS: dict[Kind, tuple[str, ...]] = {
    "open": (_ANSWER, _CHEAT, _EXPLANATION, _FORMULA, *_REST),
    "derivation": (_ANSWER, _CHEAT, _EXPLANATION, _FORMULA, *_REST),
    "numeric": (_ANSWER.replace("What", "42: what"), _CHEAT, _EXPLANATION, _FORMULA, *_REST),
    "code": (_ANSWER, _CHEAT, _EXPLANATION, _CODE, *_REST),
    "bug": (_ANSWER, _CHEAT, _EXPLANATION, _BUG, *_REST),
    "choice": (_OPTIONS, _ANSWER, _CHEAT, _EXPLANATION, *_REST),
    "cards": (_REST[-1],),
}
_CHECKS: dict[Kind, str] = {
    "derivation": "close(2.0 * 3.0, 6.0)",
    "numeric": 'answer = 6 * 7\nsays("42", answer)',
    "code": "assert f(2) == 2",
    "bug": "assert f(2) == 2",
    "choice": "truth(A=1 > 2, B=1 < 2, C=1 == 2, D=1 >= 2)",
}


def new_entry(id: str, kind: Kind, level: Level) -> str:
    """The text of a new entry: ``check`` warns of its placeholders alone, and ``prove`` passes."""
    front = [f"id: {id}", f"kind: {kind}"]
    front += [f"level: {level}"] if kind != "cards" else []
    front += ["tags: []", "sources: []"]
    front += ["answer: 42"] if kind == "numeric" else []
    title = id.replace("-", " ").capitalize() if kind == "cards" else "Why …?"
    head = "\n".join(["---", *front, "---", f"# {title}\n"])
    checks = [f"## Checks\n```python\n{_CHECKS[kind]}\n```\n"] if kind in _CHECKS else []
    return "\n".join([head, *_SECTIONS[kind], *checks])
