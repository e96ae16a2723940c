"""A program that watches a source and reports each frame as a line of JSON.

`python -m tests.sources.watcher ADDRESS [--thread] [--persistent]`: iterates on the main thread, or on a
QThread while the main thread runs Qt's event loop. Persistent: what is lost is opened again, and what becomes
of the source is reported. A line on standard input stops it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time

from PySide6.QtCore import QCoreApplication, QThread

from stride_desktop.core.errors import StrideError
from stride_desktop.sources.catalog import list_sources, open_source
from stride_desktop.sources.persistent import Persistent


def report(**fields: object) -> None:
    os.write(1, (json.dumps(fields) + "\n").encode())  # at once: two threads report


def stop_on_input(stop: threading.Event) -> None:
    if sys.stdin.readline():
        report(stopping=time.monotonic())
        stop.set()


def watch(address: str, stop: threading.Event) -> None:
    cost = time.process_time()
    try:
        source = open_source(address)
        if "--persistent" in sys.argv:
            source = Persistent(source, lambda health: report(state=health.state, reason=health.reason))
        for frame in source.frames(stop):
            colour = [round(float(value)) for value in frame.image.reshape(-1, 3).mean(0)]
            report(time=frame.timestamp, shape=list(frame.image.shape), colour=colour)
    except StrideError as error:
        report(error=type(error).__name__, what=error.what, remedy=error.remedy)
    report(ended=time.monotonic(), cpu=time.process_time() - cost)


class WatchThread(QThread):
    def __init__(self, address: str, stop: threading.Event) -> None:
        super().__init__()
        self._address = address
        self._stop = stop

    def run(self) -> None:
        watch(self._address, self._stop)


def main() -> None:
    application = QCoreApplication(sys.argv)
    address = sys.argv[1]
    stop = threading.Event()
    report(sources=[[info.address, info.name] for info in list_sources()])
    threading.Thread(target=stop_on_input, args=(stop,), daemon=True).start()
    if "--thread" not in sys.argv:
        watch(address, stop)
        return
    thread = WatchThread(address, stop)
    thread.finished.connect(application.quit)
    thread.start()
    application.exec()
    thread.wait()


if __name__ == "__main__":
    main()
