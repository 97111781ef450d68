"""Which of many texts are nearly the same.

A text is the set of its character 3-grams, and two are as alike as the cosine of these sets: what
they share over the geometric mean of their sizes. No two sets are compared. For each 3-gram an
integer has a bit for every text that holds it, and adding these integers column by column counts,
for one text, what all others share with it: a few hundred operations on whole integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import floor, sqrt

_SIZE = 3


def grams(text: str) -> frozenset[str]:
    """The 3-grams of a text, its edges counting as spaces."""
    padded = f" {text} "
    return frozenset(padded[i : i + _SIZE] for i in range(len(padded) - _SIZE + 1))


def signatures(text: str, threshold: float) -> bytes:
    return b""


def near(
    texts: Sequence[str], signatures: Sequence[bytes], threshold: float
) -> Iterator[tuple[int, int]]:
    """Pairs of texts whose cosine is over the threshold, as two indices.

    From few 3-grams to many, each text is compared with those before it that were alike to none,
    and is the second of a pair with the first that is alike: a hundred equal texts are 99 pairs.
    """
    sets = [grams(text) for text in texts]
    order = sorted((i for i in range(len(sets)) if texts[i]), key=lambda i: (len(sets[i]), i))
    index: dict[str, int] = {}
    columns: list[int] = []  # which text each bit stands for
    for size, group in groupby(order, key=lambda i: len(sets[i])):
        start = _Missing(size, [len(sets[i]) for i in columns], threshold)
        for i in group:
            met = _overflow([index[gram] for gram in sets[i] if gram in index], start.planes)
            if met:
                twin = columns[(met & -met).bit_length() - 1]
                yield twin, i
                continue
            bit = 1 << len(columns)
            for gram in sets[i]:
                index[gram] = index.get(gram, 0) | bit
            columns.append(i)
            start.add(size)


class _Missing:
    """What each column's count lacks to be alike, as a number that overflows with it.

    A number of many columns is a list of planes: bit j of plane k is bit k of column j.
    """

    def __init__(self, size: int, sizes: Sequence[int], threshold: float) -> None:
        self.size = size
        self.threshold = threshold
        self.width = 0
        self.planes = [0] * size.bit_length()
        for other, same in groupby(sizes):
            self.add(other, len(list(same)))

    def add(self, other: int, times: int = 1) -> None:
        """Columns of one size more."""
        top = 1 << len(self.planes)
        enough = floor(self.threshold * sqrt(self.size * other)) + 1
        constant = top - min(enough, top)
        ones = ((1 << times) - 1) << self.width
        for k in range(len(self.planes)):
            if constant >> k & 1:
                self.planes[k] |= ones
        self.width += times


def _overflow(addends: list[int], start: Sequence[int]) -> int:
    """The columns in which ``start`` and the number of addends with a one overflow its planes."""
    level = addends
    for plane in start:
        level.append(plane)
        carries: list[int] = []
        while len(level) > 2:
            a, b, c = level.pop(), level.pop(), level.pop()
            half = a ^ b
            level.append(half ^ c)
            carries.append(a & b | half & c)
        if len(level) == 2:
            carries.append(level[0] & level[1])
        level = carries
    met = 0
    for carry in level:
        met |= carry
    return met
