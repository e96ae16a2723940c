"""What is recorded: which programs run, and when something happens in them."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.training.conditions import Condition, Family

DIALOG = Condition(Family.DIALOG, "", "dialog")
TOAST = Condition(Family.DIALOG, "", "toast")
BAR = Condition(Family.PROGRESS)
BADGE = Condition(Family.BADGE, "red")
SQUARE = Condition(Family.OBJECT, "red", "square")
PARTS = {"modal": DIALOG, "toast": TOAST, "bar": BAR, "badge": BADGE, "square": SQUARE}
"""Parts of the page that shows events, and what each of them means."""

_WORK = "for i in $(seq 400); do ls -la /usr/bin | head -$((RANDOM % 40)); sleep $((RANDOM % 4)); done"
_BOX = (
    "wm withdraw .; tk_messageBox -type yesno -icon warning -title Warning "
    '-message "The disk is nearly full"; exit'
)


@dataclass(frozen=True, slots=True)
class Program:
    """A program that runs from one second of the recording to another; `shows` says what it means."""

    start: float
    end: float
    command: tuple[str, ...]
    shows: Condition | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A recording: so many seconds, programs, and events (part, start, end) of a page in a browser."""

    seconds: int
    programs: tuple[Program, ...]
    page: tuple[tuple[str, float, float], ...] = ()
    colours: tuple[str, str] = ("#fff", "#222")


def terminal(*options: str) -> tuple[str, ...]:
    """A terminal in which text scrolls every few seconds."""
    return ("xterm", *options, "-e", "bash", "-c", _WORK)


SCENES = {
    "xmessage": Scene(
        100,
        (
            Program(-5, 100, terminal("-geometry", "100x30+40+60")),
            Program(15, 32, ("xmessage", "-center", "The backup could not be written to the disk"), DIALOG),
            Program(40, 90, ("xclock", "-geometry", "+900+500")),
            Program(55, 70, ("xmessage", "-geometry", "+300+200", "Ready?"), DIALOG),
        ),
    ),
    "zenity": Scene(
        100,
        (
            Program(-5, 100, terminal("-geometry", "80x24+500+300", "-bg", "black", "-fg", "green")),
            Program(-5, 100, ("xterm", "-geometry", "70x20+20+20", "-bg", "white")),
            Program(12, 30, ("zenity", "--error", "--text=The connection was lost", "--width=300"), DIALOG),
            Program(50, 64, ("zenity", "--question", "--text=Overwrite the existing file?"), DIALOG),
            Program(75, 97, ("zenity", "--entry", "--text=Password"), DIALOG),
        ),
    ),
    "tk": Scene(
        100,
        (
            Program(-5, -4, ("xsetroot", "-solid", "#446688")),
            Program(-5, 100, terminal("-geometry", "90x30+200+100")),
            Program(10, 95, ("xeyes",)),
            Program(20, 40, ("sh", "-c", f"echo '{_BOX}' | exec wish"), DIALOG),
            Program(60, 80, ("sh", "-c", f"echo '{_BOX}' | exec wish"), DIALOG),
        ),
    ),
    "light page": Scene(100, (), (("modal", 9, 24), ("toast", 39, 46), ("badge", 56, 74), ("bar", 82, 999))),
    "dark page": Scene(
        100,
        (),
        (("badge", 6, 24), ("bar", 30, 999), ("modal", 38, 49), ("square", 60, 74), ("toast", 84, 91)),
        ("#1b1e23", "#ddd"),
    ),
    "work": Scene(
        300,
        (
            Program(-5, 300, terminal("-geometry", "110x36+30+30")),
            Program(-5, 300, ("xeyes", "-geometry", "150x100+1100+20")),
            Program(20, 60, ("xclock", "-update", "1", "-geometry", "200x200+600+300")),
            Program(70, 140, terminal("-geometry", "70x18+120+80")),
            Program(150, 220, terminal("-geometry", "60x24+500+200", "-bg", "#222", "-fg", "#ddd")),
            Program(230, 280, ("xclock", "-geometry", "300x300+300+300")),
        ),
    ),
}
