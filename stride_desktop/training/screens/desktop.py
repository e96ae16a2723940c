"""A desktop of real widgets, as a stream: windows, everyday activity, and what a request may wait for."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import cv2
import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QWidget

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import clouds, gradient, hsv, muted
from stride_desktop.training.cast import Cast, cast_screen_light
from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.elements import holds
from stride_desktop.training.screens.acts import Stepping
from stride_desktop.training.screens.events import STAGERS
from stride_desktop.training.screens.everyday import add_everyday, add_window, add_work
from stride_desktop.training.screens.looks import Look, css, draw_look
from stride_desktop.training.screens.stage import Layered, Stage, night_spans
from stride_desktop.training.streams import Happening

FAMILIES = tuple(STAGERS)
_SHARES = (0.08, 0.12, 0.2, 0.2, 0.15, 0.25)
BUSY = 0.15
"""Share of desktops with events that also show a user changing between windows."""
_WIDEST = 1600
"""Pixels; larger desktops are drawn at this width."""


@dataclass(eq=False)
class DesktopStream(Layered):
    """A stream whose pictures are those of Qt widgets. See `Stream`."""

    stage: Stage | None = None
    _last: tuple[object, Image] | None = field(default=None, repr=False)

    def image(self, time: float, height: int, width: int) -> Image:
        """The picture at a time, RGB uint8 (height, width, 3)."""
        if self.stage is None:
            raise ValueError("the stream is closed")
        if holds(self.light.blank, time):
            return self.light.blank_picture(height, width, time)
        state = [act.show(time) for act in self.stage.acts]
        self.stage.keep_on_top()
        if self._last is None or self._last[0] != state:
            self._last = (state, grab(self.stage.root, self.stage.look))
        shown = cv2.resize(self._last[1], (width, height), interpolation=cv2.INTER_AREA)
        return self.themed(np.asarray(shown, np.uint8), time)

    def close(self) -> None:
        """Delete the widgets."""
        if self.stage is not None:
            self.stage.root.deleteLater()
            self.stage = None


def make_desktop(
    seed: int,
    duration: float,
    families: tuple[Family, ...] | None = None,
    pictures: list[Image] | None = None,
    held_out: bool = False,
) -> DesktopStream:
    """A random desktop.

    families: which conditions happen; None draws a few, () makes an eventless stream. pictures: photographs
    for its background and its windows. held_out: colour and shape combinations that training never draws.
    """
    application()
    rng = np.random.default_rng(seed)
    if families is None:
        count = int(rng.choice([1, 2, 3, 3]))
        chosen = rng.choice(len(FAMILIES), count, replace=False, p=_SHARES)
        families = tuple(FAMILIES[int(k)] for k in chosen)
    cast = Cast(rng, duration, held_out, "desktop")
    light = cast_screen_light(cast, Family.BLANK in families or rng.random() < 0.06)
    look = draw_look(rng)
    root = QWidget()
    root.resize(*look.logical)
    stage = Stage(cast, look, root, pictures or [])
    _furnish(stage)
    if not families or rng.random() < BUSY:
        add_work(stage)
    for family in FAMILIES:  # later ones lie above earlier ones
        if family in families:
            STAGERS[family](stage)
    add_everyday(stage)
    look.dress(root)
    root.ensurePolished()
    happenings = list(cast.happenings)
    if light.blank or Family.BLANK in families:
        happenings.append(Happening(Condition(Family.BLANK), light.blank))
    return DesktopStream(
        "desktop", seed, duration, lambda _canvas, _rng: None, (), tuple(happenings), light, stage=stage,
        night=night_spans(cast),
    )  # fmt: skip


def application() -> QApplication:
    """The process's Qt application, off screen unless it has one already."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(["stride-desktop"])


def grab(root: QWidget, look: Look) -> Image:
    """The widgets as RGB uint8 (height, width, 3)."""
    ratio = min(look.size[0], _WIDEST) / root.width()
    shown = QImage(round(root.width() * ratio), round(root.height() * ratio), QImage.Format.Format_RGB888)
    shown.setDevicePixelRatio(ratio)
    shown.fill(0)
    root.render(shown)
    rows = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.bytesPerLine())
    return rows[:, : 3 * shown.width()].copy().reshape(shown.height(), shown.width(), 3)


def _furnish(stage: Stage) -> None:
    """Wallpaper, windows and a panel."""
    rng, look, root = stage.rng, stage.look, stage.root
    _hang_wallpaper(stage)
    for _ in range(int(rng.choice([0, 1, 1, 2, 2, 3]))):
        add_window(stage)
    if rng.random() < 0.75:
        _add_panel(stage)
    for _ in range(int(rng.choice([0, 0, 4, 10]))):
        icon = QLabel(root)
        icon.setStyleSheet(f"background: {css(muted(rng, 0.4, 0.95))}; border-radius: 6px;")
        icon.resize(32, 32)
        icon.move(20 + 80 * int(rng.integers(0, 3)), 20 + 80 * int(rng.integers(0, 7)))
    del look


def _hang_wallpaper(stage: Stage) -> None:
    rng, root = stage.rng, stage.root
    wide, high = root.width(), root.height()
    if stage.pictures and rng.random() < 0.6:
        image = stage.picture()
        image = np.asarray(cv2.resize(image, (wide, high), interpolation=cv2.INTER_LINEAR), np.uint8)
    elif rng.random() < 0.4:
        image = np.full(
            (high, wide, 3), hsv(rng.uniform(0, 360), rng.uniform(0, 0.7), rng.uniform(0.05, 0.95)), np.uint8
        )
    elif rng.random() < 0.6:
        image = gradient(high, wide, muted(rng), muted(rng), rng.random())
    else:
        small = clouds(rng, 72, 120, [muted(rng, 0.1, 1.0) for _ in range(4)])
        image = np.asarray(cv2.resize(small, (wide, high), interpolation=cv2.INTER_CUBIC), np.uint8)
    stage.show_picture(root, image).lower()


def _add_panel(stage: Stage) -> None:
    rng, root = stage.rng, stage.root
    panel = QFrame(root)
    high = int(rng.integers(22, 48))
    shade = muted(rng, 0.05, 0.9) if rng.random() < 0.5 else stage.look.face
    panel.setObjectName("panel")
    panel.setStyleSheet(f"#panel {{ background: {css(shade)}; }}")
    panel.setGeometry(0, 0 if rng.random() < 0.3 else root.height() - high, root.width(), high)
    for k in range(int(rng.integers(2, 10))):
        mark = QLabel(panel)
        mark.setStyleSheet(f"background: {css(muted(rng, 0.3, 0.95))}; border-radius: 3px;")
        mark.setGeometry(10 + k * (high + 6), 5, high - 10, high - 10)
    if rng.random() < 0.8:
        clock = QLabel(panel)
        clock.setStyleSheet(f"color: {'white' if sum(shade) < 380 else 'black'};")
        clock.setGeometry(root.width() - 90, 0, 85, high)
        begin, every = int(rng.integers(86400)), float(rng.choice([1.0, 60.0]))

        def tick(step: int) -> None:
            second = begin + int(step * every)
            clock.setText(f"{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}")

        stage.acts.append(Stepping(tick, every))
