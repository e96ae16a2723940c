"""What is thought is told from what is answered, wherever the pieces are cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.answers import Reply, Thought
from stride_desktop.responders.thinking import Parting

PLENTY = 10_000


def parted(*pieces: str | Thought, limit: int = PLENTY) -> tuple[str, str]:
    parting = Parting(limit)
    for piece in pieces:
        parting.take(piece)
    parting.end()
    return parting.answer.text, parting.answer.thinking


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rains.", ("It rains.", "")),
        ("<think>Hm.</think>It rains.", ("It rains.", "Hm.")),
        ("  \n<THINK>\nHm.\n</THINK>\n\nIt rains.", ("It rains.", "\nHm.\n")),
        ("<think></think>\n\nIt rains.", ("It rains.", "")),
        ("<seed:think>Hm.</seed:think>It rains.", ("It rains.", "Hm.")),
        ("Hm.\n</think>\n\nIt rains.", ("It rains.", "Hm.\n")),
        ("<think>Hm.", ("", "Hm.")),
        ("<think>Hm.</thi", ("", "Hm.</thi")),
        ("It rains.\n<think>Sure?</think>It does.", ("It rains.\nIt does.", "Sure?")),
        ("<think>a <think> b</think>It rains.</think>", ("It rains.</think>", "a <think> b")),
        ("</think></think>It rains.", ("It rains.", "")),
        ("It says `<think>` and `</think>`.", ("It says `<think>` and `</think>`.", "")),
        ("It says <think>.", ("It says <think>.", "")),
        ("2 < 3, a[i], <b>", ("2 < 3, a[i], <b>", "")),
        ("a <", ("a <", "")),
        ("<thinker>x</thinker>", ("<thinker>x</thinker>", "")),
    ],
)
def test_marks(text: str, expected: tuple[str, str]) -> None:
    assert parted(text) == expected
    assert parted(*text) == expected


@given(
    parts=st.lists(
        st.sampled_from(["<think>", "</think>", "<", "th", ">", "a", "\n", "`", "◁think▷", "[", "🌧"])
    ),
    cuts=st.lists(st.integers(0, 60), max_size=6),
)
def test_any_cut_gives_the_same(parts: list[str], cuts: list[int]) -> None:
    text = "".join(parts)
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    assert parted(*(text[start:end] for start, end in pairwise(places))) == parted(text)


def test_a_model_may_think_in_a_field_of_its_own() -> None:
    assert parted(Thought("Let me "), Thought("look."), "It rains.") == ("It rains.", "Let me look.")
    assert parted(Thought("Hm."), "</think>\n\nIt rains.") == ("It rains.", "Hm.")
    assert parted(Thought("Hm."), "It says </think>.") == ("It says </think>.", "Hm.")


def test_thoughts_and_answer_share_one_limit() -> None:
    assert parted(Thought("abc"), "<think>de</think>fgh", "ijk", limit=21) == ("f", "abcde")
    parting = Parting(3)
    assert parting.take("ab")
    assert not parting.full
    assert parting.take("cd" * 500_000)
    assert parting.full
    assert not parting.take("x")
    assert parting.answer == Reply("abc")


def test_only_what_can_be_read_is_a_word() -> None:
    parting = Parting(PLENTY)
    assert not parting.take("")
    assert not parting.take(" \n")
    assert not parting.take(Thought(""))
    assert parting.take(Thought("Hm"))
    assert parting.take("a")


def test_what_acts_on_a_terminal_is_made_visible_also_when_it_is_cut() -> None:
    assert parted("\x1b", "[2J a\r", "\nb\ud83d", "\udca1") == ("␛[2J a\nb💡", "")
