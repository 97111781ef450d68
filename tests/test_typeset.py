"""How wide a formula gets is known from widths that were read out of the font beforehand."""

from __future__ import annotations

import subprocess
import sys

from deckmill.typeset import metrics

FORMULA = r"from deckmill.typeset.breaks import widest; import sys; widest(r'\sum_i x_i^2', True)"


def test_the_widths_are_those_of_the_font() -> None:
    font = metrics.open_font(metrics.MATHS)
    em, widths = font["head"].unitsPerEm, font["hmtx"]
    of_font = {chr(code): widths[name][0] / em for code, name in font.getBestCmap().items()}
    assert metrics.advances() == of_font


def test_no_font_is_opened_to_measure_a_formula() -> None:
    code = f"{FORMULA}; sys.exit('fontTools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
