"""The parts that the controllers of stored sessions share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stride_desktop.app.answers.cards import AnswerCards
from stride_desktop.app.inspector.controller import InspectorController
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.live.factories import Factories
from stride_desktop.app.live.picture_places import PicturesOfRuns
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.review.bar import ReviewBar
from stride_desktop.app.system.background import BackgroundQueue
from stride_desktop.app.system.current_settings import CurrentSettings
from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.sessions.library import Library


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """What is watched, where sessions are stored, and the views that show one.

    give_room: called when there are more lanes than before. background: reads and writes the library.
    """

    library: Library
    factories: Factories
    settings: CurrentSettings
    live: LiveController
    preview: PreviewController
    timeline: TimelineView
    cards: AnswerCards
    inspector: InspectorController
    notifications: Notifications
    pictures: PicturesOfRuns
    give_room: Callable[[], None]
    bar: ReviewBar
    background: BackgroundQueue
