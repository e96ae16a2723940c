"""Scenes of ordinary work, in which nothing happens that can be asked for."""

from __future__ import annotations

from collections.abc import Iterator

from tests.applications.desk import Closable, Desk
from tests.applications.page import Page, Playing
from tests.applications.programs import Editor, Program, Terminal, Told, Windows
from tests.applications.wordings import DIALOG, MOTION, TOAST

MINUTES = 10
COUNT = 18
"""Scenes of so many minutes: three hours."""
_MOST = 5
"""Programs that are open at a time."""
NEEDED = ("xterm", "lxterminal", "mousepad", "xclock", "xeyes", "chromium", "zenity")


def work(desk: Desk) -> Iterator[None]:
    """Programs are opened, used, moved and closed; pages scroll, terminals print, sometimes a clip plays."""
    _begin(desk)
    opened: list[Closable] = []
    for _ in range(MINUTES * 2):
        desk.pace = float(desk.rng.choice([0.03, 0.15, 0.6]))
        if len(opened) >= _MOST or (opened and desk.rng.random() < 0.35):
            closed = opened.pop(desk.between(0, len(opened) - 1))
            desk.busy = [item for item in desk.busy if item is not closed]
            closed.close()
        else:
            program = _another(desk)
            opened.append(program)
            if isinstance(program, Terminal | Editor):
                desk.busy.append(program)
        yield from desk.work(30)


def _begin(desk: Desk) -> None:
    """What the scene has all along: a page, windows that are moved, or a bar that does not get on."""
    draw = desk.rng.random()
    desk.busy = [Terminal(desk, "xterm", "-geometry", "100x34+40+40")]
    if draw < 0.5:
        look = str(desk.rng.choice(["light", "dark", "grey"]))
        clip = desk.clip("bikes.mp4") if draw < 0.2 and desk.material is not None else None
        page = Page(desk, look, clip)
        page.tell(badge=str(desk.rng.choice(["passing", "running"])), bar=desk.between(10, 96))
        desk.busy.append(page)
        if clip is not None:
            desk.unasked.append(MOTION)
            desk.busy.append(Playing(page, 9.5))
    elif draw < 0.75:
        desk.unasked.append(MOTION)  # a window that is moved does
        desk.busy.append(Windows(desk))
    else:
        desk.unasked += [DIALOG, TOAST]
        bar = Told(desk, "zenity", "--progress", "--text=Waiting for the other side", "--width=380")
        bar.say(str(desk.between(20, 96)))


def _another(desk: Desk) -> Closable:
    """Some program that people open, anywhere."""
    place = f"+{desk.between(0, 700)}+{desk.between(0, 420)}"
    kind = desk.between(0, 5)
    if kind == 0:
        return Program(desk, "xclock", "-geometry", f"200x200{place}")
    if kind == 1:
        return Program(desk, "xeyes", "-geometry", f"180x120{place}")
    if kind == 2:
        return Editor(desk)
    if kind == 3:
        size = f"--geometry={desk.between(50, 90)}x{desk.between(12, 28)}"
        return Terminal(desk, "lxterminal", "--no-remote", size)  # else one process has all its windows
    dark = ["-bg", "#1c1c1c", "-fg", "#d0d0d0"] if kind == 4 else []
    return Terminal(
        desk, "xterm", *dark, "-geometry", f"{desk.between(50, 100)}x{desk.between(12, 30)}{place}"
    )
