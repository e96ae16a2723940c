"""Alerts of the whole window, with a real notification service on a private bus."""

from __future__ import annotations

import subprocess
import sys
import wave
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from stride_desktop.actions.base import Action
from stride_desktop.app.alerts.alert import Channel
from stride_desktop.app.alerts.notification import first_sentence
from stride_desktop.app.alerts.tray_icon import TrayState
from stride_desktop.app.settings.rows import AlertBox
from stride_desktop.core.answers import AnswerState, Reply
from stride_desktop.core.events import EventState
from stride_desktop.core.timeline import DELETED, Gap
from stride_desktop.resources import resource
from tests.app.fakes import LiveSource
from tests.app.rigs.alerts import QUERY, Told, about_moments, quiet_answers, settle, told  # noqa: F401 - a fixture


def test_a_moment_is_announced_with_its_picture_and_buttons(desktop, quiet_answers):
    quiet_answers.begin()
    assert quiet_answers.alerts.channel is Channel.DESKTOP
    quiet_answers.moment()
    quiet_answers.until(lambda: desktop.notified)
    told = desktop.notified[0]
    assert told["title"] == QUERY
    assert told["text"] == "0:05"
    assert told["actions"][2:] == ["show", "Show", "snooze", "Snooze 15 min"]
    assert told["picture"]["jpeg"]
    assert told["picture"]["mode"] == 0o600
    picture = Path(told["picture"]["path"])
    assert picture.parent.stat().st_mode & 0o777 == 0o700


def test_the_answer_comes_in_place_of_the_first_notification(desktop, told):
    told.responder.pieces = ["A **red** <b>ball</b> appeared. ", "It rolls."]
    told.begin()
    told.moment()
    told.until(lambda: len(desktop.notified) == 2 or any("red" in c["text"] for c in desktop.notified))
    settle(told, desktop)
    shown = [call for call in desktop.shown if call in about_moments(desktop)]
    assert len(shown) == 1
    assert shown[0]["text"] == "0:05\nA red &lt;b&gt;ball&lt;/b&gt; appeared."
    assert shown[0]["picture"]["jpeg"]


def test_an_answer_to_what_was_dismissed_shows_nothing(desktop, quiet_answers):
    told = quiet_answers
    told.begin()
    told.moment()
    told.until(lambda: desktop.notified)
    picture = Path(desktop.notified[0]["picture"]["path"])
    settle(told, desktop)  # the program knows the number of the notification
    desktop.say("dismiss 1")
    told.until(lambda: (settle(told, desktop), not picture.exists())[1])
    store = told.program.controllers.store
    store.change(replace(store.get(1), reply=Reply("A ball."), state=AnswerState.DONE))
    settle(told, desktop)
    assert len(about_moments(desktop)) == 1


def test_one_notification_for_an_event_that_comes_and_goes(desktop, quiet_answers):
    told = quiet_answers
    told.begin()
    told.moment()
    told.until(lambda: desktop.notified)
    told.move(1, EventState.RETRACTED, EventState.TRIGGERED)
    told.until(lambda: desktop.closed == [1])
    assert told.alerts.unseen == 0
    told.move(1, EventState.TRIGGERED, EventState.RETRACTED)
    told.moment()
    told.moment(2)
    told.until(lambda: len(desktop.notified) == 2)
    settle(told, desktop)
    assert len(about_moments(desktop)) == 2


def test_withdrawn_before_it_is_shown_is_never_shown(desktop, quiet_answers):
    told = quiet_answers
    told.moment()  # the courier is not there yet
    told.move(1, EventState.RETRACTED, EventState.TRIGGERED)
    told.begin()
    settle(told, desktop)
    assert not about_moments(desktop)


def test_what_is_deleted_is_taken_away(desktop, quiet_answers):
    told = quiet_answers
    told.begin()
    told.moment()
    told.until(lambda: desktop.notified)
    picture = Path(desktop.notified[0]["picture"]["path"])
    told.live.deleted.emit(Gap(3.0, 9.0, DELETED))
    told.until(lambda: desktop.closed == [1] and not picture.exists())


def test_show_brings_the_window_and_the_second(desktop, quiet_answers, monkeypatch):
    told = quiet_answers
    gone_to = []
    cards = []
    monkeypatch.setattr(told.program.controllers.preview, "go_to", gone_to.append)
    monkeypatch.setattr(told.window.chat, "show_card", cards.append)
    told.begin()
    told.moment()
    told.until(lambda: desktop.notified)
    told.window.hide()
    settle(told, desktop)  # the program knows the number of the notification
    desktop.say("press 1 show")
    told.until(told.window.isVisible)
    assert gone_to == [5.0]
    assert cards == list(told.window.chat.cards)[:1]
    assert cards


def test_snooze_from_the_notification_says_until_when(desktop, quiet_answers):
    told = quiet_answers
    source = LiveSource()
    told.begin()
    told.watch(source)
    source.give("....")
    told.until(lambda: told.live.newest is not None)
    assert told.alerts.tray.state is TrayState.WATCHING
    told.moment()
    told.until(lambda: desktop.notified)
    settle(told, desktop)  # the program knows the number of the notification
    desktop.say("press 1 snooze")
    told.until(lambda: told.program.controllers.snooze.until_text)
    assert told.alerts.tray.state is TrayState.SNOOZED
    until = told.program.controllers.snooze.until_text
    assert until in told.window.windowTitle()
    assert until in told.alerts.tray.words
    told.alerts.tray.again.trigger()
    assert told.alerts.tray.state is TrayState.WATCHING
    assert "snoozed" not in told.window.windowTitle()


def test_nothing_while_the_window_is_in_front_unless_wanted(desktop, quiet_answers):
    told = quiet_answers
    told.begin()
    told.front = True
    told.use(sound=True)
    told.moment(1)
    assert told.alerts.unseen == 0
    told.use(in_front=True, sound=True)
    told.moment(2, "Tell me when it is dark")
    told.until(lambda: desktop.notified)
    settle(told, desktop)
    assert [call["title"] for call in about_moments(desktop)] == ["Tell me when it is dark"]
    assert told.played == [1]


def test_hidden_content_says_nothing_of_it(desktop, told):
    told.responder.pieces = ["A red ball."]
    told.begin()
    told.use(hide_content=True)
    told.moment()
    told.until(lambda: told.program.controllers.store.get(1).over)
    settle(told, desktop)
    record = desktop.notified[0]
    assert (record["title"], record["text"], record["picture"]) == ("The moment has come", "", None)
    assert not any("ball" in call["text"] for call in desktop.notified)


def test_a_muted_request_is_not_announced(desktop, quiet_answers):
    told = quiet_answers
    told.begin()
    told.use(sound=True)
    bar = told.window.request
    bar.edit.setText(QUERY)
    bar.mute.click()
    assert bar.mute.isChecked()
    told.moment(1)
    bar.edit.setText("Tell me when it is dark")
    assert not bar.mute.isChecked()
    told.moment(2, "Tell me when it is dark")
    told.until(lambda: desktop.notified)
    settle(told, desktop)
    assert [call["title"] for call in about_moments(desktop)] == ["Tell me when it is dark"]
    assert told.alerts.unseen == 2
    assert told.played == [1]


def test_quiet_hours_end_with_one_summary(desktop, quiet_answers):
    told = quiet_answers
    told.begin()
    told.use(quiet=True, sound=True)
    told.alerts.now = lambda: datetime(2026, 5, 5, 23, 30)
    for event in (1, 2, 3, 4):
        told.moment(event)
    told.move(4, EventState.RETRACTED, EventState.TRIGGERED)
    told.alerts.end_quiet()
    settle(told, desktop)
    assert not about_moments(desktop)
    told.alerts.now = lambda: datetime(2026, 5, 6, 7, 0)
    told.alerts.end_quiet()
    told.until(lambda: about_moments(desktop))
    told.alerts.end_quiet()
    settle(told, desktop)
    assert [call["title"] for call in about_moments(desktop)] == ["3 moments during quiet hours"]
    assert not told.played


def test_ending_takes_notifications_and_pictures_away(desktop, qtbot, tmp_path, monkeypatch):
    told = Told(qtbot, tmp_path, monkeypatch)
    monkeypatch.setattr(told.program.controllers.answers, "submit", lambda *_: None)
    told.begin()
    told.moment()
    told.until(lambda: desktop.notified)
    folder = Path(desktop.notified[0]["picture"]["path"]).parent
    told.close()
    qtbot.waitUntil(lambda: desktop.closed == [1], timeout=20_000)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("A ball. It rolls.", "A ball."),
        ("# A heading\nand more", "A heading and more"),
        ("**At 3.5 s** a `ball`!", "At 3.5 s a ball!"),
        ("no end", "no end"),
        ("", ""),
    ],
)
def test_first_sentence(answer, sentence):
    assert first_sentence(answer) == sentence


def test_the_settings_say_what_is_shown_and_try_it(desktop, quiet_answers):
    told = quiet_answers
    told.begin()
    words = []

    def look():
        box = told.window.findChild(AlertBox)
        words.append(box.words.text())
        box.test.click()
        box.window().reject()

    QTimer.singleShot(0, look)
    told.program.controllers.settings.edit()
    told.until(lambda: desktop.notified)
    assert words == ["This system shows notifications with a picture and buttons."]


def test_the_sound_is_heard_only_where_something_can_play_it():
    # In a process of its own, since Qt's sound libraries complain on machines without sound.
    script = (
        "from PySide6.QtWidgets import QApplication; app = QApplication([])\n"
        "from stride_desktop.app.alerts.sound import AlertSound; heard = AlertSound().play()\n"
        "from PySide6.QtMultimedia import QMediaDevices\n"
        "print(heard is not QMediaDevices.defaultAudioOutput().isNull())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
    with wave.open(str(resource("sounds", "moment.wav"))) as sound:
        assert sound.getnframes() / sound.getframerate() < 1


class Noted(Action):
    """An action that notes what it is told."""

    def __init__(self):
        self.calls = []

    def triggered(self, event, settings):
        self.calls.append(("told", event.key, event.request.query, event.when, settings.sound))

    def answered(self, key, text, settings):
        self.calls.append(("answered", key, text, settings.sound))

    def withdrawn(self, key):
        self.calls.append(("withdrawn", key))


def test_an_action_is_told_of_an_event_its_answer_and_its_withdrawal(told):
    noted = Noted()
    told.alerts.actions = (noted,)
    told.begin()
    told.responder.pieces = ["A **ball**."]
    told.moment()
    told.until(lambda: len(noted.calls) == 2)
    told.move(1, EventState.RETRACTED, EventState.TRIGGERED)
    key = f"{told.live.run_number}.1"
    assert noted.calls == [
        ("told", key, QUERY, "0:05", False),
        ("answered", key, "A **ball**.", False),
        ("withdrawn", key),
    ]
