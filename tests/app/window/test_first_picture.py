"""What was chosen is shown in the preview before it is watched."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from stride_desktop.app.live.task import State
from stride_desktop.core.frames import Frame
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.resources import resource
from stride_desktop.sources import catalog
from stride_desktop.sources.base import SourceInfo
from tests.app.fakes import LiveSource
from tests.app.rigs.window import rig  # noqa: F401 - a fixture
from tests.sources.x_windows import BLUE, RED, canvas
from tests.xserver import HEIGHT, WIDTH

CAMERA = SourceInfo(catalog.CAMERA, "camera:fake", "Fake camera")


def begin(rig):
    rig.show()
    rig.until(lambda: rig.program.controllers.sources.ready)


def words(rig):
    return rig.window.preview.accessibleDescription()


def test_a_file_is_shown_before_it_is_watched(rig):
    begin(rig)
    rig.window.picker.add_file(resource("demo/demo.mp4"))
    rig.until(lambda: rig.window.preview.image is not None)
    assert rig.window.preview.caption == "demo.mp4 – not watched yet"
    assert rig.live.state is State.IDLE


def test_a_file_that_cannot_be_read_is_told_at_once(rig, tmp_path):
    begin(rig)
    rig.window.picker.add_file(tmp_path / "gone.mp4")
    rig.until(lambda: "There is no file" in words(rig))


@pytest.mark.x11
def test_a_screen_is_shown_with_its_masks_once_the_user_chose_it(rig, two_monitors, monkeypatch):
    two_monitors.enter(monkeypatch)
    with canvas() as shown:
        shown.window((0, 0, WIDTH // 2, HEIGHT), BLUE)
        shown.window((WIDTH // 2, 0, WIDTH // 2, HEIGHT), RED)
        begin(rig)
        first, second = rig.window.picker.devices[:2]
        assert rig.window.picker.selected() == first
        assert "Nothing is watched" in words(rig), "nobody chose it"
        mask = str(SourceMask(Mask(0, 0, 1, 0.5), second.address, second.identity, second.name))
        rig.program.settings.use(rig.program.settings.value.having({"privacy.masks": (mask,)}))
        rig.window.picker.choose(second)
        rig.until(lambda: rig.window.preview.image is not None)
    image = rig.window.preview.image
    assert image.shape == (HEIGHT, WIDTH // 2, 3)
    assert (image[: HEIGHT // 2] == 0).all()
    assert (image[HEIGHT // 2 :] == RED).all()


def test_a_network_camera_is_not_contacted(rig, monkeypatch):
    opened = []
    monkeypatch.setattr("stride_desktop.sources.catalog.open_source", lambda *given: opened.append(given))
    begin(rig)
    rig.window.picker.add_address("rtsp://10.0.0.9/live")
    rig.until(lambda: "contacted once you press Start" in words(rig))
    assert not opened


class Camera(LiveSource):
    """Gives one picture at a time, and takes until `let_go` to be closed; it cannot be opened twice."""

    def __init__(self):
        super().__init__()
        self.info = CAMERA
        self.let_go = threading.Event()
        self.users = self.most = 0

    def frames(self, stop):
        self.users += 1
        self.most = max(self.most, self.users)
        try:
            yield Frame(np.zeros((64, 64, 3), np.uint8), 0.0)
            stop.wait()
        finally:
            self.let_go.wait(30)
            self.users -= 1


def test_a_camera_is_released_before_it_is_watched(rig, monkeypatch):
    camera = Camera()
    monkeypatch.setattr("stride_desktop.sources.catalog.open_source", lambda *_given: camera)
    begin(rig)
    rig.window.picker.set_devices([CAMERA])
    assert camera.most == 0, "nobody chose it"
    rig.window.picker.choose(CAMERA)
    rig.until(lambda: camera.users)
    rig.window.request.edit.setText("Tell me when it is bright")
    rig.window.request.start.click()
    assert rig.live.state is State.IDLE
    camera.let_go.set()
    rig.until(lambda: rig.live.state is State.RUNNING and camera.users)
    assert camera.most == 1
    rig.until(lambda: rig.window.preview.image is not None)
    assert "not watched" not in rig.window.preview.caption
