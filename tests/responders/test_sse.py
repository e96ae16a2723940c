from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.responders.sse import MAX_EVENT_CHARACTERS, EventParser


def parse(*chunks: bytes) -> list[str]:
    parser = EventParser()
    return [data for chunk in chunks for data in parser.feed(chunk)] + parser.close()


@given(
    events=st.lists(st.text("aé漢🌧: ", min_size=1), max_size=5),
    line_end=st.sampled_from([b"\n", b"\r\n", b"\r"]),
    cuts=st.lists(st.integers(0, 200), max_size=8),
)
def test_any_cut_gives_the_same_events(events: list[str], line_end: bytes, cuts: list[int]) -> None:
    stream = b"".join(b"data: " + text.encode() + line_end * 2 for text in events)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[start:end] for start, end in pairwise(places)]
    assert parse(*chunks) == events


def test_comments_and_other_fields_are_dropped() -> None:
    assert parse(b": ping\n\nevent: message\nid: 7\ndata: a\n\nretry: 10\n\n:\n\ndata: b\n\n") == ["a", "b"]


def test_several_data_lines_are_one_event() -> None:
    assert parse(b"data: {\ndata:  1\ndata:}\n\n") == ["{\n 1\n}"]


def test_a_last_event_without_its_blank_line_counts() -> None:
    assert parse(b"data: a\n\ndata: b") == ["a", "b"]
    assert parse(b"data: a\r") == ["a"]


def test_a_byte_order_mark_is_no_part_of_the_first_field() -> None:
    assert parse(b"\xef\xbb", b"\xbfdata: a\n\n") == ["a"]


def test_an_endless_event_is_refused() -> None:
    parser = EventParser()
    parser.feed(b"data: " + b"x" * MAX_EVENT_CHARACTERS + b"\n")
    with pytest.raises(ValueError, match="too long"):
        parser.feed(b"data: x\n")
