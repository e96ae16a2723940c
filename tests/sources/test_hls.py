"""Network cameras that write playlists (HLS): their pace, their hosts, and their failures."""

from __future__ import annotations

import threading
from itertools import pairwise

import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import Opening, SourceState
from stride_desktop.sources.catalog import open_source
from stride_desktop.sources.persistent import Persistent
from tests.sources.camera_servers import GREEN, JpegCamera, fixed, guarded, running
from tests.sources.hls_camera import recording
from tests.sources.shown_clock import age, clock_picture


def problem(address):
    with pytest.raises(SourceError) as caught:
        open_source(address, Opening(contact=threading.Event()))
    assert caught.value.remedy
    return caught.value


def colour(frame):
    return [round(float(value)) for value in frame.image.mean((0, 1))]


def test_it_plays_at_the_pace_of_the_camera():
    with recording(clock_picture) as camera:
        frames = open_source(camera.address).frames(threading.Event())
        taken = [next(frames) for _ in range(6)]
        frames.close()
    ages = [age(frame.image, frame.timestamp) for frame in taken]
    assert max(ages) < 4, "behind by a segment, the wait for it, and what the next one may be late"
    assert max(ages) - min(ages) < 0.5
    steps = [later.timestamp - earlier.timestamp for earlier, later in pairwise(taken)]
    assert steps == pytest.approx([1.0] * 5, abs=0.5)


def test_a_switched_off_camera_is_lost_and_goes_on_when_it_is_back():
    def switch_on(health):
        told.append(health.state)
        if health.state is SourceState.RECONNECTING and not camera.on:
            camera.switch_on()

    told = []
    with recording() as camera:
        frames = Persistent(open_source(camera.address), switch_on).frames(threading.Event())
        next(frames)
        camera.colour = GREEN
        camera.switch_off()
        while colour(next(frames)) != pytest.approx(GREEN, abs=8):
            pass
        frames.close()
    assert list(dict.fromkeys(told)) == ["starting", "live", "lost", "reconnecting"]
    assert told[-1] is SourceState.LIVE


def test_a_camera_that_records_no_more_is_lost_and_nothing_old_is_shown_when_it_goes_on():
    def go_on(health):
        told.append((health.state, health.reason))
        if health.state is SourceState.LOST:
            camera.stalled.clear()

    told = []
    with recording(clock_picture) as camera:
        frames = Persistent(open_source(camera.address), go_on).frames(threading.Event())
        next(frames)
        camera.stalled.set()
        taken = [next(frames)]
        while ("live", "") not in told[2:]:
            taken.append(next(frames))
        frames.close()
    assert ("lost", f"{camera.address} gives no pictures.") in told
    assert max(age(frame.image, frame.timestamp) for frame in taken) < 4


def test_a_playlist_that_does_not_grow_is_of_no_camera(monkeypatch):
    monkeypatch.setattr("stride_desktop.sources.network_reader.START_SECONDS", 2.5)
    with recording() as camera:
        camera.stalled.set()
        camera.end()
        assert "gives no pictures" in problem(camera.address).what


def test_garbage_in_place_of_segments_is_no_video(monkeypatch):
    monkeypatch.setattr("stride_desktop.sources.network_reader.START_SECONDS", 4.0)
    with recording() as camera:
        nonsense = fixed(200, b"nonsense" * 5000, Content_Type="video/mp2t")
        camera.answer = lambda request: (camera.serve if "m3u8" in request.path else nonsense)(request)
        assert "gives no" in problem(camera.address).what


def test_a_finished_playlist_is_played_to_its_end():
    with recording() as camera:
        camera.end()
        camera.finished = True
        told = []
        source = open_source(camera.address)
        frames = list(Persistent(source, lambda health: told.append(health.state)).frames(threading.Event()))
        assert len(frames) == pytest.approx(len(camera.segments), abs=1)
        assert told == ["starting", "live", "ended"]


def test_no_other_host_is_contacted():
    with running(JpegCamera()) as other, recording() as camera:
        camera.host = f"http://127.0.0.1:{other.port}/"
        refused = problem(camera.address)
        assert "names another host" in refused.what
        assert str(other.port) in refused.what
        camera.host = ""
        to_other = fixed(302, Location=f"http://127.0.0.1:{other.port}/1.ts")
        camera.answer = lambda request: (camera.serve if "m3u8" in request.path else to_other)(request)
        assert "sends on to another address" in problem(camera.address).what
        assert other.contacts == 0


def test_a_redirect_on_the_same_host_is_followed():
    with recording() as camera:

        def answer(request):
            if request.path == "/live/index.m3u8":
                fixed(302, Location="/session/1/index.m3u8")(request)
            else:
                camera.serve(request)

        camera.answer = answer
        frames = open_source(camera.address).frames(threading.Event())
        next(frames)
        frames.close()
        assert any(path.startswith("/session/1/") and path.endswith(".ts") for path in camera.requests)


def test_an_encrypted_playlist_is_refused():
    with recording() as camera:
        camera.key = '#EXT-X-KEY:METHOD=AES-128,URI="key.bin"'
        assert "is encrypted" in problem(camera.address).what


def test_an_endless_redirect_ends():
    with recording() as camera:
        camera.answer = fixed(302, Location="/live/index.m3u8")
        assert "sends on to another address" in problem(camera.address).what


def test_a_password_is_given_for_every_file_and_shown_nowhere():
    with recording() as camera:
        camera.stream = camera.serve
        guarded(camera, "admin", "hunter2", "Digest")
        source = open_source(camera.address.replace("://", "://admin:hunter2@"))
        frames = source.frames(threading.Event())
        next(frames)
        frames.close()
        refused = problem(camera.address.replace("://", "://admin:wrongword@"))
        assert "does not accept this user name and password" in refused.what
    assert "hunter2" not in f"{source.info} {camera.requests}"
    assert "wrongword" not in f"{refused} {refused.detail} {refused!r}"
