"""The parts of the window that every controller of answers uses."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.app.answers.queue import AnswerQueue
from stride_desktop.app.chat.panel import ChatPanel
from stride_desktop.app.live.controller import LiveController
from stride_desktop.app.preview.controller import PreviewController
from stride_desktop.app.system.notices import Notifications
from stride_desktop.app.timeline.view import TimelineView
from stride_desktop.pipeline.answer_store import AnswerStore


@dataclass(frozen=True, slots=True)
class AnswerContext:
    """What is watched, the answers and their queue, the views with their controllers, and the notices."""

    live: LiveController
    store: AnswerStore
    queue: AnswerQueue
    chat: ChatPanel
    preview: PreviewController
    timeline: TimelineView
    notifications: Notifications
