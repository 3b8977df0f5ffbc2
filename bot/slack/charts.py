"""Charts as PNG. Drawn in a worker process: matplotlib is imported only there, when the first one is asked for.

Words and signs carry the meaning: every row has its figures, a triangle points the way it went, and the two colours
(blue, vermilion) stay apart for every kind of colour-blindness.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from bot.slack.digest_parts import Net
from bot.slack.escape import clean
from bot.slack.say import signed
from bot.slack.text import cut

MOST_ROWS = 20
FEWEST_ROWS = 3
"""Below that a line of words says it faster."""
UP, DOWN, FLAT = "#0072B2", "#D55E00", "#595959"
INK, FAINT = "#1d1c1d", "#c9c9c9"
WIDTH_IN, ROW_IN, FRAME_IN, DPI = 7.6, 0.32, 1.25, 160
UNMOVED = 0.005
LONGEST_TICKER = 14


def rows_of(nets: Sequence[Net]) -> tuple[Net, ...]:
    """What a chart shows: the first `MOST_ROWS`, best first. Nothing where a chart says no more than words do."""
    shown = nets[:MOST_ROWS]
    if len(shown) < FEWEST_ROWS or not any(net.change for net in shown):
        return ()
    return tuple(sorted(shown, key=lambda net: (-net.score, net.ticker)))


def sentiment_chart(rows: Sequence[Net], title: str, subtitle: str) -> bytes:
    """Net sentiment a ticker, -1 to 1, with where it came from since the last digest. Returns a PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = FRAME_IN + ROW_IN * len(rows)
    figure = Figure(figsize=(WIDTH_IN, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.13, 0.5 / height, 0.62, ROW_IN * len(rows) / height))
    ys = range(len(rows) - 1, -1, -1)
    axes.vlines([-1, -0.5, 0.5, 1], -0.5, len(rows) - 0.5, color=FAINT, linewidth=0.6)
    axes.vlines([0], -0.5, len(rows) - 0.5, color=INK, linewidth=0.9)
    moved = [(y, net, net.before) for y, net in zip(ys, rows, strict=True) if net.before is not None]
    axes.hlines(
        [y for y, _, _ in moved],
        [before for _, _, before in moved],
        [net.score for _, net, _ in moved],
        color=[_colour(net) for _, net, _ in moved],
        linewidth=2.2,
        zorder=2,
    )
    axes.scatter(
        [before for _, _, before in moved],
        [y for y, _, _ in moved],
        s=26,
        facecolors="white",
        edgecolors=FLAT,
        zorder=3,
    )
    for marker in ("^", "v", "o"):
        there = [(net, y) for net, y in zip(rows, ys, strict=True) if _marker(net) == marker]
        axes.scatter(
            [net.score for net, _ in there],
            [y for _, y in there],
            s=64,
            marker=marker,
            c=[_colour(net) for net, _ in there],
            zorder=4,
            clip_on=False,
        )
    for net, y in zip(rows, ys, strict=True):
        axes.text(-1.06, y, cut(clean(net.ticker), LONGEST_TICKER), **_words("right", "bold"))
        axes.text(1.06, y, signed(net.score), **_words("left", "bold"))
        axes.text(1.31, y, _change(net), **_words("left", "normal"))
    axes.set_xlim(-1.02, 1.02)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_yticks([])
    axes.set_xticks(
        [-1, -0.5, 0, 0.5, 1], ["-1\nnegative", "-0.5", "0", "+0.5", "+1\npositive"], fontsize=8, color=INK
    )
    axes.tick_params(length=0, pad=2)
    for spine in axes.spines.values():
        spine.set_visible(False)
    figure.text(
        0.02,
        1 - 0.27 / height,
        _plain(title, 70),
        fontsize=12,
        fontweight="bold",
        color=INK,
        parse_math=False,
    )
    figure.text(0.02, 1 - 0.52 / height, _plain(subtitle, 110), fontsize=8.5, color=FLAT, parse_math=False)
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _words(side: str, weight: str) -> dict[str, Any]:
    """How a label beside a row looks; a `$` in it is no formula."""
    return {
        "ha": side, "va": "center_baseline", "fontsize": 9.5, "fontweight": weight, "color": INK, "parse_math": False,
    }  # fmt: skip


def _plain(text: str, most: int) -> str:
    return cut(clean(text), most)


def _change(net: Net) -> str:
    if net.change is None:
        return "no news before"
    if abs(net.change) < UNMOVED:
        return "unchanged"
    return f"{'up' if net.change > 0 else 'down'} {abs(net.change):.2f}"


def _marker(net: Net) -> str:
    if net.change is None or abs(net.change) < UNMOVED:
        return "o"
    return "^" if net.change > 0 else "v"


def _colour(net: Net) -> str:
    marker = _marker(net)
    return UP if marker == "^" else DOWN if marker == "v" else FLAT
