"""The list of sources follows what comes and goes while it is open, and other programs do not close it."""

from __future__ import annotations

import pytest
from Xlib import X

from tests.sources.titled_window import titled

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
