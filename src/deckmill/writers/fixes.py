"""What a fix changed in the code with the bug, shown line by line."""

from __future__ import annotations

from difflib import SequenceMatcher

from deckmill.model import Code, Entry


def fences(entry: Entry, word: str) -> tuple[Code, ...]:
    """A bug entry's fences with ``word``, which is "bug" or "fix", in their first line."""
    code = entry.code.code if entry.kind == "bug" and entry.code is not None else ()
    return tuple(fence for fence in code if fence.block and word in fence.info)


def marked(html: str, bug: str, fix: str, tag: str) -> str:
    """The HTML of the fence ``fix``; lines that ``bug`` lacks are in a ``tag`` of ``changed``."""
    matcher = SequenceMatcher(None, bug.splitlines(), fix.splitlines(), autojunk=False)
    changed: set[int] = set()
    for operation, _, _, start, end in matcher.get_opcodes():
        if operation != "equal":
            changed.update(range(start, end))
    # Pygments closes its elements at every line end, so a line can be wrapped whole.
    head, body = html.removesuffix("</code></pre>").split("<code>", 1)
    lines = [
        f'<{tag} class="changed">{line}</{tag}>' if number in changed else line
        for number, line in enumerate(body.split("\n"))
    ]
    return head + "<code>" + "\n".join(lines) + "</code></pre>"
