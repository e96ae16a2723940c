"""Web pages as streams: a browser engine draws them off screen, and a script puts them into every state."""

from __future__ import annotations

import itertools
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PySide6.QtCore import QEventLoop, QTimer, QUrl
from PySide6.QtGui import QImage

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import FULL, Box, hsv
from stride_desktop.training.cast import Cast, cast_screen_light
from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.elements import holds
from stride_desktop.training.screens.desktop import BUSY, application
from stride_desktop.training.screens.page_events import ADDERS
from stride_desktop.training.screens.page_everyday import add_everyday, add_work
from stride_desktop.training.screens.page_parts import Page, add_content
from stride_desktop.training.screens.stage import Layered, Shown, night_spans
from stride_desktop.training.streams import Happening

SIZES = ((800, 600), (1024, 768), (1280, 720), (1280, 800), (1366, 768), (1600, 900), (1920, 1080))
_SHARES = (0.08, 0.13, 0.2, 0.2, 0.12, 0.27)
_PATIENCE = 10_000
"""Milliseconds after which a page that does not answer is given up."""
_PAUSE = 12
"""Milliseconds between two looks at a page."""


@dataclass(eq=False)
class PageStream(Layered):
    """A stream whose pictures are those of a web page. See `Stream`."""

    browser: Browser | None = None
    _last: tuple[object, Image] | None = field(default=None, repr=False)

    def image(self, time: float, height: int, width: int) -> Image:
        """The picture at a time, RGB uint8 (height, width, 3)."""
        if self.browser is None:
            raise ValueError("the stream is closed")
        if holds(self.light.blank, time):
            return self.light.blank_picture(height, width, time)
        self._last = self.browser.show(time, self._last)
        shown = cv2.resize(self._last[1], (width, height), interpolation=cv2.INTER_AREA)
        return self.themed(np.asarray(shown, np.uint8), time)

    def close(self) -> None:
        """Let go of the page."""
        self.browser = None


class Browser:
    """One page in a browser engine without a window."""

    _view: Any = None  # one for the whole process: an engine takes a second to start
    _moments = itertools.count(1)  # of all pages, so that a picture of the page before is not taken for new

    def __init__(self, size: tuple[int, int], html: str, images: list[Image]) -> None:
        """images: the photographs p0.jpg, p1.jpg… of the page."""
        view = self._shared()
        view.resize(*size)
        view.show()
        self._number = 0
        with tempfile.TemporaryDirectory() as folder:
            for k, image in enumerate(images):
                cv2.imwrite(str(Path(folder) / f"p{k}.jpg"), image[:, :, ::-1])
            path = Path(folder) / "page.html"
            path.write_text(html, encoding="utf-8")
            _wait(view.loadFinished, lambda: view.load(QUrl.fromLocalFile(str(path))))

    @classmethod
    def _shared(cls) -> Any:  # noqa: ANN401 - imported here: few need the engine, and it is large
        if cls._view is None:
            os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")  # it only shows pages made here
            os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--disable-gpu --in-process-gpu")
            from PySide6.QtWebEngineWidgets import QWebEngineView

            cls._view = QWebEngineView()
        return cls._view

    def show(self, time: float, last: tuple[object, Image] | None) -> tuple[object, Image]:
        """What the page did at a time, and its picture; the last one, if that is the same."""
        self._number = next(Browser._moments)
        states: list[str] = []
        loop = QEventLoop()

        def found(state: str) -> None:
            states.append(state)
            loop.quit()

        self._view.page().runJavaScript(f"show({time}, {self._number})", found)
        QTimer.singleShot(_PATIENCE, loop, loop.quit)
        loop.exec()
        if not states:
            raise RuntimeError("the page does not answer")
        if last is not None and last[0] == states[0]:
            return last
        return states[0], self._picture()

    def _picture(self) -> Image:
        """The picture once it shows the latest moment and rests; the moment's mark is painted over."""
        wanted = [
            (self._number & 15) * 16,
            (self._number >> 4 & 15) * 16,
            77,
        ]  # steps that cannot be mixed up
        before: Image | None = None
        for _ in range(_PATIENCE // _PAUSE):
            _settle(_PAUSE)
            pixels = _pixels(self._view.grab().toImage())
            if (np.abs(pixels[-1, -1].astype(int) - wanted) < 3).all():
                if before is not None and np.array_equal(before, pixels):
                    pixels[-2:, -2:] = pixels[-3, -3]
                    return pixels
                before = pixels
        raise RuntimeError("the page is not drawn")

    def place(self, ident: str) -> Box:
        """Where an element lies."""
        answers: list[str] = []
        loop = QEventLoop()

        def found(corners: str) -> None:
            answers.append(corners)
            loop.quit()

        self._view.page().runJavaScript(f"JSON.stringify(place('{ident}'))", found)
        QTimer.singleShot(_PATIENCE, loop, loop.quit)
        loop.exec()
        return Box(*json.loads(answers[0])) if answers else FULL


def _wait(signal: Any, begin: Callable[[], None]) -> None:  # noqa: ANN401 - Qt's signals have no type
    loop = QEventLoop()
    signal.connect(loop.quit)
    begin()
    QTimer.singleShot(_PATIENCE, loop, loop.quit)
    loop.exec()
    signal.disconnect(loop.quit)


def _settle(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop, loop.quit)
    loop.exec()


def _pixels(image: QImage) -> Image:
    shown = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.bytesPerLine())
    return rows[:, : 3 * shown.width()].copy().reshape(shown.height(), shown.width(), 3)


def make_page(
    seed: int,
    duration: float,
    families: tuple[Family, ...] | None = None,
    pictures: list[Image] | None = None,
    held_out: bool = False,
) -> PageStream:
    """A random page; the arguments are those of `make_desktop`."""
    application()
    rng = np.random.default_rng((seed, 5))
    known = (Family.BLANK, *ADDERS)
    if families is None:
        chosen = rng.choice(len(known), int(rng.choice([1, 2, 3])), replace=False, p=_SHARES)
        families = tuple(known[int(k)] for k in chosen)
    cast = Cast(rng, duration, held_out, "desktop")
    light = cast_screen_light(cast, Family.BLANK in families or rng.random() < 0.06)
    images = [_small(image) for image in pictures or []]
    accent = hsv(rng.uniform(0, 360), rng.uniform(0.5, 0.95), rng.uniform(0.5, 0.85))
    size = SIZES[int(rng.integers(len(SIZES)))]
    names = tuple(f"p{k}.jpg" for k in range(len(images)))
    page = Page(cast, size, bool(rng.random() < 0.4), accent, names)
    add_content(page)
    if not families or rng.random() < BUSY:
        add_work(page)
    add_everyday(page)
    for family, add in ADDERS.items():
        if family in families:
            add(page)
    script = files(__package__).joinpath("page.js").read_text(encoding="utf-8")
    browser = Browser(size, page.document(script), images)
    happenings = [
        Happening(condition, spans, Shown(browser.place(ident) if ident else FULL, spans))
        for condition, spans, ident in page.shown
    ]
    if light.blank or Family.BLANK in families:
        happenings.append(Happening(Condition(Family.BLANK), light.blank))
    return PageStream(
        "desktop", seed, duration, lambda _canvas, _rng: None, (), tuple(happenings), light, browser=browser,
        night=night_spans(cast),
    )  # fmt: skip


def _small(image: Image) -> Image:
    scale = min(1.0, 900 / image.shape[1])
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
