"""Which monitor is meant, whatever its number is by now."""

from __future__ import annotations

import pytest

from stride_desktop.core.errors import SourceError, SourceLost
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import SCREEN
from stride_desktop.sources.monitors import SoughtMonitor, monitor_infos

SECOND = SourceInfo(SCREEN, "screen:2", "Screen 2")


def monitor(output="", unique_id="", left=0):
    return {"left": left, "top": 0, "width": 640, "height": 800, "output": output, "unique_id": unique_id}


LAPTOP, HDMI = monitor("eDP-1"), monitor("HDMI-1", left=640)


def test_a_number_is_a_monitor_and_stays_that_one():
    sought = SoughtMonitor(2, SECOND)
    assert sought.find([LAPTOP, HDMI]) == HDMI
    moved = monitor("HDMI-1", left=0)
    assert sought.find([moved]) == moved
    for others in ([LAPTOP], [LAPTOP, monitor("DP-2", left=640)]):
        with pytest.raises(SourceLost, match="Screen 2 was disconnected"):
            sought.find(others)
    assert sought.find([HDMI, LAPTOP]) == HDMI


def test_two_monitors_of_one_make_are_told_apart_by_where_they_are_plugged_in():
    left, right = monitor("DP-1", "model=U2720Q"), monitor("DP-2", "model=U2720Q", 640)
    sought = SoughtMonitor(2, SECOND)
    sought.find([left, right])
    with pytest.raises(SourceLost):
        sought.find([left])


def test_one_without_a_name_is_known_by_its_place():
    sought = SoughtMonitor(2, SECOND)
    sought.find([monitor(), monitor(left=640)])
    with pytest.raises(SourceLost):
        sought.find([monitor(), monitor(left=320)])


def test_one_chosen_from_a_list_is_that_one_or_refused():
    chosen = monitor_infos([LAPTOP, HDMI])[1]
    assert (chosen.address, chosen.name) == ("screen:2", "Screen 2: HDMI-1 (640 × 800)")
    assert SoughtMonitor(2, chosen).find([HDMI]) == HDMI
    with pytest.raises(SourceError, match="is not connected"):
        SoughtMonitor(2, chosen).find([LAPTOP, monitor("DP-2", left=640)])


def test_a_number_that_no_monitor_has():
    with pytest.raises(SourceError, match="no screen 2") as caught:
        SoughtMonitor(2, SECOND).find([LAPTOP])
    assert "1 screen is connected" in caught.value.remedy
