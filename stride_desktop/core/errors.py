"""Errors shown to the user: what happened, what it means, what to do."""

from __future__ import annotations


class StrideError(Exception):
    """Base of every error that is shown to the user.

    what: what happened, one sentence.
    remedy: what to do about it, one sentence or two.
    detail: technical detail for the log (never a request or a picture).
    """

    def __init__(self, what: str, remedy: str = "", detail: str = "") -> None:
        super().__init__(what, remedy, detail)
        self.what = what
        self.remedy = remedy
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}".strip()


class SourceError(StrideError):
    """A camera, screen or file cannot be opened, or stopped giving frames."""


class SourceLost(SourceError):
    """A source stopped giving frames, and may come back by itself."""


class SourceHidden(SourceLost):
    """A watched window is not shown, for example minimised; frames resume when it is shown again."""


class SourceCovered(SourceHidden):
    """The program's own windows cover the source; frames resume when they are moved."""


class PermissionDenied(SourceError):
    """The system or a network camera denies the program access."""


class DisplayError(StrideError):
    """No window can be opened, for lack of a display."""


class CheckpointError(StrideError):
    """An activation checkpoint is missing, incomplete or of the wrong kind."""


class NotDownloaded(CheckpointError):
    """A model of the hub is not on this computer, and the user has not agreed to download it.

    repo_id: which one.
    """

    def __init__(self, repo_id: str, remedy: str) -> None:
        super().__init__(f"{repo_id} is not on this computer yet.", remedy)
        self.repo_id = repo_id


class FrameError(StrideError):
    """A frame that the activation model cannot process (too small, too narrow)."""


class RequestError(StrideError):
    """An invalid request (empty, too long)."""


class ResponderError(StrideError):
    """The responder could not answer."""


class SettingsError(StrideError):
    """Settings that cannot be read or are invalid."""


class StoreError(StrideError):
    """A stored session cannot be written, read or deleted."""


class Cancelled(Exception):
    """Raised inside long work when its `cancelled` callable turned true."""
