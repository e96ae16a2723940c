"""The open session watched once more: asking for what, showing how far it is, adding the lane."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Slot

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.task import Factories
from stride_desktop.app.review.bar import ReviewBar
from stride_desktop.app.review.lanes import OpenLanes
from stride_desktop.app.review.rerun import RerunEnded, RerunOrder, Reruns, RerunStep
from stride_desktop.app.review.rerun_dialog import RerunDialog
from stride_desktop.app.system.background import Background
from stride_desktop.app.system.notices import Notifications
from stride_desktop.core.timeline import Lane
from stride_desktop.sessions.library import Library
from stride_desktop.sessions.opened import read_stored_lane


class RerunController(QObject):
    """Joins re-runs with the lanes and the window."""

    def __init__(
        self,
        library: Library,
        factories: Factories,
        background: Background,
        lanes: OpenLanes,
        session: LiveController,
        bar: ReviewBar,
        notifications: Notifications,
    ) -> None:
        super().__init__(lanes)
        self._library = library
        self._background = background
        self._lanes = lanes
        self._session = session
        self._bar = bar
        self._notifications = notifications
        self.reruns = Reruns(library, factories, self)
        self.reruns.step.connect(self._on_step)
        self.reruns.ended.connect(self._on_ended)
        bar.cancel_requested.connect(self.reruns.cancel)

    @Slot()
    def ask(self) -> None:
        """Ask for a request and a model, and begin."""
        active = self._lanes.active
        if active is not None:
            checkpoint = self._session.settings.model.checkpoint
            dialog = RerunDialog(active.lane.query, checkpoint, self._bar.window())
            dialog.chosen.connect(self.begin)
            dialog.open()

    @Slot(str, str)
    def begin(self, query: str, checkpoint: str) -> None:
        """Watch the open session for `query`. checkpoint: as in `ModelSettings`."""
        opened, session = self._lanes.opened, self._session
        if opened is not None:
            settings = session.settings
            loaded = session.model.model if checkpoint == settings.model.checkpoint else None
            chosen = replace(settings, model=replace(settings.model, checkpoint=checkpoint))
            self.reruns.start(RerunOrder(opened.id, query, chosen, loaded))

    def _here(self) -> RerunOrder | None:
        """The order, if it is about the session that is open."""
        order, opened = self.reruns.order, self._lanes.opened
        return order if order is not None and opened is not None and order.session_id == opened.id else None

    @Slot(object)
    def _on_step(self, step: RerunStep) -> None:
        order = self._here()
        if order is not None:
            if step.snapshot is not None:
                self._lanes.grow(Lane(order.query, step.model, step.snapshot))
            self._bar.show_progress(step.words or "Watching again…", step.fraction)

    @Slot(object)
    def _on_ended(self, ended: RerunEnded) -> None:
        self._bar.show_progress("", None)
        if ended.error is not None:
            self._notifications.fail(ended.error)
        if self._here() is not None and ended.lane_id:
            work = partial(read_stored_lane, self._library, ended.lane_id)
            self._background.do(work, self._lanes.add, self._notifications.fail)
        self._lanes.grow(None)
