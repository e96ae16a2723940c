"""Quiet hours: over midnight, at their edges, and when clocks are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from stride_desktop.core.setting import parse_time
from stride_desktop.core.settings import NotificationSettings, Settings
from stride_desktop.core.settings_json import from_json, to_json
from stride_desktop.responders.kinds import problems

BERLIN = ZoneInfo("Europe/Berlin")


def quiet_from(start, end):
    return NotificationSettings(quiet=True, quiet_from=start, quiet_to=end)


@pytest.mark.parametrize(
    ("hours", "moment", "quiet"),
    [
        (("22:00", "07:00"), (22, 0), True),
        (("22:00", "07:00"), (21, 59), False),
        (("22:00", "07:00"), (3, 0), True),
        (("22:00", "07:00"), (6, 59), True),
        (("22:00", "07:00"), (7, 0), False),
        (("09:00", "17:00"), (9, 0), True),
        (("09:00", "17:00"), (17, 0), False),
        (("09:00", "17:00"), (3, 0), False),
    ],
)
def test_the_time_of_day_decides(hours, moment, quiet):
    assert quiet_from(*hours).quiet_at(datetime(2026, 5, 5, *moment)) is quiet


@pytest.mark.parametrize(
    ("instant", "quiet"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), True),  # 01:59, then clocks go to 03:00
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), False),  # 03:00: 02:30 never comes, quiet is over
        (datetime(2026, 10, 25, 0, 29, tzinfo=UTC), True),  # 02:29 the first time
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), True),  # 02:00 again
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), False),
    ],
)
def test_the_wall_clock_decides_when_it_is_changed(instant, quiet):
    assert quiet_from("22:00", "02:30").quiet_at(instant.astimezone(BERLIN)) is quiet


def test_parse_time():
    assert parse_time("07:30") == time(7, 30)
    assert [parse_time(text) for text in ("7:30", "24:00", "07:60", "", "07:30:00", "٠٧:٣٠")] == [None] * 6


def test_settings_of_quiet_hours():
    night = datetime(2026, 5, 5, 23, 0)
    assert not NotificationSettings().quiet_at(night)
    assert NotificationSettings(quiet=True).quiet_at(night)
    wrong = Settings(notifications=NotificationSettings(quiet=True, quiet_from="8", quiet_to="8"))
    assert set(problems(wrong)) == {"notifications.quiet_from", "notifications.quiet_to"}
    same = NotificationSettings(quiet=True, quiet_from="08:00", quiet_to="08:00")
    assert set(problems(Settings(notifications=same))) == {"notifications.quiet_to"}
    assert not problems(Settings(notifications=NotificationSettings(quiet_from="07:00")))


@pytest.mark.parametrize("enabled", [True, False])
def test_files_from_before_say_whether_to_notify(enabled):
    old = {"version": 1, "appearance": {"scheme": "dark", "notifications": enabled}}
    read, _ = from_json(old)
    assert read.notifications == NotificationSettings(enabled=enabled)
    assert read.appearance.scheme == "dark"
    assert from_json(to_json(read)) == (read, {})
    newer = old | {"notifications": {"enabled": not enabled}}
    assert from_json(newer)[0].notifications.enabled is not enabled
