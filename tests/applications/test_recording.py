"""A scene of real programs is recorded with its truth."""

import numpy as np
import pytest

from stride_desktop.training.recordings import SIZE, play
from tests.applications.record import film, missing
from tests.applications.scenes import DIALOG, PARTS, SCENES, Program, Scene

WAITING = Scene(9, (Program(3, 7, ("xmessage", "-center", "Ready?"), DIALOG),))


@pytest.mark.x11
def test_a_program_is_seen_when_the_recording_says_so(x_display, tmp_path):
    if missing(WAITING):
        pytest.skip("needs xmessage")
    film(WAITING, x_display, tmp_path / "box.npz")
    stream = play(tmp_path / "box.npz")
    labels = [stream.label(DIALOG, float(second)) for second in range(9)]
    assert labels[0] == 0
    assert labels[5] == 1
    before, during = (stream.image(float(second), *SIZE).astype(int) for second in (0, 5))
    assert np.abs(during - before).max() > 100


def test_scenes_have_many_events_and_hours_of_nothing_can_be_made():
    events = sum(
        len(scene.page) + sum(program.shows is not None for program in scene.programs)
        for scene in SCENES.values()
    )
    assert events >= 16
    assert all(name in PARTS for scene in SCENES.values() for name, *_ in scene.page)
    assert not SCENES["work"].page
