"""Python that an entry shows, and checks that compute what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from random import Random

from words import ADJECTIVES, NOUNS, pick

_GAP = re.compile(r"\{(\w+)\}")
_TAKEN = frozenset(
    "key left list map patch power range right row scale set sum total yield".split()
)
_NAMES = {most: [n for n in NOUNS if len(n) <= most and n not in _TAKEN] for most in (6, 8)}

# {f} to {i}: names of this program, each the same everywhere in it; {k} and {r} numbers.
_FUNCTIONS = (
    """
def {f}({g}, {h}):
    total = 0.0
    for {i} in range(len({g})):
        total += {g}[{i}] * {h}
    return total / len({g})
""",
    """
def {f}({g}, {h}={r}):
    {i} = np.exp({g} - {g}.max())
    return {i} / ({i}.sum() + {h})
""",
    """
def {f}({g}, {h}, {i}={k}):
    kept = [x for x in {g} if x > {h}]
    kept.sort(reverse=True)
    return kept[:{i}]
""",
    """
class {F}:
    def __init__(self, {g}={k}):
        self.{g} = {g}
        self.{h} = []

    def push(self, {i}):
        self.{h}.append({i})
        if len(self.{h}) > self.{g}:
            self.{h}.pop(0)
        return sum(self.{h}) / len(self.{h})
""",
    """
def {f}({g}, steps={k}, {h}={r}):
    {i} = np.zeros_like({g})
    for _ in range(steps):
        {i} = {h} * {i} + (1 - {h}) * {g}
        {g} = {g} - {r} * {i}
    return {g}
""",
    """
def {f}({g}):
    # one pass: a mean and a mean of squares
    {h} = {i} = 0.0
    for n, x in enumerate({g}, 1):
        {h} += (x - {h}) / n
        {i} += (x * x - {i}) / n
    return {h}, {i} - {h} ** 2
""",
    """
def {f}({g}, {h}):
    left, right = 0, len({g})
    while left < right:
        {i} = (left + right) // 2
        if {g}[{i}] < {h}:
            left = {i} + 1
        else:
            right = {i}
    return left
""",
    """
def {f}({g}, {h}, {i}):
    rows, columns = {g}.shape
    out = np.zeros((rows - {h} + 1, columns - {h} + 1))
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            patch = {g}[row:row + {h}, column:column + {h}]
            out[row, column] = (patch * {i}).sum()
    return out
""",
)
_SMALL = (
    "{g} = np.cumsum({h})\n{i} = {g}[-1] - {g}\nprint({i}.mean())",
    "for {i} in range({k}):\n    {g} = {g} + {r}\n    print({i}, {g})",
    "{g} = sorted({h})\nmiddle = len({g}) // 2\nprint({g}[middle])",
    "{g} = {h} @ {h}.T\nprint({g}.shape)\nprint(np.trace({g}))",
    "if {g} > {r}:\n    {h} = {g} * {k}\nelse:\n    {h} = 0.0",
)
_LINES = (
    "{g} = rng.normal(size=({k}, 8)) * {r}",
    "{h} = np.linspace(-4, 4, {k}01)",
    "{g} = np.tanh(np.arange({k}) / {k}.0)        # the {a} {n}",
    "{i} = {g}.mean() + {r} * {g}.std()",
    "assert {g}.shape == {g}.shape and len({g}) > 0",
    "def {i}({h}, scale={r}): return scale * np.asarray({h}).sum()",
    "for {i} in (1, 2, {k}):\n    {h} = {i} * {r}\n    assert {h} > 0 and {h} <= {i}",
    "{h} = np.array([{r}, {r}, {k}, 1.0])",
    "{g}, {h} = np.ones({k}), np.zeros({k})\n{g}[::2] *= {r}",
    "close({r} * {k}, {k} * {r})                    # both ways",
    "{i} = sum({r} * 0.5 ** power for power in range({k}))",
    "# the {a} {n} of the {n}, counted and not by the formula",
    "{h} = [row for row in range({k}) if row % 3 == 1]",
    "assert abs(sum({h}) - len({h}) * sum({h}) / len({h})) < {r}",
    "{g} = {{str(key): key ** 2 for key in range({k})}}",
    "close(math.sqrt({k}) ** 2, {k}, rel=1e-9)",
)


class Programs:
    """The code of one entry, from one random stream."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def function(self) -> str:
        """A definition of some lines."""
        return self._fill(self._random.choice(_FUNCTIONS).strip("\n"))

    def small(self) -> str:
        """A few lines that fit a phone."""
        return self._fill(self._random.choice(_SMALL), width=6)

    def bug(self) -> tuple[str, str]:
        """A definition with a bug, and without."""
        fixed = self.function()
        first, *rest = fixed.split("\n")
        extra = f"    scale = {self._random.randint(2, 9)}  # set anew"
        return "\n".join((first, extra, *rest)), fixed

    def checks(self, numbers: Iterable[str], characters: int) -> str:
        """About so many characters of code that computes the numbers."""
        lines: list[str] = []
        for number in dict.fromkeys(numbers):
            factor = self._random.randint(2, 30)
            lines.append(f'says("{number}", {float(number) / factor!r} * {factor})')
            if self._random.random() < 0.7:
                lines.append(self._fill(self._random.choice(_LINES)))
        written = sum(map(len, lines)) + len(lines)
        while written < characters:
            template = self._random.choice(_FUNCTIONS if self._random.random() < 0.1 else _LINES)
            lines.append(self._fill(template.strip("\n")))
            written += len(lines[-1]) + 1
        return "\n".join(lines)

    def _fill(self, template: str, width: int = 8) -> str:
        random = self._random
        names = dict(zip("fghi", self._distinct(_NAMES[width], 4), strict=True))
        names["F"] = names["f"].capitalize()

        def put(gap: re.Match[str]) -> str:
            match gap[1]:
                case "k":
                    return str(random.randint(2, 40))
                case "r":
                    return f"0.{random.randint(1, 99):02d}"
                case "n":
                    return pick(random, NOUNS)
                case "a":
                    return pick(random, ADJECTIVES)
                case name:
                    return names[name]

        return _GAP.sub(put, template).replace("{{", "{").replace("}}", "}")

    def _distinct(self, words: list[str], count: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found[pick(self._random, words)] = None
        return list(found)
