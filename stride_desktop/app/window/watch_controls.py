"""Connects the source picker and the request bar to the live controller."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, Qt, Signal, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.window.own_window_question import OwnWindowQuestion
from stride_desktop.app.window.own_windows import OwnWindows
from stride_desktop.app.window.request_bar import OtherSource, RequestBar
from stride_desktop.app.window.request_check import RequestCheck
from stride_desktop.app.window.source_picker import SourcePicker
from stride_desktop.core.errors import PermissionDenied, SourceError, StrideError
from stride_desktop.core.masks import Mask
from stride_desktop.core.screen_part import ScreenPart
from stride_desktop.sources.base import Opening, SourceInfo
from stride_desktop.sources.masked import unheld


class WatchControls(QObject):
    """Starts a run with the chosen source and the written request, or changes the request of the run.

    `wanted(SourceInfo | None, tuple[str, ...])`: the user began to watch a source for these requests, or to
    watch the same source (None) for another one.
    """

    wanted = Signal(object, object)

    def __init__(
        self,
        live: LiveController,
        picker: SourcePicker,
        request: RequestBar,
        notifications: Notifications,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._picker = picker
        self._request = request
        self._notifications = notifications
        self._check = RequestCheck(live.model, request, self)
        self._own_windows = OwnWindows(self)
        self._own_window_question = OwnWindowQuestion(live, self)
        self.kept_address: Callable[[str], str | None] | None = None
        """As in Opening."""
        self.released: Callable[[Callable[[], object]], bool] = lambda _then: True
        """Whether the chosen source may be opened now; else it calls its argument later."""
        self._watched: SourceInfo | None = None
        request.start.clicked.connect(self.start)
        request.pause.clicked.connect(live.toggle_pause)
        request.stop.clicked.connect(live.stop)
        request.also.clicked.connect(self._add)
        request.chips.removed.connect(self._remove)
        live.requests.changed.connect(self._on_requests)
        picker.chosen.connect(self._on_chosen)
        live.state_changed.connect(request.show_state)
        live.started.connect(self._on_started)
        live.source_changed.connect(self._on_started)
        live.ended.connect(self._on_ended)
        live.refused.connect(self._on_refused)
        request.answer_style.textChanged.connect(self._on_answer_style)

    @Slot()
    def start(self) -> None:
        """Start watching, or watch for the written request from now on."""
        info = self._picker.selected()
        if not self._request.query and self._request.chips.queries and self._live.state is State.IDLE:
            first, *others = self._request.chips.queries
            self._request.edit.setText(first)
            self._request.set_others(others)
        if not self._request.query:
            self._request.edit.setFocus()
            self._notifications.inform("First write what you want to be told about.")
        elif not self._check.confirmed():
            self._request.start.setFocus()
        elif info is None:
            remedy = "Connect a camera, or open a video file."
            self._notifications.fail(SourceError("There is nothing to watch.", remedy))
        elif self._live.state in (State.RUNNING, State.PAUSED) and self._is_watched(info):
            self._live.requests.change(self._request.query)
            self._on_answer_style(self._request.answer_style.text())
            self._request.set_watched(self._request.query)
            self.wanted.emit(None, (self._request.query,))
        elif not info.kind.traits.needs_permission or self._may_use_camera():
            requests = self._request.query, *self._request.chips.queries
            if self.released(self.start) and self.begin():
                self.wanted.emit(info, requests)

    def begin(self, interval: float = 0.0) -> bool:
        """Watch the chosen source; False where that cannot be. interval: as in Task."""
        from stride_desktop.sources.catalog import open_source

        info = self._picker.selected()
        if info is None:
            return False
        try:
            source = open_source(self._picker.address, self.opening(info))
        except StrideError as error:
            self._notifications.fail(error)
            return False
        if not self._own_window_question.settled(source, self._picker.window()):
            return False
        if (warning := unheld(info, self._live.settings.privacy)) is not None:
            self._notifications.inform(warning.what, warning.remedy)
        self._watched = info
        query = self._request.query
        also = tuple(other for other in self._request.chips.queries if other != query)
        anyway = self._live.model.model is not None  # then the hint was in sight
        self._live.start(Task(source, query, interval, also, anyway))
        return True

    def opening(self, info: SourceInfo) -> Opening:
        """How to open a source of the list."""
        return Opening(
            own_windows=self._own_windows.callable(),
            chosen=info,
            hidden=self._live.settings.privacy.hidden,
            kept_address=self.kept_address,
            masks=self._masks,
        )

    def _masks(self, info: SourceInfo, part: ScreenPart | None) -> Sequence[Mask]:
        """See FindMasks; called on the capture thread."""
        return self._live.settings.privacy.masks_of(info.address, info.identity, part)

    @Slot()
    def _add(self) -> None:
        """Add the written request to those of the run, or of the next start."""
        query, others = self._request.query, self._request.chips.queries
        if not self._check.confirmed():
            return
        if self._live.running:
            self._on_answer_style(self._request.answer_style.text())
            self._live.requests.add(query)
            self.wanted.emit(None, (query,))
            first = self._live.requests.first
            style = self._live.requests.answer_style(first)
        else:
            self._request.set_others((*others, query))
            first = style = ""
        self._request.edit.setText(first)
        self._request.answer_style.setText(style)
        self._request.edit.setFocus()

    @Slot(str)
    def _remove(self, query: str) -> None:
        if self._live.running:
            self._live.requests.remove(query)
        else:
            self._request.set_others([other for other in self._request.chips.queries if other != query])

    @Slot()
    def _on_requests(self) -> None:
        self._request.set_others(self._live.requests.others)

    def _may_use_camera(self) -> bool:
        """Whether the system permits it; an undetermined permission is asked for, and starts when granted."""
        application = QCoreApplication.instance()
        permission = QCameraPermission()
        if application is None:
            return False
        status = application.checkPermission(permission)
        if status == Qt.PermissionStatus.Undetermined:
            application.requestPermission(permission, self, lambda _permission: self.start())
        elif status == Qt.PermissionStatus.Denied:
            remedy = "Allow it in the system settings, under privacy, and start again."
            what = "The system does not let this program use the camera."
            self._notifications.fail(PermissionDenied(what, remedy))
        return status == Qt.PermissionStatus.Granted

    @Slot()
    def _on_chosen(self) -> None:
        chosen, watched = self._picker.selected(), self._watched
        if chosen == watched or (chosen is not None and self._is_watched(chosen)):
            self._request.set_other_source(OtherSource.NONE)
        elif chosen is None or watched is None or _own_clock(chosen) or _own_clock(watched):
            self._request.set_other_source(OtherSource.ANEW)
        else:
            self._request.set_other_source(OtherSource.LIVE)

    def _is_watched(self, info: SourceInfo) -> bool:
        return self._watched is not None and info.is_same(self._watched)

    @Slot(object)
    def _on_started(self, task: Task) -> None:
        self._live.requests.set_answer_style(task.query, self._request.answer_style.text())
        self._request.set_watched(task.query)
        self._on_chosen()

    @Slot(str)
    def _on_answer_style(self, answer_style: str) -> None:
        """Set the answer style of the request in the box, or of the first one while the box is empty."""
        requests = self._live.requests
        requests.set_answer_style(self._request.query or requests.first, answer_style)

    @Slot(object)
    def _on_refused(self, error: StrideError) -> None:
        """A request could not be changed or added; the run goes on with those before."""
        self._request.set_watched(self._live.requests.first)
        self._notifications.fail(error)

    @Slot(object)
    def _on_ended(self, error: StrideError | None) -> None:
        self._request.set_watched("")
        if error is not None:
            self._notifications.fail(error)
            return
        task = self._live.task
        if task is not None and task.source.warning:
            self._notifications.warn(SourceError(task.source.warning))


def _own_clock(info: SourceInfo) -> bool:
    return info.kind.traits.own_clock
