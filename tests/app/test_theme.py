"""Colours that can be told apart, on light and on dark backgrounds."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from stride_desktop.app.look.theme import MIN_CONTRAST, contrast, em, small_font, theme_of

BACKGROUNDS = ["#ffffff", "#f3f3f3", "#1e1f22", "#000000"]
MARKS = ["curve", "tentative", "settled", "triggered", "suppressed", "retracted", "window"]

# Linear RGB as seen without one kind of cone (Viénot, Brettel and Mollon 1999).
VISION = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.11238, 0.88762, 0), (0.11238, 0.88762, 0), (0.00401, -0.00401, 1)),
    "deuteranopia": ((0.29275, 0.70725, 0), (0.29275, 0.70725, 0), (-0.02234, 0.02234, 1)),
}


def palette(background: str) -> QPalette:
    result = QPalette(QColor(background))
    dark = QColor(background).lightnessF() < 0.5
    result.setColor(QPalette.ColorRole.Base, QColor(background))
    result.setColor(QPalette.ColorRole.Text, QColor("white" if dark else "black"))
    return result


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.usefixtures("qapp")
def test_every_mark_stands_out_against_the_background(background: str) -> None:
    theme = theme_of(palette(background))
    for name in MARKS:
        assert contrast(getattr(theme, name), theme.background) >= MIN_CONTRAST, name
    for name in ("text", "muted", "error"):
        assert contrast(getattr(theme, name), theme.background) >= 4.5, name
    assert theme.dark == (QColor(background).lightnessF() < 0.5)


def seen(colour: QColor, vision: str) -> tuple[float, ...]:
    linear = [c**2.2 for c in (colour.redF(), colour.greenF(), colour.blueF())]
    mixed = [sum(m * c for m, c in zip(row, linear, strict=True)) for row in VISION[vision]]
    return tuple(max(0.0, c) ** (1 / 2.2) for c in mixed)


PAIRS = [
    *combinations(("tentative", "settled", "suppressed"), 2),
    ("triggered", "settled"),
    ("triggered", "retracted"),
]
"""Colours that meet in the same shape. Withdrawn spans are told apart by being dashed and struck through."""


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.usefixtures("qapp")
def test_states_of_a_span_differ_for_every_kind_of_vision(background: str, vision: str) -> None:
    theme = theme_of(palette(background))
    for pair in PAIRS:
        first, second = (seen(getattr(theme, name), vision) for name in pair)
        assert sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5 > 0.1, pair


def test_spacing_and_small_print_follow_the_font(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = em(widget)
    font = widget.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    widget.setFont(font)
    assert em(widget) == pytest.approx(2 * before, rel=0.15)
    assert small_font(font).pointSizeF() < font.pointSizeF()
