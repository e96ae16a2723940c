"""Bytes and seconds as people read them."""

from __future__ import annotations

import pytest

from stride_desktop.core.amounts import bytes_in_words, elapsed, hours_minutes_seconds


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (4_321_000, "4.3 MB"), (2.5e12, "2500.0 GB")],
)
def test_a_size_is_told_in_the_largest_unit(count, words):
    assert bytes_in_words(count) == words


@pytest.mark.parametrize(
    ("seconds", "short", "long"),
    [
        (0, "0:00", "0:00:00"),
        (41.9, "0:41", "0:00:41"),
        (65, "1:05", "0:01:05"),
        (600, "10:00", "0:10:00"),
        (3600, "1:00:00", "1:00:00"),
        (36_061, "10:01:01", "10:01:01"),
        (-0.5, "0:00", "0:00:00"),
        (-65, "−1:05", "0:00:00"),
        (-3600, "−1:00:00", "0:00:00"),
    ],
)
def test_seconds_are_told_as_on_a_player(seconds, short, long):
    assert (elapsed(seconds), hours_minutes_seconds(seconds)) == (short, long)
