"""Markdown from an untrusted model."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from PySide6.QtGui import QFont, QPalette, QTextDocument

from stride_desktop.app.chat.markdown import plain_text, safe_html
from stride_desktop.app.look.theme import theme_of

pytestmark = pytest.mark.usefixtures("qapp")


def html(text: str) -> str:
    return safe_html(text, QFont(), QPalette())


def plain(text: str) -> str:
    document = QTextDocument()
    document.setHtml(html(text))
    return document.toPlainText().replace("\u200b", "")  # where a long word may be broken


def links(text: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', html(text))


def test_formatting_is_kept() -> None:
    assert "font-weight:700" in html("It **rains**.")
    assert plain("- one\n- two").split() == ["one", "two"]


@pytest.mark.parametrize(
    "text",
    [
        "![cat](https://spy.example/cat.png)",
        "![](file:///etc/passwd)",
        "**![x](qrc:/x.png)** and ![y](data:image/png;base64,AAAA)",
        '<img src="https://spy.example/cat.png">',
        "| a |\n|---|\n| ![t](https://spy.example/t.png) |",
        "- ![t](https://spy.example/t.png)",
        "[![in a link](https://spy.example/i.png)](https://ok.example)",
    ],
)
def test_no_picture_is_ever_loaded(text: str) -> None:
    assert "<img" not in html(text)


def test_a_picture_leaves_its_address_as_words() -> None:
    assert (
        plain("see ![cat](https://spy.example/cat.png) here")
        == "see [picture: https://spy.example/cat.png] here"
    )


def test_raw_html_is_shown_and_not_obeyed() -> None:
    text = "<b>bold</b> <script>alert(1)</script> <style>p { color: red }</style>"
    assert "<b>bold</b>" in plain(text)
    assert "<script" not in html(text)
    assert html(text).count("<style") == 1  # Qt's own


def test_a_link_shows_where_it_leads() -> None:
    assert plain("[your bank](https://evil.example/x)") == "your bank (https://evil.example/x)"
    assert (
        plain("[https://bank.example](https://evil.example)") == "https://bank.example (https://evil.example)"
    )
    assert plain("<https://ok.example>") == "https://ok.example"
    assert plain("[a **b** c](https://x.example)") == "a b c (https://x.example)"
    assert set(links("[a **b** c](https://x.example)")) == {"https://x.example"}


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:alert(1)", "ms-settings:x", "x.html", "//host/x"]
)
def test_only_web_and_mail_links_can_be_followed(address: str) -> None:
    assert links(f"[click]({address})") == []
    assert address in plain(f"[click]({address})")


def test_an_address_alone_is_a_link_and_the_name_of_a_file_is_none() -> None:
    assert links("see https://ok.example/a.") == ["https://ok.example/a"]
    assert plain("see https://ok.example/a.") == "see https://ok.example/a."
    assert links("see main.py and [x]") == []


def test_a_match_inside_a_long_word_is_marked() -> None:
    address = "https://example.com/" + "a" * 30
    marked = safe_html(f"see {address}", QFont(), QPalette(), "EXAMPLE.com")
    found = theme_of(QPalette()).found.name()
    assert marked.count(found) == 1
    unmarked = safe_html(f"see {address}", QFont(), QPalette(), "exampleXcom")
    assert found not in unmarked


def test_headings_stay_modest() -> None:
    assert "xx-large" not in html("# Rain")
    assert "x-large" not in html("## Rain")


@pytest.mark.parametrize(
    "text", ["", "*", "[", "![", "```", "|a|\n|-", "\x00", "﷽" * 50, "> " * 40, "a" * 20_000]
)
def test_broken_markdown_does_no_harm(text: str) -> None:
    assert html(text).startswith("<!DOCTYPE")


def test_many_replacements_in_one_answer_do_not_crash() -> None:
    """Qt's fragments are not to be asked once the document was edited; a crash would end the tests."""
    code = (
        "from PySide6.QtGui import QFont, QGuiApplication, QPalette\n"
        "from stride_desktop.app.chat.markdown import safe_html\n"
        "app = QGuiApplication([])\n"
        "text = '# Head\\n\\nSee [it](https://example.com/fan) ![p](http://e.com/a.png) **b** '\n"
        "text += '`' + 'x' * 90 + '` <b>y</b> ' + 'z' * 90 + '.\\n\\n|a|b|\\n|-|-|\\n|1|2|\\n\\n'\n"
        "print(len(safe_html(text * 40, QFont(), QPalette())) > 10_000)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "True"), ended.stderr


@pytest.mark.parametrize("long", ["https://example.com/" + "a" * 300, "`" + "x" * 300 + "`"])
def test_what_is_too_long_for_a_line_can_be_broken(long: str) -> None:
    document = QTextDocument()
    document.setHtml(html(long))
    document.setTextWidth(240)
    assert document.idealWidth() <= 240


def test_a_line_of_code_is_continued_below_and_keeps_its_spaces() -> None:
    code = "```\nif true:\n    " + "word " * 60 + "\n```"
    document = QTextDocument()
    document.setHtml(safe_html(code, QFont(), QPalette()))
    document.setTextWidth(240)
    assert document.idealWidth() <= 240
    assert "    word" in document.toPlainText()
    assert theme_of(QPalette()).surface.name() in document.toHtml()


def test_joined_letters_are_never_broken() -> None:
    for text in ("مرحبا" * 20, "👩‍👩‍👧‍👦" * 20, "漢字" * 40):
        assert "\u200b" not in html(text)


def test_plain_text_has_no_marks_but_every_address() -> None:
    assert (
        plain_text("It **rains**: [see](https://example.com/a).") == "It rains: see (https://example.com/a)."
    )
    assert "\u200b" not in plain_text("https://example.com/" + "a" * 90)
