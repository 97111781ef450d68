"""The deck's pictures of computed curves. Run by hand; the results are committed.

    python tools/figures.py

Each function makes one file of ``content/media`` from the formulas of the entry that shows it,
with numpy alone and no chance in it, so that every machine writes the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from drawing import BOLD, END, MIDDLE, Axis, dot, number, path, text

Numbers = NDArray[np.float64]
MEDIA = Path(__file__).parent.parent / "content" / "media"

# Told apart by width and dashes first, so that they survive greyscale; by colour second.
BLUE = 'stroke="#1f4e8c" stroke-width="3"'
RED = 'stroke="#b3261e" stroke-width="2.5" stroke-dasharray="7 4"'
DOTS = 'stroke="#1a1a1a" stroke-width="2.5" stroke-dasharray="0 5" stroke-linecap="round"'
THIN = 'stroke="#1a1a1a" stroke-width="1.6"'
AXIS = 'stroke="#1a1a1a" stroke-width="1.2"'
GUIDE = 'stroke="#6b7280" stroke-dasharray="3 3"'

TIP = (
    '  <defs>\n    <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" '
    'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0L8 4L0 8Z" fill="{}"/></marker>\n  </defs>'
)


def picture(title: str, height: int, body: Iterable[str], defs: str = "") -> str:
    """A whole file: a white panel 360 wide with a title for those who hear it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 {height}" width="360" '
        f'height="{height}" role="img" font-family="sans-serif" font-size="13" fill="#1a1a1a">\n'
        f"  <title>{title}</title>\n"
    )
    panel = f'  <rect width="360" height="{height}" rx="8" fill="#fff"/>\n'
    lines = "".join(f"  {line}\n" for line in body)
    return f"{head}{defs}{panel}{lines}</svg>\n"


@dataclass(frozen=True)
class Plot:
    """Two axes, and what is drawn between them."""

    x: Axis
    y: Axis

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.x(x), self.y(y)

    def curve(self, xs: Iterable[float], ys: Iterable[float], style: str) -> str:
        return path((self.at(float(x), float(y)) for x, y in zip(xs, ys, strict=True)), style)

    def frame(self, xticks: dict[float, str], yticks: dict[float, str]) -> list[str]:
        """The two axes with their ticks."""
        left, right, low, high = self.x.start, self.x.end, self.y.start, self.y.end
        marks = "".join(f"M{number(self.x(v))} {number(low)}v4" for v in xticks)
        marks += "".join(f"M{number(left)} {number(self.y(v))}h-4" for v in yticks)
        line = f"M{number(left)} {number(high)}V{number(low)}H{number(right)}"
        labels = [text(self.x(v), low + 17, words, MIDDLE) for v, words in xticks.items()]
        labels += [text(left - 7, self.y(v) + 4.5, words, END) for v, words in yticks.items()]
        return [f'<path fill="none" {AXIS} d="{line}{marks}"/>', *labels]


def normal_above(z: Numbers) -> Numbers:
    """The chance that a standard normal number lies above each ``z``."""
    return np.array([math.erfc(v / math.sqrt(2)) / 2 for v in z])


def overfitting_in_time() -> str:
    """Training and held-out error of descent on least squares: 50 weights, 60 examples.

    In the limit of large numbers the mean errors are integrals over the law of Marchenko and
    Pastur; ``share`` holds its weights at the curvatures ``s``. The learning rate is 0.1.
    """
    ratio, signal, noise = 50 / 60, 4.0, 1.0
    turn = (np.arange(4000) + 0.5) * math.pi / 4000
    s = 1 + ratio + 2 * math.sqrt(ratio) * np.cos(turn)
    share = 2 * np.sin(turn) ** 2 / s / 4000
    steps = np.geomspace(1, 10_000, 70)
    left = (1 - 0.1 * s) ** steps[:, None]
    train = noise * (1 - ratio) + (left**2 * (signal * s + ratio * noise)) @ share
    held = noise + (signal * left**2 + ratio * noise * (1 - left) ** 2 / s) @ share
    best = int(np.argmin(held))

    plot = Plot(Axis(1, 10_000, 32, 330, log=True), Axis(0, 6.5, 216, 52))
    turning, lowest = plot.at(steps[best], held[best])
    return picture(
        "Training and held-out error over gradient steps: the held-out error turns up",
        262,
        [
            f'<path fill="#e8edf3" d="M{number(turning)} 30H330V216H{number(turning)}Z"/>',
            *plot.frame(
                {1: "1", 10: "10", 100: "100", 1000: "1,000", 10_000: "10,000"},
                {0: "0", 2: "2", 4: "4", 6: "6"},
            ),
            plot.curve([1, 10_000], [noise, noise], GUIDE),
            f'<path fill="none" {GUIDE} d="M{number(turning)} 30V216"/>',
            plot.curve(steps, held, BLUE),
            plot.curve(steps, train, RED),
            dot(turning, lowest, 5),
            text(8, 20, "error", BOLD),
            text((32 + turning) / 2, 45, "both improve,", MIDDLE),
            text((32 + turning) / 2, 61, "the gap grows", MIDDLE),
            text((330 + turning) / 2, 45, "overfitting", MIDDLE),
            text(turning + 7, lowest + 20, "best checkpoint"),
            text(226, plot.y(4.9), "held-out", f'{END} fill="#1f4e8c" {BOLD}'),
            text(326, plot.y(0.33), "training", f'{END} fill="#b3261e" {BOLD}'),
            text(326, plot.y(noise) - 5, "noise floor", END),
            text(181, 252, "gradient steps (log scale)", MIDDLE),
        ],
    )


def learning_rates() -> str:
    """The entry's regression by mini-batches of 8: expected losses, exact, at three rates."""
    h = np.geomspace(1, 0.01, 20)
    batch, total, change = 8, 3000, 2000

    def losses(rate: float, factor: float = 1) -> Numbers:
        """The mean loss before each step, for inputs and noise that are Gaussian."""
        square, out = np.full(20, 9.0), []
        for step in range(total):
            if step == change:
                rate *= factor
            excess = float(h @ square)
            out.append((excess + 1) / 2)
            if excess > 1e3:
                break
            jitter = rate**2 / batch * h * (excess + 1 + h * square)
            square = (1 - rate * h) ** 2 * square + jitter
        return np.array(out)

    shown = np.unique(np.r_[0:10, np.geomspace(10, total - 1, 70).astype(int)])
    after = np.unique(change + np.geomspace(1, total - change - 1, 30).astype(int))
    plot = Plot(Axis(0, total, 32, 332), Axis(0.36, 24, 234, 32, log=True))

    def run(rate: float, style: str) -> str:
        return plot.curve(shown, losses(rate)[shown], style)

    def branch(rate: float, factor: float, style: str) -> str:
        all_losses = losses(rate, factor)
        steps = after[after < len(all_losses)]
        return plot.curve(np.r_[change, steps], all_losses[np.r_[change, steps]], style)

    high, low, right = 0.7, 0.001, 0.07
    plateau, slow = losses(high)[change], losses(low)[change]
    x = plot.x(change)
    up = f'<path fill="none" {RED} marker-end="url(#tip)" d="M{number(x)} '
    up += f'{number(plot.y(plateau))}V{number(plot.y(20))}"/>'
    return picture(
        "Loss curves of three learning rates, and what a cut or a raise does",
        282,
        [
            *plot.frame(
                {0: "0", 1000: "1,000", 2000: "2,000", 3000: "3,000"},
                {0.5: "0.5", 1: "1", 2: "2", 4: "4", 8: "8", 16: "16"},
            ),
            run(low, THIN),
            run(right, DOTS),
            run(high, BLUE),
            branch(low, 10, RED),
            branch(high, 0.1, RED),
            up,
            dot(x, plot.y(plateau)),
            dot(x, plot.y(slow)),
            text(8, 18, "smoothed loss (log scale)", BOLD),
            text(plot.x(520), plot.y(13), "too low"),
            text(x - 8, plot.y(18.5), "raised: diverges", END),
            text(330, plot.y(2.2), "raised", END),
            text(plot.x(180), plot.y(1.2), "about right"),
            text(x - 8, plot.y(plateau) - 7, "too high: plateau", END),
            text(330, plot.y(0.39), "cut: drops", END),
            text(182, 271, "steps; after 2,000 the rate is cut or raised tenfold", MIDDLE),
        ],
        TIP.format("#b3261e") + "\n",
    )


def momentum_valley() -> str:
    """Descent on a quadratic of condition number 100, at the best rate without momentum."""
    h, rate, steps = np.array([1.0, 100.0]), 2 / 101, 40

    def descend(momentum: float) -> Numbers:
        place, velocity, out = np.array([-1.0, 0.8]), np.zeros(2), []
        for _ in range(steps + 1):
            out.append(place)
            velocity = momentum * velocity + h * place
            place = place - rate * velocity
        return np.array(out)

    def valley(top: float, places: Numbers, name: str, note: str) -> list[str]:
        plot = Plot(Axis(-1.08, 0.4, 14, 346), Axis(-1, 1, top + 104, top + 24))
        cx, cy = plot.at(0, 0)
        rings = []
        for level in (0.25, 0.5, 0.75, 1.0):
            rx, ry = plot.x(level) - cx, cy - plot.y(level)
            rings.append(f'<ellipse cx="{number(cx)}" cy="{number(cy)}" rx="{number(rx)}" '
                         f'ry="{number(ry)}"/>')  # fmt: skip
        pixels = [plot.at(*place) for place in places]
        dots = "".join(f"M{number(a)} {number(b)}h0" for a, b in pixels)
        return [
            text(14, top + 14, name, BOLD),
            text(346, top + 14, note, END),
            f'<g fill="none" stroke="#a9b3c2" clip-path="url(#frame)">{"".join(rings)}</g>',
            path(pixels, THIN),
            f'<path stroke="#1f4e8c" stroke-width="5" stroke-linecap="round" d="{dots}"/>',
            f'<path fill="none" stroke="#b3261e" stroke-width="2.5" '
            f'd="M{number(cx - 5)} {number(cy - 5)}l10 10m0 -10l-10 10"/>',
        ]

    plain, heavy = descend(0), descend(0.8)
    return picture(
        "Forty steps along a narrow valley without and with momentum",
        262,
        [
            *valley(4, plain, "without momentum", f"{100 * abs(plain[-1][0]):.0f} % still to go"),
            *valley(124, heavy, "momentum 0.8", f"{100 * abs(heavy[-1][0]):.0f} % still to go"),
            text(14, 250, "40 steps each at the same rate; × is the minimum"),
        ],
        '  <defs><clipPath id="frame"><path d="M10 0H350V262H10Z"/></clipPath></defs>\n',
    )


def roc_and_precision_recall() -> str:
    """Two models of the entry, one positive in 1,000, on both curves."""
    rare = 0.001

    def rates(x: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """False-positive rate, and recall of either model, at thresholds from high to low."""
        second = 0.4 * normal_above(x - 6) + 0.6 * normal_above(x - 1.3)
        return normal_above(x), normal_above(x - 2.5), second

    def precision(recall: Numbers, wrong: Numbers) -> Numbers:
        return rare * recall / (rare * recall + (1 - rare) * wrong)

    def areas(wrong: Numbers, recall: Numbers) -> tuple[float, float]:
        right = precision(recall, wrong)
        roc = np.diff(wrong) @ (recall[1:] + recall[:-1]) / 2
        return float(roc), float(np.diff(recall) @ (right[1:] + right[:-1]) / 2)

    fine, of_first, of_second = rates(np.linspace(16, -10, 5001))
    wrong, first, second = rates(np.r_[np.linspace(8.5, 2, 53), np.linspace(1.8, -4, 26)])

    roc = Plot(Axis(0, 1, 34, 164), Axis(0, 1, 182, 52))
    pr = Plot(Axis(0, 1, 216, 346), Axis(0, 1, 182, 52))
    half = float(normal_above(np.array([2.5]))[0])
    right = float(precision(np.array([0.5]), np.array([half]))[0])
    ticks = {0.0: "0", 0.5: "0.5", 1.0: "1"}
    spots = [roc.at(half, 0.5), pr.at(0.5, right)]
    return picture(
        "ROC and precision–recall curves of two models when one case in 1,000 is positive",
        292,
        [
            text(99, 18, "ROC", f"{MIDDLE} {BOLD}"),
            text(281, 18, "precision–recall", f"{MIDDLE} {BOLD}"),
            text(6, 40, "recall"),
            text(186, 40, "precision"),
            *roc.frame(ticks, ticks),
            *pr.frame(ticks, ticks),
            text(99, 217, "false-positive rate", MIDDLE),
            text(281, 217, "recall", MIDDLE),
            roc.curve([0, 1], [0, 1], DOTS),
            pr.curve([0, 1], [rare, rare], DOTS),
            roc.curve(np.r_[0, wrong, 1], np.r_[0, first, 1], BLUE),
            roc.curve(np.r_[0, wrong, 1], np.r_[0, second, 1], RED),
            pr.curve(first, precision(first, wrong), BLUE),
            pr.curve(second, precision(second, wrong), RED),
            *(dot(*spot, 5.5, 'fill="#fff" stroke="#1a1a1a" stroke-width="2"') for spot in spots),
            text(spots[0][0] + 11, spots[0][1] + 5, f"{half:.4f}"),
            text(spots[1][0] + 6, spots[1][1] - 8, f"{right:.3f}"),
            f'<path fill="none" {BLUE} d="M12 237H40"/>',
            f'<path fill="none" {RED} d="M12 257H40"/>',
            f'<path fill="none" {DOTS} d="M14 277H40"/>',
            text(46, 241, "model 1: areas {:.3f} and {:.3f}".format(*areas(fine, of_first))),
            text(46, 261, "model 2: areas {:.3f} and {:.3f}".format(*areas(fine, of_second))),
            text(46, 281, "random"),
            dot(126, 277, 5.5, 'fill="#fff" stroke="#1a1a1a" stroke-width="2"'),
            text(137, 281, "half of the positives found"),
        ],
    )


def diffusion_schedule() -> str:
    """Data at -1 or 1 under the entry's schedule: densities, and shares of the variance."""
    beta = np.linspace(1e-4, 0.02, 1000)
    kept = np.r_[1, np.cumprod(1 - beta)]
    times = [0, 80, 160, 260, 1000]
    wide = np.linspace(-3, 3, 41)

    def bell(at: float, t: int) -> Numbers:
        spread = math.sqrt(1 - kept[t])
        return np.exp(-(((wide - at) / spread) ** 2) / 2) / spread

    body = [
        f'<path {THIN} marker-end="url(#tip)" d="M20 34H340"/>',
        text(20, 24, "forward: fixed, adds noise", BOLD),
        f'<path {RED} marker-end="url(#back)" d="M340 133H20"/>',
        text(340, 151, "reverse: learned, removes noise", f"{END} {BOLD}"),
    ]
    for i, t in enumerate(times):
        middle = 40 + 70 * i
        small = Plot(Axis(-3, 3, middle - 31, middle + 31), Axis(0, 1.9, 108, 42))
        body.append(f'<path fill="none" {AXIS} d="M{number(middle - 31)} 108h62"/>')
        if t:
            shift = math.sqrt(kept[t])
            density = (bell(shift, t) + bell(-shift, t)) / 2
            points = [small.at(a, b) for a, b in zip(wide, density, strict=True)]
            body.append(path(points, 'stroke="#1f4e8c" stroke-width="1.6"', "#a9c4e6"))
        else:
            spikes = "".join(f"M{number(small.x(v))} 108V42" for v in (-1, 1))
            body.append(f'<path {BLUE} d="{spikes}"/>')
        body.append(text(middle, 124, f"t = {t:,}" if not i else f"{t:,}", MIDDLE))

    plot = Plot(Axis(0, 1000, 40, 326), Axis(0, 1, 284, 180))
    shown = np.arange(0, 1001, 25)
    edge = [plot.at(float(t), kept[t]) for t in shown]
    half = int(np.argmax(kept < 0.5))
    x, y = plot.at(half, kept[half])
    body += [
        path([(40, 284), *edge, (326, 284)], 'stroke="none"', "#a9c4e6"),
        *plot.frame({0: "0", half: f"{half}", 500: "500", 1000: "1,000"}, {0: "0", 1: "1"}),
        path(edge, BLUE),
        f'<path fill="none" {GUIDE} d="M{number(x)} 284V{number(y)}H40"/>',
        dot(x, y, 4.5),
        text(34, y + 4.5, "0.5", END),
        text(48, 262, "signal"),
        text(280, 226, "noise", END),
        text(20, 172, "share of the variance at step t"),
    ]
    tips = TIP.format("#1a1a1a").replace("  </defs>", "")
    tips += TIP.format("#b3261e").replace("  <defs>\n", "").replace("tip", "back")
    return picture("A diffusion model's forward and reverse process, and its noise schedule", 308,
                   body, tips + "\n")  # fmt: skip


FIGURES: dict[str, Callable[[], str]] = {
    "overfitting-in-time.svg": overfitting_in_time,
    "learning-rates.svg": learning_rates,
    "momentum-valley.svg": momentum_valley,
    "roc-precision-recall.svg": roc_and_precision_recall,
    "diffusion-schedule.svg": diffusion_schedule,
}


def main() -> None:
    for name, make in FIGURES.items():
        (MEDIA / name).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
