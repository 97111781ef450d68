"""How a reference reads."""

from __future__ import annotations

from typing import Any

import pytest

from deckmill.model import Reference
from deckmill.source import Source
from deckmill.writers.citations import citation_text, citation_url

YEAR = {"issued": {"date-parts": [[2017, 6]]}}


def reference(**csl: Any) -> Reference:
    item = {name.replace("_", "-"): value for name, value in csl.items()}
    return Reference("key", item, Source("references.yaml", "").span(0))


def people(*families: str) -> list[dict[str, str]]:
    return [{"family": family} for family in families]


@pytest.mark.parametrize(
    ("authors", "printed"),
    [
        (people("Ba"), "Ba. T"),
        (people("Ba", "Kiros"), "Ba, Kiros. T"),
        (people("Ba", "Kiros", "Hinton"), "Ba, Kiros, Hinton. T"),
        (people("A", "B", "C", "D"), "A, B, C et al. T"),
        ([*people("Ho"), {"literal": "et al."}], "Ho et al. T"),
        ([*people("A", "B", "C"), {"literal": "et al."}], "A, B, C et al. T"),
        ([*people("A", "B", "C", "D"), {"literal": "et al."}], "A, B, C et al. T"),
        ([{"literal": "PyTorch contributors"}], "PyTorch contributors. T"),
        (
            [{"family": "Oord", "non-dropping-particle": "van den", "given": "Aaron"}],
            "van den Oord. T",
        ),
        ([], "T"),
        (None, "T"),
    ],
)
def test_authors(authors: Any, printed: str) -> None:
    work = reference(author=authors, title="T", **YEAR)
    assert citation_text(work) == f"{printed}. 2017"


@pytest.mark.parametrize(
    ("title", "printed"),
    [("Attention", "Attention. NeurIPS, 2017"), ("Why?", "Why? NeurIPS, 2017")],
)
def test_title_and_container(title: str, printed: str) -> None:
    assert citation_text(reference(title=title, container_title="NeurIPS", **YEAR)) == printed


@pytest.mark.parametrize(
    "issued",
    [
        {"date-parts": [[2017]]},
        {"date-parts": [["2017", 6]]},
        {"literal": "June 2017"},
        {"raw": "2017-06-12"},
        [{"year": 2017}],
        2017,
        "2017-06",
    ],
)
def test_years(issued: Any) -> None:
    assert citation_text(reference(title="T", issued=issued)) == "T. 2017"


def test_what_is_lacking_is_left_out() -> None:
    assert citation_text(reference(title="T")) == "T"
    assert citation_text(reference()) == "key"


@pytest.mark.parametrize(
    ("csl", "url"),
    [
        ({"DOI": "10.1/x", "URL": "https://example.org"}, "https://doi.org/10.1/x"),
        ({"DOI": "https://doi.org/10.1/x"}, "https://doi.org/10.1/x"),
        ({"URL": "https://example.org"}, "https://example.org"),
        ({"URL": "javascript:alert(1)"}, ""),
        ({}, ""),
    ],
)
def test_url(csl: dict[str, str], url: str) -> None:
    assert citation_url(reference(title="T", **csl)) == url
