"""Handles uncaught exceptions of any thread: a log entry and one dialog.

The log is for bug reports, so it must be safe to send: it holds types, places and technical
details, but no exception's own message (which may quote a request) and no picture.
"""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import os
import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)

from stride_desktop import __version__
from stride_desktop.core.errors import StrideError
from stride_desktop.core.files import read_bytes
from stride_desktop.sessions.folders import FILE_MODE, files_in, make_private
from stride_desktop.user_folders import NAME, log_folder

logger = logging.getLogger("stride_desktop")

_LOG_BYTES = 512 * 1024
_LOG_FILES = 3
_TAIL_LINES = 60

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _PrivateLog(logging.handlers.RotatingFileHandler):
    """A log that only its owner can read, also after it was begun anew."""

    def _open(self) -> Any:  # noqa: ANN401
        return _open_private(Path(self.baseFilename), self.mode)


class CrashReporter(QObject):
    """Catches unhandled exceptions. `crashed` carries the diagnostics text, on the GUI thread's behalf.

    Threads: `report` may be called from any thread; connect `crashed` to bound methods of GUI objects.
    """

    crashed = Signal(str)

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self.folder = folder or log_folder()
        self.log_path = self.folder / "stride-desktop.log"
        self._handler: logging.Handler | None = None
        self._faults: IO[str] | None = None

    def install(self) -> None:
        """Start the log and take over every hook for uncaught errors."""
        self._open_log()
        sys.excepthook = self.report
        threading.excepthook = self._report_thread
        qInstallMessageHandler(_log_qt)
        logger.info("started: %s", summary())

    def uninstall(self) -> None:
        """Restore the hooks and close the log."""
        qInstallMessageHandler(None)
        threading.excepthook = threading.__excepthook__
        sys.excepthook = sys.__excepthook__
        if self._handler is not None:
            logger.removeHandler(self._handler)
            self._handler.close()
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
        self._handler = self._faults = None

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log an uncaught error and emit `crashed`."""
        if issubclass(kind, KeyboardInterrupt):
            return
        text = describe(error, trace)
        logger.error("uncaught error\n%s", text)
        sys.stderr.write(text + "\n")
        self.crashed.emit(text)

    def diagnostics(self, problem: str) -> str:
        """The text of "Copy diagnostics": versions, the problem and the end of the log."""
        try:
            text = read_bytes(self.log_path, 2 * _LOG_BYTES).decode("utf-8", "replace")
            tail = text.splitlines()[-_TAIL_LINES:]
        except OSError:
            tail = ["(no log)"]
        return "\n".join([summary(), "", problem, "", "Log:", *tail])

    def _report_thread(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            self.report(hook.exc_type, hook.exc_value, hook.exc_traceback)

    def _open_log(self) -> None:
        logger.setLevel(logging.INFO)
        try:
            _keep_private(self.folder)
            self._handler = _PrivateLog(self.log_path, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES)
            self._faults = _open_private(self.folder / "faults.log", "w")
        except OSError as error:
            sys.stderr.write(f"No log can be written in {self.folder}: {error}\n")
            return
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger.addHandler(self._handler)
        logger.propagate = False
        faulthandler.enable(self._faults)


def _open_private(path: Path, mode: str) -> IO[str]:
    def private(name: str, flags: int) -> int:
        """A pipe in place of the file is refused, rather than waited for."""
        return os.open(name, flags | getattr(os, "O_NONBLOCK", 0), FILE_MODE)

    return open(path, mode, encoding="utf-8", errors="backslashreplace", opener=private)


def _keep_private(folder: Path) -> None:
    """Make the log's folder and its files, also of older versions, readable by their owner alone."""
    if folder.parent.name == NAME:
        make_private(folder.parent)
    make_private(folder)
    for path in files_in(folder):
        path.chmod(FILE_MODE)


def describe(error: BaseException, trace: TracebackType | None) -> str:
    """The error's type and where it happened, without its message; a StrideError adds its detail."""
    lines = [
        f"  {Path(place.filename).name}:{place.lineno} {place.name}" for place in traceback.extract_tb(trace)
    ]
    detail = f": {error.detail}" if isinstance(error, StrideError) and error.detail else ""
    return "\n".join([f"{type(error).__name__}{detail}", *lines])


def summary() -> str:
    """Versions of the program and of its dependencies, in one line."""
    return (
        f"Stride Desktop {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.system()} {platform.release()} {platform.machine()}"
    )


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    level = _LEVELS.get(kind, logging.WARNING)
    logger.log(level, "qt %s: %s", context.category, message)
    if level >= logging.WARNING:
        sys.stderr.write(f"{message}\n")


def unexpected(error: Exception, doing: str) -> StrideError:
    """Hand the error to the crash reporter; returns what the run is ended with."""
    sys.excepthook(type(error), error, error.__traceback__)
    what = f"Something unexpected went wrong while {doing}."
    return StrideError(what, "Start again; if it happens again, please report it.", type(error).__name__)
