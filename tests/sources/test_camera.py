"""CameraSource on a real QCamera, whose V4L2 device is the preloaded one."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCameraPermission, QSize, Qt
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from stride_desktop.core.errors import PermissionDenied, SourceLost
from stride_desktop.sources.qt import camera
from tests.fake_camera import GREEN, REPOSITORY, FakeCamera

pytestmark = pytest.mark.camera


class Watcher:
    """The watcher program on the camera, report by report."""

    def __init__(self, fake_camera: FakeCamera, *arguments: str) -> None:
        self.process = fake_camera.start(sys.executable, "-m", "tests.sources.watcher", *arguments)
        self.sources: list[list[str]] = self.next()["sources"]

    def next(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        assert line, f"the watcher ended with code {self.process.wait()}"
        return json.loads(line)

    def until_state(self, *states: str) -> dict[str, Any]:
        """The next report that the source does one of these, others skipped."""
        while (report := self.next()).get("state") not in states:
            pass
        return report

    def stop(self) -> list[dict[str, Any]]:
        """Tell it to stop; what it still reported."""
        output, _ = self.process.communicate("stop\n", timeout=30)
        return [json.loads(line) for line in output.splitlines()]


@pytest.fixture
def watch(fake_camera: FakeCamera) -> Iterator[Callable[..., Watcher]]:
    """Starts watchers, and ends those that a failed test left running."""
    started: list[Watcher] = []

    def start(*arguments: str) -> Watcher:
        started.append(Watcher(fake_camera, *arguments))
        return started[-1]

    yield start
    for watcher in started:
        if watcher.process.poll() is None:
            watcher.process.kill()
        if not watcher.process.stdout.closed:
            watcher.process.communicate()


@pytest.mark.parametrize("thread", [[], ["--thread"]], ids=["main thread", "QThread"])
def test_a_frame_a_second_in_the_right_colour(
    fake_camera: FakeCamera, watch: Callable[..., Watcher], thread: list[str]
) -> None:
    watcher = watch(f"camera:{fake_camera.device}", *thread)
    assert watcher.sources == [[f"camera:{fake_camera.device}", "Fake Camera"]]
    reports = [watcher.next()]
    assert reports[0]["shape"] == [480, 640, 3]
    assert reports[0]["colour"] == pytest.approx([255, 0, 0], abs=2)
    fake_camera.show(GREEN)
    reports += [watcher.next(), watcher.next()]
    assert reports[2]["colour"] == pytest.approx([0, 255, 0], abs=2)
    times = [report["time"] for report in reports]
    assert times == sorted(set(times))
    assert times[2] - times[0] > 1  # two moments of the schedule, however late each was noticed
    rest = watcher.stop()
    assert [report for report in rest if "error" in report] == []
    assert sum("ended" in report for report in rest) == 1
    assert watcher.process.returncode == 0


def test_unplugged_and_then_frozen_it_goes_on_each_time(
    fake_camera: FakeCamera, watch: Callable[..., Watcher]
) -> None:
    watcher = watch("camera:Fake Camera", "--persistent", "--thread")
    watcher.until_state("live")
    assert "shape" in watcher.next()
    fake_camera.unplug()
    assert watcher.until_state("lost")["reason"] == "The camera “Fake Camera” was unplugged."
    watcher.until_state("reconnecting")
    fake_camera.show(GREEN)
    fake_camera.plug_in()
    watcher.until_state("live")
    assert watcher.next()["colour"] == pytest.approx([0, 255, 0], abs=2)
    fake_camera.set_frozen(True)
    assert watcher.until_state("lost")["reason"] == "The camera “Fake Camera” gives no pictures."
    fake_camera.set_frozen(False)
    watcher.until_state("live")
    assert "shape" in watcher.next()
    assert not [report for report in watcher.stop() if "error" in report]
    assert watcher.process.returncode == 0


def test_a_camera_in_use_says_so(fake_camera: FakeCamera, watch: Callable[..., Watcher]) -> None:
    fake_camera.set_busy(True)
    error = watch("camera:").next()
    assert "in use" in error["what"]
    assert "other programs" in error["remedy"]


def test_no_camera_and_an_unknown_one(fake_camera: FakeCamera, watch: Callable[..., Watcher]) -> None:
    error = watch("camera:Other").next()
    assert "no camera “Other”" in error["what"]
    assert "Fake Camera" in error["remedy"]
    fake_camera.unplug()
    watcher = watch("camera:")
    assert watcher.sources == []
    assert "No camera" in watcher.next()["what"]


class Application:
    """Stands where the Qt application is, and has this answer about the camera."""

    def __init__(self, answer: Qt.PermissionStatus) -> None:
        self._answer = answer

    def instance(self) -> Application:
        return self

    def checkPermission(self, permission: QCameraPermission) -> Qt.PermissionStatus:  # noqa: N802
        assert isinstance(permission, QCameraPermission)
        return self._answer


@pytest.mark.parametrize("answer", [Qt.PermissionStatus.Denied, Qt.PermissionStatus.Undetermined])
def test_a_camera_that_is_not_allowed(monkeypatch: pytest.MonkeyPatch, answer: Qt.PermissionStatus) -> None:
    monkeypatch.setattr(camera, "QCoreApplication", Application(answer))
    with pytest.raises(PermissionDenied) as caught:
        next(camera.CameraSource().frames(threading.Event()))
    assert caught.value.remedy


def test_a_damaged_frame_is_left_out_and_nothing_but_damaged_ones_is_a_loss() -> None:
    sink = SimpleNamespace(videoFrame=QVideoFrame)
    stream = camera.RunningCamera(SimpleNamespace(description=lambda: "Cam"), None, sink)
    good = QVideoFrame(QVideoFrameFormat(QSize(16, 16), QVideoFrameFormat.PixelFormat.Format_BGRX8888))
    assert stream.converted(QVideoFrame()) is None
    assert stream.converted(QVideoFrame()) is None
    assert stream.converted(good).image.shape == (16, 16, 3)
    assert [stream.converted(QVideoFrame()) for _ in range(2)] == [None, None]
    with pytest.raises(SourceLost, match="cannot be read"):
        stream.converted(QVideoFrame())


def test_without_a_qt_application() -> None:
    code = (
        "import threading\n"
        "from stride_desktop.sources.catalog import list_sources, open_source\n"
        "print([info.address for info in list_sources() if info.kind.name == 'camera'])\n"
        "try:\n    next(open_source('camera:').frames(threading.Event()))\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=REPOSITORY
    )
    assert done.stdout.splitlines() == [
        "[]",
        "SourceError Cameras need a Qt application. Start the program as usual.",
    ]
