"""Which of many texts are nearly the same.

A text is the set of its character 3-grams, and two are as alike as the cosine of these sets: what
they share over the geometric mean of their sizes. Hardly any two sets are compared. What is alike
to a text lacks but few of its 3-grams; so if these are cut into one part more, it holds one of the
parts whole. For each 3-gram an integer has a bit for every text that holds it, and a few of these
integers, anded, are the texts that hold a part: nearly always none.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from math import floor, sqrt
from zlib import crc32

_SIZE = 3
_CODE = "H"  # two bytes for a 3-gram: a few share a code, so codes tell who may be alike
_BLOCK = 4096  # texts at a time: of more each step is slower, of fewer there are more steps
_FEW = 64  # unknown texts at most for which it pays that every text looks for them
_KEPT = 1024  # sets of 3-grams: many copies are compared with the same few


def signature(text: str) -> bytes:
    """What ``near`` has to know of every text: codes of its 3-grams, in their order."""
    return array(_CODE, map(_code, _grams(text))).tobytes()


def near(
    texts: Sequence[str],
    signatures: Sequence[bytes],
    threshold: float,
    apart: Collection[int] = frozenset(),
) -> Iterator[tuple[int, int]]:
    """Pairs of texts whose cosine is over the threshold, as two indices.

    From few 3-grams to many, each text is compared with those before it that were alike to none,
    and is the second of a pair with the first that is alike: a hundred equal texts are 99 pairs.

    Of those ``apart`` it is known that no two are alike, as of all that were no second of a pair
    the last time; where only a few texts are new, that saves nearly all of the work.
    """
    compared = _Compared(texts, signatures, threshold)
    order = sorted((i for i, text in enumerate(texts) if text), key=compared.place)
    new = [i for i in order if i not in apart]
    if len(new) <= _FEW and apart:
        return compared.new(new, order)
    return compared.all(order)


class _Compared:
    """Texts by number. Methods take their numbers in the order of ``place``."""

    def __init__(self, texts: Sequence[str], signatures: Sequence[bytes], threshold: float) -> None:
        self.signatures = signatures
        self.threshold = threshold
        self.grams = lru_cache(_KEPT)(lambda i: frozenset(_grams(texts[i])))

    def place(self, i: int) -> tuple[int, int]:
        """From few 3-grams to many."""
        return len(self.signatures[i]), i

    def all(self, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The pairs of ``near``, where nothing is known. A text looks for those after it."""
        alone: list[int] = []
        for start in range(0, len(numbers), _BLOCK):
            block = self._block(numbers[start : start + _BLOCK])
            alone = [i for i in alone if block.in_reach(self._codes(i))]
            twins: dict[int, int] = {}
            for at, i in enumerate(chain(alone, block.numbers), -len(alone)):
                if i not in twins:
                    for other in block.after(at, self._codes(i)):
                        if other not in twins and self._alike(i, other):
                            twins[other] = i
            alone += [i for i in block.numbers if i not in twins]
            yield from ((twins[i], i) for i in block.numbers if i in twins)

    def new(self, numbers: Sequence[int], among: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The pairs of ``near``, where one of two that are alike is new. All look for the new."""
        if not numbers:
            return
        block = self._block(numbers)
        before: dict[int, set[int]] = defaultdict(set)
        for i in among:
            for other in block.around(self._codes(i)):
                if other != i and self._alike(i, other):
                    first, second = sorted((i, other), key=self.place)
                    before[second].add(first)
        twins: set[int] = set()
        for i in sorted(before, key=self.place):
            alone = before[i] - twins
            if alone:
                twins.add(i)
                yield min(alone, key=self.place), i

    def _block(self, numbers: Sequence[int]) -> _Block:
        return _Block(numbers, [self._codes(i) for i in numbers], self.threshold)

    def _codes(self, i: int) -> array[int]:
        return array(_CODE, self.signatures[i])

    def _alike(self, i: int, j: int) -> bool:
        one, other = self.grams(i), self.grams(j)
        return len(one & other) > self.threshold * sqrt(len(one) * len(other))


class _Block:
    """Some texts, from few codes to many, and who holds a code: the first has the highest bit."""

    def __init__(
        self, numbers: Sequence[int], texts: Sequence[Sequence[int]], threshold: float
    ) -> None:
        self.numbers = numbers
        self.texts = texts
        self.threshold = threshold
        self.least = len(texts[0])
        self.holders: dict[int, int] = defaultdict(int)
        bit = 1 << len(texts)
        for codes in texts:
            bit >>= 1
            for code in codes:
                self.holders[code] |= bit

    def in_reach(self, codes: Sequence[int]) -> bool:
        """Whether a text before these is long enough to be alike to one of them or after them."""
        return self._parts(len(codes), self.least) > 0

    def after(self, at: int, codes: Sequence[int]) -> Iterator[int]:
        """Who may be alike to the text at a place, or to one before all of these if it is less."""
        size = len(codes)
        among = (1 << len(self.texts) - max(at + 1, 0)) - 1
        return self._holding(codes, self._parts(size, max(size, self.least)), among)

    def around(self, codes: Sequence[int]) -> Iterator[int]:
        """Who may be alike to a text, be it before or after them."""
        size = len(codes)
        parts = self._parts(size, max(floor(self.threshold**2 * size), self.least))
        some = codes[: 2 * parts]  # most are told by half of their codes
        if sum(map(self.holders.__contains__, some)) > len(some) - parts:
            yield from self._holding(codes, parts, (1 << len(self.texts)) - 1)

    def _parts(self, size: int, other: int) -> int:
        """One more than how many of so many codes can be missing where there are ``other``."""
        return size - floor(self.threshold * sqrt(size * other))

    def _holding(self, codes: Sequence[int], parts: int, among: int) -> Iterator[int]:
        """Of some texts, as bits, those that hold a part of the codes, and enough of them all.

        Another word in a sentence is a run of other 3-grams, so every part takes some of a run.
        """
        holders = self.holders.get
        met = 0
        for part in range(parts):
            meet = among
            for code in codes[part::parts]:
                meet &= holders(code, 0)
                if not meet:
                    break
            else:
                met |= meet
        if met:
            holds = frozenset(codes).__contains__
        while met:
            at = len(self.texts) - met.bit_length()
            met ^= 1 << met.bit_length() - 1
            other = self.texts[at]
            if sum(map(holds, other)) > self.threshold * sqrt(len(codes) * len(other)):
                yield self.numbers[at]


def _grams(text: str) -> dict[str, None]:
    """The 3-grams of a text, each once, its edges counting as spaces."""
    padded = f" {text} "
    return dict.fromkeys([padded[i : i + _SIZE] for i in range(len(padded) - _SIZE + 1)])


@lru_cache(1 << 14)
def _code(gram: str) -> int:
    return crc32(gram.encode(errors="surrogatepass")) & 0xFFFF
