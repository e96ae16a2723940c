"""The manual in the window."""

from __future__ import annotations

from PySide6.QtCore import QUrl

from stride_desktop.app.window.manual_dialog import PAGES, ManualDialog


def test_titles_turn_pages_and_links_do_too(qtbot):
    dialog = ManualDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert [dialog.titles.item(number).text() for number in range(2)] == [
        "Using Stride Desktop",
        "Who answers",
    ]
    assert "The timeline" in dialog.page.toPlainText()
    dialog.titles.setCurrentRow(PAGES.index("events"))
    assert "merge_gap_seconds" in dialog.page.toPlainText()
    dialog.page.anchorClicked.emit(QUrl("architecture.md"))
    assert dialog.titles.currentRow() == PAGES.index("architecture")


def test_screenshots_which_an_installed_program_lacks_are_left_out(qtbot):
    dialog = ManualDialog()
    qtbot.addWidget(dialog)
    for number in range(len(PAGES)):
        dialog.titles.setCurrentRow(number)
        assert "screenshots/" not in dialog.page.toHtml()
