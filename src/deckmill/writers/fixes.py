"""What a fix changed in the code with the bug, shown line by line."""

from __future__ import annotations

import difflib


def marked(html: str, bug: str, fix: str) -> str:
    """The HTML of the fence ``fix`` with the lines that ``bug`` lacks marked as ``changed``."""
    matcher = difflib.SequenceMatcher(None, bug.splitlines(), fix.splitlines(), autojunk=False)
    changed: set[int] = set()
    for operation, _, _, start, end in matcher.get_opcodes():
        if operation != "equal":
            changed.update(range(start, end))
    # Pygments closes its elements at every line end, so a line can be wrapped whole.
    head, body = html.removesuffix("</code></pre>").split("<code>", 1)
    lines = [
        f'<mark class="changed">{line}</mark>' if number in changed else line
        for number, line in enumerate(body.split("\n"))
    ]
    return head + "<code>" + "\n".join(lines) + "</code></pre>"
