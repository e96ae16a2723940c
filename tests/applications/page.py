"""A web page in Chromium that shows what it is told and says when that is on the screen."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.applications.desk import PATIENCE, Desk, RecordingError
from tests.applications.programs import Program, sentence

_PLACES = (0, 60), (0, 30), (1000, 1200), (620, 740)
_OPTIONS = (
    "--test-type",
    "--no-first-run",
    "--disable-gpu",
    "--disable-background-networking",
    "--password-store=basic",
)
_PAGE = Path(__file__).with_name("page.html")


class Page(Program):
    """The page, served on the loopback interface; scrolls and fills its form by itself.

    look: "light", "dark" or "grey"; video: a clip to show in it; kiosk: over the whole screen.
    """

    def __init__(
        self, desk: Desk, look: str = "light", video: Path | None = None, kiosk: bool = False
    ) -> None:
        self._server = _Server(_PAGE.read_text(encoding="utf-8").replace("LOOK", look), video)
        self._state: dict[str, Any] = {"shown": [], "scroll": 0, "badge": "running", "bar": 12, "note": ""}
        if video is not None:
            self._state["video"] = 0.0
        url = f"http://127.0.0.1:{self._server.server_address[1]}/"
        profile = desk.folder / f"profile{self._server.server_address[1]}"
        root = ["--no-sandbox"] if os.getuid() == 0 else []
        left, top, width, height = (desk.between(*pair) for pair in _PLACES)
        place = [f"--window-position={left},{top}", f"--window-size={width},{height}"]
        command = [*root, *_OPTIONS, f"--user-data-dir={profile}", *(["--kiosk"] if kiosk else place)]
        super().__init__(desk, "chromium", *command, f"--app={url}")
        self.tell()

    def tell(self, **changes: Any) -> None:
        """Change what it shows, and wait until it does."""
        self._state |= changes
        self._server.tell(self._state)

    def show(self, part: str) -> Part:
        """Show one of its hidden parts."""
        self.tell(shown=[*self._state["shown"], part])
        return Part(self, part)

    def hide(self, part: str) -> None:
        """Hide it again."""
        self.tell(shown=[item for item in self._state["shown"] if item != part])

    def live(self) -> None:
        """Scroll, or write into its form."""
        rng = self.desk.rng
        if rng.random() < 0.6:
            self.tell(scroll=max(0, int(self._state["scroll"] + rng.integers(-300, 420)) % 2400))
        else:
            self.tell(note=(self._state["note"] + " " + sentence(self.desk, 2))[-60:])

    def close(self) -> None:
        """End the browser, then the server."""
        super().close()
        self._server.stop()


class Part:
    """A part of a page that shows."""

    def __init__(self, page: Page, name: str) -> None:
        self._page = page
        self._name = name

    def close(self) -> None:
        """Hide it."""
        self._page.hide(self._name)


class Playing:
    """The video of a page, or what else moves, a second further every second."""

    def __init__(self, page: Page, length: float) -> None:
        self._page, self._length = page, length
        self._at = 0.0

    def live(self) -> None:
        """Play a second."""
        self._at = (self._at + 1.0) % self._length
        self._page.tell(video=self._at)

    def close(self) -> None:
        """Nothing: it belongs to the page."""


class _Server(ThreadingHTTPServer):
    """Gives the page, its video, and every new state as soon as there is one."""

    daemon_threads = True

    def __init__(self, page: str, video: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.page = page
        self.video = video
        self._told = threading.Condition()
        self._state: dict[str, Any] = {"number": 0}
        self._seen = -1
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def tell(self, state: Mapping[str, Any]) -> None:
        """Hand a state to the page; returns when the page has painted it."""
        with self._told:
            self._state = {**state, "number": self._state["number"] + 1}
            number = self._state["number"]
            self._told.notify_all()
            if not self._told.wait_for(lambda: self._seen >= number, PATIENCE):
                raise RecordingError("the page does not answer")

    def next_state(self, seen: int) -> dict[str, Any]:
        """The state after the one that the page has painted."""
        with self._told:
            self._seen = max(self._seen, seen)
            self._told.notify_all()
            self._told.wait_for(lambda: self._state["number"] > seen, 3600)
            return self._state

    def stop(self) -> None:
        """End it."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """The page, its video or its next state."""
        parts = urlsplit(self.path)
        if parts.path == "/state":
            seen = int(parse_qs(parts.query)["seen"][0])
            self._answer("application/json", json.dumps(self.server.next_state(seen)).encode())
        elif parts.path == "/video" and self.server.video is not None:
            self._answer("video/mp4", self.server.video.read_bytes())
        elif parts.path == "/":
            self._answer("text/html; charset=utf-8", self.server.page.encode())
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    def _answer(self, kind: str, content: bytes) -> None:
        try:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:  # the browser was closed meanwhile
            self.close_connection = True
