"""Markdown that is still being written does not change its look with every piece."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QPalette, QTextDocument, QTextTable

from stride_desktop.app.chat.markdown import safe_html
from stride_desktop.app.chat.pieces import MOST_CHARACTERS, PIECE_CHARACTERS, first_piece, next_piece
from stride_desktop.app.chat.streaming import steady

pytestmark = pytest.mark.usefixtures("qapp")

MIXED = """Head **bold** and `code`, [a link](https://example.com/a).

| a | b |
|---|---|
| 1 | **2** |

Then code:

```python
x = "**not bold**"
```

A line
---

- one
- two **three**
"""


def pieces(text: str) -> list[str]:
    """All pieces of a text, at least one."""
    found = [first_piece(text)]
    while found[-1].end < len(text):
        found.append(next_piece(text, found[-1]))
    return [piece.of(text) for piece in found]


def growing(text: str) -> list[str]:
    """What is seen, plain, after every letter."""
    seen = []
    for end in range(1, len(text) + 1):
        document = QTextDocument()
        document.setHtml(safe_html(steady(text[:end]), QFont(), QPalette()))
        seen.append(document.toPlainText())
    return seen


def test_marks_are_never_seen_while_they_are_open() -> None:
    for shown in growing(MIXED):
        before_code = shown.partition("Then code")[0]
        assert "**" not in before_code
        assert "`" not in shown
        assert "|" not in shown
        assert "](" not in shown


def test_what_is_seen_is_not_taken_back() -> None:
    """Letters are added, but for the address that is written behind a link when it is known."""
    text = "One **two** *three* `four` five.\n\n```\ncode\n```\n\nsix\n"
    for before, after in zip(growing(text), growing(text)[1:], strict=False):
        assert after.rstrip().startswith(before.rstrip())


def test_a_table_appears_with_its_rule() -> None:
    assert steady("So:\n\n| a | b |") == "So:\n\n"
    assert steady("So:\n\n| a | b |\n|--") == "So:\n\n"
    document = QTextDocument()
    document.setHtml(safe_html(steady("So:\n\n| a | b |\n|---|---|\n| 1"), QFont(), QPalette()))
    assert any(isinstance(child, QTextTable) for child in document.rootFrame().childFrames())


def test_a_line_that_only_begins_like_a_table_is_shown_in_time() -> None:
    text = "| not a table\nat all\nbut words\nand more"
    assert steady(text) == text


@pytest.mark.parametrize("end", ["-", "---", "==", "#", "*", "`", "``", "~~"])
def test_a_line_of_marks_waits_until_it_is_over(end: str) -> None:
    assert steady(f"words\n{end}") == "words"


@pytest.mark.parametrize(
    "text", ["2 * 3 = 6", "2*3 and 4*5 is", "a [note] here", "`a` and `b`", "**a** b", "```\nx = `1\n"]
)
def test_what_is_complete_stays_as_it_is(text: str) -> None:
    assert steady(text) == text


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028", "\x0b", "\x00"])
def test_line_ends_of_any_kind_do_no_harm(end: str) -> None:
    text = end.join(["one", "", "two **three", "", "| a | b |", "|---|---|", "| 1 | 2 |"])
    for length in range(len(text) + 1):
        assert steady(text[:length]) is not None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a **b *c", "a **b *c***"),
        ("a `b *c", "a `b *c`"),
        ("***a", "***a***"),
        ("- one\n- two **three", "- one\n- two **three**"),
        ("`*` and **b", "`*` and **b**"),
    ],
)
def test_what_is_open_is_closed(text: str, shown: str) -> None:
    assert steady(text) == shown


def test_pieces_are_the_text_and_cut_between_paragraphs_only() -> None:
    words = "word " * 100
    text = f"{words}\n\n" * 8 + "```\n" + "code\n\n" * 300 + "```\n\n" + f"{words}\n\n" * 8
    text += "\n\n".join(f"1. {words}" for _ in range(2))
    found = pieces(text)
    assert "".join(found) == text
    assert len(found) > 4
    assert all(piece.count("```") % 2 == 0 for piece in found)
    assert not any(piece.startswith("1.") for piece in found)
    assert all(len(piece) >= PIECE_CHARACTERS for piece in found[:-1])
    assert pieces("") == [""]


FLOODS = {
    "one line": "the light is off. " * 4000,
    "one word": "x" * 70_000,
    "a list": "- item one\n" * 6000,
    "lines": "a\n" * 30_000,
    "marks": "<b>**`[x](" * 6000,
    "code": "```python\n" + "x = 1\n" * 9000,
    "a table": "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 6000,
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS.keys())
def test_no_piece_is_too_long_whatever_comes(text: str) -> None:
    found = pieces(text)
    assert all(len(piece) <= MOST_CHARACTERS + 30 for piece in found)
    assert len(found) < 2 + 3 * len(text) / MOST_CHARACTERS


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS.keys())
def test_pieces_but_the_last_stay_as_they_are(text: str) -> None:
    whole = pieces(text)
    for end in range(1, 20_000, 977):
        part = pieces(text[:end])
        assert part[:-1] == whole[: len(part) - 1]


def test_what_is_cut_goes_on_as_what_it_was() -> None:
    code = pieces(FLOODS["code"])
    assert len(code) > 10
    assert all(piece.startswith("```") for piece in code)
    assert all(piece.endswith("\n```\n") for piece in code[:-1])
    table = pieces(FLOODS["a table"])
    assert all(piece.startswith("| a | b |\n|---|---|\n| 1 | 2 |\n") for piece in table)
    assert "".join(pieces(FLOODS["one line"])) == FLOODS["one line"]
    assert all(piece.endswith(" ") for piece in pieces(FLOODS["one line"]))
