"""Renders the README's pictures of the timeline: the real window with a generated session.

`python packaging/screenshots.py [FOLDER]`; by default they replace those in resources/screenshots.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1100, 700)
VARIANTS = {"": ("light", "1"), "-dark": ("dark", "1"), "-2x": ("light", "2")}
"""Endings of the names, with the colours and the pixels per point."""

ALWAYS = ("", "-dark")
"""At twice the pixels one picture is enough, and of the timeline alone."""

PATIENCE = 60.0


def main(folder: Path) -> int:
    """Every variant in a process of its own, for Qt takes the scale from the environment."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending, (scheme, scale) in VARIANTS.items():
        env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        command = [sys.executable, __file__, str(folder), ending, scheme]
        if subprocess.run(command, env=env).returncode != 0:
            return 1
    return 0


def render(folder: Path, ending: str, scheme: str) -> None:
    """All pictures of a variant."""
    from stride_desktop.app.appearance import apply_scheme
    from stride_desktop.app.bench.generated import QUERIES, Size, timeline, write
    from stride_desktop.app.keychain import Keychain
    from stride_desktop.app.main import make_application
    from stride_desktop.app.parts import real_parts
    from stride_desktop.app.program import Program
    from stride_desktop.app.settings_store import SettingsStore
    from stride_desktop.core.review import Review, Verdict
    from stride_desktop.sessions.library import Library
    from stride_desktop.sources.base import SourceInfo, SourceKind

    application = make_application([])
    size = Size(86_400, 160, 3)
    with tempfile.TemporaryDirectory() as place:
        library = Library(Path(place) / "sessions")
        name = write(library, size)
        review = Review.of(timeline(size).events)
        middle = next(span for span in review.spans if span.start > 43_200)
        review = review.judged(middle.id - 1, Verdict.RIGHT).judged(middle.id, Verdict.RIGHT)
        review = review.judged(middle.id + 1, Verdict.WRONG).added(middle.end + 60, middle.end + 90)
        library.save_review(name, review)

        keychain = Keychain()
        store = SettingsStore(Path(place) / "settings.json")
        program = Program(store, keychain, real_parts(keychain), library=library)
        apply_scheme(scheme)
        window = program.window
        window.picker.set_devices((SourceInfo(SourceKind.SCREEN, "screen:1", "Screen 1"),))
        window.request.set_query(QUERIES[0])
        window.resize(*SIZE)
        window.stack.setSizes([200, 420, 0])
        window.show()
        ended: list[bool] = []
        program.ended.connect(lambda: ended.append(True))
        program.reviewing.open(name)
        _wait(application, lambda: program.reviewing.lanes.opened is not None)
        around = middle.start + 40
        for zoom, span in (("day", 86_400), ("hour", 3_600), ("minutes", 420)):
            window.timeline.show_second(middle.start + 3)
            window.timeline.zoom_to(around - span / 2.8, around + span / 2.8)
            window.timeline.select(middle.id)
            _wait(application, lambda: not program.reviewing.background.busy)
            if ending in ALWAYS or zoom == "minutes":
                path = folder / f"timeline-{zoom}{ending}.png"
                shown = window if ending in ALWAYS else window.timeline
                shown.grab().save(str(path), "PNG", 0)  # 0: as small as can be
                print(f"{path} ({path.stat().st_size / 1000:.0f} kB)")
        program.close()
        _wait(application, lambda: bool(ended))
    QApplication.processEvents()


def _wait(application: QApplication, done: Callable[[], bool]) -> None:
    """Let things happen until something is done."""
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("The window did not get ready.")
        application.processEvents()
        time.sleep(0.005)
    application.processEvents()


if __name__ == "__main__":
    if len(sys.argv) == 4:
        render(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
    else:
        folder = Path(sys.argv[1]) if len(sys.argv) == 2 else ROOT / "resources" / "screenshots"
        sys.exit(main(folder))
