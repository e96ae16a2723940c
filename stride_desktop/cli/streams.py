"""The standard streams of the process, which may be closed, or refuse output at any time.

Writing to them never raises: a watch continues to its end, and the command line reports the failure then.
"""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Callable
from typing import TextIO


class StandardStream(io.FileIO):
    """One of the process's own streams. lost: why it takes nothing more; what is written then is dropped.

    on_lost: called once, by the thread that could not write.
    """

    lost: OSError | None = None

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)
        self.on_lost: Callable[[], object] = lambda: None

    def write(self, data: object, /) -> int:
        """Write, or drop, bytes; waits where the reader is slow and the stream must not block."""
        view = memoryview(data)  # type: ignore[arg-type]  # whatever a BufferedWriter gives
        if self.lost is not None:
            return view.nbytes
        try:
            while (written := super().write(view)) is None:
                select.select([], [self], [])
        except OSError as error:
            self.lost = error
            self.on_lost()
            return view.nbytes
        return written


def own_streams() -> None:
    """Make the standard streams safe to use, where they are the process's own.

    Closed ones are opened, lest a file that is opened later becomes one of them.
    """
    if sys.platform == "win32":  # its consoles are no files, and programs without one have no streams
        sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return
    if sys.stdout is not sys.__stdout__ or sys.stderr is not sys.__stderr__:
        return
    for number, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        _fill(number, mode)  # stdout for reading alone, so that writing to it still fails
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = _text(StandardStream(1), sys.stdout)
    sys.stderr = _text(StandardStream(2), sys.stderr)


def standard_output() -> StandardStream | None:
    """Stdout, where it was made safe to use."""
    stream = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return stream if isinstance(stream, StandardStream) else None


def _fill(number: int, mode: int) -> None:
    """Open nothing as a stream that is closed."""
    try:
        os.fstat(number)
    except OSError:
        os.open(os.devnull, mode)  # takes the lowest number that is free, which is this one


def _text(stream: StandardStream, before: TextIO | None) -> TextIO:
    """Text on a stream as Python had set it up; of a closed one it had set up nothing."""
    buffer = io.BufferedWriter(stream)
    if not isinstance(before, io.TextIOWrapper):
        return io.TextIOWrapper(buffer, "utf-8", "backslashreplace", line_buffering=stream.fileno() == 2)
    return io.TextIOWrapper(
        buffer,
        before.encoding,
        before.errors,
        line_buffering=before.line_buffering,
        write_through=before.write_through,
    )
