"""Text from outside: valid, and without anything that acts."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.text import elided, one_line, readable, valid

ANY_TEXT = st.text(st.characters())  # lone halves of characters included


def test_halves_of_a_character_are_joined_and_a_lone_one_is_replaced():
    assert valid("a\ud83d\ude00b") == "a😀b"
    assert valid("a\ud83db \ude00") == "a\ufffdb \ufffd"


def test_a_name_in_other_bytes_is_valid():
    assert valid(b"caf\xe9.mp4".decode("utf-8", "surrogateescape")) == "caf\ufffd.mp4"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J\x1b]0;owned\x07", "␛[2J␛]0;owned␇"),
        ("\x9b31m", "\ufffd31m"),
        ("ab\x08c\x7f", "ab␈c␡"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("\u2066x\u2069", "\ufffdx\ufffd"),
        ("one\r\ntwo\rthree\u2028four\tfive\x85six", "one\ntwo\nthree\nfour\tfive\nsix"),
        ("nul\0", "nul␀"),
        ("שלום, 世界 👩‍👩‍👧 é", "שלום, 世界 👩‍👩‍👧 é"),
    ],
)
def test_what_would_act_is_seen_instead(text, shown):
    assert readable(text) == shown


@given(ANY_TEXT)
def test_readable_text_can_be_encoded_and_stays_as_it_is(text):
    fit = readable(text)
    fit.encode()
    assert readable(fit) == fit
    assert not any(ord(letter) < 0x20 and letter not in "\n\t" for letter in fit)
    assert sqlite3.connect(":memory:").execute("SELECT ?", (fit,)).fetchone() == (fit,)


def test_the_middle_of_a_long_line_is_left_out():
    assert one_line("a\n b\tc") == "a b c"
    assert one_line("x" * 10_000 + ".mp4", 20) == "x" * 10 + "…" + "x" * 5 + ".mp4"
    assert len(one_line("x" * 10_000, 20)) == 20
    assert one_line("short", 20) == "short"


def test_a_long_line_loses_its_end():
    assert elided("one\n two", 70) == "one two"
    assert elided("a" * 80, 70) == "a" * 69 + "…"
