"""One window of another program, chosen in the list and watched while the program's own window covers it."""

from __future__ import annotations

import pytest

from tests.sources.titled_window import titled
from tests.xserver import HEIGHT, WIDTH

pytestmark = [pytest.mark.x11, pytest.mark.timeout(300)]

GREY = (150, 160, 150)
BLACK = (0, 0, 0)


def test_a_covered_window_is_watched_resized_and_minimised(driven_window, x_display, monkeypatch):
    x_display.enter(monkeypatch)
    with titled("Log", GREY) as log:
        window = driven_window()
        window.ready()
        window.tell("place", 0, 30, WIDTH - 10, HEIGHT - 80)
        window.until(lambda report: report.get("placed"))
        window.click("sources")
        window.until(lambda report: "Log" in report.get("sources", []))
        for key in ("L", "o", "g", "Return"):
            window.press(key)
        assert window.until(lambda report: report.get("chosen_now"))["chosen_now"] == "window:Log"
        window.request("Tell me when the screen goes black")
        window.until(lambda report: report.get("state") == "running")
        start = window.until(lambda report: "timeline" in report)["timeline"]
        window.until(lambda report: report.get("timeline", 0) >= start + 4)
        log.move(300, 300, 420, 260)
        window.until(lambda report: report.get("timeline", 0) >= start + 10)
        assert not window.said("trigger")
        log.paint(BLACK)
        window.until(lambda report: "trigger" in report)
        log.minimise()
        gone = window.until(lambda report: report.get("source") == "hidden")
        assert gone["line"] == "The window “Log” is minimised, so there is nothing to see."
        log.show()
        window.until(lambda report: report.get("source") == "live")
        gaps = window.until(lambda report: report.get("gaps"))["gaps"]
        assert [reason for _, _, reason in gaps] == ["hidden"]
        window.click("stop")  # the keyboard is that of the window that was shown last
        window.until(lambda report: report.get("state") == "idle")
        assert window.close() == 0
