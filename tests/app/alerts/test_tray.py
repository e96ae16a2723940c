"""The icon in the notification area, and alerts without a notification service."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from stride_desktop.app.alerts.alert import Channel
from stride_desktop.app.alerts.tray_icon import TrayState, tray_icon
from stride_desktop.app.live.task import State
from tests.app.fakes import LiveSource
from tests.app.rigs.alerts import QUERY, Told, about_moments, quiet_answers, settle, told  # noqa: F401 - a fixture


def test_unseen_moments_mark_the_icon_until_the_window_is_looked_at(quiet_answers):
    told = quiet_answers
    told.show()
    told.moment(1)
    told.moment(2)
    assert "2 unseen moments" in told.alerts.tray.words
    QApplication.sendEvent(told.window, QEvent(QEvent.Type.WindowActivate))
    assert told.alerts.unseen == 0
    assert "unseen" not in told.alerts.tray.words


def test_without_a_service_the_task_bar_is_marked(quiet_answers, monkeypatch):
    told = quiet_answers
    told.begin()
    assert told.alerts.channel is Channel.TASK_BAR
    alerts = []
    monkeypatch.setattr(QApplication, "alert", alerts.append)
    told.front = True
    told.alerts.test()
    told.until(lambda: alerts == [told.window])


def test_without_a_service_the_tray_tells(quiet_answers, monkeypatch):
    told = quiet_answers
    messages = []
    monkeypatch.setattr(type(told.alerts.tray), "can_tell", property(lambda _: True))
    tray = told.alerts.tray.icon
    monkeypatch.setattr(tray, "showMessage", lambda title, text, *_: messages.append((title, text)))
    told.begin()
    assert told.alerts.channel is Channel.TRAY
    told.moment()
    told.until(lambda: messages == [(QUERY, "0:05")])


def test_closing_can_leave_the_program_in_the_tray(desktop, quiet_answers, monkeypatch):
    told = quiet_answers
    monkeypatch.setattr(type(told.alerts.tray), "visible", property(lambda _: True))
    told.begin()
    settings = told.live.settings
    told.program.settings.use(
        replace(settings, notifications=replace(settings.notifications, keep_in_tray=True))
    )
    for _ in range(2):
        told.window.close()
        assert not told.window.isVisible()
        told.window.come_forward()
    told.until(lambda: desktop.notified)
    settle(told, desktop)
    assert [call["title"] for call in about_moments(desktop)] == ["Stride Desktop is still running"]
    assert told.live.state is State.IDLE
    told.window.stays_in_tray = False


@pytest.mark.usefixtures("desktop")
def test_quit_ends_it_also_then(qtbot, tmp_path, monkeypatch):
    told = Told(qtbot, tmp_path, monkeypatch)
    told.begin()
    told.window.stays_in_tray = True
    told.window.hide()
    with qtbot.waitSignal(told.program.ended, timeout=30_000):
        told.alerts.tray.menu.actions()[-1].trigger()
    assert not told.alerts.notifier.running
    told.window.deleteLater()
    told.program.deleteLater()


def test_the_icons_menu_pauses_and_goes_on(quiet_answers):
    told = quiet_answers
    source = LiveSource()
    told.show()
    tray = told.alerts.tray
    assert tray.state is TrayState.IDLE
    assert not tray.pause.isEnabled()
    told.watch(source)
    source.give("..")
    told.until(lambda: told.live.newest is not None)
    tray.pause.trigger()
    assert tray.state is TrayState.PAUSED
    assert f"Paused: {QUERY}" in tray.words
    tray.private.trigger()
    assert tray.state is TrayState.PRIVATE
    assert "Private: nothing is seen or stored" in tray.words
    assert told.window.menus.private.isChecked()
    tray.pause.trigger()
    assert tray.state is TrayState.WATCHING
    assert f"Watching Fake: {QUERY}" in tray.words


def test_every_state_has_a_shape_of_its_own():
    def shape(state, unseen):
        image = (
            tray_icon(state, unseen).pixmap(16, 16).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        )
        alpha = tray_icon(state, unseen).pixmap(16, 16).toImage().convertToFormat(QImage.Format.Format_Alpha8)
        return bytes(image.constBits()), bytes(alpha.constBits())

    shapes = {shape(state, unseen) for state in TrayState for unseen in (False, True)}
    assert len(shapes) == 10
