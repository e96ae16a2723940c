"""Real X programs as streams: terminals, small applications and Tk windows under Xvfb, a second at a step."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import cv2
import mss
import numpy as np

from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import Box
from stride_desktop.training.cast import Cast, cast_screen_light
from stride_desktop.training.conditions import Condition, Family, Span
from stride_desktop.training.elements import holds
from stride_desktop.training.screens.contents import some_spans
from stride_desktop.training.screens.stage import Layered, Shown, night_spans
from stride_desktop.training.screens.words import log_line
from stride_desktop.training.streams import Happening
from stride_desktop.training.tk_dialogs import add_look_alike
from stride_desktop.training.tk_events import ADDERS
from stride_desktop.training.tk_windows import Windows

NEEDED = "Xvfb", "wish", "xterm"
_OTHERS = (
    ("xcalc",),
    ("xedit",),
    ("xman", "-notopbox", "-bothshown"),
    ("xlogo",),
    ("xbiff",),
    ("xfd", "-fn", "fixed"),
)
_SIZES = ((800, 600), (1024, 768), (1280, 720), (1280, 800), (1440, 900), (1920, 1080))
_SHARES = (0.1, 0.14, 0.18, 0.16, 0.08, 0.34)
_DARK = 0.2
"""Share of screens on which a nearly black window is opened over everything."""
_SETTLE = 0.06
"""Seconds in which a program draws what it was told to."""


@dataclass(eq=False)
class ProgramStream(Layered):
    """A stream whose pictures are of running programs; its seconds are drawn in order. See `Stream`."""

    display: Display | None = None
    steps: list[Callable[[float], None]] = field(default_factory=list)

    def image(self, time: float, height: int, width: int) -> Image:
        """The picture at a time, RGB uint8 (height, width, 3)."""
        if self.display is None:
            raise ValueError("the stream is closed")
        for step in self.steps:
            step(time)
        if holds(self.light.blank, time):
            return self.light.blank_picture(height, width, time)
        shot = self.display.picture()
        shown = cv2.resize(shot, (width, height), interpolation=cv2.INTER_AREA)
        return self.themed(np.asarray(shown, np.uint8), time)

    def close(self) -> None:
        """End the programs."""
        if self.display is not None:
            self.display.close()
            self.display = None


class Display:
    """An X server without a screen, and the programs on it."""

    def __init__(self, size: tuple[int, int], managed: bool) -> None:
        """managed: whether a window manager draws frames around windows."""
        if lacking := [name for name in NEEDED if shutil.which(name) is None]:
            raise StrideError(f"{', '.join(lacking)} is not installed.", "Install it, or leave programs out.")
        self.folder = Path(tempfile.mkdtemp(prefix="stride-programs-"))
        self._processes: list[subprocess.Popen[bytes]] = []
        read, write = os.pipe()
        screen = f"{size[0]}x{size[1]}x24"
        command = ("Xvfb", "-displayfd", str(write), "-screen", "0", screen, "-nolisten", "tcp")
        self._processes.append(subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL))  # noqa: S603
        os.close(write)
        with os.fdopen(read) as number:
            self.name = f":{number.readline().strip()}"
        if managed and shutil.which("openbox"):
            self.start("openbox")
            time.sleep(0.3)
        self._screen = mss.MSS(display=self.name)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Run a program on the display."""
        quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
        env = {**os.environ, "DISPLAY": self.name, "HOME": str(self.folder)}
        process = subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=quiet)  # noqa: S603
        self._processes.append(process)
        return process

    def picture(self) -> Image:
        """The screen, RGB uint8, once programs have drawn."""
        time.sleep(_SETTLE)
        shot = np.asarray(self._screen.grab(self._screen.monitors[0]))
        return np.ascontiguousarray(shot[:, :, 2::-1])

    def close(self) -> None:
        """End everything."""
        self._screen.close()
        for process in self._processes[::-1]:
            process.terminate()
        for process in self._processes[::-1]:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def make_programs(
    seed: int,
    duration: float,
    families: tuple[Family, ...] | None = None,
    pictures: list[Image] | None = None,
    held_out: bool = False,
) -> ProgramStream:
    """A random screen of programs; the arguments are those of `make_desktop`. Raises StrideError."""
    rng = np.random.default_rng((seed, 6))
    known = (Family.BLANK, *ADDERS)
    if families is None:
        chosen = rng.choice(len(known), int(rng.choice([1, 2, 3])), replace=False, p=_SHARES)
        families = tuple(known[int(k)] for k in chosen)
    size = _SIZES[int(rng.integers(len(_SIZES)))]
    display = Display(size, managed=bool(rng.random() < 0.6))
    cast = Cast(rng, duration, held_out, "desktop")
    light = cast_screen_light(cast, Family.BLANK in families or rng.random() < 0.06)
    windows = Windows(display.start("wish"), cast, size, display.folder)
    windows.dress(pictures or [])
    steps = [_terminal(rng, display, size) for _ in range(int(rng.choice([0, 1, 1, 2, 3])))]
    for _ in range(int(rng.choice([0, 1, 1, 2]))):
        windows.add_ordinary(always=True)
    steps += [_other(rng, display, size, duration) for _ in range(int(rng.choice([0, 0, 1, 2])))]
    for family, add in ADDERS.items():
        if family in families:
            add(windows)
    for _ in range(int(rng.choice([0, 1, 1, 2]))):
        windows.add_ordinary(always=False)
    for _ in range(int(rng.choice([0, 0, 1, 2]))):
        add_look_alike(windows)
    if rng.random() < _DARK:
        windows.add_dark()
    time.sleep(0.5)
    happenings = [_happening(*item, size) for item in windows.shown]
    if light.blank or Family.BLANK in families:
        happenings.append(Happening(Condition(Family.BLANK), light.blank))
    return ProgramStream(
        "desktop", seed, duration, lambda _canvas, _rng: None, (), tuple(happenings), light,
        display=display, steps=[*steps, windows.step], night=night_spans(cast),
    )  # fmt: skip


def _happening(
    condition: Condition, spans: tuple[Span, ...], place: tuple[int, ...], size: tuple[int, int]
) -> Happening:
    left, top, wide, high = place
    box = Box(left / size[0], top / size[1], (left + wide) / size[0], (top + high) / size[1])
    return Happening(condition, spans, Shown(box, spans))


def _terminal(rng: np.random.Generator, display: Display, size: tuple[int, int]) -> Callable[[float], None]:
    """A terminal in which lines are printed, a full screen is redrawn, or a command is typed."""
    pipe = display.folder / f"terminal{len(list(display.folder.iterdir()))}"
    os.mkfifo(pipe)
    dark = rng.random() < 0.6
    shade = int(rng.integers(0, 50)) if dark else int(rng.integers(225, 256))
    colours = (
        f"#{shade:02x}{shade:02x}{shade:02x}",
        str(rng.choice(["#ddd", "#7f7", "#fc8"])) if dark else "#222",
    )
    place = f"{int(rng.integers(50, 120))}x{int(rng.integers(14, 44))}"
    place += f"+{int(rng.uniform(0, 0.5) * size[0])}+{int(rng.uniform(0, 0.5) * size[1])}"
    options = ["-fa", "Monospace", "-fs", str(int(rng.integers(7, 15)))] if rng.random() < 0.6 else []
    display.start("xterm", *options, "-geometry", place, "-bg", colours[0], "-fg", colours[1],
                  "-e", "cat", str(pipe))  # fmt: skip
    ink: IO[str] = pipe.open("w", encoding="utf-8")
    spans, pace, style = some_spans(rng), float(rng.choice([0.3, 1, 4, 20])), rng.random()
    for _ in range(int(rng.integers(0, 45))):
        ink.write(log_line(rng) + "\n")
    done = 0.0

    def step(now: float) -> None:
        nonlocal done
        if any(now in span for span in spans):
            done += pace
            if style < 0.6:
                ink.writelines(log_line(rng) + "\n" for _ in range(int(done)))
            elif style < 0.8:  # typing
                ink.write(log_line(rng)[: 1 + int(done) * 2] if rng.random() < 0.9 else "\n$ ")
            else:  # a full-screen program
                ink.write("\x1b[H" + "\n".join(log_line(rng)[:70].ljust(70) for _ in range(12)))
            done -= int(done)
        ink.flush()

    return step


def _other(
    rng: np.random.Generator, display: Display, size: tuple[int, int], duration: float
) -> Callable[[float], None]:
    """A small application that opens and may close."""
    command = _OTHERS[int(rng.integers(len(_OTHERS)))]
    place = f"+{int(rng.uniform(0, 0.7) * size[0])}+{int(rng.uniform(0, 0.6) * size[1])}"
    start, seconds = rng.uniform(-20, duration * 0.9), rng.uniform(8, 80)
    running: list[subprocess.Popen[bytes]] = []

    def step(now: float) -> None:
        if not running and start <= now and shutil.which(command[0]):
            running.append(display.start(*command, "-geometry", place))
            time.sleep(0.35)
        if running and now > start + seconds and running[0].poll() is None:
            running[0].terminate()

    return step
