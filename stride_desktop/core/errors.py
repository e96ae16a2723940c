"""Errors meant for a person: what happened, what it means, what to do."""

from __future__ import annotations


class StrideError(Exception):
    """Base of every error that reaches a person.

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
    """A camera, screen or file cannot be opened or stopped giving frames."""


class SourceLost(SourceError):
    """A source that gave frames gives none any more, and may come back by itself."""


class SourceCovered(SourceLost):
    """The program's own windows cover what is watched, so that there is nothing to look at until they go."""


class PermissionDenied(SourceError):
    """The system, or a network camera, does not let the program see it."""


class DisplayError(StrideError):
    """No window can be opened here."""


class CheckpointError(StrideError):
    """An activation checkpoint is missing, incomplete or of the wrong kind."""


class NotDownloaded(CheckpointError):
    """A model of the hub is not on this computer, and nobody has agreed to download it.

    repo_id: which one.
    """

    def __init__(self, repo_id: str, remedy: str) -> None:
        super().__init__(f"{repo_id} is not on this computer yet.", remedy)
        self.repo_id = repo_id


class FrameError(StrideError):
    """A frame that the activation model cannot take (too small, too narrow)."""


class RequestError(StrideError):
    """A standing request that cannot be watched for (empty, too long)."""


class ResponderError(StrideError):
    """The downstream model could not answer."""


class SettingsError(StrideError):
    """Settings that cannot be read or make no sense."""


class StoreError(StrideError):
    """A stored session cannot be written, read or deleted."""


class Cancelled(Exception):
    """Raised inside long work when its `cancelled` callable turned true."""
