"""The source picker: one of the cameras, screens, network cameras, video files and folders of pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from stride_desktop.app.look.arrange import row
from stride_desktop.app.look.shortcuts import REGION, shortcut_hint
from stride_desktop.app.look.wheel_guard import guard_wheel
from stride_desktop.app.window.source_popup import SourceGroup
from stride_desktop.core.addresses import address_of
from stride_desktop.core.errors import SourceError
from stride_desktop.sources.base import SourceInfo, SourceKind
from stride_desktop.sources.catalog import CAMERA, FOLDER, KINDS, NETWORK, SCREEN, SHARED, VIDEO, WINDOW
from stride_desktop.sources.files import is_folder, meant, name_of
from stride_desktop.sources.network_address import NetworkAddress

_SUFFIXES = ("mp4", "mkv", "webm", "mov", "avi", "m4v", "mpg", "mpeg", "ts", "wmv")
_RECENT = 8


class SourceBox(QComboBox):
    """A combo box whose list is another widget. `opening`: it is to open."""

    opening = Signal()

    def showPopup(self) -> None:  # noqa: N802
        """Let the list open."""
        self.opening.emit()


class SourcePicker(QWidget):
    """A list of sources that keeps its choice while cameras and screens come and go.

    A device that is chosen stays chosen, and in the list, while it is not connected.

    `chosen`: another source was selected. `picked`: the user selected one, perhaps the same again.
    `region_requested`: let the user mark a region of a screen.
    """

    chosen = Signal()
    picked = Signal()
    region_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._devices: tuple[SourceInfo, ...] = ()
        self._reasons: tuple[tuple[str, str], ...] = ()  # in short, and with what to do
        self._opened: list[SourceInfo] = []
        self._cameras: tuple[SourceInfo, ...] = ()
        self._recent: tuple[SourceInfo, ...] = ()
        self._known: tuple[SourceInfo, ...] = ()
        self._missing: tuple[SourceInfo, ...] = ()  # chosen, but not connected
        self._addresses: dict[str, str] = {}  # whole ones, by what is shown of them
        self._looked = False
        self.combo = SourceBox(
            self,
            sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon,
            minimumContentsLength=6,
        )
        self.combo.setAccessibleName("What to watch")
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.currentIndexChanged.connect(self.chosen)
        self.combo.activated.connect(self.picked)
        self.region_button = QPushButton("Re&gion…", self)
        self.region_button.setToolTip(shortcut_hint("Watch a region of a screen", REGION))
        self.region_button.clicked.connect(self.region_requested)
        self.open_button = QPushButton("Open vid&eo file…", self)
        self.open_button.setToolTip(shortcut_hint("Watch a video file", "Ctrl+O"))
        self.open_button.clicked.connect(self.ask_for_file)
        self.label = QLabel("&Watch", self)
        self.label.setBuddy(self.combo)
        row(self.label, self.combo, self.region_button, self.open_button, parent=self)
        guard_wheel(self)
        self._fill()

    def set_devices(self, devices: Sequence[SourceInfo], problems: Sequence[SourceError] = ()) -> None:
        """List these cameras and screens besides the opened files. problems: why others cannot be listed."""
        reasons = tuple((error.what, str(error)) for error in problems)
        if (tuple(devices), reasons) != (self._devices, self._reasons) or not self._looked:
            self._looked = True
            self._devices, self._reasons = tuple(devices), reasons
            self._fill()

    def selected(self) -> SourceInfo | None:
        """The selected source, None without any."""
        chosen = self.combo.currentData()
        return chosen if isinstance(chosen, SourceInfo) else None

    def select(self, address: str) -> bool:
        """Choose the source with this address; False when it is not in the list."""
        return self._select(lambda info: info.address == address)

    def _select(self, wanted: Callable[[SourceInfo], bool]) -> bool:
        for index in range(self.combo.count()):
            info = self.combo.itemData(index)
            if isinstance(info, SourceInfo) and wanted(info):
                self.combo.setCurrentIndex(index)
                return True
        return False

    @property
    def devices(self) -> tuple[SourceInfo, ...]:
        """The cameras and screens that are connected."""
        return self._devices

    def add_file(self, path: Path) -> None:
        """Put a video file, or a folder of pictures, into the list and choose it."""
        self.add(SourceInfo(FOLDER if is_folder(path) else VIDEO, address_of(path), name_of(path)))

    def add_address(self, address: str) -> None:
        """Put a network camera into the list and choose it. Raises SourceError for an invalid address."""
        shown = NetworkAddress.parse(address).shown
        self._addresses[shown] = address
        self.add(SourceInfo(NETWORK, shown, shown))

    def set_cameras(self, addresses: Sequence[str]) -> None:
        """List these network cameras, whose passwords are kept elsewhere, besides those that were opened.

        Raises SourceError for an invalid address.
        """
        shown = [NetworkAddress.parse(address).shown for address in addresses]
        self._cameras = tuple(SourceInfo(NETWORK, address, address) for address in shown)
        self._fill()

    @property
    def address(self) -> str:
        """Address of the selected source; it may contain a password, which `selected` does not."""
        chosen = self.selected()
        return "" if chosen is None else self._addresses.get(chosen.address, chosen.address)

    @Slot()
    def ask_for_file(self) -> None:
        """Let the user pick a video file."""
        pattern = " ".join(f"*.{suffix}" for suffix in _SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(
            self.window(), "Open video file", "", f"{'Video files'} ({pattern});;{'All files'} (*)"
        )
        if name:
            self.add_file(meant(Path(name)))

    @Slot()
    def ask_for_folder(self) -> None:
        """Let the user pick a folder of pictures."""
        if name := QFileDialog.getExistingDirectory(self.window(), "Open folder of pictures"):
            self.add_file(meant(Path(name)))

    def add(self, info: SourceInfo) -> None:
        """Put a source, such as a region of a screen, into the list and choose it."""
        self._opened = [info, *(known for known in self._opened if known != info)][:_RECENT]
        self._fill()
        self.select(info.address)
        self.picked.emit()

    def set_recent(self, sources: Sequence[SourceInfo]) -> None:
        """Offer sources that were watched lately, whether they are there now or not."""
        self._recent = tuple(sources)

    def choose(self, info: SourceInfo) -> None:
        """Choose a source, and list it if it is not listed. A window may be another one with that title."""
        reopened = info.kind is WINDOW and not any(info.is_same(known) for known in self._known)
        if self._select(info.is_same) or (reopened and self.select(info.address)):
            self.picked.emit()
        else:
            self.add(replace(info, identity="") if reopened else info)

    @property
    def files(self) -> tuple[SourceInfo, ...]:
        """The video files and folders that the list shows."""
        shown = dict.fromkeys((*self._opened, *self._recent))
        return tuple(info for info in shown if info.kind.traits.replayable)

    def groups(self) -> list[SourceGroup]:
        """The list, as it opens below the picker."""
        groups = [SourceGroup(kind.label, self._members(kind)) for kind in (SCREEN, WINDOW, SHARED)]
        none = "No camera found. Connect one, or enter an address."
        cameras = self._members(CAMERA)
        note = () if cameras else (none if self._looked else "Looking for cameras…",)
        named = tuple(member for kind in (NETWORK, VIDEO, FOLDER) for member in self._members(kind))
        hint = () if named else ("Open one below, or drop it onto the window.",)
        shown = [group for group in groups if group.sources]
        shown += [SourceGroup(CAMERA.label, cameras, note), SourceGroup("Files and addresses", named, hint)]
        recent = tuple((info, self._recalled(info)) for info in self._recent)
        reasons = tuple(reason for reason, _ in self._reasons)
        rest = (SourceGroup("Recent", recent), SourceGroup("Not available", (), reasons))
        return [*shown, *(group for group in rest if group.sources or group.notes)]

    def _recalled(self, info: SourceInfo) -> str:
        """The name of a source that was watched lately; says when a device is not there."""
        if not info.kind.traits.device or any(_takes_place(known, info) for known in self._known):
            return info.name
        return f"{info.name} – {_absent(info.kind)}"

    def _members(self, kind: SourceKind) -> tuple[tuple[SourceInfo, str], ...]:
        """The sources of a kind with their names in the list, which tell them apart."""
        members = [info for info in (*self._known, *self._missing) if info.kind == kind]
        names = [info.name for info in members if info not in self._missing]
        return tuple(
            (info, f"{info.name} – {_absent(kind)}" if info in self._missing else _told_apart(info, names))
            for info in members
        )

    def _fill(self) -> None:
        """Fill the list, one heading for each kind that is there."""
        before = self.selected()
        self._known = tuple(dict.fromkeys((*self._devices, *self._opened, *self._cameras)))
        away = before is not None and not any(before.is_same(info) for info in self._known)
        self._missing = (before,) if away and before is not None and before.kind.traits.device else ()
        self.combo.blockSignals(True)
        self.combo.clear()
        for kind in KINDS:
            if members := self._members(kind):
                self._add_heading(kind.label)
            for info, name in members:
                self.combo.addItem(name, info)
                self.combo.setItemData(self.combo.count() - 1, info.address, Qt.ItemDataRole.ToolTipRole)
        found = self.combo.count() > 0
        if not found:
            none = "No camera or screen found – open a video file"
            self._add_heading(none if self._looked else "Looking for cameras and screens…")
        for reason, whole in self._reasons:
            self._add_heading(reason, whole)
        self.combo.setCurrentIndex(int(found))
        if before is not None:
            self._select(before.is_same)
        self.combo.blockSignals(False)
        if self.selected() != before:
            self.chosen.emit()

    def _add_heading(self, text: str, tip: str = "") -> None:
        self.combo.addItem(text)
        self.combo.setItemData(self.combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        items = self.combo.model()
        if isinstance(items, QStandardItemModel):
            items.item(self.combo.count() - 1).setFlags(Qt.ItemFlag.NoItemFlags)


def _told_apart(info: SourceInfo, names: Sequence[str]) -> str:
    """The name, with more where others have it, too."""
    return info.name if names.count(info.name) < 2 else f"{info.name} ({info.detail or info.address})"


def _absent(kind: SourceKind) -> str:
    return "closed" if kind is WINDOW else "not connected"


def _takes_place(known: SourceInfo, info: SourceInfo) -> bool:
    """Whether a listed device is one of the last time, or the screen that a region lies on.

    A window may be another one with that title.
    """
    region = info.address.partition("@")[2] if info.kind is SCREEN else ""
    device = replace(info, identity=info.identity.removesuffix(f"@{region}")) if region else info
    return known.is_same(device) or (info.kind is WINDOW and known.address == info.address)
