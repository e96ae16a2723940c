"""Renders the chat panel with a card in every state, light and dark: `chat_pictures.py [FOLDER]`."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from stride_desktop.app.chat import AnswerCard, ChatPanel
from stride_desktop.app.live.recent_frames import to_qimage
from stride_desktop.app.look.theme import apply_scheme
from stride_desktop.app.main import make_application
from stride_desktop.resources import resource
from stride_desktop.sources.video import VideoSource

WIDTH, HEIGHT = 440, 1180
GAP = 16
SHADE = 5
"""Steps between the levels of a colour in the files; 255 is a multiple of it."""

MARKDOWN = """The **fan** starts at 00:31. What is on the desk:

1. a lamp, *switched off*
2. a blue mug
3. `build.log`, open in a window

| second | what |
| --- | --- |
| 31 | blades begin to turn |
| 33 | full speed |

```
make: *** [all] Error 2
```
See [the manual](https://example.com/fan). <b>No HTML</b> and no ![picture](http://example.com/a.png)."""


def frames() -> list[tuple[float, QImage]]:
    """Frames of the demo clip."""
    clip = VideoSource(resource("demo", "demo.mp4")).frames(threading.Event())
    return [(frame.timestamp, to_qimage(frame).scaledToHeight(72)) for frame in clip]


def card(
    number: int, pictures: list[tuple[float, QImage]], query: str, responder: str = "qwen3-vl:8b"
) -> AnswerCard:
    """A card that is answered a few minutes after noon."""
    return AnswerCard(
        number,
        f"12:0{number % 10}:44",
        query,
        responder,
        tuple(image for _, image in pictures),
        tuple(second for second, _ in pictures),
        tuple(f"12:00:{second:02.0f}" for second, _ in pictures),
    )


def before(panel: ChatPanel, shots: list[tuple[float, QImage]]) -> None:
    """What has not been answered yet, or not at all."""
    panel.add_request_note("Tell me when the fan starts moving", "12:00:02")
    panel.add_card(card(1, shots[8:12], "Tell me when the fan starts moving"))
    panel.add_card(card(2, shots[8:14:2], "Tell me when the fan starts moving"))
    panel.prepare(2, "Waiting: 2 are answered before it.")
    panel.add_card(card(3, shots[10:13], "Tell me when the fan starts moving", "Qwen3-VL-2B-Instruct"))
    panel.prepare(3, "Downloading Qwen/Qwen3-VL-2B-Instruct 42%…")
    panel.add_card(card(4, shots[12:16], "Tell me when the fan starts moving"))
    panel.append_text(4, "The blades of the fan begin to")
    panel.add_card(card(5, shots[14:20:2], "Tell me when the fan starts moving"))
    panel.hold(5, "Not asked: the model server does not answer.")
    panel.add_card(card(6, shots[16:19], "Tell me when the fan starts moving"))
    panel.fail(
        6,
        "No model server answers at http://localhost:11434.",
        "Start it, or check its address in the settings.",
    )
    panel.add_card(card(7, shots[16:19], "Tell me when the fan starts moving"))
    panel.append_text(7, "The fan")
    panel.stop(7, "Stopped.")


def after(panel: ChatPanel, shots: list[tuple[float, QImage]]) -> None:
    """What has been answered."""
    panel.add_card(card(1, shots[:24], "Tell me when the fan starts moving"))
    panel.append_text(1, MARKDOWN)
    panel.finish(1)
    panel.set_usage(1, "24 pictures · 6,912 tokens read, 118 written")
    panel.set_offset(1, "ended 12:03:10, lasted 2 min 10 s")
    panel.begin_part(91, 1, "It ended at 12:03:10, after 2 min 10 s")
    panel.append_text(91, "Somebody switched the fan off; the blades stand still.")
    panel.finish(91)
    panel.add_card(card(2, shots[20:26:2], "Is the lamp on?"))
    panel.append_text(2, "No, the lamp is off in all frames.")
    panel.finish(2)
    panel.wait(2)
    panel.begin(2, "gemma3:4b")
    panel.append_text(2, "The lamp is **off**.")
    panel.finish(2)
    panel.set_usage(2, "3 pictures · 812 tokens read, 9 written")
    panel.add_card(card(3, shots[26:29], "Tell me when the fan starts moving"))
    panel.append_text(3, "A hand moves in front of the fan, the blades do not turn.")
    panel.finish(3)
    panel.withdraw(3)
    panel.search_bar.begin()
    panel.search_bar.edit.setText("lamp")
    panel.ask_box.show_about("12:02:44")


def picture(scheme: str, shots: list[tuple[float, QImage]]) -> QImage:
    """Both panels side by side."""
    apply_scheme(scheme)
    whole = QImage(2 * WIDTH + GAP, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(whole)
    for column, fill in enumerate((before, after)):
        panel = ChatPanel()
        panel.resize(WIDTH, HEIGHT)
        fill(panel, shots)
        panel.show()
        end = time.monotonic() + 0.6
        while time.monotonic() < end:
            QApplication.processEvents()
        if column == 0:
            painter.fillRect(whole.rect(), panel.palette().window())
        painter.drawPixmap(column * (WIDTH + GAP), 0, panel.grab())
        panel.hide()
        panel.deleteLater()
    painter.end()
    return whole


def lighter(picture: QImage) -> QImage:
    """The same in fewer shades, which nobody sees, as a smaller file."""
    wide = picture.convertToFormat(QImage.Format.Format_RGB32)
    levels = np.frombuffer(wide.constBits(), np.uint8).reshape(wide.height(), wide.width(), 4)
    fewer = np.ascontiguousarray(np.round(levels / SHADE) * SHADE, np.uint8)
    return QImage(fewer.data, wide.width(), wide.height(), QImage.Format.Format_RGB32).copy()


def main(folder: Path) -> None:
    """Light and dark."""
    application = make_application([])
    shots = frames()
    folder.mkdir(parents=True, exist_ok=True)
    for scheme, ending in (("light", ""), ("dark", "-dark")):
        path = folder / f"chat{ending}.png"
        lighter(picture(scheme, shots)).save(str(path), "PNG", 0)
        print(f"{path} ({path.stat().st_size / 1000:.0f} kB)")
    del application


if __name__ == "__main__":
    main(
        Path(sys.argv[1])
        if len(sys.argv) == 2
        else Path(__file__).parent.parent / "resources" / "screenshots"
    )
