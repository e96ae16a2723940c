"""The commands, their parser, and the exit status of a failure."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from stride_desktop import __version__
from stride_desktop.cli.streams import standard_output
from stride_desktop.core.errors import CheckpointError, DisplayError, FrameError, SourceError, StrideError
from stride_desktop.system_libraries import missing_library

NO_OUTPUT, BAD_INPUT, SOURCE_FAILED, MODEL_FAILED, INTERRUPTED, READER_GONE = 1, 2, 3, 4, 130, 141

EXIT_STATUS = """\
exit status:
  0    all went well
  1    what was found cannot be written, to a full disk for instance, or no window can be opened
  2    a mistake in the command, the request or the settings
  3    the source cannot be opened, failed, or gives pictures that are of no use
  4    the model cannot be loaded
  130  interrupted with Ctrl+C, after finishing cleanly
  141  the reader of the output has closed it
"""


COMMANDS = {
    "watch": ("watch", "watch a camera, a screen or a video for one request"),
    "demo": ("demo_command", "show the program at work on a bundled clip"),
    "sources": ("sources", "list the cameras and screens there are"),
    "export": ("export", "list stored sessions, or write one to a file"),
    "import": ("importing", "store a session that was exported as JSON"),
    "paths": ("paths", "show where the program keeps its data, or delete all of it"),
    "models": ("models", "list, download, check or remove models"),
    "desktop-entry": ("desktop_entry", "put the program into the applications menu"),
    "bench": ("bench", "measure the program on this machine"),
    "train": ("train", "train the built-in kind of model"),
    "evaluate": ("evaluate", "score a model on rendered streams"),
}
"""For each command its module, with `add_arguments(parser)` and `run(args) -> int`, and its help."""


def run_command_line(argv: Sequence[str]) -> int:
    """Run one command; returns its exit status. Errors become one line on stderr."""

    def run() -> int:
        arguments = _parser(argv).parse_args(argv)
        return int(arguments.run(arguments))

    return status_of(run)


def status_of(run: Callable[[], int]) -> int:
    """Exit status of `run`. When it fails, or its output cannot be written, prints one line on stderr."""
    status = _done(run)
    sys.stdout.flush()
    output = standard_output()
    if output is None or output.lost is None or status not in (0, INTERRUPTED):
        return status
    if output.lost.errno == errno.EPIPE:
        return READER_GONE
    reason = "it is closed" if output.lost.errno == errno.EBADF else output.lost.strerror
    sys.stderr.write(f"stride-desktop: The output cannot be written ({reason}). Send it somewhere else.\n")
    return NO_OUTPUT


def _done(run: Callable[[], int]) -> int:
    """Result of `run`; when it fails, one line on stderr and the status for that."""
    try:
        _check_folder()
        return run()
    except SystemExit as request:  # --help, --version, or a mistake that argparse has explained
        return int(request.code or 0)
    except StrideError as error:
        return _failed(error)
    except ImportError as error:
        if (missing := missing_library(error)) is None:
            raise
        return _failed(missing)
    except KeyboardInterrupt:
        return INTERRUPTED


def _check_folder() -> None:
    """Raise StrideError in a folder that was deleted: names lead nowhere there, and torch hangs."""
    try:
        Path.cwd()
    except OSError as error:
        raise StrideError(
            "The folder that this was started in does not exist any more, or cannot be entered.",
            "Change to another one, and start again.",
            str(error),
        ) from error


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """Only the command in use is imported: the others may need a second for it."""
    parser = argparse.ArgumentParser(
        prog="stride-desktop",
        description="Watches a camera, a screen or a video and speaks when the moment has come. "
        "Without a command it opens the window.",
        epilog=EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Stride Desktop {__version__}")
    choices = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (module, words) in COMMANDS.items():
        command = choices.add_parser(
            name,
            help=words,
            description=words[0].upper() + words[1:] + ".",
            epilog=EXIT_STATUS,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == argv[0]:
            implementation = import_module(f"stride_desktop.cli.{module}")
            implementation.add_arguments(command)
            command.set_defaults(run=implementation.run)
    return parser


def _failed(error: StrideError) -> int:
    """Say what happened, in one line; returns the exit status."""
    sys.stderr.write(f"stride-desktop: {' '.join(str(error).split())}\n")
    if isinstance(error, DisplayError):
        return NO_OUTPUT
    if isinstance(error, SourceError | FrameError):
        return SOURCE_FAILED
    return MODEL_FAILED if isinstance(error, CheckpointError) else BAD_INPUT
