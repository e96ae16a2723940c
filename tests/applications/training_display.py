"""Displays for training scenes: of any size, window manager, theme, font and background."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from numpy.random import Generator

from tests.xserver import XDisplay, start_server, wait_for_window_manager

SIZES = (
    (800, 600), (1024, 768), (1152, 864), (1280, 720), (1280, 800), (1280, 1024), (1366, 768), (1440, 900),
    (1600, 900), (1680, 1050), (1920, 1080), (1920, 1200),
)  # fmt: skip
MANAGERS: dict[str, tuple[str, ...]] = {
    "openbox": ("openbox", "--config-file", "{folder}/openbox.xml"),
    "icewm": ("icewm", "--no-configure"),
    "xfwm4": ("dbus-run-session", "--", "xfwm4", "--compositor=off"),
    "metacity": ("metacity", "--no-composite"),
    "jwm": ("jwm",),
}
"""By program: its command."""
_SHARES = (0.5, 0.12, 0.14, 0.14, 0.1)
_THEMES = Path("/usr/share/themes")
_QUIET = subprocess.DEVNULL


@contextmanager
def dressed_display(rng: Generator, folder: Path) -> Iterator[tuple[XDisplay, tuple[int, int]]]:
    """A display in a random dress, and its size. folder: home of its programs."""
    size = SIZES[int(rng.integers(len(SIZES)))]
    server, name = start_server(screen=f"{size[0]}x{size[1]}x24")
    display = XDisplay(name)
    display.env |= _look(rng) | {
        "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_DATA_HOME": str(folder / "data"), "NO_AT_BRIDGE": "1", "GSETTINGS_BACKEND": "keyfile",
    }  # fmt: skip
    display.env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    processes = [server]
    try:
        program = str(rng.choice(list(MANAGERS), p=_SHARES))
        if program == "openbox":
            _write_openbox(rng, folder / "openbox.xml")
        command = [part.format(folder=folder) for part in MANAGERS[program]]
        manager = subprocess.Popen(
            command, env=display.env, cwd=folder, stdin=_QUIET, stdout=_QUIET, stderr=_QUIET
        )
        processes.insert(0, manager)
        wait_for_window_manager(display)
        display.run("wmctrl", "-n", "1", check=False)  # else the mouse wheel changes the desktop
        yield display, size
    finally:
        for process in processes:
            process.terminate()
            process.wait(timeout=20)


def _look(rng: Generator) -> dict[str, str]:
    """Themes of both toolkits, and the size of fonts."""
    themes = [*with_part("gtk-3.0"), "Adwaita", "Adwaita:dark", "HighContrast", "HighContrastInverse"]
    return {
        "GTK_THEME": str(rng.choice(themes)),
        "QT_STYLE_OVERRIDE": str(rng.choice(["fusion", "windows", "breeze"])),
        "GDK_DPI_SCALE": str(rng.choice([0.85, 1, 1, 1.15, 1.4])),
        "QT_FONT_DPI": str(rng.choice([84, 96, 96, 110, 132])),
    }


def with_part(part: str) -> list[str]:
    """The installed themes that have a part such as "gtk-3.0"."""
    return sorted(path.parent.name for path in _THEMES.glob(f"*/{part}"))


def _write_openbox(rng: Generator, path: Path) -> None:
    """Settings of openbox with another theme, and sometimes windows without frames."""
    settings = Path("/etc/xdg/openbox/rc.xml").read_text(encoding="utf-8")
    theme = str(rng.choice(with_part("openbox-3")))
    settings = settings.replace("<name>Clearlooks</name>", f"<name>{theme}</name>")
    if rng.random() < 0.15:
        bare = '<application class="*"><decor>no</decor></application>'
        settings = settings.replace("</applications>", bare + "</applications>")
    path.write_text(settings, encoding="utf-8")
