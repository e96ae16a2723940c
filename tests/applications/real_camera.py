"""Plays a recording to the program's real camera path, in real time.

`python -m tests.applications.real_camera RECORDING REQUEST…` starts `stride-desktop watch` on the preloaded
V4L2 camera, shows it the recording's pictures at one a second, and prints when it alerted, in seconds of the
recording, beside what happened.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from stride_desktop.core.frames import Image
from stride_desktop.training.recordings import SIZE, play
from tests.fake_camera import FakeCamera


def alerts(camera: FakeCamera, pictures: Sequence[Image], requests: Sequence[str]) -> list[tuple[str, float]]:
    """The alerts of the program: request, and seconds since the first picture was shown."""
    camera.show_picture(pictures[0])
    queries = [word for request in requests for word in ("--query", request)]
    program = camera.start(
        sys.executable, "-m", "stride_desktop", "watch", f"camera:{camera.device}", *queries, "--json"
    )
    found: list[tuple[str, float]] = []
    live = threading.Event()
    began = [0.0]

    def read() -> None:
        assert program.stdout is not None
        for line in program.stdout:
            content = json.loads(line)
            if content["type"] == "tick":
                live.set()
            elif content["type"] == "trigger":
                found.append((content.get("query", requests[0]), time.monotonic() - began[0]))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        if not live.wait(120):
            raise RuntimeError("the program does not watch")
        began[0] = time.monotonic()
        for number, picture in enumerate(pictures):
            camera.show_picture(picture)
            time.sleep(max(0.0, began[0] + number + 1 - time.monotonic()))
    finally:
        program.terminate()
        program.wait(30)
        reader.join()
    return found


def main() -> None:
    """Play a recording."""
    stream = play(Path(sys.argv[1]))
    pictures = [stream.image(float(second), *SIZE) for second in range(int(stream.duration))]
    for item in stream.happenings:
        spans = ", ".join(f"{span.start:.1f} to {span.end:.1f} s" for span in item.spans)
        print(f"{item.condition.family} {item.condition.colour}: {spans}")
    with tempfile.TemporaryDirectory() as folder:
        camera = FakeCamera(Path(folder))
        try:
            for request, seconds in alerts(camera, pictures, sys.argv[2:]):
                print(f"alert at {seconds:.1f} s: {request}")
        finally:
            camera.unplug()


if __name__ == "__main__":
    main()
