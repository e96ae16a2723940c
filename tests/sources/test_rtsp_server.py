"""A network camera that is GStreamer's RTSP server: the time of its pictures, and failures."""

from __future__ import annotations

import threading

import pytest

from stride_desktop.core.errors import PermissionDenied, SourceError
from stride_desktop.sources.base import Opening, SourceState
from stride_desktop.sources.catalog import open_source
from stride_desktop.sources.persistent import Persistent
from tests.sources.rtsp_server import RtspServer, needs_gstreamer
from tests.sources.shown_clock import age

pytestmark = needs_gstreamer


def states(told):
    return list(dict.fromkeys(health.state for health in told))


def watch_until_back(camera, on_change):
    """Take frames until the camera was lost and is back; returns what was told and the last frame."""

    def tell(health):
        told.append(health)
        on_change(health)

    told = []
    frames = Persistent(open_source(camera.address), tell).frames(threading.Event())
    next(frames)
    camera.fail()
    while not (told[-1].state is SourceState.LIVE and any(health.lost for health in told)):
        frame = next(frames)
    frames.close()
    return told, frame


def test_pictures_bear_the_time_at_which_they_were_made():
    with RtspServer() as camera:
        frames = open_source(camera.address).frames(threading.Event())
        ages = [age(frame.image, frame.timestamp) for frame in (next(frames) for _ in range(4))]
        frames.close()
    assert ages == pytest.approx([0.0] * 4, abs=0.05)


def test_a_server_that_ends_is_lost_and_goes_on_when_it_is_back():
    with RtspServer() as camera:
        camera.fail = camera.switch_off
        told, frame = watch_until_back(
            camera, lambda health: health.state is SourceState.RECONNECTING and camera.switch_on()
        )
    assert states(told) == ["starting", "live", "lost", "reconnecting"]
    assert f"The connection to {camera.address} ended." in [health.reason for health in told]
    assert abs(age(frame.image, frame.timestamp)) < 1, "a new picture"


def test_a_server_that_sends_nothing_is_lost_and_goes_on_when_it_does():
    with RtspServer() as camera:
        camera.fail = camera.stall
        told, frame = watch_until_back(camera, lambda health: health.lost and camera.go_on())
    assert f"{camera.address} gives no pictures." in [health.reason for health in told]
    assert abs(age(frame.image, frame.timestamp)) < 1, "a new picture"


def test_a_password_that_the_server_asks_for():
    with RtspServer("admin", "hun/ter2") as camera:
        address = camera.address.replace("://", "://admin:{}@")
        frames = open_source(address.format("hun%2Fter2")).frames(threading.Event())
        assert next(frames).image.shape == (64, 64, 3)
        frames.close()
        with pytest.raises(PermissionDenied, match="does not accept this user name and password"):
            open_source(address.format("wrong"), Opening(contact=threading.Event()))
        with pytest.raises(PermissionDenied, match="asks for a user name and a password"):
            open_source(camera.address, Opening(contact=threading.Event()))
        with pytest.raises(SourceError, match="has no stream at"):
            open_source(address.format("hun%2Fter2") + "/other", Opening(contact=threading.Event()))
