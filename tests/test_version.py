"""SemVer 2: which texts are versions, and which comes first."""

from __future__ import annotations

import itertools

import pytest

from deckmill.version import Version

# The example of semver.org, section 11, and its neighbours.
IN_ORDER = [
    "0.0.1", "0.9.0", "0.10.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
    "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "2.0.0-1", "2.0.0",
    "10.0.0",
]  # fmt: skip


def test_precedence() -> None:
    for earlier, later in itertools.combinations(IN_ORDER, 2):
        assert Version(earlier) < Version(later)
        assert not Version(later) < Version(earlier)
        assert Version(earlier) != Version(later)


def test_build_metadata_does_not_count() -> None:
    assert Version("1.0.0+linux") == Version("1.0.0+mac")
    assert str(Version("1.0.0+linux")) == "1.0.0+linux"


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3+",
     "1.2.x", " 1.2.3", "1.2.3\n", "١.2.3"],
)  # fmt: skip
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        Version(text)
