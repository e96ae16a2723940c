"""Network cameras on the loopback: streams, failures, and cameras that go away and come back."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening, SourceState
from stride_desktop.sources.catalog import open_source
from stride_desktop.sources.network import NetworkSource
from stride_desktop.sources.persistent import Persistent
from tests.sources.camera_servers import (
    GREEN,
    RED,
    JpegCamera,
    RtspCamera,
    clip,
    fixed,
    guarded,
    running,
)

BOTH = pytest.mark.parametrize("kind", [JpegCamera, RtspCamera])


def colour(frame):
    return [round(float(value)) for value in frame.image.mean((0, 1))]


def problem(address):
    """How an address is refused."""
    with pytest.raises(SourceError) as caught:
        open_source(address, Opening(contact=threading.Event()))
    assert caught.value.remedy
    return caught.value


@BOTH
def test_the_newest_picture_of_each_second(kind):
    with running(kind()) as camera:
        frames = open_source(camera.address).frames(threading.Event())
        first = next(frames)
        assert first.image.shape == (48, 64, 3)
        assert colour(first) == pytest.approx(RED, abs=8)
        camera.colour = GREEN
        second = next(frames)
        assert colour(second) == pytest.approx(GREEN, abs=8), "nothing old was in a buffer"
        assert second.timestamp - first.timestamp > 0
        frames.close()


@BOTH
def test_a_camera_that_is_switched_off_goes_on_when_it_is_back(kind):
    def switch_on(health):
        told.append(health)
        if health.state is SourceState.RECONNECTING and not camera.on:
            camera.switch_on()

    told = []
    with running(kind()) as camera:
        frames = Persistent(open_source(camera.address), switch_on).frames(threading.Event())
        next(frames)
        camera.switch_off()
        camera.colour = GREEN
        while colour(frame := next(frames)) != pytest.approx(GREEN, abs=8):
            pass
        frames.close()
    states = list(dict.fromkeys(health.state for health in told))
    assert states == ["starting", "live", "lost", "reconnecting"]
    assert told[-1].state is SourceState.LIVE
    assert f"The connection to {camera.address} ended." in [health.reason for health in told]
    assert frame.image.shape == (48, 64, 3)


@BOTH
def test_a_camera_that_sends_no_pictures_is_lost_and_goes_on_when_it_does(kind):
    def go_on(health):
        told.append((health.state, health.reason))
        if health.lost:
            camera.stalled.clear()

    told = []
    with running(kind()) as camera:
        frames = Persistent(open_source(camera.address), go_on).frames(threading.Event())
        next(frames)
        next(frames)
        camera.stalled.set()
        while ("live", "") not in told[2:]:
            next(frames)
        frames.close()
    assert ("lost", f"{camera.address} gives no pictures.") in told


@BOTH
@pytest.mark.parametrize("stalled", [False, True], ids=["sending", "silent"])
def test_stop_ends_it_at_once(kind, stalled):
    with running(kind()) as camera:
        stop = threading.Event()
        frames = open_source(camera.address).frames(stop)
        next(frames)
        if stalled:
            camera.stalled.set()
        stop.set()
        assert list(frames) == []


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_stop_does_not_wait_for_a_server_that_never_answers(scheme):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        stop = threading.Event()
        address = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/"
        threading.Timer(0.3, stop.set).start()
        began = time.monotonic()
        assert list(NetworkSource(address).frames(stop)) == []
        assert time.monotonic() - began < 4, "its own limits are longer"


def test_a_server_that_drips_keeps_no_thread_busy():
    def drip(request):
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while camera.on:
            request.wfile.write(b"x")
            time.sleep(0.05)

    with running(JpegCamera(drip)) as camera:
        stop = threading.Event()
        threading.Timer(0.3, stop.set).start()
        assert list(NetworkSource(camera.address).frames(stop)) == []
        readers = [thread for thread in threading.enumerate() if thread.name == "network camera"]
        for reader in readers:
            reader.join(10)
        assert not any(reader.is_alive() for reader in readers)


def test_a_clip_is_played_at_its_own_pace_and_its_end_is_an_end(tmp_path):
    body = clip(tmp_path / "clip.mp4", 2)
    with running(JpegCamera(fixed(200, body, Content_Type="video/mp4"))) as camera:
        told = []
        frames = list(Persistent(NetworkSource(camera.address), told.append).frames(threading.Event()))
        assert len(frames) == 2
        assert frames[1].timestamp - frames[0].timestamp == pytest.approx(1, abs=0.5)
        assert [health.state for health in told] == ["starting", "live", "ended"]


NO_VIDEO = "no video that can be read"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (fixed(401, WWW_Authenticate='Basic realm="x"'), "asks for a user name and a password"),
        (fixed(403), "asks for a user name and a password"),
        (fixed(404), "has no stream at"),
        (fixed(503), "answers with error 503"),
        (fixed(200, b"<html></html>", Content_Type="text/html; charset=utf-8"), "is a web page"),
        (fixed(200, b"\xff\xd8\xff", Content_Type="image/jpeg"), "a single picture"),
        (fixed(200, b"#EXTM3U\n", Content_Type="application/vnd.apple.mpegurl"), NO_VIDEO),
        (fixed(200, b"<MPD/>", Content_Type="application/dash+xml"), "a list of other addresses"),
        (
            fixed(200, b"#EXTM3U\nhttp://127.0.0.1:1/x.ts\n", Content_Type="text/plain"),
            "no video that can be read",
        ),
        (fixed(200, b"x" * 100_000, Content_Type="video/mp4"), NO_VIDEO),
        (fixed(200, b"", Content_Type="video/mp4"), NO_VIDEO),
        (
            fixed(200, b"nonsense\r\n" * 99, Content_Type="multipart/x-mixed-replace"),
            "no video that can be read",
        ),
    ],
)
def test_what_is_no_stream_is_refused_with_the_reason(answer, words):
    with running(JpegCamera(answer)) as camera:
        assert words in problem(camera.address).what


def test_what_cannot_be_reached_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    for address in (f"http://127.0.0.1:{port}/", f"rtsp://127.0.0.1:{port}/", "http://camera.invalid/"):
        assert "cannot be reached" in problem(address).what
    with running(JpegCamera()) as camera:
        assert problem(f"rtsp://127.0.0.1:{camera.port}/").what.startswith("rtsp://127.0.0.1")
        assert "cannot be reached" in problem(f"https://127.0.0.1:{camera.port}/").what


@pytest.mark.parametrize("status", ["302 Moved Temporarily", "301 Moved Permanently"])
def test_no_other_host_is_contacted(status):
    with running(JpegCamera()) as other, running(RtspCamera()) as rtsp:
        rtsp.status, rtsp.location = status, other.address.replace("http", "rtsp")
        to_other = fixed(int(status[:3]), Location=other.address)
        with running(JpegCamera(to_other)) as http:
            for camera in (http, rtsp):
                refused = problem(camera.address)
                assert "sends on to another address" in refused.what
                assert str(other.port) in refused.what
        assert other.contacts == 0


def test_a_playlist_that_names_another_host_leads_nowhere():
    with running(JpegCamera()) as other:
        lists = f"#EXTM3U\n#EXTINF:1,\n{other.address}\n".encode()
        with running(JpegCamera(fixed(200, lists))) as camera:
            problem(camera.address)
        assert other.contacts == 0


@pytest.mark.parametrize("way", ["Basic", "Digest"])
def test_a_user_name_and_a_password_are_used_and_never_shown(way):
    with running(JpegCamera()) as camera:
        guarded(camera, "admin", "hun/ter2", way)
        with_password = camera.address.replace("://", "://admin:hun%2Fter2@")
        source = open_source(with_password)
        frames = source.frames(threading.Event())
        assert colour(next(frames)) == pytest.approx(RED, abs=8)
        frames.close()
        assert source.info.address == source.info.name == camera.address.replace("://", "://admin:***@")
        refused = problem(camera.address.replace("://", "://admin:wrongword@"))
        assert "does not accept this user name and password" in refused.what
        assert "wrongword" not in f"{refused} {refused.detail} {refused!r}"


@pytest.mark.parametrize("status", ["401 Unauthorized", "404 Not Found", "500 Broken", "200 OK"])
def test_no_failure_of_an_rtsp_camera_tells_the_password(status, caplog, capfd):
    with running(RtspCamera()) as camera:
        if status == "200 OK":
            camera.stalled.set()
            camera.play = lambda _wire: None
            camera.reply = lambda _method: ("200 OK", {"Content-Type": "application/sdp"}, b"nonsense")
        camera.status = status
        refused = problem(camera.address.replace("://", "://admin:hunter2@"))
    said = f"{refused} {refused.detail} {refused!r} {refused.__cause__} {caplog.text} {capfd.readouterr()}"
    assert "hunter2" not in said
    assert "admin:***@" in refused.what or status.startswith(("404", "500"))
