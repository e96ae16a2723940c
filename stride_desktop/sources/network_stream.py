"""Connections to network cameras; only the host that was named is contacted."""

from __future__ import annotations

from contextlib import AbstractContextManager

from av.container import InputContainer

from stride_desktop.sources.network_address import NetworkAddress
from stride_desktop.sources.network_http import http_stream
from stride_desktop.sources.network_rtsp import rtsp_stream
from stride_desktop.sources.stop_signal import StopSignal


def opened_stream(address: NetworkAddress, ended: StopSignal) -> AbstractContextManager[InputContainer]:
    """The stream at an address, open for a while. Takes seconds. ended: set from anywhere, ends the reading.

    Raises SourceError when there is none, and SourceLost while it is read.
    """
    return rtsp_stream(address) if address.scheme.startswith("rtsp") else http_stream(address, ended)
