"""A camera through Qt: names, permissions and hot-plug on every platform.

QtMultimedia is loaded when the first camera is listed or opened: it takes a while, and the
window is to be there before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QCameraPermission, QCoreApplication, QEventLoop, QLoggingCategory, Qt, QTimer
from shiboken6 import Shiboken

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import PermissionDenied, SourceError, SourceLost
from stride_desktop.core.frames import Frame
from stride_desktop.sources.base import Frames, Opening, SourceInfo
from stride_desktop.sources.cameras import Camera, SoughtCamera, check_access, port_of, shown_names, unplugged
from stride_desktop.sources.catalog import CAMERA
from stride_desktop.sources.schedule import LOOK_SECONDS, SILENT_SECONDS, Schedule, Silence

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QCameraDevice, QCameraFormat, QVideoFrame, QVideoSink

_NOTICE_SECONDS = 0.05
"""Qt notices what was plugged in on the thread that first asked for cameras, which may be this one."""

_MOST_UNREADABLE = 3
"""Frames in a row that may be damaged, as those of a bad cable are now and then."""

_START_SECONDS = 10.0  # some cameras take long to warm up
_WAIT = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
_STOP_POLL = 100  # milliseconds between looks at the stop event
_QUIET = """
qt.multimedia.symbolsresolver=false
qt.multimedia.ffmpeg.info=false
qt.multimedia.ffmpeg.v4l2camera=false
"""
_WANTED_PIXELS = 1280 * 720


class CameraSource:
    """Watches one camera; the newest frame of each second.

    camera: its id (such as "/dev/video0") or its name; empty for the system's default camera.
    chosen: its entry in a list of sources; only that camera is watched. Iterated again, it is the same camera
        as before, never another one.

    While `frames` waits it handles this thread's Qt events, so it may be iterated on any thread, also one
    that runs no event loop; slots of objects that live on that thread are called meanwhile.
    Only frames that are taken are converted. Timestamps are stream time.
    """

    traits = CAMERA.traits
    warning = ""

    def __init__(self, camera: str = "", chosen: SourceInfo | None = None) -> None:
        self._sought = SoughtCamera(camera, chosen.identity if chosen is not None else "")
        self.info = chosen or SourceInfo(CAMERA, f"camera:{camera}", camera or "Default camera")

    def check(self) -> None:
        """Raise SourceError, or PermissionDenied, when the camera is not available; does not open it."""
        _check_permission()
        load_multimedia()
        cameras = [_known(device) for device in _inputs()]
        if not cameras:
            check_access()
        self._sought.find(cameras)

    def frames(self, stop: threading.Event) -> Frames:
        """Yield a frame a second until `stop` is set.

        Raises PermissionDenied when the system denies access to the camera, SourceError when there is no such
        camera or it is in use, and SourceLost when it was unplugged or stopped giving frames.
        """
        _check_permission()
        load_multimedia()
        if not _run_events(stop, stream_time() + _NOTICE_SECONDS):
            return
        devices = {_known(device): device for device in _inputs()}
        device = devices[self._sought.find(list(devices))]
        with _streaming(device) as stream:
            if not stream.start(stop):
                return
            schedule = Schedule()
            due, taken = schedule.next(), None
            while _run_events(stop, min(due, stream_time() + LOOK_SECONDS)):
                try:
                    newest = stream.look()
                except SourceLost:
                    self._sought.note([_known(other) for other in _inputs()])
                    raise
                if stream_time() < due:
                    continue
                due = schedule.next()
                if taken is None or newest != taken:
                    taken = newest
                    if (frame := stream.converted(newest)) is not None:
                        yield frame


class RunningCamera:
    """A running camera and its newest frame."""

    def __init__(self, device: QCameraDevice, camera: QCamera, sink: QVideoSink) -> None:
        self._device = device
        self._camera = camera
        self._sink = sink
        self._newest = sink.videoFrame()
        self._unreadable = 0  # frames in a row
        self._silence = Silence()

    def start(self, stop: threading.Event) -> bool:
        """Wait for the first frame; False when `stop` was set. Raises SourceLost."""
        going_on = _run_events(stop, stream_time() + _START_SECONDS, self._decided)
        if going_on and not self._sink.videoFrame().isValid():
            raise self._lost()
        self._silence = Silence()
        return going_on

    def look(self) -> QVideoFrame:
        """The newest frame. Raises SourceLost when the camera has stopped giving frames."""
        frame = self._sink.videoFrame()
        came = frame.isValid() and frame != self._newest and not self._failed
        silent = self._silence.look(came) >= SILENT_SECONDS
        if came:
            self._newest = frame
        elif silent or self._failed or self._unplugged:  # Qt does not report the silence
            raise self._lost()
        return self._newest

    def converted(self, frame: QVideoFrame) -> Frame | None:
        """The frame with its time; None when it is damaged. Raises SourceLost after many damaged ones."""
        from stride_desktop.sources.qt.pictures import to_image

        timestamp = stream_time()
        image = to_image(frame)
        if image is not None:
            self._unreadable = 0
            return Frame(image, timestamp)
        self._unreadable += 1
        if self._unreadable < _MOST_UNREADABLE:
            return None
        raise SourceLost(
            f"The camera “{self._device.description()}” gives pictures in a format that cannot be read.",
            "Unplug it and plug it in again, or choose another camera.",
            frame.surfaceFormat().pixelFormat().name,
        )

    @property
    def _unplugged(self) -> bool:
        return self._device not in _inputs()

    @property
    def _failed(self) -> bool:
        """Whether Qt reports that the camera cannot be used."""
        return self._camera.error() != self._camera.Error.NoError

    def _decided(self) -> bool:
        """Whether the camera has started or failed."""
        return self._failed or self._sink.videoFrame().isValid() or self._unplugged

    def _lost(self) -> SourceLost:
        name = self._device.description()
        if self._unplugged:
            return unplugged(name)
        why = "gives no pictures"
        if self._failed:
            why = f"cannot be used: {self._camera.errorString() or 'it failed'}"
        return SourceLost(
            f"The camera “{name}” {why}.",
            "Close other programs that may be using it, or unplug it and plug it in again.",
        )


def open_source(address: str, opening: Opening) -> CameraSource:
    """The camera at an address, such as "camera:/dev/video0". Raises SourceError when it is not connected."""
    camera = CameraSource(address.partition(":")[2], opening.chosen)
    camera.check()
    return camera


def list_sources() -> list[SourceInfo]:
    """The cameras connected now; none without a QCoreApplication. Raises SourceError."""
    if QCoreApplication.instance() is None:
        return []
    load_multimedia()
    cameras = [_known(device) for device in _inputs()]
    if not cameras:
        check_access()
    return [
        SourceInfo(CAMERA, f"camera:{camera.id}", name, camera.identity)
        for camera, name in zip(cameras, shown_names(cameras), strict=True)
    ]


def load_multimedia() -> None:
    """Import QtMultimedia and silence its log: errors are raised instead. Raises SourceError."""
    QLoggingCategory.setFilterRules(_QUIET)
    try:
        import PySide6.QtMultimedia  # noqa: F401
    except ImportError as error:
        raise SourceError(
            "Cameras cannot be used: a part of Qt Multimedia is missing.",
            "On Debian and Ubuntu install libpulse0.",
            str(error),
        ) from error


def _inputs() -> list[QCameraDevice]:
    from PySide6.QtMultimedia import QMediaDevices

    return QMediaDevices.videoInputs()


def _known(device: QCameraDevice) -> Camera:
    number = bytes(device.id().data()).decode(errors="replace")
    return Camera(number, device.description(), port_of(number), device.isDefault())


def _check_permission() -> None:
    """Raise PermissionDenied unless the system allows cameras; requests no permission, which the app does."""
    application = QCoreApplication.instance()
    if application is None:
        raise SourceError(
            "Cameras need a Qt application.", "Start the program as usual.", "no QCoreApplication"
        )
    status = application.checkPermission(QCameraPermission())
    if status == Qt.PermissionStatus.Denied:
        raise PermissionDenied(
            "The system does not let this program use the camera.",
            "Allow it in the system settings under Privacy → Camera, then start again.",
        )
    if status == Qt.PermissionStatus.Undetermined:
        raise PermissionDenied(
            "The permission to use the camera has not been requested yet.",
            "Choose the camera in the window and allow its use when the system asks.",
        )


@contextmanager
def _streaming(device: QCameraDevice) -> Iterator[RunningCamera]:
    """A running camera; all of it is made and destroyed on this thread."""
    from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QVideoSink

    camera, session, sink = QCamera(device), QMediaCaptureSession(), QVideoSink()
    try:
        chosen = _cheapest_format(device.videoFormats())
        if chosen is not None:
            camera.setCameraFormat(chosen)
        session.setCamera(camera)
        session.setVideoSink(sink)
        camera.start()
        yield RunningCamera(device, camera, sink)
    finally:
        camera.stop()
        for part in (session, sink, camera):
            Shiboken.delete(part)  # now and here, not when and where Python collects it


def _cheapest_format(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """Near 1280×720, uncompressed if possible, as few frames as the camera can give above 5 a second."""
    from PySide6.QtMultimedia import QVideoFrameFormat

    def cost(choice: QCameraFormat) -> tuple[int, bool, bool, float]:
        pixels = choice.resolution().width() * choice.resolution().height()
        compressed = choice.pixelFormat() == QVideoFrameFormat.PixelFormat.Format_Jpeg
        rate = choice.maxFrameRate()
        return abs(pixels - _WANTED_PIXELS), compressed, rate < 5, rate

    return min(formats, key=cost, default=None)


def _run_events(stop: threading.Event, until: float, ready: Callable[[], bool] = lambda: False) -> bool:
    """Process this thread's Qt events until the moment `until` (stream time) or until `ready`.

    False when `stop` was set. Looks at all three between events, in plain Python, so that an
    interrupt from the keyboard is raised here and not swallowed in a slot.
    """
    loop = QEventLoop()
    poll, alarm = QTimer(), QTimer()  # they only wake the loop
    alarm.setTimerType(Qt.TimerType.PreciseTimer)
    alarm.setSingleShot(True)
    alarm.start(max(0, ceil((until - stream_time()) * 1000)))
    poll.start(_STOP_POLL)
    while not stop.is_set() and stream_time() < until and not ready():
        loop.processEvents(_WAIT)
    return not stop.is_set()
