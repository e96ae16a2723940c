"""Dialogs and notifications of training scenes: each can be shown and taken away."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from tests.applications.desk import Closable, Desk
from tests.applications.programs import Program, sentence, wait_for
from tests.applications.training_used import Used, Window, corner

DAEMONS = {
    "mate-notification-daemon": "/usr/lib/mate-notification-daemon/mate-notification-daemon",
    "xfce4-notifyd": "/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd",
}
_ICONS = ["information", "warning", "error", "question"]
_BUTTONS = (
    ("gtk-ok",),
    ("gtk-yes", "gtk-no"),
    ("Cancel", "Delete"),
    ("Close",),
    ("Not now", "Later", "Install"),
    ("gtk-cancel", "gtk-save"),
    (),
)


def _line(desk: Desk, least: int, most: int) -> str:
    return sentence(desk, desk.between(least, most)).capitalize() + str(desk.rng.choice([".", "?", "!", ""]))


def yad(desk: Desk) -> Closable:
    """A GTK message, question, or a form of one or two fields."""
    options = [f"--title={_line(desk, 1, 3)}", f"--text={_line(desk, 2, 24)}"]
    if desk.rng.random() < 0.75:
        options.append(f"--image=dialog-{desk.rng.choice(_ICONS)}")
    if desk.rng.random() < 0.25:
        options += [["--entry"], ["--form", "--field=User", "--field=Password:H"]][desk.between(0, 1)]
    options += [
        f"--button={label}:{n}" for n, label in enumerate(_BUTTONS[desk.between(0, len(_BUTTONS) - 1)])
    ]
    if desk.rng.random() < 0.6:
        options.append("--center")
    else:
        _, left, top = corner(desk).split("+")
        options += [f"--posx={left}", f"--posy={top}"]
    if desk.rng.random() < 0.5:
        options.append(f"--width={desk.between(220, 560)}")
    for extra in ("--undecorated", "--on-top", f"--borders={desk.between(2, 30)}", "--text-align=center"):
        if desk.rng.random() < 0.2:
            options.append(extra)
    return Program(desk, "yad", *options)


def gxmessage(desk: Desk) -> Closable:
    """A GTK 2 box with a text and buttons."""
    buttons = str(desk.rng.choice(["OK:0", "Yes:0,No:1", "Cancel:1,Retry:2,OK:0", "Dismiss:0"]))
    place = str(desk.rng.choice(["-center", "-center", "-nearmouse"]))
    return Program(
        desk, "gxmessage", place, "-buttons", buttons, "-title", _line(desk, 1, 3), _line(desk, 2, 24)
    )


def kdialog(desk: Desk) -> Closable:
    """A Qt box."""
    kinds = [
        "msgbox",
        "error",
        "sorry",
        "yesno",
        "warningyesno",
        "warningcontinuecancel",
        "inputbox",
        "password",
    ]
    return Program(
        desk, "kdialog", f"--{desk.rng.choice(kinds)}", _line(desk, 2, 22), "--title", _line(desk, 1, 3)
    )


class _OfWindow:
    """A dialog or notification of a GTK window."""

    def __init__(self, window: Window, line: str) -> None:
        self._window = window
        before = window.desk.windows()
        window.say(line)
        window.desk.wait_for_windows(lambda count: count > before)

    def close(self) -> None:
        """Take it away."""
        self._window.say("close")


class _OfProgram:
    """What a key of a program opens: usually a dialog."""

    def __init__(self, program: Used) -> None:
        self._program = program
        program.asking = True
        program.focus()
        program.desk.keys("key", "Escape", program.asks)
        time.sleep(0.4)

    def close(self) -> None:
        """Leave it."""
        self._program.focus()
        self._program.desk.keys("key", "Escape")
        self._program.asking = False
        time.sleep(0.1)


def a_dialog(desk: Desk, programs: list[Closable]) -> Closable:
    """A dialog of one of the programs that are there, or of another one."""
    draw = desk.rng.random()
    asking = [item for item in programs if isinstance(item, Used) and item.asks]
    windows = [item for item in programs if isinstance(item, Window)]
    if asking and draw < 0.25:
        return _OfProgram(asking[desk.between(0, len(asking) - 1)])
    if draw < 0.5:
        if not windows:
            windows = [Window(desk)]
            programs.append(windows[0])
        return _OfWindow(windows[desk.between(0, len(windows) - 1)], "dialog " + _line(desk, 2, 20))
    makers: tuple[Callable[[Desk], Closable], ...] = (yad, yad, gxmessage, kdialog)
    return makers[desk.between(0, len(makers) - 1)](desk)


class Bus:
    """A message bus with one of the notification daemons in a random dress."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        address = f"unix:path={desk.folder / 'bus'}"
        Program(desk, "dbus-daemon", "--session", "--nofork", f"--address={address}", window=False)
        wait_for(desk.folder / "bus")
        desk.display.env["DBUS_SESSION_BUS_ADDRESS"] = address
        installed = [path for path in DAEMONS.values() if Path(path).is_file()]
        daemon = installed[desk.between(0, len(installed) - 1)]
        self._dress(daemon)
        Program(desk, daemon, window=False)
        time.sleep(0.6)
        desk.keep(self)

    def _dress(self, daemon: str) -> None:
        desk = self.desk
        settings = desk.folder / "config" / "glib-2.0" / "settings" / "keyfile"
        settings.parent.mkdir(parents=True, exist_ok=True)
        theme = desk.rng.choice(["standard", "coco", "nodoka", "slider"])
        where = desk.rng.choice(["top_left", "top_right", "bottom_left", "bottom_right"])
        settings.write_text(
            f"[org/mate/NotificationDaemon]\ntheme='{theme}'\npopup-location='{where}'\n", encoding="utf-8"
        )
        if daemon.endswith("xfce4-notifyd") and shutil.which("xfconf-query"):
            for name, kind, value in (
                ("/notify-location", "uint", str(desk.between(0, 3))),
                (
                    "/theme",
                    "string",
                    str(desk.rng.choice(["Default", "Smoke", "ZOMG-PONIES!", "Bright", "Retro"])),
                ),
                ("/do-fadeout", "bool", "false"),
            ):
                desk.display.run(
                    "xfconf-query",
                    "-c",
                    "xfce4-notifyd",
                    "-p",
                    name,
                    "-n",
                    "-t",
                    kind,
                    "-s",
                    value,
                    check=False,
                )

    def show(self) -> Closable:
        """A notification that stays until it is closed."""
        desk = self.desk
        options = ["-t", "0", "-u", str(desk.rng.choice(["normal", "normal", "critical", "low"]))]
        if desk.rng.random() < 0.7:
            options += [
                "-i",
                str(desk.rng.choice(["dialog-information", "dialog-warning", "mail-unread", "battery-low"])),
            ]
        if desk.rng.random() < 0.2:
            options += ["-h", f"int:value:{desk.between(0, 100)}"]
        before = desk.windows()
        number = desk.display.run(
            "notify-send", "-p", *options, _line(desk, 1, 5), sentence(desk, desk.between(0, 20))
        )
        desk.wait_for_windows(lambda count: count > before)
        return _Shown(desk, number.strip())

    def close(self) -> None:
        """Programs that start later have no bus."""
        self.desk.display.env.pop("DBUS_SESSION_BUS_ADDRESS", None)


class _Shown:
    """A notification of the daemon."""

    def __init__(self, desk: Desk, number: str) -> None:
        self._desk = desk
        self._number = number

    def close(self) -> None:
        """Take it away."""
        name, path = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
        self._desk.display.run(
            "gdbus", "call", "--session", "--dest", name, "--object-path", path,
            "--method", f"{name}.CloseNotification", self._number, check=False,
        )  # fmt: skip
        time.sleep(0.1)


def a_toast(desk: Desk, bus: Bus | None, programs: list[Closable]) -> Closable:
    """A notification of the daemon, or of a program that draws its own."""
    if bus is not None:
        return bus.show()
    windows = [item for item in programs if isinstance(item, Window)]
    if not windows:
        windows = [Window(desk)]
        programs.append(windows[0])
    return _OfWindow(windows[desk.between(0, len(windows) - 1)], "toast " + _line(desk, 1, 16))
