"""The pictures of a network camera's stream, read on a thread so that the newest one is current."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from fractions import Fraction

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard
from av.video.codeccontext import VideoCodecContext
from av.video.stream import VideoStream

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceError, SourceLost
from stride_desktop.core.frames import Image
from stride_desktop.sources.network_address import NetworkAddress
from stride_desktop.sources.network_failures import connection_ended
from stride_desktop.sources.network_limits import SILENCE_SECONDS, START_SECONDS
from stride_desktop.sources.network_pace import Pace
from stride_desktop.sources.network_stream import opened_stream
from stride_desktop.sources.pixels import rgb
from stride_desktop.sources.schedule import LOOK_SECONDS, SILENT_SECONDS
from stride_desktop.sources.stop_signal import StopSignal

_HELD_BACK = {"rtsp": 1, "mpegts": 2}
"""Number of later packets that have to begin before FFmpeg gives a packet of a format; of others none."""

_SEGMENT_LATE = 1.0
"""Seconds by which a segment of a playlist may come late without an interruption of the pictures."""

_PATIENCE = 2.0
"""Number of usual intervals for which a slow camera may be silent."""


@dataclass(frozen=True, slots=True, eq=False)
class StreamPicture:
    """The newest picture of a stream. pixel_shape: width to height. at: stream second at which it came.

    coded: a packet of a stream in which each decodes by itself, and is decoded only when it is wanted, by
    `decoder`.
    """

    coded: av.VideoFrame | Packet[VideoStream]
    decoder: VideoCodecContext
    pixel_shape: Fraction | None
    at: float

    def image(self) -> Image | None:
        """The picture in RGB; None for a damaged one."""
        try:
            frame = self.coded
            if isinstance(frame, Packet):
                frame = self.decoder.decode(frame)[0]
            return rgb(frame, self.pixel_shape)
        except (av.FFmpegError, IndexError, ValueError, MemoryError):
            return None


class StreamReader:
    """Reads a stream on its own thread, so that the newest picture is always current.

    After `close` the thread ends within the limits of its connection; nothing waits for it.
    """

    def __init__(self, address: NetworkAddress) -> None:
        self._address = address
        self._ended = StopSignal()
        self._changed = threading.Condition()
        self._newest: StreamPicture | None = None
        self._intervals: deque[float] = deque(maxlen=8)
        self._over = False
        self._error: SourceError | None = None
        threading.Thread(target=self._read, name="network camera", daemon=True).start()

    def close(self) -> None:
        """Stop reading, and keep nothing of the stream.

        The trace of a raised error refers to this reader: with it, the decoder and its pictures would stay
        until Python looks for cycles, which takes it hours.
        """
        self._ended.set()
        with self._changed:
            self._newest = self._error = None

    def started(self, stop: threading.Event) -> bool:
        """Wait for the first picture; False when `stop` was set or there is none. Raises SourceError."""
        until = time.monotonic() + START_SECONDS
        with self._changed:
            while self._newest is None and not self._over and not stop.is_set():
                if time.monotonic() > until:
                    raise SourceLost(f"{self._address.shown} gives no pictures.", "Check the camera.")
                self._changed.wait(LOOK_SECONDS)
        return not stop.is_set() and self.newest() is not None

    def newest(self) -> StreamPicture | None:
        """The newest picture; None once the stream has come to its end. Raises SourceError."""
        with self._changed:
            if self._error is not None:
                raise self._error
            return None if self._over else self._newest

    @property
    def patience(self) -> float:
        """Seconds without a picture that are normal for this camera."""
        with self._changed:
            usual = max(self._intervals, default=SILENCE_SECONDS)
        return min(max(SILENT_SECONDS, _PATIENCE * usual), SILENCE_SECONDS)

    def _read(self) -> None:
        try:
            with opened_stream(self._address, self._ended) as container:
                self._drain(container)
                if not container.duration:
                    raise connection_ended(self._address)
            self._end(None)
        except SourceError as error:
            self._end(error)
        except Exception as error:  # of whatever kind; its words may hold the password
            what = f"{self._address.shown} stopped making sense."
            self._end(SourceLost(what, "Check the camera.", type(error).__name__))

    def _end(self, error: SourceError | None) -> None:
        """No picture comes any more. error: why; None when the stream came to its end."""
        with self._changed:
            self._over = True
            if not self._ended.is_set():
                self._error = error
            self._changed.notify_all()

    def _drain(self, container: InputContainer) -> None:
        """Read packets to the end. Raises SourceError when they contain no video."""
        stream = _video_of(container, self._address)
        segments = container.format.name == "hls" and not container.duration
        pace = Pace(self._ended, _SEGMENT_LATE * segments) if container.duration or segments else None
        arrivals: deque[float] = deque(maxlen=1 + _HELD_BACK.get(container.format.name, 0))
        for packet in container.demux(stream):
            if self._ended.is_set():
                return
            if pace is not None and packet.dts is not None and packet.time_base is not None:
                pace.wait(float(packet.dts * packet.time_base))
            arrivals.append(stream_time())
            if packet.size:
                self._take(packet, stream, arrivals[0])

    def _take(self, packet: Packet[VideoStream], stream: VideoStream, at: float) -> None:
        if stream.codec_context.codec.intra_only:
            self._put(packet, stream, at)
            return
        try:
            frames = stream.codec_context.decode(packet)
        except (av.FFmpegError, MemoryError):  # a damaged packet; the next key frame mends it
            return
        for frame in frames:
            self._put(frame, stream, at)

    def _put(self, coded: av.VideoFrame | Packet[VideoStream], stream: VideoStream, at: float) -> None:
        picture = StreamPicture(coded, stream.codec_context, stream.sample_aspect_ratio, at)
        with self._changed:
            if self._ended.is_set():
                return
            if self._newest is not None:
                self._intervals.append(picture.at - self._newest.at)
            self._newest = picture
            self._changed.notify_all()


def _video_of(container: InputContainer, address: NetworkAddress) -> VideoStream:
    """The largest video; the others, and sound, are not read. Raises SourceError when there is none."""
    if not container.streams.video:
        raise SourceError(f"{address.shown} holds no video.", "Check the address.")
    stream = max(container.streams.video, key=lambda video: video.width * video.height)
    stream.codec_context.thread_count = 1  # each further thread would hold back a picture
    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all
    return stream
