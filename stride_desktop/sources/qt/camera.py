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
from stride_desktop.core.errors import PermissionDenied, SourceError
from stride_desktop.core.frames import Frame
from stride_desktop.sources.base import SourceInfo, SourceKind, Traits
from stride_desktop.sources.schedule import Schedule

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QCameraDevice, QCameraFormat, QVideoFrame, QVideoSink

SILENT_TICKS = 3
"""Seconds without a new frame after which a camera counts as gone; Qt does not report that."""

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

    While `frames` waits it handles this thread's Qt events, so it may be iterated on any thread, also one
    that runs no event loop; slots of objects that live on that thread are called meanwhile.
    Only frames that are taken are converted. Timestamps are stream time.
    """

    traits = Traits(live=True, noisy=True)

    def __init__(self, camera: str = "") -> None:
        self._wanted = camera
        self.info = SourceInfo(SourceKind.CAMERA, f"camera:{camera}", camera or "Default camera")

    def check(self) -> None:
        """Raise SourceError, or PermissionDenied, when it is not there; it is not opened."""
        _check_permission()
        _find(self._wanted)

    def frames(self, stop: threading.Event) -> Iterator[Frame]:
        """Yield a frame a second until `stop` is set.

        Raises PermissionDenied when the system keeps the camera from us, and SourceError when there is
        no such camera, it is in use, was unplugged or stopped giving frames.
        """
        _check_permission()
        device = _find(self._wanted)
        with _streaming(device) as (camera, sink):
            started = _run_events(
                stop,
                stream_time() + _START_SECONDS,
                lambda: sink.videoFrame().isValid() or camera.error() != camera.Error.NoError,
            )
            schedule, newest, silent = Schedule(), None, 0
            while started and _run_events(stop, schedule.next()):
                _check_error(camera, device)
                frame = sink.videoFrame()
                if not frame.isValid() or frame == newest:
                    silent += 1
                    _check_present(device, gone=newest is None or silent >= SILENT_TICKS)
                    continue
                newest, silent = frame, 0
                yield _converted(frame, device)


def list_cameras() -> list[SourceInfo]:
    """The cameras connected now; none without a QCoreApplication. Raises SourceError."""
    if QCoreApplication.instance() is None:
        return []
    _load_multimedia()
    return [
        SourceInfo(SourceKind.CAMERA, f"camera:{_id(device)}", device.description()) for device in _devices()
    ]


def _load_multimedia() -> None:
    """Import QtMultimedia, quietened: what matters reaches a person as an error. Raises SourceError."""
    QLoggingCategory.setFilterRules(_QUIET)
    try:
        import PySide6.QtMultimedia  # noqa: F401
    except ImportError as error:
        raise SourceError(
            "Cameras cannot be used: a part of Qt Multimedia is missing.",
            "On Debian and Ubuntu install libpulse0.",
            str(error),
        ) from error


def _devices() -> list[QCameraDevice]:
    from PySide6.QtMultimedia import QMediaDevices

    return QMediaDevices.videoInputs()


def _id(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode(errors="replace")


def _check_permission() -> None:
    """Raise PermissionDenied unless the system lets us see cameras. Asking is the app's business."""
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
            "The system has not been asked for the camera yet.",
            "Choose the camera in the window and allow its use when the system asks.",
        )


def _find(wanted: str) -> QCameraDevice:
    """The camera of this id or name, or the default one. Raises SourceError."""
    _load_multimedia()
    devices = _devices()
    if not devices:
        raise SourceError("No camera is connected.", "Connect a camera, or choose a screen or a video file.")
    for device in devices:
        if wanted in (_id(device), device.description()):
            return device
    if not wanted:
        return next((device for device in devices if device.isDefault()), devices[0])
    names = ", ".join(f"“{device.description()}”" for device in devices)
    raise SourceError(f"There is no camera “{wanted}”.", f"Connect it, or choose one of {names}.")


@contextmanager
def _streaming(device: QCameraDevice) -> Iterator[tuple[QCamera, QVideoSink]]:
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
        yield camera, sink
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
    """Let this thread's Qt events happen until the moment `until` (stream time) or until `ready`.

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


def _check_error(camera: QCamera, device: QCameraDevice) -> None:
    """Raise SourceError when Qt says that the camera cannot be used."""
    if camera.error() != camera.Error.NoError:
        raise SourceError(
            f"The camera “{device.description()}” cannot be used: {camera.errorString() or 'it failed'}.",
            "Close other programs that may be using it, or unplug it and plug it in again.",
        )


def _check_present(device: QCameraDevice, gone: bool) -> None:
    """Raise SourceError when a camera that gave no new frame is unplugged or has been silent too long."""
    if device not in _devices():
        raise SourceError(
            f"The camera “{device.description()}” was unplugged.",
            "Plug it in again and start watching again.",
        )
    if gone:
        raise SourceError(
            f"The camera “{device.description()}” stopped giving frames.",
            "Unplug it and plug it in again, or close other programs that use it, then start again.",
        )


def _converted(frame: QVideoFrame, device: QCameraDevice) -> Frame:
    from stride_desktop.sources.qt.pictures import to_image

    timestamp = stream_time()
    image = to_image(frame)
    if image is None:
        raise SourceError(
            f"The camera “{device.description()}” gives pictures in a format that cannot be read.",
            "Choose another camera.",
            frame.surfaceFormat().pixelFormat().name,
        )
    return Frame(image, timestamp)
