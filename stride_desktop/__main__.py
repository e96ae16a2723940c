"""`stride-desktop`: the window without a command, the command line with one."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from stride_desktop.cli.command_line import run_command_line, status_of
from stride_desktop.cli.streams import own_streams
from stride_desktop.core.terminal import readable_streams


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status."""
    own_streams()
    with readable_streams():
        return _run(list(sys.argv[1:] if argv is None else argv))


def _run(arguments: list[str]) -> int:
    if not arguments or _is_for_qt(arguments[0]):
        return status_of(lambda: _open_window(arguments))
    return run_command_line(arguments)


def _open_window(arguments: list[str]) -> int:
    from stride_desktop.app.main import run_window  # imports Qt, which no other command needs

    return run_window(arguments)


def _is_for_qt(argument: str) -> bool:
    """Options such as -platform or -style are Qt's own; ours have two dashes."""
    return argument.startswith("-") and not argument.startswith("--") and argument != "-h"


if __name__ == "__main__":
    sys.exit(main())
