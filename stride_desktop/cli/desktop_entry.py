"""`stride-desktop desktop-entry`: puts the program into the applications menu, or takes it out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from stride_desktop.core.errors import StrideError
from stride_desktop.resources import resource
from stride_desktop.user_folders import NAME, shared_folder

_ENTRY, _ICON = f"{NAME}.desktop", f"{NAME}.svg"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument("--remove", action="store_true", help="take it out again")


def run(args: argparse.Namespace) -> int:
    """Write or delete the entry and its icon; returns the exit status. Raises StrideError."""
    if not sys.platform.startswith("linux"):
        raise StrideError(
            "This system has no applications menu of that kind.", "Start the program by its name."
        )
    folder = shared_folder()
    entry, icon = folder / "applications" / _ENTRY, folder / "icons/hicolor/scalable/apps" / _ICON
    try:
        if args.remove:
            for path in (entry, icon):
                path.unlink(missing_ok=True)
            print("Stride Desktop is not in the applications menu any more.")
            return 0
        text = resource("desktop", _ENTRY).read_text("utf-8")
        _write(icon, resource("desktop", _ICON).read_text("utf-8"))
        _write(entry, text.replace(f"Exec={NAME}\n", f"Exec={_command()}\n"))
    except OSError as error:
        raise StrideError(
            f"The menu entry cannot be changed in {folder} ({error.strerror}).",
            "Check the free space and the folder's permissions.",
            str(error),
        ) from error
    print(entry)
    return 0


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _command() -> str:
    """Command by which a menu starts this installation."""
    script = Path(sys.executable).with_name(NAME)
    return _quoted(str(script)) if script.is_file() else f"{_quoted(sys.executable)} -m stride_desktop"


def _quoted(path: str) -> str:
    """The command in the syntax of the Exec key: quoted twice, with field codes escaped."""
    escaped = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in path)
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%") + '"'
