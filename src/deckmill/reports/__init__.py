"""How findings are shown: one renderer a file, in a literal registry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from deckmill.findings import Finding
from deckmill.reports import concise, full, json

Report = Callable[[Sequence[Finding]], str]

REPORTS: dict[str, Report] = {
    "full": full.render,
    "concise": concise.render,
    "json": json.render,
}
