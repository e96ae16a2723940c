"""Renders the README's pictures: the real window with the demo clip, and with a generated day.

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

REVIEW = "-review"
"""In place of an ending: the pictures of looking back."""

OTHERS = ("Alert me when the fan starts moving", "Notify me as soon as the light comes back on")

PATIENCE = 60.0


def main(folder: Path) -> int:
    """Every variant in a process of its own, for Qt takes the scale from the environment."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending, (scheme, scale) in VARIANTS.items():
        env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        command = [sys.executable, __file__, str(folder), ending, scheme]
        if subprocess.run(command, env=env).returncode != 0:
            return 1
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run([sys.executable, __file__, str(folder), REVIEW, "light"], env=env).returncode


def render_review(folder: Path) -> None:
    """The demo clip watched for three requests, and reviewed; then the inspector on it."""
    from stride_desktop.app.live.factories import real_factories
    from stride_desktop.app.main import make_application
    from stride_desktop.app.program import Program
    from stride_desktop.app.system.keychain import Keychain
    from stride_desktop.core.settings import KeepingSettings, Settings
    from stride_desktop.pipeline.settings_store import SettingsStore
    from stride_desktop.resources import resource
    from stride_desktop.sessions.library import Library

    application = make_application([])
    with tempfile.TemporaryDirectory() as place:
        store = SettingsStore(Path(place) / "settings.json")
        store.save(Settings(keeping=KeepingSettings("frames", asked=True)))
        keychain = Keychain()
        library = Library(Path(place) / "sessions")
        program = Program(store, keychain, real_factories(keychain), library=library)
        window, reviewing, stored = program.window, program.controllers.review, []
        program.controllers.recordings.stored.connect(stored.append)
        program.start()
        window.resize(1180, 860)
        _wait(application, lambda: program.live.model.model is not None)
        window.picker.add_file(resource("demo", "demo.mp4"))
        window.request.edit.setText("Tell me when the light goes off")
        window.request.set_others(OTHERS)
        program.controllers.watch.begin()
        _wait(application, lambda: bool(stored))
        _wait(application, lambda: program.controllers.answers.active is None)
        window.grab().save(str(folder / "requests.png"), "PNG", 0)
        reviewing.open(stored[0])
        _wait(application, lambda: reviewing.lanes.opened is not None)
        for lane, second in ((1, 32.0), (0, 15.0)):
            window.timeline.pointer.lane_chosen.emit(lane)
            window.timeline.playhead.show(second)
            reviewing.lanes.editing.right.trigger()
        window.timeline.playhead.sought.emit(15.0)
        window.stack.setSizes([330, 390, 0])
        _wait(application, lambda: not reviewing.background.busy)
        window.grab().save(str(folder / "review.png"), "PNG", 0)
        program.controllers.inspector.action.trigger()
        window.stack.setSizes([260, 190, 240])
        _wait(application, lambda: not reviewing.background.busy)
        window.grab().save(str(folder / "refinement.png"), "PNG", 0)
        ended: list[bool] = []
        program.ended.connect(lambda: ended.append(True))
        window.close()
        _wait(application, lambda: bool(ended))


def render(folder: Path, ending: str, scheme: str) -> None:
    """All pictures of a variant."""
    from stride_desktop.app.live.factories import real_factories
    from stride_desktop.app.look.theme import apply_scheme
    from stride_desktop.app.main import make_application
    from stride_desktop.app.program import Program
    from stride_desktop.app.system.keychain import Keychain
    from stride_desktop.bench.generated import QUERIES, Size, timeline, write
    from stride_desktop.core.review import Review, Verdict
    from stride_desktop.pipeline.settings_store import SettingsStore
    from stride_desktop.sessions.library import Library
    from stride_desktop.sources.base import SourceInfo
    from stride_desktop.sources.catalog import SCREEN

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
        program = Program(store, keychain, real_factories(keychain), library=library)
        apply_scheme(scheme)
        window = program.window
        window.picker.set_devices((SourceInfo(SCREEN, "screen:1", "Screen 1"),))
        window.request.edit.setText(QUERIES[0])
        window.resize(*SIZE)
        window.stack.setSizes([200, 420, 0])
        window.show()
        ended: list[bool] = []
        program.ended.connect(lambda: ended.append(True))
        program.controllers.review.open(name)
        _wait(application, lambda: program.controllers.review.lanes.opened is not None)
        around = middle.start + 40
        for zoom, span in (("day", 86_400), ("hour", 3_600), ("minutes", 420)):
            window.timeline.playhead.show(middle.start + 3)
            window.timeline.navigation.zoom_to(around - span / 2.8, around + span / 2.8)
            window.timeline.editor.select(middle.id)
            _wait(application, lambda: not program.controllers.review.background.busy)
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
    if len(sys.argv) == 4 and sys.argv[2] == REVIEW:
        render_review(Path(sys.argv[1]))
    elif len(sys.argv) == 4:
        render(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
    else:
        folder = Path(sys.argv[1]) if len(sys.argv) == 2 else ROOT / "resources" / "screenshots"
        sys.exit(main(folder))
