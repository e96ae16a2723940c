"""Two events on a real screen and on a camera, watched by the built-in model: each has its own edges."""

from __future__ import annotations

import os
import sys
from functools import partial

import pytest

from tests.end_to_end.shown_scene import Scene
from tests.fake_camera import REPOSITORY
from tests.soak.two_events import Watch, play, side_by_side
from tests.xserver import HEIGHT, WIDTH

pytestmark = [pytest.mark.x11, pytest.mark.camera, pytest.mark.timeout(1200)]

FULL = float(os.environ.get("STRIDE_SOAK_SCALE", "0.01")) >= 1
RUNS, LASTS, APART = (10, 10.0, 15.0) if FULL else (1, 5.0, 7.0)
"""How often; seconds that an event lasts; seconds between the events."""

COLOURS = {"desktop": (160, 120, 140), "black": (16, 128, 128)}
"""What the camera shows: Y, U, V."""


@pytest.fixture
def scene(x_display):
    scene = Scene(x_display, 0, 0, WIDTH, HEIGHT)
    scene.show("desktop")
    yield scene
    scene.close()


@pytest.mark.parametrize("_run", range(RUNS))
def test_two_events_are_two_spans_on_a_screen_and_on_a_camera(
    x_display, scene, fake_camera, tmp_path, capsys, _run
):
    own = {name: str(tmp_path) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    own |= {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(REPOSITORY)}
    fake_camera.show(COLOURS["desktop"])
    on_screen = Watch("screen:1", x_display.env | own)
    by_camera = Watch(
        f"camera:{fake_camera.device}", fake_camera.env | own | {"QT_QPA_PLATFORM": "offscreen"}
    )
    outcomes = side_by_side(
        partial(play, on_screen, scene.show, LASTS, APART),
        partial(play, by_camera, lambda name: fake_camera.show(COLOURS[name]), LASTS, APART),
    )
    with capsys.disabled():
        for name, outcome in zip(("screen", "camera"), outcomes, strict=True):
            errors = ", ".join(f"{error:+.2f}" for error in outcome.errors)
            sys.stdout.write(f"\n{name}: edges off by {errors} s")
    assert all(outcome.right for outcome in outcomes), outcomes
