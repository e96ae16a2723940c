"""Chooses the picture of the preview: the newest frame, or that of a second of the timeline."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QTime, Slot
from PySide6.QtGui import QImage

from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.display import LiveLane
from stride_desktop.app.live.picture_places import PicturePlaces
from stride_desktop.app.live.recent_frames import image_of
from stride_desktop.app.live.task import State, Task
from stride_desktop.app.power.words import pause_words
from stride_desktop.app.preview.stored_pictures import PreviewPictures
from stride_desktop.app.preview.view import PreviewView
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.timeline import words
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.core.errors import StrideError
from stride_desktop.core.frames import EARLY, INSIDE, Frame, Image
from stride_desktop.core.timeline import Gap
from stride_desktop.pipeline.health import Health
from stride_desktop.sources.base import SourceHealth
from stride_desktop.sources.files import name_of


class PreviewController(QObject):
    """Shows the newest frame in the preview, or that of a second chosen on the timeline."""

    def __init__(
        self,
        live: LiveController,
        preview: PreviewView,
        timeline: TimelineView,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._live = live
        self._preview = preview
        self._timeline = timeline
        self._lost: SourceHealth | None = None  # state of the source while it delivers no frames
        self._offset: float | None = None
        self._first: float | None = None  # when the first frame was taken
        self._newest: Frame | None = None
        self._scrubbing = False
        self.second: float | None = None
        """The stream second that is shown instead of the newest."""
        self._background = BackgroundQueue(self)
        self._live_pictures = self._pictures_of(lambda: PicturePlaces(live.frames))
        self._past: PreviewPictures | None = None  # of the stored session that is open
        self._awaited: float | None = None  # the second whose picture is being fetched
        live.state_changed.connect(self._on_state)
        live.ended.connect(self._on_ended)
        live.deleted.connect(self._on_deleted)
        live.source_changed.connect(self._on_source_changed)
        live.frame_shown.connect(self._on_frame)
        live.health_changed.connect(self._on_health)
        live.lanes_changed.connect(self._on_lanes)
        live.wall_clock_changed.connect(self._on_wall_clock)
        timeline.playhead.sought.connect(self.show_second)
        timeline.navigation.live_changed.connect(self._on_live)
        timeline.pointer.thumbnail = self._thumbnail
        self._show_state(State.IDLE)

    def look_in(self, places: Callable[[], PicturePlaces]) -> None:
        """Set where the run's pictures are found; by default only in memory."""
        self._live_pictures.close()
        self._live_pictures = self._pictures_of(places)

    def close(self) -> None:
        """Stop fetching pictures."""
        self._live_pictures.close()
        self._background.close(0.0)

    def _pictures_of(self, places: Callable[[], PicturePlaces]) -> PreviewPictures:
        pictures = PreviewPictures(places, self._background, self)
        pictures.arrived.connect(self._on_arrived)
        pictures.arrived.connect(self._timeline.pointer.refresh_card)
        return pictures

    def look_back(
        self, places: PicturePlaces | None, first: float = 0.0, offset: float | None = None
    ) -> None:
        """Show the pictures of a stored session, whose first frame was taken at `first`; None ends that.

        offset: wall-clock minus stream time, None for a file.
        """
        if self._past is not None:
            self._past.close()
            self._past.deleteLater()
        self._past = None if places is None else self._pictures_of(lambda: places)
        self._awaited = None
        self._newest = None
        self._scrubbing, self.second = False, None
        self._set_clock(None if places is None else first, offset)
        self._show_state(self._live.state)

    @property
    def pictures(self) -> PreviewPictures:
        """The frames of the run, or of the open stored session."""
        return self._live_pictures if self._past is None else self._past

    @property
    def looking_back(self) -> bool:
        """A stored session is open."""
        return self._past is not None

    @property
    def clock(self) -> DisplayClock:
        """The clock of the captions, the same as the timeline's."""
        return DisplayClock(self._first or 0.0, self._offset)

    def now_text(self) -> str:
        """The time of the newest frame; the time of day before the first frame."""
        if self._newest is not None:
            return self.clock.text(self._newest.timestamp)
        return QTime.currentTime().toString("HH:mm:ss")

    @Slot(float)
    def show_second(self, second: float) -> None:
        """Show the frame of a stream second with its time, or a message that no picture was kept."""
        self._scrubbing, self.second = True, second
        self._awaited = None
        kept = self.pictures.find(second)
        image = image_of(kept)
        if kept is not None and image is not None:
            when = f"Shown: {self.clock.text(kept.second)}"
            self._preview.show_frame(_pixels(image), when)
        elif kept is not None:
            self._preview.show_message(f"The picture of {self.clock.text(second)} is damaged", "")
        elif self.pictures.fetching(second):
            self._awaited = second
        else:
            title = f"No picture of {self.clock.text(second)}"
            self._preview.show_message(title, self._why_none(second))

    @Slot(float)
    def go_to(self, second: float) -> None:
        """Show a stream second here and on the timeline."""
        self._timeline.playhead.show(second)
        self.show_second(second)

    def show_picture(self, picture: QImage, caption: str) -> None:
        """Show a picture that has no place on the timeline."""
        self._scrubbing, self.second = True, None
        self._preview.show_frame(_pixels(picture), caption)

    @Slot()
    def go_live(self) -> None:
        """Show the newest frame again."""
        self._timeline.playhead.go_live()
        self._follow()

    @Slot(bool)
    def _on_live(self, live: bool) -> None:
        if live:
            self._follow()

    def _follow(self) -> None:
        self._scrubbing, self.second = False, None
        showing = self._live.state is not State.PAUSED and self._lost is None
        if self._newest is not None and showing:
            self._show_newest(self._newest)
        else:
            self._show_state(self._live.state)

    @Slot(float)
    def _on_arrived(self, second: float) -> None:
        if self._awaited == second:
            self.show_second(second)

    def _why_none(self, second: float) -> str:
        if (gap := self._timeline.gap_at(second)) is not None:
            return f"Nothing was watched then: {words.reason(gap.reason).lower()}."
        if self._past is None:
            return "Older pictures are thinned out to save memory."
        if (video := self._past.lost_video) is not None:
            return f"It was not kept, and “{name_of(video)}” is gone or was changed."
        return "It was not kept: see what is stored in the settings, under Privacy."

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        if self._first is None:
            self._set_clock(frame.timestamp, self._offset)  # until there is a timeline
        self._newest = frame
        if not self._scrubbing and self._live.state is not State.PAUSED:
            self._show_newest(frame)

    def _show_newest(self, frame: Frame) -> None:
        when = self.clock.text(frame.timestamp)
        caption = when if self._live.state is State.RUNNING else f"Last picture: {when}"
        self._preview.show_frame(frame.image, caption, frame.hidden)

    @Slot(object)
    def _on_health(self, health: Health) -> None:
        """Replace the last picture of a lost source by a message."""
        lost = health.source if health.lost else None
        if lost != self._lost:
            self._lost = lost
            if not self._scrubbing:
                self._show_state(self._live.state)

    @Slot(object)
    def _on_lanes(self, lanes: tuple[LiveLane, ...]) -> None:
        begins = [lane.snapshot.begin for lane in lanes if lane.snapshot.begin is not None]
        if not lanes:  # another run
            self._timeline.set_lanes(())
            self._set_clock(None, self._offset)
            self._newest = None
            self._scrubbing, self.second = False, None
            self._timeline.playhead.go_live()
        elif begins and (self._first is None or min(begins) < self._first + INSIDE):
            self._set_clock(min(begins), self._offset)  # as in a review; a later lane begins later

    @Slot(object)
    def _on_wall_clock(self, offset: float | None) -> None:
        self._set_clock(self._first, offset)

    def _set_clock(self, first: float | None, offset: float | None) -> None:
        """Set the clock of the captions and the timeline."""
        if (first, offset) != (self._first, self._offset):
            self._first, self._offset = first, offset
            self._timeline.set_wall_clock(offset, first)

    @Slot(object)
    def _on_state(self, state: State) -> None:
        if not self._scrubbing:
            self._show_state(state)

    @Slot(object)
    def _on_deleted(self, gap: Gap) -> None:
        """Remove pictures of the deleted time from view."""
        self._live_pictures.forget()
        if self._newest is not None and self._newest.timestamp <= gap.end:
            self._newest = None
        if self.second is not None and self.second > gap.start - EARLY:
            self.go_live()
        elif not self._scrubbing:
            self._follow()

    @Slot(object)
    def _on_source_changed(self, task: Task) -> None:
        """Replace the picture of the previous source by a message."""
        if not self._scrubbing:
            self._preview.show_message("Waiting for the first picture…", f"From {task.source.info.name}")

    @Slot(object)
    def _on_ended(self, error: StrideError | None) -> None:
        if error is not None and not self._scrubbing:
            self._preview.show_message(error.what, error.remedy)
        task = self._live.task
        if task is None or task.source.traits.live:
            return
        if self._newest is not None and self._timeline.navigation.live:
            self._timeline.navigation.zoom_to(0.0, self._newest.timestamp)  # the whole film at a glance

    def _show_state(self, state: State) -> None:
        """Show the newest picture, or a message that says why there is none."""
        if state is State.PAUSED:
            paused = pause_words(self._live.pause_reason)
            self._preview.show_message(paused.title, paused.text)
        elif state is State.QUEUED:
            loading = self._live.model.loading
            self._preview.show_message(
                "Loading the model…" if loading else "Starting…",
                "Watching begins by itself as soon as the model is ready." if loading else "",
            )
        elif self._lost is not None and state is State.RUNNING:
            self._preview.show_message(
                self._lost.reason, f"{self._lost.remedy} Watching goes on by itself then."
            )
        elif self._newest is not None:
            self._show_newest(self._newest)
        elif state is State.RUNNING:
            self._preview.show_message("Waiting for the first picture…", "")
        elif self._past is not None:
            self._preview.show_message("A stored session", "Click the timeline to see what was there.")
        elif state is State.IDLE:
            self._preview.show_message(
                "Nothing is watched", "Choose what to watch, write what to tell you about, and press Start."
            )

    def _thumbnail(self, second: float) -> QImage | None:
        return image_of(self.pictures.find(second, thumbnail=True))


def _pixels(image: QImage) -> Image:
    """RGB pixels, uint8, shape (height, width, 3)."""
    picture = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    return rows[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3).copy()
