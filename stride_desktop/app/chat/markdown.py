"""Markdown from a model, made harmless: nothing is loaded, and no HTML of its own gets through.

An answer is untrusted: a picture in it could fetch an address or read a file, and a link could
pretend to lead elsewhere. Pictures become words; every link shows where it leads.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
)

from stride_desktop.app.chat.links import is_safe_link

_SIZE = QTextFormat.Property.FontSizeAdjustment
_DIALECT = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML


def safe_html(text: str, font: QFont, link: QColor) -> str:
    """Rich text for a label: the Markdown without pictures, raw HTML shown as it was written.

    link: the colour of links.
    """
    document = QTextDocument()
    document.setDefaultFont(font)
    document.setMarkdown(text, _DIALECT)
    # Pieces are replaced from the end, so that the positions of earlier ones stay true.
    following = ""
    for fragment in reversed(list(_fragments(document))):
        form = fragment.charFormat()
        if form.isImageFormat():
            _replace(document, fragment, _picture_words(form), QTextCharFormat())
        elif form.isAnchor():
            _show_target(document, fragment, link, is_last=form.anchorHref() != following)
        elif form.intProperty(_SIZE) > 1:
            form.setProperty(_SIZE, 1)
            _replace(document, fragment, fragment.text(), form)
        following = form.anchorHref()
    return document.toHtml()


def _fragments(document: QTextDocument) -> Iterator[QTextFragment]:
    block = document.begin()
    while block.isValid():
        place = block.begin()
        while not place.atEnd():
            yield place.fragment()
            place += 1
        block = block.next()


def _picture_words(form: QTextCharFormat) -> str:
    image = form.toImageFormat()
    words = QCoreApplication.translate("ChatPanel", "[picture: {address}]")
    return words.format(address=image.name())


def _show_target(document: QTextDocument, fragment: QTextFragment, link: QColor, *, is_last: bool) -> None:
    """Write the address behind the last piece of a link, unless the link is its own address."""
    form = fragment.charFormat()
    address, text = form.anchorHref(), fragment.text()
    if is_last and address not in (text, f"mailto:{text}"):
        text = f"{text} ({address})"
    form.setForeground(link)
    _replace(document, fragment, text, form if is_safe_link(address) else QTextCharFormat())


def _replace(document: QTextDocument, fragment: QTextFragment, text: str, form: QTextCharFormat) -> None:
    cursor = QTextCursor(document)
    cursor.setPosition(fragment.position())
    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(text, form)
