"""Repairs: what ``check --fix`` mends, and the care that it takes of an author's files."""

from __future__ import annotations

from deckmill.repairs.patch import patch
from deckmill.repairs.plan import Mended, plan
from deckmill.repairs.write import write

__all__ = ["Mended", "patch", "plan", "write"]
