"""Nothing of a network camera's stream stays once it is lost, even while Python looks for no cycles."""

from __future__ import annotations

import gc
import threading
from collections import Counter
from contextlib import contextmanager

import av
import pytest
from av.container import InputContainer

from stride_desktop.sources.catalog import open_source
from stride_desktop.sources.network_reader import StreamPicture, StreamReader
from stride_desktop.sources.persistent import Persistent
from stride_desktop.sources.pixels import rgb
from tests.sources.camera_servers import JpegCamera, RtspCamera, running
from tests.sources.hls_camera import recording


@contextmanager
def no_cycles_collected():
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def kept():
    """How many objects there are of the kinds that a stream is read with."""
    kinds = (StreamReader, StreamPicture, InputContainer)
    decoders = (item for item in gc.get_objects() if isinstance(item, av.VideoCodecContext))
    return Counter(
        [kind for item in gc.get_objects() for kind in kinds if isinstance(item, kind)]
        + ["decoder" for decoder in decoders if decoder.is_decoder]
    )


def readers():
    return [thread for thread in threading.enumerate() if thread.name == "network camera"]


@pytest.mark.parametrize(
    "camera_is_on", [lambda: running(JpegCamera()), lambda: running(RtspCamera()), recording]
)
def test_nothing_stays_of_connections_that_were_lost(camera_is_on):
    def tell(health):
        told.append(health.lost)
        if health.lost and not camera.on:
            camera.switch_on()

    told = []
    with camera_is_on() as camera, no_cycles_collected():
        before = kept()
        frames = Persistent(open_source(camera.address), tell).frames(threading.Event())
        for times in range(1, 4):
            next(frames)
            camera.switch_off()
            while told.count(True) < times:
                next(frames)
        frames.close()
        for reader in readers():
            reader.join()
        assert told.count(True) >= 3
        assert kept() - before == Counter()


def test_a_converted_picture_does_not_stay():
    def frames():
        return sum(isinstance(item, av.VideoFrame) for item in gc.get_objects())

    with no_cycles_collected():
        before = frames()
        for _ in range(3):
            rgb(av.VideoFrame(64, 48, "yuv420p"))
        assert frames() == before
