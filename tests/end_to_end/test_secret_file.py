"""A colour that is hidden in a watched file is not seen when the file is read again by another process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from stride_desktop.core.review import stands
from stride_desktop.sessions.library import Library
from tests.end_to_end.fixture import DrivenWindow
from tests.end_to_end.secret import SECRET, sent_to, share
from tests.responders.chat_server import ChatServer
from tests.xserver import REPOSITORY

pytestmark = [pytest.mark.x11, pytest.mark.timeout(300)]

LEFT = "0,0,30%,1"
REQUEST = "Tell me when it is bright"
BRIGHT, SECRETLY_BRIGHT = range(6, 12), range(18, 23)
"""Seconds in which the picture is bright without its left part, and only with it."""


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Half a minute; the left part has the secret colour."""
    path = tmp_path / "letters.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 2.0, (320, 240))
    for frame in range(60):
        second = frame // 2
        level = 240 if second in BRIGHT else 110 if second in SECRETLY_BRIGHT else 30
        picture = np.full((240, 320, 3), level, np.uint8)
        picture[:, :96] = 255 if second in SECRETLY_BRIGHT else SECRET[::-1]
        writer.write(picture)
    writer.release()
    return path


@pytest.fixture
def server() -> Iterator[ChatServer]:
    server = ChatServer()
    yield server
    server.close()


@pytest.fixture
def reopened(
    driven_window: Callable[..., DrivenWindow], video: Path, server: ChatServer, tmp_path: Path
) -> Callable[..., DrivenWindow]:
    """Watches the file on a command line, then opens the session in a window whose settings hide nothing."""

    def watch_and_open(*options: str) -> DrivenWindow:
        folders = {f"XDG_{name.upper()}_HOME": str(tmp_path / name) for name in ("config", "data", "state")}
        command = (sys.executable, "-m", "tests.cli.bright_program", "watch", str(video), "--query", REQUEST)
        env = os.environ | folders | {"PYTHONPATH": str(REPOSITORY)}
        keeping = ("--keep", "spans", "--responder", "report")
        subprocess.run((*command, *keeping, *options), env=env, cwd=REPOSITORY, check=True, timeout=120)
        settings = {
            "keeping": {"what": "spans", "asked": True},
            "responder": {"kind": "openai", "base_url": f"{server.url}/v1", "model": "vlm"},
        }
        path = tmp_path / "config" / "stride-desktop" / "settings.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
        window = driven_window(model="brightness")
        window.ready()
        (info,) = Library(window.sessions).sessions()
        window.tell("review", info.id)
        window.until(lambda report: report.get("opened") == info.id)
        return window

    return watch_and_open


def seen(window: DrivenWindow) -> float:
    """The largest share of the preview that has the colour, where the timeline is clicked."""
    window.click("timeline")
    shares = []
    for _ in range(6):
        time.sleep(0.5)
        window.tell("shown", *SECRET)
        shares.append(window.until(lambda report: "shown" in report)["shown"])
    window.tell("preview")
    assert not window.until(lambda report: "preview" in report)["preview"], "no picture was found"
    return max(shares)


def film(window: DrivenWindow, path: Path) -> list[np.ndarray]:
    """The pictures of the exported session."""
    window.tell("export", path)
    window.until(lambda report: str(path) in str(report.get("notice")))
    capture, pictures = cv2.VideoCapture(str(path)), []
    while (read := capture.read())[0]:
        pictures.append(read[1][:, :, ::-1])
    return pictures


def watched_again(window: DrivenWindow) -> int:
    """How many events a new lane has."""
    window.press("ctrl+shift+l")
    time.sleep(1)
    window.press("Return")
    window.until(lambda report: report.get("lanes") == 2)
    library = Library(window.sessions)
    (info,) = library.sessions()
    with library.open(info.id) as session:
        (lane,) = session.lanes(pytest.fail)
        with lane:
            return sum(map(stands, lane.timeline().events))


def found(window: DrivenWindow, server: ChatServer, tmp_path: Path) -> dict[str, Any]:
    """What every way of reading the file again shows."""
    preview = seen(window)
    window.tell("ask", 4, 9)
    window.until(lambda report: "answered" in report)
    pictures, events = film(window, tmp_path / "clip.mp4"), watched_again(window)
    assert window.close() == 0
    sent = sent_to(server)
    for some in (pictures, sent):
        assert len(some) >= 2
        assert max(float(image[:, 160:].mean()) for image in some) > 200, "what is not hidden is there"
    shares = {"sent": max(map(share, sent)), "clip": max(map(share, pictures))}
    return {"preview": preview, "events": events, **shares}


def test_what_is_not_hidden_is_seen_everywhere(
    reopened: Callable[..., DrivenWindow], server: ChatServer, tmp_path: Path
) -> None:
    """The other test would pass if nothing was ever seen."""
    again = found(reopened(), server, tmp_path)
    assert again.pop("events") == 2
    assert min(again.values()) > 0.05


def test_what_was_hidden_is_seen_nowhere(
    reopened: Callable[..., DrivenWindow], server: ChatServer, tmp_path: Path
) -> None:
    again = found(reopened("--mask", LEFT), server, tmp_path)
    assert again == {"preview": 0, "sent": 0, "clip": 0, "events": 1}
