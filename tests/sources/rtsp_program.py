"""GStreamer's RTSP server as a program of its own, for the system's Python, which has GStreamer's bindings.

Its pictures show the time at which they were made, as those of `shown_clock` do. It prints its port, then
reads commands from its standard input: "stall" and "go on". Arguments: a port, 0 for any; the side of
the pictures in pixels; a user name and a password that are asked for, or neither.
"""

from __future__ import annotations

import signal
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

RATE = 20
LAUNCH = (
    "( appsrc name=pictures is-live=true do-timestamp=true format=time "
    f"caps=video/x-raw,format=RGB,width=SIDE,height=SIDE,framerate={RATE}/1 ! "
    "videoconvert ! video/x-raw,format=I420 ! "
    f"x264enc tune=zerolatency key-int-max={RATE // 2} speed-preset=ultrafast ! rtph264pay name=pay0 pt=96 )"
)
stalled = threading.Event()


def clock_picture(side: int) -> bytes:
    """A square of 4×4 cells: the 16 lowest bits of the milliseconds since the start of the machine, now."""
    value = round(time.clock_gettime(time.CLOCK_BOOTTIME) * 1000) % 2**16
    cell, rows = side // 4, b""
    for row in range(4):
        cells = [b"\xff" if value >> (4 * row + column) & 1 else b"\0" for column in range(4)]
        rows += b"".join(colour * 3 * cell for colour in cells) * cell
    return rows


def push(source: Gst.Element, side: int) -> bool:
    """A picture into the stream; False once nobody takes any."""
    if stalled.is_set():
        return True
    return source.emit("push-buffer", Gst.Buffer.new_wrapped(clock_picture(side))) == Gst.FlowReturn.OK


def on_configure(_factory: GstRtspServer.RTSPMediaFactory, media: GstRtspServer.RTSPMedia, side: int) -> None:
    pictures = media.get_element().get_by_name_recurse_up("pictures")
    GLib.timeout_add(1000 // RATE, push, pictures, side)


def ask_for(user: str, password: str, server: GstRtspServer.RTSPServer) -> None:
    """Let only this user see the stream."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "user")
    auth.add_digest(user, password, token)
    server.set_auth(auth)


def obey() -> None:
    """Commands until the standard input ends."""
    for line in sys.stdin:
        (stalled.set if line.strip() == "stall" else stalled.clear)()


def main() -> None:
    port, side, *credentials = sys.argv[1:]
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(LAUNCH.replace("SIDE", side))
    factory.set_shared(True)
    factory.connect("media-configure", on_configure, int(side))
    if credentials:
        ask_for(*credentials, server)
        permissions = GstRtspServer.RTSPPermissions()
        permissions.add_permission_for_role("user", "media.factory.access", True)
        permissions.add_permission_for_role("user", "media.factory.construct", True)
        factory.set_permissions(permissions)
    server.get_mount_points().add_factory("/video", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    threading.Thread(target=obey, daemon=True).start()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
