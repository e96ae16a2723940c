"""Opens the list of sources at the picker, keeps it up to date while it is open, and hands the choice on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.window.source_list import SourceList
from stride_desktop.app.window.source_looks import SourceLooks
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.app.window.source_popup import SourcePopup

if TYPE_CHECKING:
    from stride_desktop.sources.look import Look


class SourceChoice(QObject):
    """Follows the picker: opens its list with pictures (`popup`), refreshes it, and passes the choice on.

    hidden: as in SourceLooks.
    """

    def __init__(
        self,
        picker: SourcePicker,
        sources: SourceList,
        hidden: Callable[[], tuple[str, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._picker, self._sources = picker, sources
        self.popup = SourcePopup(picker)
        self._looks = SourceLooks(hidden, self)
        self._looks.looked.connect(self._on_looked)
        self.popup.chosen.connect(picker.choose)
        self.popup.closed.connect(self._looks.stop)
        picker.combo.opening.connect(self.open)
        sources.changed.connect(self._on_listed)

    @Slot()
    def open(self) -> None:
        """Open the list with what is known, then look what is there."""
        self.popup.open_below(self._picker.combo, self._picker.groups(), self._picker.selected())
        self._look()

    def close(self) -> None:
        """Close the list, and look no more."""
        self.popup.leave()
        self._looks.close()

    def _look(self) -> None:
        if self._sources.ready:  # before that Qt must not be asked for cameras on another thread
            self._looks.start()
            self._looks.set_files(self._picker.files)

    @Slot(object)
    def _on_looked(self, look: Look) -> None:
        self._sources.changed.emit(look.found, look.problems)
        self.popup.show_pictures(look.pictures)

    @Slot()
    def _on_listed(self) -> None:
        if self.popup.isVisible():
            self.popup.show_groups(self._picker.groups())
            self._look()
