"""A network camera: RTSP, or video over HTTP; the newest picture of each second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from stride_desktop.core.clock import stream_time
from stride_desktop.core.errors import SourceLost
from stride_desktop.core.frames import Frame
from stride_desktop.sources.base import Frames, Opening, SourceInfo
from stride_desktop.sources.catalog import NETWORK
from stride_desktop.sources.network_address import NetworkAddress
from stride_desktop.sources.network_reader import StreamReader
from stride_desktop.sources.schedule import LOOK_SECONDS, Schedule, Silence

_PROBED_SECONDS = 0.3
"""Seconds until the pictures are passed by that FFmpeg read when it opened the stream, with later times."""


class NetworkSource:
    """Watches the stream at an address; by entering the address the user consents to contacting its host.

    Pictures are stamped with the stream time at which they came. A stream of a known length is played at its
    own pace and ends normally; any other that ends is lost. `info` shows no password.
    """

    traits = NETWORK.traits
    warning = ""

    def __init__(self, address: str, kept_address: Callable[[str], str | None] | None = None) -> None:
        """kept_address: as in Opening. Raises SourceError for what is no address of a network camera."""
        self._address = NetworkAddress.parse(address)
        self._kept_address = None if self._address.has_secret else kept_address
        self.info = SourceInfo(NETWORK, self._address.shown, self._address.shown)

    def check(self, stop: threading.Event) -> None:
        """Connect and wait for a picture, which takes seconds, until `stop` is set. Raises SourceError."""
        reader = StreamReader(self._whole_address())
        try:
            reader.started(stop)
        finally:
            reader.close()

    def frames(self, stop: threading.Event) -> Frames:
        """Yield a frame a second until `stop` is set, or to the end of a stream of known length.

        Raises SourceError when nothing can be watched there, and SourceLost when no pictures come any more.
        """
        reader = StreamReader(self._whole_address())
        try:
            if reader.started(stop):
                yield from self._pictures(reader, stop)
        finally:
            reader.close()

    def _whole_address(self) -> NetworkAddress:
        """The address with its password, which may be kept elsewhere."""
        if self._kept_address is None:
            return self._address
        return self._address.completed(self._kept_address(self._address.account))

    def _pictures(self, reader: StreamReader, stop: threading.Event) -> Iterator[Frame]:
        stop.wait(_PROBED_SECONDS)
        schedule, silence, seen, taken = Schedule(), Silence(), 0.0, 0.0
        due = schedule.next()
        while not stop.wait(max(0.0, min(due - stream_time(), LOOK_SECONDS))):
            newest = reader.newest()
            if newest is None:
                return
            if silence.look(newest.at > seen) > reader.patience:
                raise self._silent()
            seen = newest.at
            if stream_time() < due:
                continue
            due = schedule.next()
            if newest.at > taken and (image := newest.image()) is not None:
                taken = newest.at
                yield Frame(image, newest.at)

    def _silent(self) -> SourceLost:
        return SourceLost(f"{self.info.name} gives no pictures.", "Check the camera and the network.")


def open_source(address: str, opening: Opening) -> NetworkSource:
    """The camera at an address. Raises SourceError, see `catalog.open_source`."""
    source = NetworkSource(address, opening.kept_address)
    if opening.contact is not None:
        source.check(opening.contact)
    return source
