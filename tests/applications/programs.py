"""The programs on a desk: each can be told what to show, and does something ordinary by itself."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from tests.applications.desk import PATIENCE, Desk, RecordingError
from tests.applications.wordings import RED

_WORDS = (
    "the|build|server|keeps|results|of|a|week|before|older|ones|make|room|for|new|measurements|and|nobody|"
    "has|looked|at|figures|since|march|while|most|reports|come|from|users|who|write|long|letters|about|it"
)


def sentence(desk: Desk, words: int) -> str:
    """Random words."""
    return " ".join(str(word) for word in desk.rng.choice(_WORDS.split("|"), words))


class Program:
    """A running program.

    window: whether it shows one, which is waited for.
    """

    def __init__(self, desk: Desk, *command: str, window: bool = True, **options: int) -> None:
        self.desk = desk
        before = desk.windows()
        self.process = desk.start(*command, **options)
        desk.keep(self)
        if window:
            desk.wait_for_windows(lambda count: count > before)
            desk.keys("windowraise", desk.newest())  # the manager puts it below one that is being typed into

    def close(self) -> None:
        """End it and wait for that."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Told(Program):
    """A program that is told what to do line by line."""

    def __init__(self, desk: Desk, *command: str, window: bool = True, answers: bool = False) -> None:
        options = {"stdin": subprocess.PIPE} | ({"stdout": subprocess.PIPE} if answers else {})
        super().__init__(desk, *command, window=window, **options)

    def say(self, text: str) -> None:
        """Write lines to it."""
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def close(self) -> None:
        """End it; it may have ended by itself."""
        super().close()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None and not pipe.closed:
                try:
                    pipe.close()
                except OSError:  # it had ended with words unread
                    continue


class Terminal(Program):
    """A terminal that shows what is written to it; log lines and listings by itself."""

    def __init__(self, desk: Desk, *command: str) -> None:
        """command: such as xterm with options; "-e cat PIPE" is added."""
        self._pipe = desk.folder / f"terminal{time.monotonic_ns()}"
        os.mkfifo(self._pipe)
        super().__init__(desk, *command, "-e", f"cat {self._pipe}")
        self._out = self._pipe.open("w", encoding="utf-8", buffering=1)
        for _ in range(3):
            self.live()

    def write(self, text: str) -> None:
        """Write to it as a program that runs in it does."""
        self._out.write(text)
        self._out.flush()

    def live(self) -> None:
        """A command and its output, or some lines of a log."""
        rng = self.desk.rng
        if rng.random() < 0.3:
            self.write(f"\r\n$ {sentence(self.desk, 3)}\r\n")
        for _ in range(int(rng.integers(1, 12))):
            number, size = rng.integers(10, 99), rng.integers(10, 99999)
            self.write(
                f"-rw-r--r-- {number} user {size:>7} {sentence(self.desk, int(rng.integers(2, 8)))}\r\n"
            )

    def close(self) -> None:
        """End it."""
        super().close()
        if not self._out.closed:
            try:
                self._out.close()
            except OSError:
                self._out = self._out
        self._pipe.unlink(missing_ok=True)


class Tk(Told):
    """A Tk program: an interpreter that is told what to draw."""

    def __init__(self, desk: Desk, script: str = "wm withdraw .") -> None:
        super().__init__(desk, "wish", window=False, answers=True)
        self.do(script)

    def do(self, script: str) -> None:
        """Run Tcl and wait until its windows are drawn."""
        self.say(script + "\nupdate; puts done; flush stdout")
        assert self.process.stdout is not None
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise RecordingError("wish has ended")
            if line.strip() == b"done":
                return

    def box(self, kind: str, icon: str, text: str) -> TkBox:
        """A message box."""
        before = self.desk.windows()
        self.do(f"after 10 {{tk_messageBox -type {kind} -icon {icon} -title Notice -message {{{text}}}}}")
        self.desk.wait_for_windows(lambda count: count > before)
        self.desk.keys("windowraise", self.desk.newest())
        return TkBox(self)


class TkBox:
    """A message box of a Tk program."""

    def __init__(self, program: Tk) -> None:
        self._program = program

    def close(self) -> None:
        """Answer it."""
        self._program.do("set ::tk::Priv(button) ok")


class Editor(Program):
    """A GTK editor in which text is written and scrolled, and menus are looked into."""

    def __init__(self, desk: Desk, *options: str) -> None:
        text = desk.folder / f"notes{time.monotonic_ns()}.txt"
        lines = [sentence(desk, int(desk.rng.integers(4, 14))) for _ in range(200)]
        text.write_text("\n".join(lines), encoding="utf-8")
        super().__init__(desk, "mousepad", "--disable-server", *options, str(text))
        self._window = desk.newest()
        desk.unasked.append(RED)  # it shows a red bar to the administrator

    def live(self) -> None:
        """Type, scroll, or look into a menu."""
        draw = self.desk.rng.random()
        self.desk.keys("windowfocus", "--sync", self._window)
        if draw < 0.6:
            self.desk.keys("type", "--delay", "1", sentence(self.desk, 2) + " ")
        elif draw < 0.9:
            self.desk.keys("key", "Next" if self.desk.rng.random() < 0.6 else "Prior")
        else:
            self.desk.keys("key", "alt+" + str(self.desk.rng.choice(list("esvh"))))
            self.desk.keys("key", "Down", "Escape", "Escape")


class Windows:
    """The windows of the desk, moved about now and then."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def live(self) -> None:
        """Move the active window."""
        x, y = self.desk.rng.integers(0, 600), self.desk.rng.integers(0, 350)
        if self.desk.rng.random() < 0.3:
            self.desk.keys("getactivewindow", "windowmove", str(x), str(y))

    def close(self) -> None:
        """Nothing: they belong to their programs."""


class Notifications:
    """A notification daemon of its own bus."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        address = f"unix:path={desk.folder / 'bus'}"
        self._bus = Program(
            desk, "dbus-daemon", "--session", "--nofork", f"--address={address}", window=False
        )
        wait_for(desk.folder / "bus")
        desk.display.env["DBUS_SESSION_BUS_ADDRESS"] = address
        self._daemon = Program(desk, "dunst", "-conf", os.devnull, window=False)
        self._number = 0
        desk.keep(self)

    def close(self) -> None:
        """Programs that start later have no bus; the daemons are programs of the desk."""
        self.desk.display.env.pop("DBUS_SESSION_BUS_ADDRESS", None)

    def show(self, *arguments: str) -> Toast:
        """A notification that stays until it is closed."""
        self._number += 1
        number, before = str(self._number), self.desk.windows()
        self.desk.display.run("notify-send", "-t", "0", "-r", number, *arguments)
        self.desk.wait_for_windows(lambda count: count > before)
        return Toast(self.desk, number)


class Toast:
    """A notification on the screen."""

    def __init__(self, desk: Desk, number: str) -> None:
        self._desk = desk
        self._number = number

    def close(self) -> None:
        """Let it run out at once."""
        before = self._desk.windows()
        self._desk.display.run("notify-send", "-t", "1", "-r", self._number, "Done")
        self._desk.wait_for_windows(lambda count: count < before)


def wait_for(path: Path) -> None:
    """Wait until a file is there. Raises RecordingError."""
    until = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > until:
            raise RecordingError(f"{path.name} did not appear")
        time.sleep(0.02)
