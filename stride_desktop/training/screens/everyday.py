"""What is on a drawn desktop and goes on there without being an event: windows, menus, a user at work."""

from __future__ import annotations

import cv2
import numpy as np
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QProgressBar, QVBoxLayout, QWidget

from stride_desktop.training.canvas import hsv
from stride_desktop.training.conditions import Span
from stride_desktop.training.screens.acts import Filling, Raising, Stepping, Visible
from stride_desktop.training.screens.contents import draw_content
from stride_desktop.training.screens.frames import framed
from stride_desktop.training.screens.look_alikes import add_look_alikes
from stride_desktop.training.screens.looks import css
from stride_desktop.training.screens.motions import add_slide_show
from stride_desktop.training.screens.popups import draw_menu
from stride_desktop.training.screens.stage import Stage
from stride_desktop.training.screens.words import code_line, label, log_line, title

_DARK = 0.25
"""Share of desktops on which a nearly black window is opened over everything."""

_SLIDES = 0.12
"""Share of desktops with a slide show."""


def add_window(stage: Stage, place: bool = True) -> QWidget:
    """An ordinary window with a random content."""
    rng, root = stage.rng, stage.root
    content = draw_content(rng, stage.look, stage.pictures)
    window = framed(rng, stage.look, root, content.widget, title(rng), bool(rng.random() < 0.92))
    wide, high = root.width(), root.height()
    if place and rng.random() < 0.3:
        window.setGeometry(0, 0, wide, high - 30)
    else:
        size = int(wide * rng.uniform(0.3, 0.75)), int(high * rng.uniform(0.3, 0.8))
        window.resize(*size)
        window.move(
            int(rng.uniform(-0.05, 1.02) * (wide - size[0])), int(rng.uniform(0, 1) * (high - size[1]))
        )
    stage.acts += content.acts
    return window


def add_work(stage: Stage) -> None:
    """A user at work: windows over each other, others that come and go, and another one used now and then."""
    rng = stage.rng
    windows = tuple(add_window(stage) for _ in range(int(rng.integers(2, 6))))
    order = tuple(int(k) for k in rng.integers(len(windows), size=12))
    stage.acts.append(Raising(windows, order, rng.uniform(3, 25)))
    for _ in range(int(rng.integers(9))):
        _add_passing_window(stage)
    if rng.random() < 0.5:
        _add_unfinished_bar(stage)


def _add_passing_window(stage: Stage) -> None:
    """A window of any size that opens, perhaps is moved a few times, and closes, at any times."""
    rng, root = stage.rng, stage.root
    content = draw_content(rng, stage.look, stage.pictures)
    window = framed(rng, stage.look, root, content.widget, title(rng), bool(rng.random() < 0.92))
    size = int(root.width() * rng.uniform(0.1, 0.55)), int(root.height() * rng.uniform(0.1, 0.6))
    window.resize(*size)
    room = root.width() - size[0], root.height() - size[1]
    places = [(int(x * room[0]), int(y * room[1])) for x, y in rng.uniform(0, 1, (7, 2))]
    window.move(*places[0])
    at = float(rng.uniform(-20, stage.cast.duration))
    spans = Span(at, at + rng.uniform(4, 60)), Span(at + rng.uniform(65, 90), stage.cast.duration + 100)
    stage.acts += [*content.acts, Visible((window,), spans)]
    if rng.random() < 0.5:
        stage.acts.append(Stepping(lambda step: window.move(*places[step % len(places)]), rng.uniform(3, 30)))


def _add_unfinished_bar(stage: Stage) -> None:
    """A bar that gets on, or stands, and is not full before the stream is over."""
    rng, duration = stage.rng, stage.cast.duration
    bar = QProgressBar()
    bar.setMaximum(1000)
    bar.setTextVisible(bool(rng.random() < 0.5))
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.addWidget(QLabel(label(rng)))
    layout.addWidget(bar)
    window = framed(rng, stage.look, stage.root, inside, title(rng))
    window.resize(int(stage.root.width() * rng.uniform(0.15, 0.45)), window.sizeHint().height())
    window.move(*(int(rng.uniform(0, 0.7) * side) for side in (stage.root.width(), stage.root.height())))
    start = duration + rng.uniform(2, 60)
    late = () if rng.random() < 0.4 else (Span(start, start + 9),)
    stage.acts.append(Filling(bar, late, rng.uniform(20, 200), 0.0, rng.uniform(0.05, 0.97)))


def add_everyday(stage: Stage) -> None:
    """What happens on a desktop without being an event: windows and menus open, the pointer moves."""
    rng, root, cast = stage.rng, stage.root, stage.cast
    for _ in range(int(rng.choice([0, 0, 1, 1, 2]))):
        stage.acts.append(Visible((add_window(stage, place=False),), cast.spans()))
    add_look_alikes(stage)
    if stage.pictures and rng.random() < _SLIDES:
        add_slide_show(stage)
    if rng.random() < _DARK:
        stage.acts.append(Visible((add_dark_window(stage),), cast.spans()))
    for _ in range(int(rng.choice([0, 0, 1, 2]))):
        at = rng.uniform(0, cast.duration)
        stage.acts.append(Visible((draw_menu(rng, root),), (Span(at, at + rng.uniform(1, 6)),)))
    if rng.random() < 0.6:
        pointer = QLabel("⮝" if rng.random() < 0.5 else "➤", root)
        pointer.setStyleSheet(f"color: {'white' if rng.random() < 0.5 else 'black'}; font-size: 16px;")
        pointer.adjustSize()
        places = [(int(x * root.width()), int(y * root.height())) for x, y in rng.uniform(0, 0.97, (9, 2))]
        stage.acts.append(
            Stepping(lambda step: pointer.move(*places[step % len(places)]), float(rng.uniform(1, 12)))
        )
    stage.keep_on_top()


def add_dark_window(stage: Stage) -> QWidget:
    """A nearly black window as large as the screen, with text or a dark picture: not blank."""
    rng, wide, high = stage.rng, stage.root.width(), stage.root.height()
    shade = int(rng.integers(0, 22))
    if stage.pictures and rng.random() < 0.5:
        across = int(wide * rng.uniform(0.5, 1))
        image = cv2.resize(stage.picture(), (across, across * high // wide), interpolation=cv2.INTER_AREA)
        inside = QWidget()
        picture = stage.show_picture(inside, np.asarray(image * rng.uniform(0.2, 0.45), np.uint8))
        picture.move((wide - across) // 2, (high - picture.height()) // 2)
    else:
        text = QPlainTextEdit()
        text.setPlainText("\n".join(log_line(rng) + "  " + code_line(rng) for _ in range(60)))
        ink = css(hsv(rng.uniform(0, 360), rng.uniform(0, 0.5), rng.uniform(0.5, 0.95)))
        text.setStyleSheet(f"color: {ink}; border: none; font-size: {high // int(rng.integers(30, 50))}px;")
        inside = text
    back = f"background: {css((shade, shade, shade))};"
    inside.setObjectName("dark")
    inside.setStyleSheet(inside.styleSheet() + back)
    window = framed(rng, stage.look, stage.root, inside, title(rng), bool(rng.random() < 0.5))
    window.setGeometry(0, 0, wide, high - int(rng.choice([0, 30])))
    return window
