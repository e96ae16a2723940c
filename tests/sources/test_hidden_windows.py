"""Windows that must not be seen on a watched screen, by their title or program."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from stride_desktop.core.errors import SourceError
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.sources.base import Opening
from stride_desktop.sources.catalog import open_source
from tests.sources.titled_window import titled
from tests.sources.x_windows import GREEN, Canvas, canvas
from tests.xserver import XDisplay

pytestmark = pytest.mark.x11

SECRET = (210, 20, 190)
TEAL = (10, 120, 130)


@pytest.fixture(autouse=True)
def desk(x_display: XDisplay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Canvas]:
    x_display.enter(monkeypatch)
    with canvas() as made:
        yield made


class Screen:
    """The watched screen; hidden: words."""

    def __init__(self, *hidden: str) -> None:
        self._frames = open_source("screen:1", Opening(hidden=hidden)).frames(threading.Event())

    def image(self) -> np.ndarray:
        return next(self._frames).image

    def close(self) -> None:
        self._frames.close()


@pytest.fixture
def watch() -> Iterator[type]:
    opened: list[Screen] = []

    def begin(*hidden: str) -> Screen:
        opened.append(Screen(*hidden))
        return opened[-1]

    yield begin
    for screen in opened:
        screen.close()


def count(image: np.ndarray, colour: tuple[int, int, int]) -> int:
    return int((image == colour).all(axis=-1).sum())


def test_a_window_is_hidden_by_a_word_of_its_title(watch) -> None:
    with titled("My Passwords – Vault", SECRET), titled("Notes", TEAL, place=(600, 100)):
        assert count(watch().image(), SECRET) == 300 * 200
        image = watch("passwords").image()
        assert count(image, SECRET) == 0
        assert count(image, TEAL) == 300 * 200
        assert count(image, GREEN) > 500_000


def test_all_windows_of_a_program_are_hidden_by_its_class(watch) -> None:
    with titled("Inbox", SECRET) as inbox, titled("Compose", SECRET, place=(600, 100)) as other:
        inbox.window.set_wm_class("mailer", "Mailer")
        for window in (inbox, other):
            window.own(4242)
        assert count(watch("mailer").image(), SECRET) == 0
        assert count(watch("inbox").image(), SECRET) == 300 * 200, "a title is of one window"


def test_it_stays_hidden_where_it_is_moved_uncovered_and_half_covered(watch, desk: Canvas) -> None:
    with titled("Passwords", SECRET) as window:
        screen = watch("passwords")
        assert count(screen.image(), SECRET) == 0
        for place in ((500, 300), (20, 500), (900, 40)):
            window.move(*place, 300, 200)
            assert count(screen.image(), SECRET) == 0
        cover = desk.window((850, 60, 200, 400), TEAL)
        desk.settle()
        assert count(screen.image(), SECRET) == 0
        cover.destroy()
        desk.settle()
        assert count(screen.image(), SECRET) == 0


def test_a_title_that_changes_hides_the_window(watch) -> None:
    with titled("News", SECRET) as window:
        screen = watch("bank")
        assert count(screen.image(), SECRET) == 300 * 200
        window.call("My bank")
        assert count(screen.image(), SECRET) == 0


def test_a_hidden_window_cannot_be_watched_by_itself() -> None:
    with titled("Passwords", SECRET):
        assert open_source("window:Passwords")
        with pytest.raises(SourceError, match="one of those that must not be seen"):
            open_source("window:Passwords", Opening(hidden=("password",)))


def test_the_words_of_the_setting() -> None:
    assert PrivacySettings(" Password,, KeePass ,").hidden == ("password", "keepass")
    assert PrivacySettings().hidden == ()
