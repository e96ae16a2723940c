"""The program in a Wayland session as a person uses it: the compositor's keyboard, and a portal that asks."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing

import pytest

from tests.end_to_end.fixture import DrivenWindow
from tests.wayland import Portal, WaylandDesktop, WaylandWindow
from tests.wayland_keyboard import WaylandKeyboard
from tests.xserver import REPOSITORY

pytestmark = pytest.mark.timeout(300)
LISTED = ["A screen", "One window"]


@pytest.fixture
def background(wayland_desktop: WaylandDesktop):
    """A blue window that fills the screen, behind the program."""
    with closing(WaylandWindow(wayland_desktop.env)) as window:
        window.say("#306090")
        yield window


@pytest.fixture
def keyboard(wayland_desktop: WaylandDesktop):
    with closing(WaylandKeyboard(wayland_desktop.env["DBUS_SESSION_BUS_ADDRESS"])) as keyboard:
        yield keyboard


@pytest.fixture
def window(wayland_desktop: WaylandDesktop, portal: Portal, background, tmp_path):  # noqa: ARG001
    window = DrivenWindow(wayland_desktop, tmp_path, "built-in", {})
    yield window
    if window.process.poll() is None:
        window.process.kill()
        window.process.wait()
        window.close()


def test_a_shared_screen_is_watched_without_the_window_until_the_sharing_ends(
    window: DrivenWindow, portal: Portal, background: WaylandWindow, keyboard: WaylandKeyboard
) -> None:
    window.ready()
    assert [name.partition(" (")[0] for name in window.said("sources")[-1]["sources"][:2]] == LISTED
    keyboard.press("Alt", "r")
    keyboard.type("Tell me when the screen goes black")
    keyboard.press("Return")
    window.until(lambda report: "would be in the picture" in report.get("asks", ""))
    keyboard.press("Return")  # minimises the window
    assert portal.until(started=True)["asked"]
    start = window.until(lambda report: "timeline" in report)["timeline"]
    window.until(lambda report: report.get("timeline", 0) >= start + 6)
    assert not window.said("trigger")
    background.say("#000000")  # which nobody would see behind the window
    window.until(lambda report: "trigger" in report)
    assert "goes black" in window.until(lambda report: "answered" in report)["text"]
    portal.say("revoke")
    window.until(lambda report: "was ended in the desktop" in report.get("notice", ""))
    window.until(lambda report: report.get("active_window"))
    keyboard.press("Control", "q")
    assert window.process.wait(40) == 0
    window.close()


def run(desktop: WaylandDesktop, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program on a command line."""
    command = [sys.executable, "-m", "tests.cli.bright_program", *arguments]
    return subprocess.run(
        command, env=desktop.env, cwd=REPOSITORY, capture_output=True, text=True, timeout=120
    )


@pytest.mark.usefixtures("background")
def test_the_command_line(wayland_desktop: WaylandDesktop, portal: Portal) -> None:
    listed = run(wayland_desktop, "sources").stdout
    assert "shared:screen" in listed
    assert "screen:1" not in listed
    watch = ("watch", "shared:screen", "--query", "Tell me when it is bright", "--seconds", "3", "--json")
    done = run(wayland_desktop, *watch)
    end = json.loads(done.stdout.splitlines()[-1])
    assert (done.returncode, end["reason"], end["frames"]) == (0, "stopped", 3)
    portal.say("forget")
    portal.say("refuse")
    done = run(wayland_desktop, *watch)
    assert done.returncode != 0
    assert "the dialog of the desktop was cancelled" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
