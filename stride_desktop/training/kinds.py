"""What a trained checkpoint knows: each kind of request with examples, in the order of `Family`."""

from __future__ import annotations

from stride_desktop.core.event_kinds import EventKind

KINDS = (
    EventKind(
        "the screen or picture goes black, or comes back",
        ("Tell me when the screen goes black", "Let me know when the picture comes back"),
    ),
    EventKind(
        "the light in a room goes off, or on",
        ("Tell me when the light goes off", "Notify me when the light comes back on"),
    ),
    EventKind(
        "something starts or stops moving", ("Alert me when something moves", "Tell me when the fan stops")
    ),
    EventKind(
        "a thing of one colour appears, or leaves",
        ("Let me know when a red ball appears", "Tell me when the blue window is gone"),
    ),
    EventKind(
        "a dialog or notification opens, or closes",
        ("Tell me when an error dialog pops up", "Alert me when a notification appears"),
    ),
    EventKind("a progress bar completes", ("Tell me when the download is finished",)),
    EventKind("a status light turns red or green", ("Warn me when the build badge turns red",)),
)
