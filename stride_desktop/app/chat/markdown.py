"""Markdown from a model, made harmless: nothing is loaded, and raw HTML is shown as text.

An answer is untrusted: a picture in it could fetch an address or read a file, and a link could
pretend to lead elsewhere. Pictures become words; every link shows where it leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QColor, QFont, QPalette, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QLabel

from stride_desktop.app.chat.links import is_safe_link
from stride_desktop.app.look.theme import theme_of

_LONG = re.compile(r"[!-~]{24,}")
"""A word that does not fit on a narrow line, such as an address; letters that join or combine never match."""

_BREAK = "\u200b"


class _Parser(MarkdownIt):
    """GitHub's tables, struck text and bare addresses; HTML is text; addresses stay as they were written."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "linkify": True})
        self.enable(["table", "strikethrough", "linkify"])
        if self.linkify is not None:
            self.linkify.set({"fuzzy_link": False})  # "main.py" is no address

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
        """Every link is shown; `is_safe_link` decides whether it can be followed."""
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        """The address as it was written."""
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """The address as it was written."""
        return link


PARSER = _Parser()


def safe_html(text: str, font: QFont, palette: QPalette, needle: str = "") -> str:
    """Rich text for a label: the Markdown without pictures, raw HTML shown as it was written.

    needle: a text whose occurrences are marked.
    """
    tokens = _harmless(text, palette)
    _let_long_words_break(tokens)
    document = _document(tokens, font)
    if needle:
        _mark(document, needle, theme_of(palette).found)
    return document.toHtml()


def plain_text(text: str) -> str:
    """The words of the Markdown alone, every link with its address."""
    return _document(_harmless(text, QPalette()), QFont()).toPlainText()


def _document(tokens: Sequence[Token], font: QFont) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(font)
    gap = round(font.pointSizeF() * 2 / 3)
    blocks = "p, pre, table, ul, ol, blockquote, h3, h4, h5, h6"
    document.setDefaultStyleSheet(f"{blocks} {{ margin-top: {gap}px; margin-bottom: {gap}px }}")
    document.setHtml(PARSER.renderer.render(tokens, PARSER.options, {}).rstrip())
    return document


def _harmless(text: str, palette: QPalette) -> list[Token]:
    """The Markdown as tokens in which nothing is loaded and every link shows its address."""
    tokens, theme, link = PARSER.parse(text), theme_of(palette), palette.link().color()
    for token in tokens:
        if token.type == "inline":
            token.children = list(_harmless_inline(token.children or [], link))
        elif token.tag in ("h1", "h2"):
            token.tag = "h3"  # larger ones would dwarf the card
        elif token.tag == "code":
            token.type, token.content = "code_block", token.content.removesuffix("\n")
            # Too long a line is continued below, for a card cannot be scrolled sideways.
            token.attrSet("style", f"white-space: pre-wrap; background: {theme.surface.name()}")
        elif token.type == "table_open":
            edge = f"border-style: solid; border-color: {theme.border.name()}"
            style = f"border-collapse: collapse; {edge}"
            token.attrs |= {"border": "1", "cellspacing": "0", "cellpadding": "3", "style": style}
    return tokens


def _harmless_inline(children: list[Token], link: QColor) -> Iterator[Token]:
    address = words = ""
    for token in children:
        if token.type == "link_open":
            address, words = str(token.attrGet("href")), ""
            token.attrSet("style", f"color: {link.name()}")
        elif token.type == "link_close" and address not in (words, f"mailto:{words}"):
            yield _text(f" ({address})")
        words += token.content
        if token.type == "image":
            yield _text(f"[picture: {token.attrGet('src')}]")
        elif not token.type.startswith("link_") or is_safe_link(address):
            yield token


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _let_long_words_break(tokens: Sequence[Token]) -> None:
    for token in tokens:
        token.content = _LONG.sub(lambda long: _BREAK.join(re.findall(r".{1,8}", long[0])), token.content)
        _let_long_words_break(token.children or [])


def show_marked(label: QLabel, text: str, needle: str, found: QColor) -> bool:
    """Show plain text on a label, every occurrence of the needle marked; whether there is one."""
    if not needle:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        return False
    document = QTextDocument()
    document.setPlainText(text)
    marked = _mark(document, needle, found)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText("".join(_marked_pieces(document)))
    return marked


def _marked_pieces(document: QTextDocument) -> Iterator[str]:
    block = document.begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            part = place.fragment()
            colour = part.charFormat().background()
            words = escape(part.text()).replace("\u2028", "<br>")
            if colour.style() == Qt.BrushStyle.NoBrush:
                yield words
            else:
                yield f'<span style="background-color: {colour.color().name()}">{words}</span>'
            place += 1
        block = block.next()
        if block.isValid():
            yield "<br>"


def _mark(document: QTextDocument, needle: str, found: QColor) -> bool:
    form = QTextCharFormat()
    form.setBackground(found)
    letters = f"{_BREAK}?".join(map(QRegularExpression.escape, needle))
    pattern = QRegularExpression(letters, QRegularExpression.PatternOption.CaseInsensitiveOption)
    marked, place = False, document.find(pattern)
    while not place.isNull():
        marked = True
        place.mergeCharFormat(form)
        place = document.find(pattern, place)
    return marked
