"""The list of sources follows what comes and goes while it is open, and other programs do not close it."""

from __future__ import annotations

import time

import pytest
from Xlib import X

from tests.sources.titled_window import titled
from tests.xserver import HEIGHT, WIDTH

pytestmark = [pytest.mark.x11, pytest.mark.timeout(300)]


def test_a_window_that_opens_and_takes_the_keyboard_is_listed_until_it_closes(
    driven_window, x_display, monkeypatch
):
    x_display.enter(monkeypatch)
    window = driven_window()
    window.ready()
    window.tell("place", 0, 30, 900, 600)
    window.until(lambda report: report.get("placed"))
    window.click("sources")
    window.until(lambda report: "sources" in report)
    with titled("Newcomer", (0, 0, 255), place=(950, 500)) as newcomer:
        newcomer.window.set_input_focus(X.RevertToParent, X.CurrentTime)
        newcomer.wait_for(lambda: True)
        window.until(lambda report: "Newcomer" in report.get("sources", []))
        window.until(lambda report: "Newcomer" in report.get("sources", []))
    window.until(lambda report: "sources" in report and "Newcomer" not in report["sources"])
    window.press("Escape")
    assert window.close() == 0


@pytest.mark.camera
def test_a_camera_is_shown_once_it_was_chosen_and_watched_while_it_is_shown_again(driven_window, fake_camera):
    names = [name for name in fake_camera.env if name == "LD_PRELOAD" or name.startswith("FAKE_CAMERA")]
    window = driven_window(**{name: fake_camera.env[name] for name in names})
    window.ready()
    window.click("request")
    window.type("Tell me when the picture goes black")
    window.click("sources")
    window.until(lambda report: "sources" in report)
    window.tell("shown", 255, 0, 0)
    assert window.until(lambda report: "shown" in report)["shown"] < 0.01, "nobody chose it"
    window.type("Fake")
    window.press("Return")
    window.until(lambda report: report.get("chosen_now") == f"camera:{fake_camera.device}")
    window.tell("shown", 255, 0, 0)
    while window.until(lambda report: "shown" in report)["shown"] < 0.3:
        time.sleep(0.1)
        window.tell("shown", 255, 0, 0)
    assert not window.said("state")
    for name in ("Screen", "Fake"):
        window.click("sources")
        window.until(lambda report: "sources" in report)
        window.type(name)
        window.press("Return")
    time.sleep(0.35)  # it is being opened again
    window.click("start")
    window.until(lambda report: report.get("state") == "running")
    window.until(lambda report: "timeline" in report)
    assert not window.said("ended")
    assert window.close() == 0


@pytest.mark.camera
def test_screens_and_cameras_come_and_go_in_the_open_list(driven_window, two_monitors, fake_camera):
    names = [name for name in fake_camera.env if name == "LD_PRELOAD" or name.startswith("FAKE_CAMERA")]
    window = driven_window(**{name: fake_camera.env[name] for name in names})

    def listed(name: str, there: bool) -> None:
        def told(report: dict) -> bool:
            return "sources" in report and any(name in item for item in report["sources"]) == there

        window.until(told)

    window.ready()
    window.click("sources")
    fake_camera.unplug()
    listed("Fake Camera", False)
    fake_camera.plug_in()
    listed("Fake Camera", True)
    two_monitors.set_monitors(f"{WIDTH}x{HEIGHT}+0+0")
    listed("Screen 2", False)
    two_monitors.set_monitors(f"{WIDTH // 2}x{HEIGHT}+0+0", f"{WIDTH // 2}x{HEIGHT}+{WIDTH // 2}+0")
    listed("Screen 2", True)
    window.press("Escape")
    assert window.close() == 0
