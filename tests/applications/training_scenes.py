"""Scenes for training: ordinary work with real programs, and sometimes dialogs and notifications."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from Xlib import X

from stride_desktop.training.conditions import DESKTOP_SHAPES, HUES, Condition, Family
from stride_desktop.training.recordings import record
from stride_desktop.training.streams import IGNORE, Happening, Light
from tests.applications.desk import Closable, Desk
from tests.applications.record import Filmed, missing
from tests.applications.training_display import MANAGERS, dressed_display
from tests.applications.training_messages import DAEMONS, Bus, a_dialog, a_toast
from tests.applications.training_programs import COLOURFUL, HELD_OUT, MOVING, PROGRAMS
from tests.applications.training_truth import WindowTruth
from tests.applications.training_used import SYSTEM_PYTHON, pictures
from tests.applications.wordings import MOTION
from tests.xserver import XDisplay

FIRST_HELD_OUT = 900_000
"""Scenes with this seed and later ones are not for training; they show programs that no others show."""
_PATIENCE = 8.0
"""Seconds of real time in which a program should show a window."""
_MOST = 6
"""Programs that are open at a time."""
_COLOURS = [
    Condition(Family.OBJECT, colour, shape) for colour in HUES for shape in (*DESKTOP_SHAPES, "thing")
]
NEEDED = (
    "xdotool", "hsetroot", "dbus-daemon", "notify-send", "gdbus", "yad", "gxmessage", "kdialog", "mc", "htop",
    *MANAGERS, *DAEMONS.values(), SYSTEM_PYTHON, "wmctrl", "/usr/games/sgt-net",
    *sorted(PROGRAMS.keys() - {"window", "sgt-puzzles"}),
)  # fmt: skip


class TrainingDesk(Desk):
    """A desk that learns from the X server what is on it, instead of being told."""

    def __init__(
        self, display: XDisplay, size: tuple[int, int], folder: Path, material: Path | None, seed: int
    ) -> None:
        super().__init__(display, folder, material, seed)
        self.size = size
        self.covered = False
        self.truth = WindowTruth(self._connection, size, np.random.default_rng((seed, 1)))

    def capture(self) -> None:
        """Take the picture of the next second, and note what it shows."""
        before = self.truth.look()
        for _ in range(5):
            super().capture()
            seen = self.truth.look()
            if seen.keys() == before.keys():
                break
            self.pictures.pop()  # something came or went meanwhile
            before, self._latest = seen, None
        else:
            super().capture()
        self.truth.note(self.second - 1, seen)
        self.covered = any(sight.hidden > 0.15 for sight in seen.values())

    def paint_background(self) -> None:
        """A photograph, a gradient or a plain colour behind all windows."""
        photographs = pictures(self.material)
        draw = self.rng.random()
        shade = self.rng.integers(20, 230) + self.rng.integers(-20, 21, (2, 3))
        first, second = (
            "#{:02x}{:02x}{:02x}".format(*(int(v) for v in item)) for item in np.clip(shade, 0, 255)
        )
        if photographs and draw < 0.55:
            mode = str(self.rng.choice(["-fill", "-cover", "-center", "-tile"], p=[0.3, 0.5, 0.1, 0.1]))
            self.start(
                "hsetroot", "-solid", first, mode, photographs[self.between(0, len(photographs) - 1)]
            ).wait()
        elif draw < 0.7:
            self.start(
                "hsetroot", "-add", first, "-add", second, "-gradient", str(self.between(0, 360))
            ).wait()
        else:
            self.start("hsetroot", "-solid", first).wait()

    def wait_for_windows(self, wanted: Callable[[int], bool]) -> None:
        """Wait until so many are there, or for some seconds: what comes later is noted when it does."""
        until = time.monotonic() + _PATIENCE
        while not wanted(self.windows()) and time.monotonic() < until:
            time.sleep(0.02)

    def clients(self) -> list[str]:
        """The numbers of the programs' windows, as xdotool takes them."""
        root, name = self._connection.screen().root, self._connection.intern_atom("_NET_CLIENT_LIST")
        found = root.get_full_property(name, X.AnyPropertyType)
        return [str(number) for number in found.value] if found is not None else []


class Watched(Filmed):
    """Captured pictures, and by the number of its happening the seconds in which a window was hidden."""

    hidden: dict[int, list[int]]

    def _state(self, item: Happening, time: float) -> int:
        state = super()._state(item, time)
        return IGNORE if state and round(time) in self.hidden[self.happenings.index(item)] else state


class Scene:
    """One scene: how busy it is, the programs that are open, and what is shown in between."""

    def __init__(self, desk: TrainingDesk, held_out: bool) -> None:
        rng = desk.rng
        self.desk = desk
        self.rng = rng
        self.names = sorted(name for name in PROGRAMS if held_out or name not in HELD_OUT)
        self.programs: list[Closable] = []
        self.shown: Closable | None = None
        self.top = ""
        draw = rng.random()
        self.kind = "none" if draw < 0.6 else "dialog" if draw < 0.8 else "toast"
        self.bus = Bus(desk) if self.kind == "toast" and rng.random() < 0.6 else None
        self.moves = float(rng.choice([0, 0, 0.04, 0.12, 0.4]))
        self.mouse = float(rng.choice([0, 0.05, 0.2]))
        if self.moves:
            desk.unasked.append(MOTION)
        for _ in range(desk.between(0, 3)):
            self.open()
        self.set_pace()

    def set_pace(self) -> None:
        """Work goes on at another pace."""
        self.desk.pace = float(self.rng.choice([0.02, 0.1, 0.3, 0.7]))
        self.churn = float(self.rng.choice([0.02, 0.05, 0.12, 0.3]))

    def play(self) -> Iterator[None]:
        """Work until the caller has seen enough."""
        desk, due = self.desk, self.desk.between(3, 25)
        while True:
            yield
            second = desk.second
            if self.rng.random() < 0.04:
                self.set_pace()
            for program in list(self.programs):
                if hasattr(program, "live") and self.rng.random() < desk.pace:
                    program.live()
            if self.rng.random() < self.churn * (0.4 if self.shown else 1):
                self.open_or_close()
            if self.rng.random() < (0 if self.shown else self.moves):
                self.move()
            if self.rng.random() < self.mouse:
                self.point()
            if desk.covered and self.top:
                desk.keys("windowactivate", self.top)
            if self.kind != "none" and second >= due:
                due = second + (desk.between(4, 28) if self.shown else desk.between(5, 30))
                self.show_or_close()

    def show_or_close(self) -> None:
        """Show a dialog or notification, or take it away."""
        if self.shown is not None:
            self.shown.close()
            self.shown, self.top = None, ""
        elif self.kind == "dialog":
            self.shown = a_dialog(self.desk, self.programs)
            self.top = self.desk.newest()
        else:
            self.shown = a_toast(self.desk, self.bus, self.programs)

    def open_or_close(self) -> None:
        """A program comes or goes; a dialog stays above."""
        if len(self.programs) > 1 and (len(self.programs) >= _MOST or self.rng.random() < 0.45):
            if self.shown is None:  # it may be of the one that is closed
                self.programs.pop(self.desk.between(0, len(self.programs) - 1)).close()
        else:
            self.open()
        if self.top:
            self.desk.keys("windowactivate", self.top)

    def open(self) -> None:
        """Open some program."""
        name = str(self.rng.choice(self.names))
        if name in COLOURFUL:
            self.desk.unasked += [item for item in _COLOURS if item not in self.desk.unasked]
        if name in MOVING:
            self.desk.unasked.append(MOTION)
        self.programs.append(PROGRAMS[name](self.desk))

    def move(self) -> None:
        """Move, raise, resize, maximise or hide a window."""
        windows = self.desk.clients()
        if not windows:
            return
        window, draw = windows[self.desk.between(0, len(windows) - 1)], self.rng.random()
        wide, high = self.desk.size
        x, y = str(int(self.rng.uniform(-0.1, 0.7) * wide)), str(int(self.rng.uniform(0, 0.65) * high))
        if draw < 0.4:
            self.desk.keys("windowmove", window, x, y)
        elif draw < 0.65:
            self.desk.keys("windowactivate", window)
        elif draw < 0.8:
            size = self.rng.uniform(0.15, 0.8, 2) * (wide, high)
            self.desk.keys("windowsize", window, str(int(size[0])), str(int(size[1])))
        elif draw < 0.9:
            states = "toggle,maximized_vert,maximized_horz"
            self.desk.display.run("wmctrl", "-i", "-r", hex(int(window)), "-b", states, check=False)
        else:
            self.desk.keys("windowminimize", window)

    def point(self) -> None:
        """Move the mouse, which may show a tooltip; scroll, or look at a menu of what is there."""
        wide, high = self.desk.size
        x, y = str(self.desk.between(5, wide - 5)), str(self.desk.between(5, high - 5))
        draw = self.rng.random()
        self.desk.keys("mousemove", x, y)
        if draw < 0.4:
            self.desk.keys(
                "click", "--repeat", str(self.desk.between(1, 5)), str(self.rng.choice(["4", "5", "5"]))
            )
        elif draw < 0.5 and self.shown is None:
            self.desk.keys("key", "Escape", "click", "3")
        elif draw < 0.7 and self.shown is None:
            self.desk.keys("key", "Escape")


def lacking() -> list[str]:
    """The programs of training scenes that are not installed."""
    return missing(NEEDED)


def film_training(seed: int, path: Path, material: Path | None, seconds: int | None = None) -> None:
    """Record the scene of a seed, by default 100 to 150 seconds of it. Raises RecordingError."""
    rng = np.random.default_rng((seed, 17))
    count = seconds or int(rng.integers(100, 151))
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        dressed_display(rng, Path(name)) as (display, size),
    ):
        desk = TrainingDesk(display, size, Path(name), material, seed)
        try:
            desk.paint_background()
            for _ in islice(Scene(desk, seed >= FIRST_HELD_OUT).play(), count):
                desk.capture()
        finally:
            desk.close()
    write_training(desk, seed, path)


def write_training(desk: TrainingDesk, seed: int, path: Path) -> None:
    """Write what a desk has captured, with what the X server said of it."""
    desk.truth.end(desk.second)
    stream = Watched(
        "desktop",
        seed,
        float(desk.second),
        lambda _canvas, _rng: None,
        (),
        tuple(desk.truth.happenings),
        Light(noise=0.0),
    )
    stream.pictures, stream.hidden = desk.pictures, desk.truth.hidden
    record(stream, path, tuple(dict.fromkeys((*desk.unasked, *desk.truth.unclear))))
