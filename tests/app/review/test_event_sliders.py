"""The sliders for what makes an event and an alert."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from stride_desktop.app.review.event_settings import EventSettingsBar
from stride_desktop.core.events import EventSettings

WATCHED = EventSettings(sustain_ratio=0.73, sustain_seconds=4.0, merge_gap_seconds=2.0, min_event_seconds=3.0)


@pytest.fixture
def sliders(qtbot):
    made = EventSettingsBar()
    qtbot.addWidget(made)
    made.show_settings(WATCHED)
    made.show()
    return made


def test_nothing_changes_until_somebody_moves_one(sliders):
    assert sliders.settings == WATCHED  # also what lies between two stops
    assert not sliders.reset.isEnabled()
    assert sliders.rows["sustain_ratio"].value.text() == "73%"


@pytest.mark.parametrize(
    ("name", "value"),
    [("sustain_ratio", 0.8), ("sustain_seconds", 5.0), ("merge_gap_seconds", 3.0), ("cooldown_seconds", 5.0)],
)
def test_a_key_moves_one_setting_and_no_other(qtbot, sliders, name, value):
    with qtbot.waitSignal(sliders.moved) as moved:
        qtbot.keyClick(sliders.rows[name].slider, Qt.Key.Key_Right)
    assert moved.args == [replace(WATCHED, **{name: value})]
    with qtbot.waitSignal(sliders.moved) as moved:
        sliders.reset.click()
    assert moved.args == [WATCHED]
    assert not sliders.reset.isEnabled()


def test_what_was_tried_before_can_be_shown_and_used(qtbot, sliders):
    tried = replace(WATCHED, sustain_seconds=10.0)
    sliders.show_settings(WATCHED, tried)
    assert sliders.settings == tried
    assert sliders.reset.isEnabled()
    with qtbot.waitSignal(sliders.adopted) as adopted:
        sliders.adopt.click()
    assert adopted.args == [tried]


def test_the_outcome_in_words(sliders):
    for count, words in ((0, "0 alerts"), (1, "1 alert"), (12, "12 alerts")):
        sliders.show_outcome(count)
        assert sliders.outcome.text().endswith(words)


def test_every_slider_has_a_name_for_a_screen_reader(sliders):
    for row in sliders.rows.values():
        assert row.slider.accessibleName()
        assert row.slider.accessibleDescription()
