"""What moves on a drawn desktop, and what only changes: videos, balls, windows, slide shows."""

from __future__ import annotations

import math

import cv2
import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from stride_desktop.training.canvas import gradient, muted
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.elements import holds, lasting
from stride_desktop.training.screens.acts import Moving, Stepping
from stride_desktop.training.screens.frames import framed, settle
from stride_desktop.training.screens.looks import css
from stride_desktop.training.screens.stage import Stage
from stride_desktop.training.screens.words import sentence, title


def stage_motion(stage: Stage) -> None:
    """A video that plays, a ball, or a window that is dragged about."""
    rng, root = stage.rng, stage.root
    spans = stage.cast.spans()
    kind = rng.random()
    if kind < 0.5:
        stage.happens(Condition(Family.MOTION), spans, _video(stage, spans))
        return
    _set_moving(stage, spans, window=kind < 0.8)
    stage.happens(Condition(Family.MOTION), spans, root)


def _video(stage: Stage, spans: tuple[Span, ...]) -> QWidget:
    """A video that plays during its spans and is paused outside: alone, or in a window with controls."""
    rng = stage.rng
    frame, wide = QLabel(), rng.uniform(0.2, 0.6)
    if rng.random() < 0.5:
        frame.setParent(stage.root)
        stage.put(frame, wide, min(wide * 0.9, 0.8))
    else:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame, 1)
        _add_controls(stage, layout, spans)
        window = framed(rng, stage.look, stage.root, inside, title(rng), bool(rng.random() < 0.8))
        stage.put(window, wide, min(wide * 0.9, 0.8))
        settle(window)
    size = frame.width(), frame.height()
    image = stage.picture() if stage.pictures else gradient(300, 500, muted(rng), muted(rng), 0.5)
    big = np.asarray(cv2.resize(image, (size[0] * 2, size[1] * 2), interpolation=cv2.INTER_AREA), np.uint8)
    pace, angle = rng.uniform(10, 60), rng.uniform(0, math.tau)

    def path(seconds: float) -> tuple[float, float]:
        x = (0.5 + 0.5 * math.sin(angle + seconds * pace / size[0])) * size[0]
        y = (0.5 + 0.5 * math.cos(angle * 2 + seconds * pace / size[0] * 1.3)) * size[1]
        return -x, -y

    stage.acts.append(Moving(stage.show_picture(frame, big), spans, path))
    return frame


def _add_controls(stage: Stage, layout: QVBoxLayout, spans: tuple[Span, ...]) -> None:
    """A sign to play or to pause, the position, and the time, below a video."""
    rng, row = stage.rng, QHBoxLayout()
    sign, position, clock = QLabel("▶"), QSlider(Qt.Orientation.Horizontal), QLabel("00:00")
    position.setRange(0, 300)
    for part in (sign, position, clock):
        row.addWidget(part)
    layout.addLayout(row)
    first = int(rng.integers(0, 120))

    def show(step: int) -> None:
        played = first + int(lasting(spans, float(step)))
        sign.setText("⏸" if holds(spans, float(step)) else "▶")
        position.setValue(played)
        clock.setText(f"{played // 60:02}:{played % 60:02}")

    stage.acts.append(Stepping(show, 1.0))


def add_slide_show(stage: Stage) -> None:
    """Photographs that take turns every few seconds: cuts, no motion."""
    rng, root = stage.rng, stage.root
    frame = QLabel()
    window = framed(rng, stage.look, root, frame, title(rng), bool(rng.random() < 0.7))
    share = rng.uniform(0.2, 0.7)
    wide, high = int(root.width() * share), int(root.height() * share)
    window.setGeometry(int(rng.random() * (root.width() - wide)), int(rng.random() * (root.height() - high)),
                       wide, high)  # fmt: skip
    settle(window)
    size = max(frame.width(), 8), max(frame.height(), 8)
    shown = [cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in stage.pictures]
    shown += _parts(rng, shown)
    pictures = [stage.show_picture(frame, np.asarray(image, np.uint8)) for image in shown]

    def show(step: int) -> None:
        for place, picture in enumerate(pictures):
            picture.setVisible(place == step % len(pictures))

    stage.acts.append(Stepping(show, rng.uniform(3, 8)))


def _parts(rng: np.random.Generator, images: list[np.ndarray]) -> list[np.ndarray]:
    """A quarter of each picture, enlarged to its size: more pictures of the same kind."""
    found = []
    for image in images:
        high, wide = image.shape[0] // 2, image.shape[1] // 2
        y, x = int(rng.integers(high)), int(rng.integers(wide))
        found.append(cv2.resize(image[y : y + high, x : x + wide], image.shape[1::-1]))
    return found


def _set_moving(stage: Stage, spans: tuple[Span, ...], window: bool) -> None:
    """A ball or a window on a path that never rests while it moves."""
    rng, root = stage.rng, stage.root
    if window:
        inside = QLabel(sentence(rng, 8))
        made: QWidget = framed(rng, stage.look, root, inside, title(rng))
        made.resize(int(root.width() * rng.uniform(0.15, 0.4)), int(root.height() * rng.uniform(0.15, 0.4)))
    else:
        made = QLabel(root)
        size = int(root.width() * rng.uniform(0.05, 0.16))
        made.setStyleSheet(f"background: {css(muted(rng))}; border-radius: {size // 2 - 1}px;")
        made.resize(size, size)
    stage.top.append(made)
    room = root.width() - made.width(), root.height() - made.height()
    pace, phase = rng.uniform(0.15, 0.7), rng.uniform(0, 9)

    def path(seconds: float) -> tuple[float, float]:
        x = 0.5 + 0.45 * math.sin(phase + seconds * pace)
        y = 0.5 + 0.45 * math.sin(phase * 2 + seconds * pace * 0.77)
        return x * room[0], y * room[1]

    stage.acts.append(Moving(made, spans, path))
