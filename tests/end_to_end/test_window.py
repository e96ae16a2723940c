"""The program as a person uses it: a real X11 screen, a real pointer, a real keyboard."""

from __future__ import annotations

import signal
import subprocess
import time

import pytest

from stride_desktop.core.review import Verdict, stands
from stride_desktop.resources import resource
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.pictures import decompress
from tests.end_to_end.shown_scene import Scene
from tests.xserver import HEIGHT, WIDTH

pytestmark = [pytest.mark.x11, pytest.mark.timeout(300)]


@pytest.fixture
def scene(two_monitors):
    """The first monitor, covered."""
    scene = Scene(two_monitors, 0, 0, WIDTH // 2, HEIGHT)
    yield scene
    scene.close()


def watch_for_six_seconds(window):
    """Beside the scene, for it to go black."""
    window.ready()
    window.tell("place", WIDTH // 2, 0, WIDTH // 2 - 4, HEIGHT - 40)
    window.until(lambda report: report.get("placed"))
    window.request("Tell me when the screen goes black")
    window.until(lambda report: report.get("state") == "running")
    start = window.until(lambda report: "timeline" in report)["timeline"]
    window.until(lambda report: report.get("timeline", 0) >= start + 6)


def test_something_on_the_screen_becomes_a_span_one_trigger_and_a_card(driven_window, scene):
    scene.show("desktop")
    window = driven_window()
    watch_for_six_seconds(window)
    assert not window.said("trigger")
    scene.show("black")
    window.until(lambda report: report.get("active", 0) > 0)
    trigger = window.until(lambda report: "trigger" in report)
    answer = window.until(lambda report: "answered" in report)
    assert "goes black" in answer["text"]
    window.until(lambda report: report.get("timeline", 0) >= trigger["trigger"] + 6)
    scene.show("desktop")
    closed = window.until(lambda report: report.get("now") == "closed")
    assert closed["reach"] - closed["onset"] >= 6
    assert len(window.said("trigger")) == 1
    window.click("stop")
    window.until(lambda report: report.get("state") == "idle")
    assert window.close() == 0
    assert "goes black" not in window.kept_words()


def test_a_region_is_dragged_on_the_screen_and_watched(driven_window, scene, x_display):
    scene.show("desktop")
    window = driven_window()
    window.ready()
    window.tell("place", WIDTH // 2, 0, WIDTH // 2 - 4, HEIGHT - 40)
    window.until(lambda report: report.get("placed"))
    window.press("ctrl+shift+r")
    window.until(lambda report: report.get("overlay"))
    pointer = ("mousemove", "--sync", "100", "200", "mousedown", "1", "mousemove", "--sync", "300", "350")
    x_display.run("xdotool", *pointer, "mousemove", "--sync", "400", "500", "mouseup", "1")
    assert window.until(lambda report: report.get("chosen_now"))["chosen_now"] == "screen:1@100,200,300x300"
    window.request("Tell me when the screen goes black")
    window.until(lambda report: report.get("state") == "running")
    start = window.until(lambda report: "timeline" in report)["timeline"]
    window.until(lambda report: report.get("timeline", 0) >= start + 6)
    assert not window.said("trigger")
    scene.show("black")
    window.until(lambda report: "trigger" in report)
    assert window.close() == 0


def test_a_region_is_marked_on_any_screen_and_escape_keeps_the_choice(driven_window, two_monitors):
    window = driven_window()
    window.ready()
    window.tell("place", 10, 30, WIDTH // 2 - 20, HEIGHT - 80)
    window.until(lambda report: report.get("placed"))
    window.click("region")
    window.until(lambda report: report.get("overlay"))
    pointer = ("mousemove", "--sync", "740", "200", "mousedown", "1", "mousemove", "--sync", "800", "350")
    two_monitors.run("xdotool", *pointer, "mousemove", "--sync", "941", "502", "mouseup", "1")
    chosen = window.until(lambda report: "@" in report.get("chosen_now", ""))["chosen_now"]
    assert chosen == "screen:2@100,200,201x302"
    window.until(lambda report: report.get("active_window"))
    window.press("ctrl+shift+r")
    window.until(lambda report: report.get("overlay"))
    window.press("Right")
    window.press("Escape")
    window.until(lambda report: report.get("active_window"))
    window.press("ctrl+shift+r")
    window.until(lambda report: report.get("overlay"))
    for key in ("Right", "shift+Down", "Return"):
        window.press(key)
    chosen = window.until(lambda report: report.get("chosen_now"))["chosen_now"]
    assert chosen == "screen:2@160,200,320x410"
    assert window.close() == 0


def test_no_private_pixel_is_shown_decided_about_or_stored(driven_window, scene):
    scene.show("desktop")
    window = driven_window(keep="frames")
    watch_for_six_seconds(window)
    window.press("ctrl+shift+p")
    window.until(lambda report: report.get("state") == "paused")
    scene.show("black")
    time.sleep(8)
    window.tell("preview")
    assert window.until(lambda report: "preview" in report)["preview"] == "Private mode"
    scene.show("desktop")
    time.sleep(0.5)
    window.press("ctrl+shift+p")
    window.until(lambda report: report.get("state") == "running")
    ((begin, end, reason),) = window.until(lambda report: report.get("gaps"))["gaps"]
    assert (reason, end - begin > 7) == ("private", True)
    window.until(lambda report: report.get("timeline", 0) >= end + 6)
    window.click("stop")
    window.until(lambda report: report.get("state") == "idle")
    window.until(lambda report: "stored" in report)
    assert window.close() == 0
    assert not window.said("trigger")
    (info,) = Library(window.sessions).sessions()
    with Library(window.sessions).open(info.id) as session:
        pictures = list(session.pictures_between(-1e9, 1e9, 1000))
        assert len(pictures) >= 10
        assert not [second for second, _ in pictures if begin < second < end]
        images = [decompress(jpeg) for _, jpeg in pictures]
    assert min(image.mean() for image in images) > 20, "none is black"


def test_our_own_changing_chat_on_the_watched_screen_triggers_nothing(driven_window, x_display):
    desk = Scene(x_display, 0, 0, WIDTH, HEIGHT)
    desk.show("desktop")
    window = driven_window()
    window.ready()
    window.tell("place", 300, 150, 800, 600)
    window.until(lambda report: report.get("placed"))
    window.request("Tell me when something moves")
    window.until(lambda report: report.get("state") == "running")
    window.until(lambda report: "timeline" in report)
    window.tell("chatter", 30)
    window.until(lambda report: report.get("chattered"))
    assert len(window.said("timeline")) >= 12
    assert not window.said("trigger")
    assert window.close() == 0
    desk.close()


def test_a_video_file_is_watched_reviewed_and_watched_again(driven_window):
    window = driven_window(keep="frames")
    window.ready()
    window.press("ctrl+o")
    time.sleep(1)
    window.type(str(resource("demo", "demo.mp4")))
    window.press("Return")
    time.sleep(1)
    window.request("Tell me when the light goes off")
    ended = window.until(lambda report: "ended" in report)
    assert ended["ended"] == ""
    triggers = window.said("trigger")
    assert len(triggers) == 1
    assert 12.0 <= triggers[0]["trigger"] <= 20.0
    window.until(lambda report: "stored" in report)
    assert len(window.said("answered")) == 1
    window.press("ctrl+r")
    session = window.until(lambda report: report.get("opened"))["opened"]
    window.click("timeline")
    window.press("Home", "n", "r")
    assert window.until(lambda report: "verdicts" in report)["verdicts"] == ["right"]
    window.press("ctrl+shift+l")
    time.sleep(1)
    window.type("Alert me when the fan starts moving")
    window.press("Return")
    again = window.until(lambda report: report.get("lanes") == 2)
    assert again["active"] == "Alert me when the fan starts moving"
    assert window.close() == 0
    with Library(window.sessions).open(session) as stored:
        assert [span.verdict for span in stored.review().spans] == [Verdict.RIGHT]
        assert len(stored.frame_times()) == 60
        (lane,) = stored.lanes(pytest.fail)
        with lane:
            (found,) = [event for event in lane.timeline().events if stands(event)]
    assert 25 <= found.onset <= 29  # the fan turns from 27 to 38
    assert 36 <= found.reach <= 40


@pytest.mark.camera
def test_a_camera_that_goes_dark_is_unplugged_and_goes_on(driven_window, fake_camera):
    from tests.fake_camera import WHITE

    fake_camera.show(WHITE)
    names = [name for name in fake_camera.env if name == "LD_PRELOAD" or name.startswith("FAKE_CAMERA")]
    window = driven_window(**{name: fake_camera.env[name] for name in names})
    window.ready()
    assert any("Fake Camera" in name for name in window.said("sources")[-1]["sources"])
    window.click("sources")
    window.type("Fake")
    window.press("Return")
    window.request("Tell me when the picture goes black")
    window.until(lambda report: report.get("state") == "running")
    start = window.until(lambda report: "timeline" in report)["timeline"]
    window.until(lambda report: report.get("timeline", 0) >= start + 6)
    fake_camera.show((16, 128, 128))
    window.until(lambda report: "trigger" in report)
    window.until(lambda report: "answered" in report)
    fake_camera.unplug()
    heard = [window.until(lambda report: "sources" in report or report.get("source") == "lost")]
    heard += [window.until(lambda report: {"sources", "source"} & report.keys() - heard[0].keys())]
    gone, lost = sorted(heard, key=lambda report: "source" in report)
    assert lost["reason"] == "The camera “Fake Camera” was unplugged."
    assert "Lost: The camera “Fake Camera” was unplugged. Trying again" in lost["line"]
    assert not any("Fake" in name for name in gone["sources"])
    assert gone["chosen"] == "Fake Camera – not connected"
    fake_camera.plug_in()
    assert window.until(lambda report: report.get("source") == "live")["line"] == "Watching"
    ((_, end, reason),) = window.until(lambda report: report.get("gaps"))["gaps"]
    assert reason == "lost"
    window.until(lambda report: report.get("tick", 0) > end)
    first = next(report for report in window.said("tick") if report["tick"] > end)
    # two frames, whose slots are one where the first came late
    assert first["seen"] in (1, 2), "nothing is remembered"
    assert window.said("sources")[-1]["chosen"] == "Fake Camera"
    assert not window.said("ended")
    assert window.close() == 0


def test_a_second_launch_raises_the_first_window(driven_window):
    window = driven_window()
    window.until(lambda report: report.get("shown"))
    again = subprocess.run(
        window.command, env=window.env, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    assert again.returncode == 0
    assert "already running" in again.stderr
    assert window.close() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_close_the_window_cleanly(driven_window, number):
    window = driven_window()
    window.until(lambda report: report.get("shown"))
    window.process.send_signal(number)
    window.until(lambda report: report.get("closed"))
    assert window.close() == 0
