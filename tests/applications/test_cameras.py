"""A simulated camera watches photographs, and the real camera path is shown what it saw."""

import cv2
import numpy as np
import pytest

from stride_desktop.resources import resource
from stride_desktop.training.recordings import SIZE, play
from tests.applications.cameras import clip, cut_out
from tests.applications.desk import RecordingError
from tests.applications.real_camera import alerts
from tests.applications.record import watch_room
from tests.applications.rooms import ROOMS, lamp, nothing, person, thing
from tests.applications.wordings import DARK, MOTION, RED


@pytest.fixture
def material(tmp_path, monkeypatch):
    """Two photographs: a view with something in it, and a portrait."""
    rng = np.random.default_rng(3)
    view = cv2.resize(rng.integers(30, 220, (9, 15), np.uint8), SIZE[::-1], interpolation=cv2.INTER_CUBIC)
    cv2.imwrite(str(tmp_path / "view.png"), view)
    portrait = np.full((300, 200, 3), 235, np.uint8)
    cv2.ellipse(portrait, (100, 170), (60, 110), 0, 0, 360, (90, 60, 40), -1)
    for name in ("obama.jpg", "biden.jpg", "apple.jpg", "orange.jpg"):
        cv2.imwrite(str(tmp_path / name), portrait)
    monkeypatch.setattr("tests.applications.rooms._VIEWS", ("view.png",))
    monkeypatch.setattr("tests.applications.rooms._QUIET_VIEWS", ("view.png",))
    return tmp_path


def brightness(stream):
    return np.array([stream.image(float(k), *SIZE).mean() for k in range(int(stream.duration))])


def test_a_lamp_is_recorded_when_it_goes_off(material):
    watch_room("lamp", lamp, material / "lamp.npz", material)
    stream = play(material / "lamp.npz")
    levels = brightness(stream)
    for span in stream.spans(DARK):
        assert levels[int(span.start)] > 2 * levels[int(span.start) + 1]
        assert levels[int(span.end) + 1] > 2 * levels[int(span.end)]
    assert len(stream.spans(DARK)) == 2


def test_what_moves_and_what_is_put_down_is_recorded(material):
    watch_room("person", person, material / "person.npz", material)
    stream = play(material / "person.npz")
    changes = [
        np.abs(stream.image(k + 1.0, *SIZE).astype(int) - stream.image(float(k), *SIZE)).mean()
        for k in range(int(stream.duration) - 1)
    ]
    first = stream.spans(MOTION)[0]
    assert min(changes[int(first.start) + 3 : int(first.end)]) > max(changes[3:10])
    watch_room("red", lambda camera, folder: thing(camera, folder, "red"), material / "red.npz", material)
    stream = play(material / "red.npz")
    span = stream.spans(RED)[0]
    red = lambda time: (stream.image(time, *SIZE).astype(int) @ [2, -1, -1]).max()  # noqa: E731
    assert red(span.start + 2) > red(span.start - 1) + 100


def test_nothing_happens_for_hours(material):
    watch_room("nothing", nothing, material / "nothing.npz", material, seed=2, seconds=20)
    stream = play(material / "nothing.npz")
    assert not stream.happenings
    assert stream.duration == 20
    assert np.abs(stream.image(3.0, *SIZE).astype(int) - stream.image(2.0, *SIZE)).mean() > 0.3
    assert sum(name.startswith("nothing") for name in ROOMS) * 10 >= 180


def test_material_that_is_missing_is_said(tmp_path):
    for reader in (lambda: cut_out(tmp_path / "x.jpg", 0.2), lambda: clip(tmp_path / "x.mp4")):
        with pytest.raises(RecordingError, match=r"x\."):
            reader()


@pytest.mark.camera
def test_the_real_camera_path_tells_of_a_lamp(fake_camera):
    """A room as the demo's clip shows it at 10 s, with light, and at 15 s, without."""
    film = cv2.VideoCapture(str(resource("demo", "demo.mp4")))
    seen = []
    for second in (10, 15):
        film.set(cv2.CAP_PROP_POS_MSEC, 1000 * second)
        seen.append(cv2.resize(film.read()[1], SIZE[::-1]))
    told = alerts(fake_camera, seen[:1] * 3 + seen[1:] * 7, ["tell me when the light goes off"])
    assert len(told) == 1
    assert told[0][1] > 3
