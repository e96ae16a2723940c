"""A video stream of PipeWire, read through its C library: no Python package offers it.

The library calls back on a thread of its own, with its lock held; only the newest buffer is kept, as it is.
Its pixels are copied when a picture is taken, once a second.
"""

from __future__ import annotations

import atexit
import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_bool, c_char_p, c_int, c_uint32, c_void_p
from typing import Any

from stride_desktop.core.errors import SourceError, SourceLost
from stride_desktop.core.frames import Image
from stride_desktop.sources.shared import pods
from stride_desktop.sources.shared.buffers import Buffer, has_picture, picture_in

_LIBRARY = "libpipewire-0.3.so.0"
_INPUT = 0
_AUTOCONNECT, _MAP_BUFFERS, _DONT_RECONNECT = 1, 4, 128
_ERROR, _UNCONNECTED = -1, 0
_FRAMES_PER_SECOND = 5
"""More would cost the desktop time; with fewer, a picture would be older when it is taken."""

_PROPERTIES = b"media.type=Video media.category=Capture media.role=Screen"

_OnPlain = CFUNCTYPE(None, c_void_p)
_OnParameter = CFUNCTYPE(None, c_void_p, c_uint32, c_void_p)
_OnBuffer = CFUNCTYPE(None, c_void_p, POINTER(Buffer))


class _Events(Structure):
    """Version 0 of the events of a stream."""

    _fields_ = (
        ("version", c_uint32),
        ("destroy", c_void_p),
        ("state_changed", c_void_p),
        ("control_info", c_void_p),
        ("io_changed", c_void_p),
        ("param_changed", _OnParameter),
        ("add_buffer", c_void_p),
        ("remove_buffer", _OnBuffer),
        ("process", _OnPlain),
        ("drained", c_void_p),
    )


class VideoStream:
    """The stream of a node. Made, used and closed on one thread."""

    def __init__(self, descriptor: int, node: int) -> None:
        """Connect to a node. descriptor: a connection to PipeWire, taken over. Raises SourceError."""
        self._library = library = load_library()
        self._format: pods.VideoFormat | None = None
        self._held: Any = None  # the newest buffer; it stays as it is until it is given back
        self._last: Image | None = None  # its picture, once the buffer has been taken away
        self._kept: list[object] = []  # what C refers to
        self._core = self._stream = None
        self._loop = library.pw_thread_loop_new(b"stride-screen", None)
        atexit.register(self._stop)  # it must not call back while Python ends
        self._context = library.pw_context_new(library.pw_thread_loop_get_loop(self._loop), None, 0)
        if self._context:
            self._core = library.pw_context_connect_fd(self._context, descriptor, None, 0)
        else:
            os.close(descriptor)
        if self._core:
            properties = library.pw_properties_new_string(_PROPERTIES)
            self._stream = library.pw_stream_new(self._core, b"stride-desktop", properties)
        if not self._stream or not self._connect(node):
            self.close()
            raise SourceError(
                "The shared screen cannot be read: PipeWire refused the connection.",
                "Check that PipeWire runs (systemctl --user status pipewire), or log in again.",
            )

    def close(self) -> None:
        """End the stream and its connection."""
        library = self._library
        atexit.unregister(self._stop)
        self._stop()
        self._held = None
        if self._stream:
            library.pw_stream_destroy(self._stream)
        if self._core:
            library.pw_core_disconnect(self._core)
        if self._context:
            library.pw_context_destroy(self._context)
        library.pw_thread_loop_destroy(self._loop)
        self._kept.clear()

    def picture(self) -> Image | None:
        """The newest picture, RGB, a copy; None before the first one. Raises SourceLost when it ended.

        A screen that does not change sends none: the newest picture is what it shows now.
        """
        with self._locked():
            message = c_char_p()
            state = self._library.pw_stream_get_state(self._stream, ctypes.byref(message))
            if state in (_ERROR, _UNCONNECTED):
                detail = (message.value or b"").decode(errors="replace")
                raise SourceLost("The desktop sends the shared picture no more.", "Share it again.", detail)
            if self._held and self._format is not None:
                return picture_in(self._held.contents, self._format)
            return None if self._last is None else self._last.copy()

    def set_active(self, active: bool) -> None:
        """Pause or resume; when it resumes, the desktop sends its picture, also one that has not changed."""
        with self._locked():
            self._library.pw_stream_set_active(self._stream, active)

    def _stop(self) -> None:
        """End the library's thread."""
        self._library.pw_thread_loop_stop(self._loop)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._library.pw_thread_loop_lock(self._loop)
        try:
            yield
        finally:
            self._library.pw_thread_loop_unlock(self._loop)

    def _connect(self, node: int) -> bool:
        """Begin to receive; False when PipeWire refuses it."""
        events = _Events(
            param_changed=_OnParameter(self._on_parameter),
            remove_buffer=_OnBuffer(self._on_removed),
            process=_OnPlain(self._on_process),
        )
        hook = (c_void_p * 6)()
        self._kept += [events, hook]
        self._library.pw_stream_add_listener(self._stream, hook, ctypes.byref(events), None)
        flags = _AUTOCONNECT | _MAP_BUFFERS | _DONT_RECONNECT  # never to a camera once the screen is gone
        offered = _parameters(pods.acceptable_formats(_FRAMES_PER_SECOND))
        results: tuple[int, int] = (
            self._library.pw_stream_connect(self._stream, _INPUT, node, flags, *offered),
            self._library.pw_thread_loop_start(self._loop),
        )
        return min(results) >= 0

    def _on_parameter(self, _: object, number: int, pod: int | None) -> None:
        if number != pods.FORMAT or not pod:
            return
        self._set_held_aside()
        self._format = pods.agreed_format(ctypes.string_at(pod, 8 + c_uint32.from_address(pod).value))
        wanted = _parameters(pods.wanted_buffers(), pods.wanted_crop())
        self._library.pw_stream_update_params(self._stream, *wanted)

    def _on_process(self, _: object) -> None:
        """Keep the newest buffer with a picture, and give the others back."""
        while buffer := self._library.pw_stream_dequeue_buffer(self._stream):
            if has_picture(buffer.contents):
                buffer, self._held = self._held, buffer
            if buffer:
                self._library.pw_stream_queue_buffer(self._stream, buffer)

    def _on_removed(self, _: object, buffer: Any) -> None:  # noqa: ANN401
        """A buffer is taken away, as all are when the size changes or the stream pauses."""
        if self._held and _address(self._held) == _address(buffer):
            self._set_held_aside()

    def _set_held_aside(self) -> None:
        if self._held and self._format is not None:
            self._last = picture_in(self._held.contents, self._format)
        self._held = None


def load_library() -> Any:  # noqa: ANN401
    """PipeWire's C library, initialized. Raises SourceError when it is not installed."""
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise SourceError(
            "Screens cannot be watched in this Wayland session: the library of PipeWire is missing.",
            "Install it: on Debian and Ubuntu libpipewire-0.3-0, on Fedora pipewire-libs.",
            str(error),
        ) from error
    for name, result, arguments in _FUNCTIONS:
        function = getattr(library, name)  # library[name] would be another object each time
        function.restype, function.argtypes = result, arguments
    library.pw_init(None, None)
    return library


_FUNCTIONS: tuple[tuple[str, Any, tuple[Any, ...]], ...] = (
    ("pw_init", None, (c_void_p, c_void_p)),
    ("pw_thread_loop_new", c_void_p, (c_char_p, c_void_p)),
    ("pw_thread_loop_get_loop", c_void_p, (c_void_p,)),
    ("pw_thread_loop_start", c_int, (c_void_p,)),
    ("pw_thread_loop_stop", None, (c_void_p,)),
    ("pw_thread_loop_lock", None, (c_void_p,)),
    ("pw_thread_loop_unlock", None, (c_void_p,)),
    ("pw_thread_loop_destroy", None, (c_void_p,)),
    ("pw_context_new", c_void_p, (c_void_p, c_void_p, ctypes.c_size_t)),
    ("pw_context_connect_fd", c_void_p, (c_void_p, c_int, c_void_p, ctypes.c_size_t)),
    ("pw_context_destroy", None, (c_void_p,)),
    ("pw_core_disconnect", c_int, (c_void_p,)),
    ("pw_properties_new_string", c_void_p, (c_char_p,)),
    ("pw_stream_new", c_void_p, (c_void_p, c_char_p, c_void_p)),
    ("pw_stream_destroy", None, (c_void_p,)),
    ("pw_stream_add_listener", None, (c_void_p, c_void_p, c_void_p, c_void_p)),
    ("pw_stream_connect", c_int, (c_void_p, c_int, c_uint32, c_int, c_void_p, c_uint32)),
    ("pw_stream_get_state", c_int, (c_void_p, POINTER(c_char_p))),
    ("pw_stream_set_active", c_int, (c_void_p, c_bool)),
    ("pw_stream_update_params", c_int, (c_void_p, c_void_p, c_uint32)),
    ("pw_stream_dequeue_buffer", POINTER(Buffer), (c_void_p,)),
    ("pw_stream_queue_buffer", c_int, (c_void_p, POINTER(Buffer))),
)
"""Functions of the library: their names, results and arguments."""


def _parameters(*values: bytes) -> tuple[Any, int]:
    """Parameters as an array of pointers to them, and their number."""
    texts = [ctypes.create_string_buffer(value, len(value)) for value in values]
    array = (c_void_p * len(texts))(*map(ctypes.addressof, texts))
    array.kept = texts  # type: ignore[attr-defined]
    return array, len(texts)


def _address(buffer: Any) -> int:  # noqa: ANN401
    return ctypes.addressof(buffer.contents)
