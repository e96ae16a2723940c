"""Uncaught errors, from any thread, end in the log and in one dialog, without private words."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import qInstallMessageHandler, qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from stride_desktop.app.system.crash import CrashReporter, describe, logger
from stride_desktop.app.system.notices import Level, Notice
from stride_desktop.app.window.fault_dialog import FaultDialog
from stride_desktop.core.errors import StrideError

REQUEST = "tell me when the secret door opens"


@pytest.fixture
def reporter(tmp_path, qapp):  # noqa: ARG001
    before = sys.excepthook, threading.excepthook
    handler = qInstallMessageHandler(None)
    reporter = CrashReporter(tmp_path / "log")
    reporter.install()
    yield reporter
    reporter.uninstall()
    sys.excepthook, threading.excepthook = before
    qInstallMessageHandler(handler)


def raise_with_request():
    raise ValueError(f"cannot parse {REQUEST}")


def test_an_error_of_any_thread_is_logged_and_told(reporter, qtbot, capfd):
    with qtbot.waitSignal(reporter.crashed, timeout=10_000) as told:
        thread = threading.Thread(target=raise_with_request)
        thread.start()
        thread.join()
    (text,) = told.args
    assert "ValueError" in text
    assert "raise_with_request" in text
    log = reporter.log_path.read_text()
    assert "raise_with_request" in log
    for private in (log, text, reporter.diagnostics(text), capfd.readouterr().err):
        assert REQUEST not in private


def test_only_its_owner_can_read_the_log_also_what_an_older_version_left(tmp_path, qapp):  # noqa: ARG001
    folder = tmp_path / "stride-desktop" / "log"
    folder.mkdir(parents=True, mode=0o755)
    for name in ("stride-desktop.log", "stride-desktop.log.1", "faults.log"):
        (folder / name).touch(mode=0o644)
    reporter = CrashReporter(folder)
    reporter.install()
    logger.handlers[-1].doRollover()
    logger.warning("in a new file")
    reporter.uninstall()
    assert (folder / "stride-desktop.log.2").exists()
    files = [*folder.iterdir()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (folder, folder.parent)} == {0o700}


def test_the_detail_of_our_own_errors_is_kept_and_their_words_are_not():
    error = StrideError(f"“{REQUEST}” is too long.", "Shorten it.", "tokens=900")
    assert describe(error, None) == "StrideError: tokens=900"


def test_qt_warnings_are_logged(reporter, capfd):
    qWarning("something about a widget")
    assert "something about a widget" in reporter.log_path.read_text()
    capfd.readouterr()


def test_the_log_rotates(reporter):
    for _ in range(60):
        logger.info("x" * 50_000)
    files = sorted(reporter.folder.glob("stride-desktop.log*"))
    assert 2 <= len(files) <= 4
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_a_folder_that_cannot_be_written_does_not_stop_the_program(tmp_path, capfd):
    blocked = tmp_path / "file"
    blocked.write_text("")
    reporter = CrashReporter(blocked / "log")
    reporter.install()
    reporter.uninstall()
    assert "No log can be written" in capfd.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("name", ["stride-desktop.log", "faults.log"])
def test_a_pipe_in_place_of_a_log_is_not_waited_for(tmp_path, qapp, capfd, name):  # noqa: ARG001
    (tmp_path / "log").mkdir()
    os.mkfifo(tmp_path / "log" / name)
    reporter = CrashReporter(tmp_path / "log")
    reporter.install()
    assert "Log:" in reporter.diagnostics("something")
    reporter.uninstall()
    assert "No log can be written" in capfd.readouterr().err


def test_a_hard_crash_leaves_its_stack(tmp_path):
    script = (
        "import sys, faulthandler\nfrom pathlib import Path\n"
        "from stride_desktop.app.system.crash import CrashReporter\n"
        "reporter = CrashReporter(Path(sys.argv[1]))\nreporter.install()\nfaulthandler._sigsegv()\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], timeout=60, capture_output=True)
    assert done.returncode != 0
    assert "Segmentation fault" in (tmp_path / "faults.log").read_text()


def test_a_dialog_with_diagnostics_to_copy(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    notice = Notice(Level.FAULT, "Something went wrong.", "Report it.", "the diagnostics")
    dialog = FaultDialog(notice, window)
    dialog.show()
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == "the diagnostics"
    dialog.close()
    qtbot.waitUntil(lambda: window.findChildren(FaultDialog) == [], timeout=10_000)
