"""The inspector in words: for the read-out, the headings and screen readers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from stride_desktop.app.inspector.matrix import DECIDED, MASKED, Matrix
from stride_desktop.app.timeline.clock import Clock
from stride_desktop.core.tick_history import Opinion
from stride_desktop.core.ticks import ACTIVE, FIXED, RETAINED, UNSEEN


def tr(text: str) -> str:
    """Translate in the inspector's context."""
    return QCoreApplication.translate("InspectorView", text)


def label(value: int) -> str:
    """The name of a label."""
    return tr("active") if value == ACTIVE else tr("inactive")


def how(origin: int) -> str:
    """How a slot got its label: "resolved in round 3"."""
    if origin == UNSEEN:
        return tr("before the model's memory")
    if origin == FIXED:
        return tr("fixed by a completed span")
    if origin == RETAINED:
        return tr("retained from the tick before")
    return tr("resolved in round {round}").format(round=origin)


def row(matrix: Matrix, number: int) -> str:
    """What a call was for."""
    if number >= matrix.calls:
        return tr("Result")
    if matrix.round_of(number) == 0:
        return tr("First call: which earlier decisions still stand")
    return tr("Round {round} of {rounds}").format(round=matrix.round_of(number), rounds=matrix.rounds)


def cell(matrix: Matrix, number: int, column: int) -> list[str]:
    """What happened to a slot in a call, a line each."""
    origin, value = int(matrix.origin[column]), label(matrix.labels[column])
    if origin == UNSEEN:
        return [tr("Unseen: before the model's memory")]
    if origin == FIXED:
        return [
            tr("Fixed: a completed span has settled it"),
            tr("Held inactive, so that the model looks for the next span"),
        ]
    decided = tr("{how}: {label}, probability {value}").format(
        how=how(origin).capitalize(),
        label=value,
        value=f"{matrix.probabilities[matrix.decided_in[column], column]:.2f}",
    )
    if number >= matrix.calls or matrix.cells[number, column] == DECIDED:
        return [row(matrix, number), decided]
    if matrix.cells[number, column] == MASKED:
        masked = tr("Stays masked, probability {value}").format(
            value=f"{matrix.probabilities[number, column]:.2f}"
        )
        return [row(matrix, number), masked, decided]
    return [row(matrix, number), tr("Already {label}").format(label=value), decided]


def tick(matrix: Matrix, clock: Clock) -> str:
    """A pass in one line: "Tick at 0:52: 56 of 64 slots retained, 8 resolved in 1 round"."""
    counts = [
        (tr("{count} retained"), int((matrix.origin == RETAINED).sum())),
        (tr("{count} resolved"), int((matrix.origin > RETAINED).sum())),
        (tr("{count} fixed"), int((matrix.origin == FIXED).sum())),
        (tr("{count} unseen"), int((matrix.origin == UNSEEN).sum())),
    ]
    parts = [text.format(count=count) for text, count in counts if count]
    rounds = tr("1 round") if matrix.rounds == 1 else tr("{n} rounds").format(n=matrix.rounds)
    return tr("Tick at {time}: {parts} · {rounds}").format(
        time=clock.text(matrix.timestamp), parts=", ".join(parts), rounds=rounds
    )


def summary(matrix: Matrix, clock: Clock) -> str:
    """A pass for screen readers: its line, and which seconds are active."""
    active = np.flatnonzero(matrix.labels == ACTIVE)
    if active.size == 0:
        found = tr("No slot is active")
    else:
        found = tr("{count} slots are active, from {start} to {end}").format(
            count=active.size,
            start=clock.text(matrix.edges[active[0]]),
            end=clock.text(matrix.edges[active[-1] + 1]),
        )
    return f"{tick(matrix, clock)}. {found}."


def opinion(what: Opinion) -> str:
    """What a tick thought of a second: "Active, probability 0.93, resolved in round 2"."""
    if math.isnan(what.probability):
        return how(what.origin).capitalize()
    return tr("{label}, probability {value}, {how}").format(
        label=label(what.label).capitalize(), value=f"{what.probability:.2f}", how=how(what.origin)
    )


def mind(opinions: Sequence[Opinion]) -> str:
    """How often the model changed its mind about a second; settled opinions are none of its own."""
    labels = [item.label for item in opinions if item.origin >= RETAINED]
    changes = sum(before != after for before, after in itertools.pairwise(labels))
    if not labels:
        return tr("fixed in every tick")
    if changes == 0:
        text = tr("always {label}").format(label=label(labels[0]))
    elif changes == 1:
        text = tr("changed its mind once")
    else:
        text = tr("changed its mind {count} times").format(count=changes)
    return tr("{text}, then fixed").format(text=text) if opinions[-1].origin == FIXED else text
