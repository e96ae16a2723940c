"""Markdown from an untrusted model."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QFont, QTextDocument

from stride_desktop.app.chat.markdown import safe_html

pytestmark = pytest.mark.usefixtures("qapp")


def html(text: str) -> str:
    return safe_html(text, QFont(), QColor("blue"))


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


def test_headings_stay_modest() -> None:
    assert "xx-large" not in html("# Rain")
    assert "x-large" not in html("## Rain")


@pytest.mark.parametrize(
    "text", ["", "*", "[", "![", "```", "|a|\n|-", "\x00", "﷽" * 50, "> " * 40, "a" * 20_000]
)
def test_broken_markdown_does_no_harm(text: str) -> None:
    assert html(text).startswith("<!DOCTYPE")
