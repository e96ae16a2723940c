"""What the program leaves behind: no key anywhere, no request and no picture but where they are to be kept.

Everything it wrote is searched byte by byte, for texts and pictures as they are, as base64, and as JPEG.
"""

from __future__ import annotations

import base64
import logging
from dataclasses import replace
from pathlib import Path

import keyring
import numpy as np
import pytest
from keyring.backends.null import Keyring as NoKeyring

from stride_desktop.app.live.factories import real_factories
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.program import Program
from stride_desktop.app.system.crash import CrashReporter
from stride_desktop.app.system.keychain import Keychain
from stride_desktop.core.frames import Frame
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import KeepingSettings, Settings
from stride_desktop.pipeline.settings_store import SettingsStore
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.pictures import EncodedPicture
from tests.app.fakes import BrightModel, LiveSource
from tests.app.rigs.asking import ask
from tests.responders.chat_server import DONE, ChatServer, delta

KEY = "sk-Qz7rV1pXw93mKd0LtB5uYcE8"
REQUEST = "Tell me when Grimbaldus-4711 is bright"
MARKER = "Grimbaldus-4711"
QUESTION_MARKER = "Wolkenkuckuck-0815"
ANSWER_MARKER = "Zwetschgenbaum-2023"
SCRIPT = "." * 8 + "#" * 10 + "." * 10


def noise(bright: bool) -> np.ndarray:
    """A picture that is like no other."""
    rng = np.random.default_rng(7 if bright else 8)
    return rng.integers(*((160, 255) if bright else (0, 90)), (96, 128, 3), np.uint8)


class Noisy(LiveSource):
    """A camera that sees nothing but noise."""

    def frames(self, stop):
        for frame in super().frames(stop):
            yield Frame(noise(frame.image.mean() > 128), frame.timestamp)


def forms(secret: bytes) -> list[bytes]:
    """The bytes as they are, and as they are inside anything that is base64."""
    found = [secret]
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret)
        inner = encoded[4 if shift else 0 : len(encoded) // 4 * 4 - 4]
        found += [inner, inner.replace(b"+", b"-").replace(b"/", b"_")]
    return found


def completions(server: ChatServer) -> list:
    """What was asked, without the questions about the server itself."""
    return [exchange for exchange in server.exchanges if exchange.path.endswith("completions")]


def pictures(server: ChatServer) -> list[bytes]:
    """Stretches of every form in which a picture may have come somewhere."""
    jpegs = [EncodedPicture(noise(bright)).jpeg for bright in (False, True)]
    for exchange in completions(server):
        jpegs += [
            base64.b64decode(part["image_url"]["url"].split(",")[1])
            for part in exchange.body["messages"][1]["content"]
            if part["type"] == "image_url"
        ]
    middles = [jpeg[len(jpeg) // 2 :][:48] for jpeg in jpegs]
    raw = [noise(bright)[40, 10:30].tobytes() for bright in (False, True)]
    raw += [noise(bright)[40, 10:30, ::-1].tobytes() for bright in (False, True)]
    return [*middles, *raw]


def content(path: Path) -> bytes:
    """What a file holds; nothing when it is a folder, or was removed meanwhile as a database's log is."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:
        return b""


class Scene:
    """The program as a user runs it, but for the model that watches; it writes into one folder."""

    def __init__(self, qtbot, folder, keep):
        self.qtbot, self.folder = qtbot, folder
        self.words = folder / "words.txt"
        self.server = ChatServer()
        self.server.answer = self.answer
        self.log = logging.FileHandler(folder / "everything.log")
        logging.getLogger().addHandler(self.log)
        self.crashes = CrashReporter(folder / "log")
        self.crashes.install()
        store = SettingsStore(folder / "config" / "settings.json")
        responder = ResponderSettings(kind="openai", base_url=self.server.url, model="vlm", closing="ask")
        keeping = KeepingSettings(keep, asked=True)
        store.save(replace(Settings(), responder=responder, keeping=keeping))
        keychain = Keychain()
        keychain.put("127.0.0.1:" + self.server.url.rpartition(":")[2], KEY)
        keychain.put("127.0.0.1", KEY)
        parts = replace(real_factories(keychain), load=lambda *_: BrightModel())
        library = Library(folder / "sessions")
        self.program = Program(store, keychain, parts, self.crashes, library)
        self.live, self.window = self.program.live, self.program.window
        self.program.start()
        qtbot.waitExposed(self.window)

    def answer(self, exchange):
        """Answer, or quote the whole request in an error, with the key."""
        if len(completions(self.server)) % 2:
            exchange.send(delta(ANSWER_MARKER), DONE)
        else:
            quoted = str(exchange.body)[:20_000] + exchange.headers["Authorization"]
            exchange.send(quoted.encode(), content_type="text/plain", status=500)

    def until(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=30_000)

    def play(self):
        """Two moments and their ends, a question, and one about a stretch."""
        source = Noisy()
        self.live.start(Task(source, REQUEST))
        source.give(SCRIPT * 2)
        self.until(lambda: len(self.window.chat.cards) == 2)
        self.until(lambda: self.live.newest.timestamp >= 1000.0 + 2 * len(SCRIPT))
        self.quiet(3)
        ask(self, f"What about {QUESTION_MARKER}?")
        self.quiet(4)
        timeline = self.window.timeline
        self.until(lambda: timeline.navigation.bounds[1] >= 1030.0)
        timeline.stretch.select((1005.0, 1020.0))
        timeline.stretch.ask()
        ask(self, f"And {QUESTION_MARKER} then?")
        self.quiet(5)

    def quiet(self, answers):
        self.until(
            lambda: (
                len(completions(self.server)) >= answers
                and self.program.controllers.answers.active is None
                and not self.program.controllers.answers.waiting
            )
        )

    def close(self):
        self.live.stop()
        self.until(lambda: self.live.state is State.IDLE)
        with self.qtbot.waitSignal(self.program.ended, timeout=30_000):
            self.window.close()
        self.window.deleteLater()
        self.program.deleteLater()
        self.crashes.uninstall()
        logging.getLogger().removeHandler(self.log)
        self.log.close()
        self.server.close()

    def places(self, *secrets):
        """The files in which any of the secrets is found in any form, by the first folder on their path."""
        wanted = [form for secret in secrets for form in forms(secret)]
        return {
            path.relative_to(self.folder).parts[0]
            for path in self.folder.rglob("*")
            if any(form in content(path) for form in wanted)
        }


@pytest.fixture
def scene(qtbot, tmp_path, request, monkeypatch):
    monkeypatch.setattr(keyring.core, "_keyring_backend", NoKeyring())
    root = logging.getLogger()
    monkeypatch.setattr(root, "level", logging.DEBUG)
    scene = Scene(qtbot, tmp_path, request.param)
    yield scene
    scene.close()


@pytest.mark.parametrize("scene", ["nothing", "spans", "frames"], indirect=True)
def test_nothing_is_found_where_it_does_not_belong(scene, request):
    keep = request.node.callspec.params["scene"]
    scene.play()
    sent = [exchange.headers.get("Authorization") for exchange in scene.server.exchanges]
    assert set(sent) == {f"Bearer {KEY}"}  # what is searched for was there, and went where it was to go
    assert all(MARKER in str(exchange.body) for exchange in completions(scene.server))
    images = pictures(scene.server)
    texts = [marker.encode() for marker in (MARKER, QUESTION_MARKER, ANSWER_MARKER)]
    assert len(images) > 12
    if keep != "nothing":
        scene.until(lambda: scene.places(*texts))
    check(scene, keep, texts, images)  # while it runs, with the disk's half-written files
    scene.live.stop()
    scene.until(lambda: scene.live.state is State.IDLE)
    scene.until(lambda: keep == "nothing" or scene.program.controllers.review.last)
    check(scene, keep, texts, images)


def check(scene, keep, texts, images):
    files = {path.name for path in scene.folder.rglob("*") if path.is_file()}
    assert {"settings.json", "stride-desktop.log", "everything.log"} <= files
    assert scene.places(KEY.encode()) == set()
    assert scene.places(*texts) == (set() if keep == "nothing" else {"sessions"})
    assert scene.places(*images) == ({"sessions"} if keep == "frames" else set())


def test_the_search_finds_what_is_there(tmp_path):
    """A search that finds nothing anywhere would prove nothing."""
    search = Scene.places
    here = type("Here", (), {"folder": tmp_path})()
    text = f"x{KEY}y".encode()
    for shift in range(3):
        (tmp_path / f"{shift}.bin").write_bytes(b"..." + base64.b64encode(b"a" * shift + text))
    (tmp_path / "plain.bin").write_bytes(text)
    assert search(here, KEY.encode()) == {"0.bin", "1.bin", "2.bin", "plain.bin"}
    assert search(here, b"something else") == set()
