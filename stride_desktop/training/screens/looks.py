"""How a drawn desktop looks: style, palette, fonts, size and scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QStyleFactory, QWidget

from stride_desktop.training.canvas import Colour, hsv

SIZES = ((800, 600), (1024, 768), (1280, 720), (1280, 800), (1366, 768), (1440, 900), (1600, 900))
LARGE_SIZES = ((1920, 1080), (1920, 1200), (2560, 1440), (3840, 2160))
_FAMILIES = (
    "DejaVu Sans", "Noto Sans", "Liberation Sans", "Roboto", "Open Sans", "Nimbus Sans", "DejaVu Serif",
)  # fmt: skip
_MONOSPACED = ("DejaVu Sans Mono", "Hack", "Liberation Mono", "Noto Sans Mono")


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one desktop.

    size: pixels of the screen (width, height); scale: pixels per logical pixel. style: a Qt style.
    face, base, ink, accent: colours of windows, of text areas, of text and of what is chosen.
    family, monospaced, points: fonts. rounded: corner radius of cards, logical pixels.
    """

    size: tuple[int, int]
    scale: float
    style: str
    dark: bool
    face: Colour
    base: Colour
    ink: Colour
    accent: Colour
    family: str
    monospaced: str
    points: float
    rounded: int

    @property
    def logical(self) -> tuple[int, int]:
        """Size in logical pixels."""
        return round(self.size[0] / self.scale), round(self.size[1] / self.scale)

    def dress(self, root: QWidget) -> None:
        """Give a window and everything in it this look."""
        root.setPalette(self._palette())
        root.setFont(QFont(self.family, -1))
        font = root.font()
        font.setPointSizeF(self.points)
        root.setFont(font)
        style = QStyleFactory.create(self.style)
        for widget in (root, *root.findChildren(QWidget)):
            widget.setStyle(style)
        style.setParent(root)

    def _palette(self) -> QPalette:
        face, base, ink = QColor(*self.face), QColor(*self.base), QColor(*self.ink)
        palette = QPalette(face.lighter(108) if self.dark else face, face)
        for role, colour in (
            (QPalette.ColorRole.Base, base),
            (QPalette.ColorRole.AlternateBase, face),
            (QPalette.ColorRole.Text, ink),
            (QPalette.ColorRole.WindowText, ink),
            (QPalette.ColorRole.ButtonText, ink),
            (QPalette.ColorRole.Highlight, QColor(*self.accent)),
            (QPalette.ColorRole.HighlightedText, QColor(255, 255, 255)),
        ):
            palette.setColor(role, colour)
        return palette


def draw_look(rng: np.random.Generator) -> Look:
    """A random look."""
    large = rng.random() < 0.3
    sizes = LARGE_SIZES if large else SIZES
    size = sizes[int(rng.integers(len(sizes)))]
    scales = [1.0, 1.25, 1.5, 2.0] if large else [1.0, 1.0, 1.0, 1.25]
    scale = 2.0 if size[0] > 3000 else float(rng.choice(scales))
    dark = bool(rng.random() < 0.4)
    level = rng.uniform(0.14, 0.3) if dark else rng.uniform(0.84, 0.97)
    hue, saturation = rng.uniform(0, 360), rng.choice([0.0, rng.uniform(0, 0.15)])
    return Look(
        size,
        scale,
        "Fusion" if rng.random() < 0.75 else "Windows",
        dark,
        hsv(hue, saturation, level),
        hsv(hue, saturation, level * 0.8 if dark else min(level * 1.06, 1.0)),
        hsv(hue, 0.05, rng.uniform(0.8, 1.0) if dark else rng.uniform(0.02, 0.25)),
        hsv(
            rng.uniform(0, 360) if rng.random() < 0.5 else rng.uniform(200, 230), rng.uniform(0.4, 0.9), 0.75
        ),
        _installed(rng, _FAMILIES),
        _installed(rng, _MONOSPACED),
        rng.uniform(8.0, 12.0),
        int(rng.choice([0, 0, 4, 8, 14])),
    )


def _installed(rng: np.random.Generator, families: tuple[str, ...]) -> str:
    present = [name for name in families if name in QFontDatabase.families()]
    return present[int(rng.integers(len(present)))] if present else ""


def css(colour: Colour) -> str:
    """A colour as a style sheet writes it."""
    return f"rgb({colour[0]}, {colour[1]}, {colour[2]})"
