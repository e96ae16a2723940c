"""Where the window was, whatever is in the file: it opens, and says what it could not use."""

from __future__ import annotations

import os
import random

import pytest
from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QLineEdit, QMainWindow, QSplitter

from stride_desktop.app.system.window_state import WindowState


@pytest.fixture
def path(tmp_path):
    (tmp_path / "config").mkdir()
    return tmp_path / "config" / "window.ini"


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.split = QSplitter(Qt.Orientation.Horizontal, window)
    for _ in range(2):
        window.split.addWidget(QLineEdit())
    window.setCentralWidget(window.split)
    window.resize(640, 480)
    window.show()
    return window


def write(path, window):
    state = WindowState(path)
    state.set_flag("told of tray", True)
    state.keep(window, {"views": window.split})


def test_what_was_kept_is_there_again(path, window):
    window.split.setSizes([100, 300])
    window.setGeometry(30, 40, 500, 300)
    sizes = window.split.sizes()
    write(path, window)
    window.resize(640, 480)
    window.split.setSizes([300, 100])
    state = WindowState(path)
    assert state.notice is None
    state.restore(window, {"views": window.split})
    assert (window.width(), window.height()) == (500, 300)
    assert window.split.sizes() == sizes
    assert (state.flag("told of tray"), state.flag("other")) == (True, False)


@pytest.mark.parametrize(
    "content",
    [
        b"\0" * 100,
        b"\xff\xfe[\0G\0",
        bytes(random.Random(1).randbytes(2000)),
        b"no setting at all\n",
        b"[General]\nviews=@Variant(\\0\\0\\0\\x7f\\0\\0\\0\\xfQKeySequence)\n",
        b"[General]\n" + b"a=" + b"b" * (2 << 20),
    ],
)
def test_a_damaged_file_is_set_aside_and_told_once(path, window, content):
    path.write_bytes(content)
    state = WindowState(path)
    (aside,) = path.parent.glob("window.ini.corrupt-*")
    assert aside.read_bytes() == content
    assert aside.name in state.notice.remedy
    state.restore(window, {"views": window.split})
    state.keep(window, {"views": window.split})
    assert WindowState(path).notice is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
@pytest.mark.parametrize("movable", [True, False])
def test_a_pipe_is_not_waited_for(path, window, monkeypatch, movable):
    os.mkfifo(path)
    if not movable:

        def refuse(*_):
            raise OSError(30, "Read-only file system")

        monkeypatch.setattr("pathlib.Path.rename", refuse)
    state = WindowState(path)
    assert "Not a regular file" in state.notice.what
    state.restore(window, {"views": window.split})
    state.set_flag("told of tray", True)
    state.keep(window, {"views": window.split})
    assert path.is_file() is movable


def test_a_damaged_state_turns_and_widens_nothing(path, window):
    write(path, window)
    memory = QSettings(str(path), QSettings.Format.IniFormat)
    geometry, views = (bytes(memory.value(key)) for key in ("geometry", "views"))
    generator = random.Random(7)
    handle = window.split.handleWidth()
    for _ in range(60):
        for name, good in (("geometry", geometry), ("views", views)):
            bad = bytearray(good)
            for _ in range(generator.randint(1, 6)):
                bad[generator.randrange(len(bad))] = generator.randrange(256)
            memory.setValue(name, QByteArray(bytes(bad)[: generator.randint(0, len(bad))]))
        memory.sync()
        WindowState(path).restore(window, {"views": window.split})
        assert window.split.orientation() is Qt.Orientation.Horizontal
        assert window.split.handleWidth() == handle
        area = window.screen().availableGeometry()
        assert window.width() <= area.width()
        assert window.frameGeometry().intersects(area)
