"""The inspector in words: for the read-out, the headings and screen readers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np

from stride_desktop.app.inspector.matrix import DECIDED, MASKED, Matrix
from stride_desktop.app.timeline.clock import DisplayClock
from stride_desktop.app.timeline.words import how
from stride_desktop.core.amounts import counted
from stride_desktop.core.tick_history import Opinion
from stride_desktop.core.ticks import ACTIVE, FIXED, RETAINED, UNSEEN


def label(value: int) -> str:
    """The name of a label."""
    return "active" if value == ACTIVE else "inactive"


def row(matrix: Matrix, number: int) -> str:
    """The purpose of a call."""
    if number >= matrix.calls:
        return "Result"
    if matrix.round_of(number) == 0:
        return "First call: which earlier decisions still stand"
    return f"Round {matrix.round_of(number)} of {matrix.rounds}"


def cell(matrix: Matrix, number: int, column: int) -> list[str]:
    """The decisions of a call about a slot, one line each."""
    origin, value = int(matrix.origin[column]), label(matrix.labels[column])
    if origin == UNSEEN:
        return ["Unseen: before the model's memory"]
    if origin == FIXED:
        return [
            "Fixed: a completed span has settled it",
            "Held inactive, so that the model looks for the next span",
        ]
    probability = matrix.probabilities[matrix.decided_in[column], column]
    decided = f"{how(origin).capitalize()}: {value}, probability {probability:.2f}"
    if number >= matrix.calls or matrix.cells[number, column] == DECIDED:
        return [row(matrix, number), decided]
    if matrix.cells[number, column] == MASKED:
        masked = f"Stays masked, probability {matrix.probabilities[number, column]:.2f}"
        return [row(matrix, number), masked, decided]
    return [row(matrix, number), f"Already {value}", decided]


def tick(matrix: Matrix, clock: DisplayClock) -> str:
    """A pass in one line: "Tick at 0:52: 56 of 64 slots retained, 8 resolved in 1 round"."""
    counts = [
        ("retained", int((matrix.origin == RETAINED).sum())),
        ("resolved", int((matrix.origin > RETAINED).sum())),
        ("fixed", int((matrix.origin == FIXED).sum())),
        ("unseen", int((matrix.origin == UNSEEN).sum())),
    ]
    parts = ", ".join(f"{count} {what}" for what, count in counts if count)
    return f"Tick at {clock.text(matrix.timestamp)}: {parts} · {counted(matrix.rounds, 'round')}"


def summary(matrix: Matrix, clock: DisplayClock) -> str:
    """A pass for screen readers: its line, and which seconds are active."""
    active = np.flatnonzero(matrix.labels == ACTIVE)
    if active.size == 0:
        found = "No slot is active"
    else:
        start, end = (clock.text(matrix.edges[index]) for index in (active[0], active[-1] + 1))
        found = f"{active.size} slots are active, from {start} to {end}"
    return f"{tick(matrix, clock)}. {found}."


def opinion(what: Opinion) -> str:
    """A tick's decision on a second: "Active, probability 0.93, resolved in round 2"."""
    if math.isnan(what.probability):
        return how(what.origin).capitalize()
    return f"{label(what.label).capitalize()}, probability {what.probability:.2f}, {how(what.origin)}"


def mind(opinions: Sequence[Opinion]) -> str:
    """Number of label changes for a second; slots fixed by a completed segment are not counted."""
    labels = [item.label for item in opinions if item.origin >= RETAINED]
    changes = sum(before != after for before, after in itertools.pairwise(labels))
    if not labels:
        return "fixed in every tick"
    if changes == 0:
        text = f"always {label(labels[0])}"
    elif changes == 1:
        text = "label changed once"
    else:
        text = f"label changed {changes} times"
    return f"{text}, then fixed" if opinions[-1].origin == FIXED else text
