"""Runs a scene under Xvfb and records one picture a second, with the truth."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import cv2
import mss
import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import FULL
from stride_desktop.training.conditions import Condition, Span
from stride_desktop.training.recordings import SIZE, record
from stride_desktop.training.screens.stage import Shown
from stride_desktop.training.streams import IGNORE, Happening, Light, Stream
from tests.applications.scenes import PARTS, Program, Scene
from tests.xserver import XDisplay

UNCERTAIN = 1.2
"""Seconds about a begin or an end in which a program may or may not be seen yet."""
_LOADING = 8.0


class Filmed(Stream):
    """Pictures that were captured, one a second."""

    pictures: list[Image]

    def image(self, time: float, height: int, width: int) -> Image:  # noqa: ARG002 - captured at this size
        """The picture of a whole second."""
        return self.pictures[int(time)]

    def _state(self, item: Happening, time: float) -> int:
        edges = [edge for span in item.spans for edge in (span.start, span.end)]
        near = any(abs(time - edge) < UNCERTAIN for edge in edges)
        return IGNORE if near else int(any(time in span for span in item.spans))


def missing(scene: Scene) -> list[str]:
    """Programs of a scene that are not installed."""
    needed = {program.command[0] for program in scene.programs} | ({"chromium"} if scene.page else set())
    return sorted(name for name in needed if shutil.which(name) is None)


def film(scene: Scene, display: XDisplay, path: Path, seconds: int | None = None) -> None:
    """Run a scene, or its first seconds, and write its recording."""
    count = seconds or scene.seconds
    began = time.monotonic() + (_LOADING if scene.page else 5.0)
    with tempfile.TemporaryDirectory() as folder, _Running(scene, display, Path(folder), began) as running:
        pictures = []
        with mss.MSS(display=display.name) as screen:
            for second in range(count):
                running.until(second)
                shot = np.asarray(screen.grab(screen.monitors[0]))[:, :, 2::-1]
                size = (SIZE[1], SIZE[0])
                pictures.append(cv2.resize(np.ascontiguousarray(shot), size, interpolation=cv2.INTER_AREA))
    stream = Filmed(
        "desktop", 0, float(count), lambda _canvas, _rng: None, (), _truth(scene), Light(noise=0.0)
    )
    stream.pictures = pictures
    record(stream, path)


def _truth(scene: Scene) -> tuple[Happening, ...]:
    spans: dict[Condition, list[Span]] = {}
    for program in scene.programs:
        if program.shows is not None:
            spans.setdefault(program.shows, []).append(Span(program.start, program.end))
    for part, start, end in scene.page:
        spans.setdefault(PARTS[part], []).append(Span(start, end))
    return tuple(
        Happening(condition, tuple(found), Shown(FULL, tuple(found))) for condition, found in spans.items()
    )


class _Running:
    """The programs of a scene; leaving it ends them."""

    def __init__(self, scene: Scene, display: XDisplay, folder: Path, began: float) -> None:
        self._display = display
        self._began = began
        self._due = sorted(scene.programs, key=lambda program: program.start)
        self._processes: list[tuple[Program, subprocess.Popen[bytes]]] = []
        if scene.page:
            self._start(Program(-_LOADING, 1e9, _browser(scene, folder, time.time() + _LOADING)))

    def __enter__(self) -> _Running:
        return self

    def __exit__(self, *_: object) -> None:
        for _program, process in self._processes:
            process.terminate()
        for _program, process in self._processes:
            process.wait(20)

    def until(self, second: float) -> None:
        """Start and end programs as they are due until a second of the recording."""
        while True:
            now = time.monotonic() - self._began
            while self._due and self._due[0].start <= now:
                self._start(self._due.pop(0))
            for program, process in self._processes:
                if program.end <= now and process.poll() is None:
                    process.terminate()
            if now >= second:
                return
            time.sleep(0.02)

    def _start(self, program: Program) -> None:
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            program.command, env=self._display.env, stdin=quiet, stdout=quiet, stderr=quiet
        )
        self._processes.append((program, process))


def _browser(scene: Scene, folder: Path, began: float) -> tuple[str, ...]:
    """A browser without a frame that shows the page; its clock starts at `began`, seconds of the epoch."""
    text = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
    back, ink = scene.colours
    for name, value in (("BACKGROUND", back), ("INK", ink), ("BEGAN", str(began))):
        text = text.replace(name, value)
    page = folder / "page.html"
    page.write_text(text.replace("EVENTS", json.dumps(scene.page)), encoding="utf-8")
    root = ["--no-sandbox"] if os.getuid() == 0 else []
    return ("chromium", *root, "--no-first-run", "--disable-gpu", f"--user-data-dir={folder / 'profile'}",
            "--window-size=1240,760", "--window-position=10,10", f"--app=file://{page}")  # fmt: skip
