"""Formulas about a handful of symbols, in lines and displayed, as an entry has them."""

from __future__ import annotations

import re
from random import Random

from words import listed

_LETTERS = r"""
a b c f g h k m n p q r s u v w x y z
\alpha \beta \gamma \delta \eta \theta \kappa \lambda \mu \nu \xi \rho \sigma \tau \phi \psi \omega
""".split()
_SYMBOL = re.compile("[A-D#]")

# A to D stand for an entry's symbols, # for a number.
_INLINE = listed(r"""
A | A | A | A | B | B | C | D | A/B | A=B | A+B | A-B | A\,B | A^2 | \sqrt{A} | \log A | A=# | B=#
A\le B | A\approx # | A\gg B | A\cdot B | #\,A | 1-A | 1/A | A^{-1} | A_i | A_{i+1} | \hat A
\bar A | A_0 | A(B) | A=B/C | A=B\,C | A=B+C | A\to 0 | A\to\infty | A\propto B
A\in\mathbb{R} | A\in[0,1]
A^\top B | \lVert A\rVert | \lVert A\rVert^2 | \lvert A-B\rvert | \frac{A}{B} | \frac{A}{A+B}
e^{-A} | e^{-A/B} | \sqrt{A/B} | \sqrt{A^2+B^2} | \sum_i A_i | \sum_{i=1}^{n} A_i B_i | \max(A,B)
\log_2 A | \log(1+A) | A(1-A) | A^2+B^2 | \mathcal{O}(n) | \mathcal{O}(n^2) | \mathcal{O}(n\log n)
\mathbb{E}[A] | \operatorname{Var}(A) | A\sim\mathcal{N}(0,1) | A\mid B | P(A\mid B) | A\odot B
A\times B | \partial A/\partial B | \nabla A | \int_0^1 A\,dt | A_{i,j} | \tilde A=A/B | A'=A-B\,C
(A+B)/2 | A\ge # | A<# | 10^{-A} | 2^A | A\otimes B
""")
_DISPLAY = listed(r"""
A=\frac{B}{C}+D | A=\sum_{i=1}^{B} C_i\,D_i | A=\sqrt{\frac{B^2+C^2}{D}}
A=\frac{e^{B}}{\sum_{i} e^{C_i}}\,D | \frac{\partial A}{\partial B}=C\,(1-D) | A=B\log\frac{C}{D}
A_{i+1}=A_i-B\,\frac{C_i}{\sqrt{D_i}} | A=\lVert B-C\rVert^2+D\,\lVert B\rVert
A=\int_0^{B} C^2\,e^{-D C}\,dC | A=\max_{i}\,(B_i-C)\,D | \mathbb{E}[A]=B+\frac{C}{1-D}
A=\begin{cases}B&C>0\\D&C\le 0\end{cases} | A\le\sqrt{\frac{B\log C}{2D}}
A=\begin{pmatrix}B&C\\0&D\end{pmatrix} | \begin{aligned}A&=B\,C\\D&=\frac{A}{1+B}\end{aligned}
\begin{aligned}A&=\frac{1}{B}\sum_{i=1}^{B} C_i\\D&=\frac{1}{B}\sum_{i=1}^{B}(C_i-A)^2\end{aligned}
A=\prod_{i=1}^{B}\frac{C_i}{D} | \hat A=\frac{A-B}{\sqrt{C+D}} | A(B)=-\sum_{i}C_i\log D_i
P(A\mid B)=\frac{P(B\mid A)\,C}{D} | \lim_{B\to 0}\frac{A}{B}=C+D | A=B^\top C\,D
A=\binom{B}{C}\,D^{C}
""")


class Formulas:
    """The formulas of one entry, from one random stream; ``number`` gives the numbers in them."""

    def __init__(self, random: Random, numbers: Numbers) -> None:
        self._random = random
        self._numbers = numbers
        self.symbols = random.sample(_LETTERS, 4)

    def inline(self) -> str:
        return f"${self._with_symbols(self._random.choice(_INLINE))}$"

    def display(self) -> str:
        return f"$$\n{self._with_symbols(self._random.choice(_DISPLAY))}\n$$"

    def _with_symbols(self, template: str) -> str:
        def put(found: re.Match[str]) -> str:
            if found[0] == "#":
                return self._numbers.new()
            symbol = self.symbols["ABCD".index(found[0])]
            after = template[found.end() : found.end() + 1]
            return f"{symbol} " if symbol[0] == "\\" and after.isalpha() else symbol

        return _SYMBOL.sub(put, template)


class Numbers:
    """The numbers of one entry: every one that is written is remembered for its checks."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.written: list[str] = []

    def new(self) -> str:
        random = self._random
        kind = random.random()
        if kind < 0.4:
            number = f"0.{random.randint(1, 999):03d}".rstrip("0")
        elif kind < 0.7:
            number = str(random.randint(2, 99))
        elif kind < 0.85:
            number = f"{random.randint(1, 40)}.{random.randint(1, 9)}"
        else:
            number = str(2 ** random.randint(4, 9))
        self.written.append(number)
        return number
