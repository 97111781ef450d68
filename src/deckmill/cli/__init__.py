"""The command line: options to API calls to an exit status.

0 done, 1 the content has errors, 2 the command could not be run. Findings go to standard error,
results to standard output.
"""

from __future__ import annotations

from deckmill.cli import content, editing, explaining, proving, publishing
from deckmill.cli.group import main

__all__ = ["content", "editing", "explaining", "main", "proving", "publishing"]
