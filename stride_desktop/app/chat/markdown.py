"""Markdown from a model, made harmless: nothing is loaded, and no HTML of its own gets through.

An answer is untrusted: a picture in it could fetch an address or read a file, and a link could
pretend to lead elsewhere. Pictures become words; every link shows where it leads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QLabel

from stride_desktop.app.chat.links import is_safe_link

_SIZE = QTextFormat.Property.FontSizeAdjustment
_DIALECT = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML

_LONG = re.compile(r"[!-~]{24,}")
"""What does not fit on a narrow line, such as an address; letters that join or combine are left alone."""


def safe_html(
    text: str,
    font: QFont,
    link: QColor,
    needle: str = "",
    found: QColor | None = None,
    code: QColor | None = None,
    border: QColor | None = None,
) -> str:
    """Rich text for a label: the Markdown without pictures, raw HTML shown as it was written.

    link: the colour of links; found: that of places where the needle is; code: behind blocks of code;
    border: around the cells of tables.
    """
    document = _harmless(text, font, link)
    _soften_code(document, code)
    if border is not None:
        _soften_tables(document, border)
    if needle and found is not None:
        _mark(document, needle, found)
    _let_long_words_break(document)
    return document.toHtml()


def plain_text(text: str) -> str:
    """The words of the Markdown alone, every link with its address."""
    return _harmless(text, QFont(), QColor()).toPlainText()


def _harmless(text: str, font: QFont, link: QColor) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(font)
    document.setMarkdown(text, _DIALECT)
    # Pieces are replaced from the end, so that the positions of earlier ones stay true.
    following = ""
    for piece in reversed(_pieces(document)):
        form = QTextCharFormat(piece.form)
        if form.isImageFormat():
            _replace(document, piece, _picture_words(form), QTextCharFormat())
        elif form.isAnchor():
            _show_target(document, piece, link, is_last=form.anchorHref() != following)
        elif form.intProperty(_SIZE) > 1:
            form.setProperty(_SIZE, 1)
            _replace(document, piece, piece.text, form)
        following = form.anchorHref()
    return document


def _soften_code(document: QTextDocument, code: QColor | None) -> None:
    """A line of code that is too long is continued below, for a card cannot be scrolled sideways."""
    block = document.begin()
    while block.isValid():
        form = QTextBlockFormat(block.blockFormat())
        if form.nonBreakableLines():
            form.setNonBreakableLines(False)
            if code is not None:
                form.setBackground(code)
            QTextCursor(block).setBlockFormat(form)
        block = block.next()


def _soften_tables(document: QTextDocument, border: QColor) -> None:
    for table in document.rootFrame().childFrames():
        if isinstance(table, QTextTable):
            form = table.format().toTableFormat()
            form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            form.setBorderBrush(border)
            form.setTopMargin(6)
            form.setBottomMargin(6)
            table.setFormat(form)


def _let_long_words_break(document: QTextDocument) -> None:
    for piece in reversed(_pieces(document)):
        text = piece.text
        if _LONG.search(text):
            broken = _LONG.sub(lambda long: "\u200b".join(re.findall(r".{1,8}", long[0])), text)
            _replace(document, piece, broken, piece.form)


def show_marked(label: QLabel, text: str, needle: str, found: QColor) -> int:
    """Show plain text on a label, every place marked where the needle is; returns how many."""
    if not needle:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        return 0
    document = QTextDocument()
    document.setPlainText(text)
    count = _mark(document, needle, found)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText("".join(_marked_pieces(document)))
    return count


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


def _mark(document: QTextDocument, needle: str, found: QColor) -> int:
    form = QTextCharFormat()
    form.setBackground(found)
    count = 0
    place = document.find(needle)
    while not place.isNull():
        count += 1
        place.mergeCharFormat(form)
        place = document.find(needle, place)
    return count


class _Piece(NamedTuple):
    """What a fragment says. Qt's own objects must not be asked once the document was edited: it crashes."""

    position: int
    length: int
    text: str
    form: QTextCharFormat


def _pieces(document: QTextDocument) -> list[_Piece]:
    found = []
    block = document.begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            part = place.fragment()
            found.append(_Piece(part.position(), part.length(), part.text(), part.charFormat()))
            place += 1
        block = block.next()
    return found


def _picture_words(form: QTextCharFormat) -> str:
    return f"[picture: {form.toImageFormat().name()}]"


def _show_target(document: QTextDocument, piece: _Piece, link: QColor, *, is_last: bool) -> None:
    """Write the address behind the last piece of a link, unless the link is its own address."""
    form = piece.form
    address, text = form.anchorHref(), piece.text
    if is_last and address not in (text, f"mailto:{text}"):
        text = f"{text} ({address})"
    form.setForeground(link)
    _replace(document, piece, text, form if is_safe_link(address) else QTextCharFormat())


def _replace(document: QTextDocument, piece: _Piece, text: str, form: QTextCharFormat) -> None:
    cursor = QTextCursor(document)
    cursor.setPosition(piece.position)
    cursor.setPosition(piece.position + piece.length, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text, form)
