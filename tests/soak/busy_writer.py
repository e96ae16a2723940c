"""Stores a session as fast as it can until it is killed: `python -m tests.soak.busy_writer FOLDER`.

Entry n is the decision at second n and the picture of it; its cost is the time at which it was appended, on
the clock that all processes share.
"""

from __future__ import annotations

import itertools
import sys
import time
from pathlib import Path

from stride_desktop.sessions.library import Library
from stride_desktop.sessions.records import AnswerRecord, RequestRecord, TickRecord
from tests.sessions.samples import beginning, picture, tick


def run(folder: Path) -> None:
    writer = Library(folder).begin(beginning(), 10.0, lambda notice: print(notice, file=sys.stderr))
    samples = [tick(100, slots=64, calls=8, seed=seed) for seed in range(16)]
    writer.append(RequestRecord(None, "tell me"))
    print(time.monotonic(), flush=True)
    for number in itertools.count():
        sample = samples[number % len(samples)]
        now = time.monotonic()
        records = [TickRecord(type(sample)(float(number), sample.passes), now)]
        if number % 4 == 0:
            records.append(picture(number, b"#%d" % number * 2000))
        if number % 50 == 0:
            records.append(AnswerRecord(float(number), number, "report", "It happened. " * 20))
        for record in records:
            while not writer.append(record):
                time.sleep(0.001)  # the backlog is full; a live source would rather lose something
        time.sleep(0.0005)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
