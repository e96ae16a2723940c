"""Programs of training scenes, none of which the recordings of tests show."""

from __future__ import annotations

from collections.abc import Callable

from tests.applications.desk import Desk
from tests.applications.programs import Program
from tests.applications.training_terminals import full_screen_terminal, sakura, st, urxvt, xfce4_terminal
from tests.applications.training_used import Used, Window, picture, place, text_file

_FOLDERS = ("/usr/share", "/usr/lib", "/etc", "/usr/share/icons", "/usr/share/doc", "/var/lib", "/usr/bin")
_PAGES = ("Next", "Next", "Prior", "Down", "Up", "End", "Home")
_LISTS = ("Down", "Down", "Up", "Next", "Prior", "Return", "BackSpace", "F5", "ctrl+1", "ctrl+2")


def _editor(*command: str, asks: str = "", ending: str = "txt") -> Callable[[Desk], Program]:
    def start(desk: Desk) -> Program:
        file = (text_file(desk, ending),) if desk.rng.random() < 0.8 else ()
        return Used(desk, *command, *file, keys=(*_PAGES, "Return"), types=True, asks=asks)

    return start


def _viewer(program: str, asks: str = "") -> Callable[[Desk], Program]:
    def start(desk: Desk) -> Program:
        return Used(
            desk, program, picture(desk), keys=("plus", "minus", "Right", "Left", "f", "r"), asks=asks
        )

    return start


def _files(*command: str) -> Callable[[Desk], Program]:
    def start(desk: Desk) -> Program:
        folder = str(desk.rng.choice(_FOLDERS))
        return Used(desk, *command, folder, keys=_LISTS, asks="alt+Return")

    return start


def _small(
    program: str, keys: str = "1 2 3 4 5 plus minus equal", asks: str = ""
) -> Callable[[Desk], Program]:
    def start(desk: Desk) -> Program:
        return Used(desk, program, keys=tuple(keys.split()), asks=asks)

    return start


def _sized(program: str, *options: str) -> Callable[[Desk], Program]:
    def start(desk: Desk) -> Program:
        return Used(
            desk, program, *options, "-geometry", place(desk, (0.08, 0.3), (0.1, 0.4)), keys=("1", "plus")
        )

    return start


def _puzzle(desk: Desk) -> Program:
    games = [
        "bridges", "dominosa", "fifteen", "galaxies", "guess", "keen", "loopy", "map", "mines", "net", "pegs",
        "solo", "tents", "undead",
    ]  # fmt: skip
    return Used(
        desk, f"/usr/games/sgt-{desk.rng.choice(games)}", keys=("n", "Up", "Right", "Return", "space", "u")
    )


def _xedit(desk: Desk) -> Program:
    return Used(
        desk, "xedit", "-geometry", place(desk), text_file(desk), keys=_PAGES, types=True, asks="ctrl+s"
    )


def _dillo(desk: Desk) -> Program:
    return Used(desk, "dillo", "-g", place(desk), "file://" + text_file(desk, "html"), keys=_PAGES)


def _surf(desk: Desk) -> Program:
    return Used(desk, "surf", "file://" + text_file(desk, "html"), keys=_PAGES)


def _ico(desk: Desk) -> Program:
    return Used(desk, "ico", "-geometry", place(desk, (0.1, 0.3), (0.1, 0.4)), "-sleep", "0.3")


def _sheet(desk: Desk) -> Program:
    file = text_file(desk, "csv")
    return Used(desk, "gnumeric", "--no-splash", file, keys=_PAGES, types=True, asks="ctrl+f")


_TERMINALS = {
    "urxvt": urxvt,
    "stterm": st,
    "xfce4-terminal": xfce4_terminal,
    "sakura": sakura,
    "htop": full_screen_terminal,
}
PROGRAMS: dict[str, Callable[[Desk], Program]] = {
    **_TERMINALS,
    "l3afpad": _editor("l3afpad", asks="ctrl+f"),
    "featherpad": _editor("featherpad", "-s", asks="ctrl+j"),
    "geany": _editor("geany", "-i", "-s", "-m", "-n", asks="ctrl+l", ending="py"),
    "scite": _editor("scite", asks="ctrl+g", ending="py"),
    "nedit": _editor("nedit", asks="ctrl+f"),
    "abiword": _editor("abiword", asks="ctrl+h"),
    "gnumeric": _sheet,
    "xedit": _xedit,
    "pcmanfm": _files("pcmanfm", "--no-desktop"),
    "thunar": _files("thunar"),
    "viewnior": _viewer("viewnior"),
    "ristretto": _viewer("ristretto"),
    "gpicview": _viewer("gpicview"),
    "lximage-qt": _viewer("lximage-qt"),
    "sxiv": _viewer("sxiv"),
    "galculator": _small("galculator"),
    "mate-calc": _small("mate-calc", asks="ctrl+i"),
    "gucharmap": _small("gucharmap", "Next Prior Down Right", asks="ctrl+f"),
    "gpick": _small("gpick", "Down Up"),
    "lxtask": _small("lxtask", "Down Up Next Prior"),
    "xarchiver": _small("xarchiver", "Down Up"),
    "xcalc": _sized("xcalc"),
    "xload": _sized("xload", "-update", "2"),
    "xlogo": _sized("xlogo"),
    "xman": _sized("xman", "-notopbox", "-bothshown"),
    "xfd": _sized("xfd", "-fn", "fixed"),
    "dillo": _dillo,
    "surf": _surf,
    "ico": _ico,
    "sgt-puzzles": _puzzle,
    "window": Window,
}
"""By name: how one is started; each needs the program of its name, but for the last two."""
HELD_OUT = frozenset({"stterm", "scite", "thunar", "gpicview", "mate-calc", "xfd", "surf", "abiword"})
"""Those that no scene for training shows: only the scenes that are looked at."""
COLOURFUL = frozenset(
    {"viewnior", "ristretto", "gpicview", "lximage-qt", "sxiv", "gpick", "sgt-puzzles", "window", "gnumeric"}
)
"""Those in which things of any colour come and go."""
MOVING = frozenset({"ico", "xload"})
"""Those in which something moves by itself."""
