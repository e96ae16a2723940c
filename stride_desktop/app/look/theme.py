"""Colours and spacing, derived from the system's palette and font so that every view follows both.

The hues are those of Okabe and Ito, which people with any common colour blindness can tell apart;
they are shifted in lightness until each has contrast to the window's own background.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

BLACK = "#000000"
ORANGE = "#e69f00"
SKY_BLUE = "#56b4e9"
GREEN = "#009e73"
BLUE = "#0072b2"
VERMILLION = "#d55e00"
PURPLE = "#cc79a7"

MIN_CONTRAST = 3.0
"""Lowest contrast of a drawn shape against its background (WCAG 2.2, success criterion 1.4.11)."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours that views paint with. `dark`: the background is darker than the text."""

    dark: bool
    background: QColor
    surface: QColor
    border: QColor
    text: QColor
    muted: QColor
    accent: QColor
    curve: QColor
    tentative: QColor
    settled: QColor
    triggered: QColor
    suppressed: QColor
    retracted: QColor
    gap: QColor
    window: QColor
    error: QColor
    found: QColor

    def on(self, fill: QColor) -> QColor:
        """Black or white, whichever reads better on `fill`."""
        white = QColor("white")
        return white if contrast(white, fill) >= contrast(QColor(BLACK), fill) else QColor(BLACK)


def theme_of(palette: QPalette) -> Theme:
    """The theme that goes with a palette, light or dark."""
    key = (palette.base().color().rgb(), palette.text().color().rgb(), palette.highlight().color().rgb())
    return _theme(*key)


@lru_cache(maxsize=8)
def _theme(base: int, text: int, highlight: int) -> Theme:
    background, ink = QColor.fromRgb(base), QColor.fromRgb(text)

    dark = background.lightnessF() < ink.lightnessF()

    def hue(name: str) -> QColor:
        return legible(QColor(name), background)

    return Theme(
        dark=dark,
        background=background,
        surface=mix(background, ink, 0.05),
        border=mix(background, ink, 0.18),
        text=ink,
        muted=legible(mix(background, ink, 0.62), background, 4.5),
        accent=QColor.fromRgb(highlight),
        curve=hue(SKY_BLUE if dark else BLUE),
        tentative=hue(ORANGE),
        settled=hue(GREEN),
        triggered=hue(VERMILLION),
        suppressed=hue(PURPLE),
        retracted=legible(mix(background, ink, 0.5), background),
        gap=mix(background, ink, 0.3),
        window=legible(mix(QColor(SKY_BLUE), ink, 0.35), background),
        error=legible(QColor(VERMILLION), background, 4.5),
        found=mix(background, QColor(ORANGE), 0.45),
    )


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """`first` with `share` (0..1) of `second` in it."""
    red, green, blue = (a + (b - a) * share for a, b in zip(_rgb(first), _rgb(second), strict=True))
    return QColor.fromRgbF(red, green, blue)


def faded(colour: QColor, opacity: float) -> QColor:
    """The colour with an opacity of 0..1."""
    result = QColor(colour)
    result.setAlphaF(opacity)
    return result


def contrast(first: QColor, second: QColor) -> float:
    """Contrast ratio, 1..21, of two opaque colours (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def legible(colour: QColor, background: QColor, ratio: float = MIN_CONTRAST) -> QColor:
    """The colour, moved towards black or white until it has contrast to `background`."""
    goal = QColor("white") if _luminance(background) < 0.18 else QColor(BLACK)
    for step in range(11):
        candidate = mix(colour, goal, step / 10)
        if contrast(candidate, background) >= ratio:
            return candidate
    return goal


def _luminance(colour: QColor) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def em(widget: QWidget) -> float:
    """Height of a line of the widget's font in logical pixels: the unit of all spacing."""
    return QFontMetricsF(widget.font()).height()


def small_font(font: QFont, factor: float = 0.88) -> QFont:
    """The font, a little smaller: for times, captions and legends."""
    result = QFont(font)
    if font.pointSizeF() > 0:
        result.setPointSizeF(font.pointSizeF() * factor)
    else:
        result.setPixelSize(max(1, round(font.pixelSize() * factor)))
    return result


def bold_font(font: QFont) -> QFont:
    """The font in bold."""
    result = QFont(font)
    result.setBold(True)
    return result


_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

_DARK = {
    QPalette.ColorRole.Window: "#2b2d30",
    QPalette.ColorRole.WindowText: "#e6e6e6",
    QPalette.ColorRole.Base: "#1e1f22",
    QPalette.ColorRole.AlternateBase: "#26282b",
    QPalette.ColorRole.ToolTipBase: "#3a3d41",
    QPalette.ColorRole.ToolTipText: "#e6e6e6",
    QPalette.ColorRole.Text: "#e6e6e6",
    QPalette.ColorRole.PlaceholderText: "#8b8e94",
    QPalette.ColorRole.Button: "#3a3d41",
    QPalette.ColorRole.ButtonText: "#e6e6e6",
    QPalette.ColorRole.BrightText: "#ffffff",
    QPalette.ColorRole.Link: "#6cb2f0",
    QPalette.ColorRole.Highlight: "#2f7fc1",
    QPalette.ColorRole.HighlightedText: "#ffffff",
}
_DARK_DISABLED = "#7a7d82"
_TEXT_ROLES = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def apply_scheme(scheme: str) -> None:
    """Use "system", "light" or "dark" colours from now on, in every window.

    Qt asks the platform. Where that cannot do it, such as an X11 desktop without a Qt theme, the
    palette is set here.
    """
    wanted = _SCHEMES[scheme]
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(wanted)
    if wanted in (Qt.ColorScheme.Unknown, hints.colorScheme()):
        QApplication.setPalette(QPalette())
    else:
        QApplication.setPalette(
            dark_palette() if scheme == "dark" else QApplication.style().standardPalette()
        )


def dark_palette() -> QPalette:
    """Light text on dark grey, for styles that paint with the palette."""
    palette = QPalette(QColor(_DARK[QPalette.ColorRole.Button]), QColor(_DARK[QPalette.ColorRole.Window]))
    for role, colour in _DARK.items():
        palette.setColor(role, QColor(colour))
    for role in _TEXT_ROLES:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DARK_DISABLED))
    return palette
