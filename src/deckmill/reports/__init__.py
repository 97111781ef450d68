"""How findings are shown: one renderer a file, in a literal registry."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from deckmill.findings import Finding
from deckmill.reports import concise, full, github, json, sarif

Report = Callable[[Sequence[Finding], str], str]
"""Findings in order, and the content folder's path with a slash at its end, for formats whose
readers know nothing of a content folder; the others name files from it."""

REPORTS: dict[str, Report] = {
    "full": full.render,
    "concise": concise.render,
    "json": json.render,
    "github": github.render,
    "sarif": sarif.render,
}
