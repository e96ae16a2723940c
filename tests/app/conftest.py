"""Every test of the window leaves no window and no thread behind."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread
from PySide6.QtWidgets import QApplication, QWidget


def windows_left(app: QApplication, known: set[QWidget]) -> list[QWidget]:
    """Top-level widgets beyond `known`, after everything due for deletion is gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [widget for widget in app.topLevelWidgets() if widget not in known]


@pytest.fixture(scope="session")
def started_threads() -> Iterator[weakref.WeakSet[QThread]]:
    """Every QThread that was started and still is an object."""
    started: weakref.WeakSet[QThread] = weakref.WeakSet()
    start = QThread.start

    def remember(thread: QThread, *arguments: object) -> None:
        started.add(thread)
        start(thread, *arguments)

    QThread.start = remember
    yield started
    QThread.start = start


@pytest.fixture(scope="session")
def collects_here() -> Iterator[None]:
    """Garbage is collected between tests and on this thread, as the program itself does it.

    What was imported is not looked through each time: beside torch that takes half a second.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.fixture(autouse=True)
def no_leaks(
    qapp: QApplication,
    started_threads: weakref.WeakSet[QThread],
    collects_here: None,  # noqa: ARG001
) -> Iterator[None]:
    """Fail a test that leaves a top-level widget or a running QThread."""
    known = set(qapp.topLevelWidgets())
    started_threads.clear()
    yield
    windows_left(qapp, known)
    gc.collect()
    assert not (left := windows_left(qapp, known)), f"windows left: {left}"
    alive = [thread for thread in started_threads if shiboken6.isValid(thread) and thread.isRunning()]
    assert not alive, f"threads left: {alive}"


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show no notification on the desktop of whoever runs the tests."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
