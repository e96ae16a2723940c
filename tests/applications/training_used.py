"""What programs of training scenes have in common: how they are used, and what they show."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.applications.desk import Desk
from tests.applications.programs import Program, Terminal, Told, sentence

WINDOW = str(Path(__file__).with_name("training_window.py"))
SYSTEM_PYTHON = "/usr/bin/python3"


def place(desk: Desk, wide: tuple[float, float] = (0.2, 0.7), high: tuple[float, float] = (0.2, 0.75)) -> str:
    """A geometry in pixels: a random size, as shares of the screen, anywhere."""
    screen = desk.grab().shape
    size = int(desk.rng.uniform(*wide) * screen[1]), int(desk.rng.uniform(*high) * screen[0])
    return f"{size[0]}x{size[1]}{corner(desk)}"


def corner(desk: Desk) -> str:
    """Where the upper left corner of a window is, such as "+40+60"."""
    high, wide = desk.grab().shape[:2]
    return f"+{int(desk.rng.uniform(0, 0.7) * wide)}+{int(desk.rng.uniform(0, 0.65) * high)}"


class Used(Program):
    """A program with a window, which is used by keys.

    keys: of what is done now and then. types: whether text is typed into it. asks: keys that open a dialog;
    asking: whether it is open.
    """

    def __init__(
        self, desk: Desk, *command: str, keys: tuple[str, ...] = (), types: bool = False, asks: str = ""
    ) -> None:
        super().__init__(desk, *command)
        self.window = desk.newest()
        self.asks = asks
        self.asking = False
        self._keys = keys
        self._types = types
        self._menu = False

    def live(self) -> None:
        """Type, press a key, or open a menu, which is left the next time."""
        if self.asking:  # a key would answer
            return
        draw = self.desk.rng.random()
        self.focus()
        if self._menu:
            self.desk.keys("key", "Escape", "Escape")
            self._menu = False
        elif self._types and draw < 0.55:
            self.desk.keys("type", "--delay", "1", sentence(self.desk, self.desk.between(1, 4)) + " ")
        elif self._keys and draw < 0.85:
            self.desk.keys("key", str(self.desk.rng.choice(self._keys)))
        elif self._types:
            self.desk.keys("key", "alt+" + str(self.desk.rng.choice(list("fesvth"))))
            self._menu = True

    def focus(self) -> None:
        """Let it have the keys."""
        self.desk.keys("windowfocus", self.window)


class Plain(Terminal):
    """A terminal that shows what is written to it; its command ends with the option before a command."""

    def __init__(self, desk: Desk, *command: str, joined: bool = False) -> None:
        """joined: whether the command in the terminal is one argument."""
        self._pipe = desk.folder / f"terminal{time.monotonic_ns()}"
        os.mkfifo(self._pipe)
        inner = (f"cat {self._pipe}",) if joined else ("cat", str(self._pipe))
        Program.__init__(self, desk, *command, *inner)
        self._out = self._pipe.open("w", encoding="utf-8", buffering=1)
        for _ in range(desk.between(0, 9)):
            self.live()


class Window(Told):
    """The GTK window of random contents."""

    def __init__(self, desk: Desk) -> None:
        seed = str(desk.between(0, 1 << 30))
        super().__init__(desk, SYSTEM_PYTHON, WINDOW, seed, place(desk, (0.15, 0.7), (0.15, 0.75)))

    def live(self) -> None:
        """Something in it changes."""
        self.say("live")


def text_file(desk: Desk, ending: str = "txt") -> str:
    """A file of random words."""
    path = desk.folder / f"{sentence(desk, 2).replace(' ', '-')}{time.monotonic_ns() % 10**6}.{ending}"
    lines = [sentence(desk, desk.between(2, 14)) for _ in range(desk.between(5, 200))]
    if ending == "html":
        dark = desk.rng.random() < 0.3
        colours = (
            'bgcolor="#202428" text="#dddddd"' if dark else f'bgcolor="#{desk.between(200, 255):02x}f0f4"'
        )
        body = "".join(
            f"<h{1 + number % 3}>{line}</h{1 + number % 3}>"
            if desk.rng.random() < 0.2
            else f"<p>{line * 3}</p>"
            for number, line in enumerate(lines)
        )
        path.write_text(f"<html><body {colours}>{body}</body></html>", encoding="utf-8")
    else:
        join = "," if ending == "csv" else " "
        path.write_text("\n".join(line.replace(" ", join) for line in lines), encoding="utf-8")
    return str(path)


def picture(desk: Desk) -> str:
    """The path of a photograph, or of a picture that was drawn for the purpose."""
    found = pictures(desk.material)
    return found[desk.between(0, len(found) - 1)] if found else "/usr/share/pixmaps/debian-logo.png"


def pictures(material: Path | None) -> list[str]:
    """The photographs of the material, those in folders of folders included."""
    if material is None:
        return []
    return sorted(
        str(path)
        for ending in ("jpg", "png")
        for path in material.rglob(f"*.{ending}")
        if path.stat().st_size > 60_000
    )
