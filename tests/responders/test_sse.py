import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.responders.sse import MAX_EVENT_CHARACTERS, EventParser, ServerEvent


def events(*chunks: bytes) -> list[ServerEvent]:
    parser = EventParser()
    return [event for chunk in chunks for event in parser.feed(chunk)] + parser.close()


def parse(*chunks: bytes) -> list[str]:
    """The data of events of the usual kind, which all of them must be."""
    found = events(*chunks)
    assert not any(event.name for event in found)
    return [event.data for event in found]


@contextmanager
def memory() -> Iterator[Callable[[], int]]:
    """A function for the bytes that were allocated in the block and not released yet."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


@given(
    texts=st.lists(st.text("aé漢🌧: ", min_size=1), max_size=5),
    line_end=st.sampled_from([b"\n", b"\r\n", b"\r"]),
    cuts=st.lists(st.integers(0, 200), max_size=8),
)
def test_any_cut_gives_the_same_events(texts: list[str], line_end: bytes, cuts: list[int]) -> None:
    stream = b"".join(b"data: " + text.encode() + line_end * 2 for text in texts)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[start:end] for start, end in pairwise(places)]
    assert parse(*chunks) == texts


def test_comments_and_other_fields_are_dropped() -> None:
    assert parse(b": ping\n\nevent: message\nid: 7\ndata: a\n\nretry: 10\n\n:\n\ndata: b\n\n") == ["a", "b"]


def test_several_data_lines_are_one_event() -> None:
    assert parse(b"data: {\ndata:  1\ndata:}\n\n") == ["{\n 1\n}"]


def test_a_last_event_without_its_blank_line_counts() -> None:
    assert parse(b"data: a\n\ndata: b") == ["a", "b"]
    assert parse(b"data: a\r") == ["a"]


def test_a_byte_order_mark_is_no_part_of_the_first_field() -> None:
    assert parse(b"\xef\xbb", b"\xbfdata: a\n\n") == ["a"]


def test_what_is_too_long_is_dropped_and_no_more_is_kept_than_that() -> None:
    parser = EventParser()
    with memory() as taken:
        for _ in range(3 * MAX_EVENT_CHARACTERS // (1 << 16)):
            assert parser.feed(b"x" * (1 << 16)) == []
            assert taken() < MAX_EVENT_CHARACTERS + (1 << 18)
    assert parser.feed(b"\ndata: a\n\n") == [ServerEvent("a")]
    assert parser.dropped


def test_an_event_of_endless_lines_is_dropped() -> None:
    parser = EventParser()
    with memory() as taken:
        for _ in range(MAX_EVENT_CHARACTERS // (1 << 16) + 1):
            assert parser.feed(b"data: " + b"x" * (1 << 16) + b"\n") == []
        assert taken() < 1 << 20
    assert parser.feed(b"\ndata: a\n\n")[-1:] == [ServerEvent("a")]


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b'error: {"code":400}\n\n', [ServerEvent('{"code":400}', "error")]),
        (b"data: a\nerror: no\n\n", [ServerEvent("a"), ServerEvent("no", "error")]),
        (b"event: error\ndata: no\n\ndata: a\n\n", [ServerEvent("no", "error"), ServerEvent("a")]),
        (b"data: no\nevent:Error\n\n", [ServerEvent("no", "error")]),
        (b"event: error\n\n", [ServerEvent("", "error")]),
        (b'data: a\n\n{"error": 1}\n', [ServerEvent("a"), ServerEvent('{"error": 1}', "bare")]),
        (b"upstream: gone\n", [ServerEvent("upstream: gone", "bare")]),
        (
            b"datas: x\nevents\nda\n",
            [ServerEvent("datas: x", "bare"), ServerEvent("events", "bare"), ServerEvent("da", "bare")],
        ),
    ],
)
def test_errors_and_lines_that_are_no_field(stream: bytes, expected: list[ServerEvent]) -> None:
    assert events(stream) == expected
    assert events(*(bytes([byte]) for byte in stream)) == expected


def test_documents_on_neighbouring_lines_are_events_of_their_own() -> None:
    assert parse(b'data: {"a":{}}\ndata: {"b":1}\ndata: [DONE]\n') == ['{"a":{}}', '{"b":1}', "[DONE]"]


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert parse(b"data: a\xff\xfe\xc3\n\n") == ["a\ufffd\ufffd\ufffd"]
