"""What is remembered of the sources and requests of the last time."""

from __future__ import annotations

import pytest

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.recent import MOST, RecentSettings, RecentSource
from stride_desktop.core.settings import Settings
from stride_desktop.core.settings_json import from_json, to_json


def test_the_newest_come_first_once_each_and_at_most_ten() -> None:
    recent = RecentSettings()
    for number in range(MOST + 2):
        recent = recent.having(
            RecentSource("screen", f"screen:{number}", "", "Screen"), (f"request {number}",)
        )
    recent = recent.having(
        RecentSource("screen", "screen:5", "HDMI-1", "Renamed\tscreen"), ("request 5", "too")
    )
    assert len(recent.sources) == len(recent.requests) == MOST
    assert recent.watched()[0] == RecentSource("screen", "screen:5", "HDMI-1", "Renamed screen")
    assert [source.address for source in recent.watched()].count("screen:5") == 1
    assert recent.requests[:3] == ("request 5", "too", "request 11")
    assert recent.having(None, ()) == recent
    assert recent.cleared() == RecentSettings()


def test_a_damaged_entry_costs_the_sources_and_nothing_else() -> None:
    data = to_json(Settings()) | {"recent": {"sources": ["screen:1"], "requests": ["it rains"]}}
    settings, refused = from_json(data)
    assert (settings.recent.sources, settings.recent.requests) == ((), ("it rains",))
    assert list(refused) == ["recent.sources"]
    with pytest.raises(SettingsError):
        RecentSource.parse("\t\t\t")
