"""genanki, loaded without asyncio.

It takes one decorator from the package ``cached_property``, which loads asyncio for a case of its
own: 50 ms of CPU, more than a small deck's cards. The standard library's decorator does the same.
"""

from __future__ import annotations

import functools
import sys
from types import ModuleType

_STAND_IN = ModuleType("cached_property")
vars(_STAND_IN)["cached_property"] = functools.cached_property

try:
    _stands = sys.modules.setdefault("cached_property", _STAND_IN) is _STAND_IN
    import genanki
finally:
    if _stands:
        # Whoever else wants that package gets the real one.
        del sys.modules["cached_property"]

__all__ = ["genanki"]
