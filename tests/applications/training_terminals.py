"""Terminals of training scenes, in colours and sizes of all kinds."""

from __future__ import annotations

from tests.applications.desk import Desk
from tests.applications.programs import Program
from tests.applications.training_used import Plain, Used, corner, text_file


def _ink(desk: Desk) -> tuple[str, str]:
    """Background and text of a terminal."""
    pairs = (("black", "#cccccc"), ("white", "black"), ("#fdf6e3", "#586e75"), ("#002b36", "#93a1a1"))
    if desk.rng.random() < 0.6:
        return pairs[desk.between(0, len(pairs) - 1)]
    dark, light = desk.rng.integers(0, 60, 3), desk.rng.integers(150, 256, 3)
    first, second = ("#{:02x}{:02x}{:02x}".format(*(int(v) for v in item)) for item in (dark, light))
    return (first, second) if desk.rng.random() < 0.6 else (second, first)


def _cells(desk: Desk) -> str:
    return f"{desk.between(24, 130)}x{desk.between(6, 48)}"


def urxvt(desk: Desk) -> Program:
    """A terminal without any toolkit, with or without a bar."""
    back, ink = _ink(desk)
    font = f"xft:DejaVu Sans Mono:pixelsize={desk.between(9, 17)}"
    bar = str(desk.rng.choice(["-sb", "+sb"]))
    size = _cells(desk) + corner(desk)
    return Plain(desk, "urxvt", "-bg", back, "-fg", ink, "-fn", font, bar, "-geometry", size, "-e")


def st(desk: Desk) -> Program:
    """A plain terminal."""
    font = f"DejaVu Sans Mono:pixelsize={desk.between(9, 18)}"
    return Plain(desk, "stterm", "-f", font, "-g", _cells(desk) + corner(desk), "-e")


def xfce4_terminal(desk: Desk) -> Program:
    """A terminal with menus."""
    back, ink = _ink(desk)
    options = (
        "--disable-server",
        f"--geometry={_cells(desk)}{corner(desk)}",
        f"--color-bg={back}",
        f"--color-text={ink}",
    )
    hidden = ("--hide-menubar",) if desk.rng.random() < 0.5 else ()
    return Plain(desk, "xfce4-terminal", *options, *hidden, "-x")


def sakura(desk: Desk) -> Program:
    """A terminal with tabs."""
    return Plain(
        desk,
        "sakura",
        f"--columns={desk.between(40, 120)}",
        f"--rows={desk.between(8, 40)}",
        "-x",
        joined=True,
    )


def full_screen_terminal(desk: Desk) -> Program:
    """A terminal with a program that uses all of it."""
    inner = [("htop",), ("mc", "-d"), ("top",), ("less", text_file(desk))][desk.between(0, 3)]
    keys = ("Down", "Up", "Next", "Prior", "Tab")
    back, ink = _ink(desk)
    size = f"{desk.between(70, 120)}x{desk.between(16, 40)}{corner(desk)}"
    font = f"xft:DejaVu Sans Mono:pixelsize={desk.between(9, 15)}"
    return Used(
        desk, "urxvt", "-bg", back, "-fg", ink, "-fn", font, "-geometry", size, "-e", *inner, keys=keys
    )
