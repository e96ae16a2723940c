"""Every test of the window leaves no window and no thread behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QThread
from PySide6.QtWidgets import QApplication, QWidget


def top_level_widgets(app: QApplication) -> list[QWidget]:
    """Windows that Qt still knows, after everything due for deletion is gone."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return app.topLevelWidgets()


def running_threads() -> list[QThread]:
    """QThreads that have not ended."""
    objects = [item for item in gc.get_objects() if type.__instancecheck__(QThread, item)]
    return [thread for thread in objects if shiboken6.isValid(thread) and thread.isRunning()]


@pytest.fixture(autouse=True)
def no_leaks(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a top-level widget or a running QThread."""
    windows = set(top_level_widgets(qapp))
    threads = {id(thread) for thread in running_threads()}
    yield
    left = [widget for widget in top_level_widgets(qapp) if widget not in windows]
    assert not left, f"windows left: {left}"
    alive = [thread for thread in running_threads() if id(thread) not in threads]
    assert not alive, f"threads left: {alive}"
