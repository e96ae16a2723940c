"""Whether the computer runs on battery, read from real files as Linux lays them out."""

from __future__ import annotations

import pytest

from stride_desktop.app.power.battery import on_battery_by

BATTERY = {"type": "Battery", "present": "1"}
MOUSE = {"type": "Battery", "scope": "Device", "status": "Discharging"}


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ({}, None),
        ({"AC": {"type": "Mains", "online": "1"}}, None),
        ({"AC": {"type": "Mains", "online": "0"}, "BAT0": BATTERY | {"status": "Discharging"}}, True),
        ({"ADP1": {"type": "Mains", "online": "1"}, "BAT1": BATTERY | {"status": "Not charging"}}, False),
        ({"AC": {"type": "Mains", "online": "1"}, "BAT0": BATTERY | {"status": "Discharging"}}, False),
        ({"BAT0": BATTERY | {"status": "Discharging"}}, True),
        ({"BAT0": BATTERY | {"status": "Full"}}, False),
        (
            {
                "ucsi-source-psy-USBC000:001": {"type": "USB", "online": "0"},
                "ucsi-source-psy-USBC000:002": {"type": "USB", "online": "1"},
                "BAT0": BATTERY | {"status": "Charging"},
            },
            False,
        ),
        ({"AC": {"type": "Mains", "online": "0"}, "BAT0": {"type": "Battery", "present": "0"}}, None),
        ({"hidpp_battery_0": MOUSE}, None),
        ({"hidpp_battery_0": MOUSE, "BAT0": BATTERY | {"status": "Charging"}}, False),
        ({"BAT0": {}}, None),
    ],
)
def test_supplies(tmp_path, supplies, expected):
    for name, properties in supplies.items():
        (tmp_path / name).mkdir()
        for key, value in properties.items():
            (tmp_path / name / key).write_text(f"{value}\n")
    assert on_battery_by(tmp_path) is expected


def test_a_system_without_such_files(tmp_path):
    assert on_battery_by(tmp_path / "nothing") is None
    (tmp_path / "BAT0").mkdir()
    (tmp_path / "BAT0" / "type").write_bytes(b"\xff\xfe")
    assert on_battery_by(tmp_path) is None
