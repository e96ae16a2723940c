"""The server of the page: every new state goes to the browser, which says when it is painted."""

import json
import threading
from urllib.request import urlopen

import pytest

from tests.applications.desk import RecordingError
from tests.applications.page import _Server


@pytest.fixture
def server(tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"clip")
    made = _Server("<p>page", tmp_path / "clip.mp4")
    yield made
    made.stop()


def got(server, path):
    with urlopen(f"http://127.0.0.1:{server.server_address[1]}{path}", timeout=20) as answer:
        return answer.read()


def test_a_state_is_told_and_seen(server):
    seen = []

    def browse():
        number = 0
        while number < 2:
            state = json.loads(got(server, f"/state?seen={number}"))
            seen.append(state["bar"])
            number = state["number"]
        got(server, "/state?seen=2")

    browser = threading.Thread(target=browse, daemon=True)
    browser.start()
    server.tell({"bar": 5})
    assert seen == [5]
    server.tell({"bar": 9})
    assert seen == [5, 9]
    assert got(server, "/") == b"<p>page"
    assert got(server, "/video") == b"clip"
    server._state["number"] = 3  # lets the browser's last question end
    with server._told:
        server._told.notify_all()
    browser.join(20)


def test_a_browser_that_does_not_answer_is_said(server, monkeypatch):
    monkeypatch.setattr("tests.applications.page.PATIENCE", 0.05)
    with pytest.raises(RecordingError, match="does not answer"):
        server.tell({"bar": 5})
