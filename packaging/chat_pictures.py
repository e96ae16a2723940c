"""Renders the chat panel with a card in every state, light and dark: `chat_pictures.py [FOLDER]`."""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from stride_desktop.app.chat import AnswerCard, CardPicture, ChatPanel
from stride_desktop.app.live.recent_frames import to_qimage
from stride_desktop.app.look.theme import apply_scheme
from stride_desktop.app.main import make_application
from stride_desktop.core.answers import Answer, AnswerRequest, AnswerState, Reply, Usage
from stride_desktop.core.errors import StrideError
from stride_desktop.resources import resource
from stride_desktop.sources.video import VideoSource

REQUEST = AnswerRequest(1, "Tell me when the fan starts moving", 0.0, 1.0, 1.0, True, ())
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


def show(
    panel: ChatPanel,
    card_id: int,
    pictures: list[tuple[float, QImage]],
    text: str = "",
    **fields: Any,  # noqa: ANN401 - of Answer
) -> Answer:
    """A card that is answered a few minutes after noon. fields: of its answer."""
    card = AnswerCard(
        card_id,
        f"12:0{card_id % 10}:44",
        fields.pop("query", "Tell me when the fan starts moving"),
        "qwen3-vl:8b",
        tuple(CardPicture(image, second, f"12:00:{second:02.0f}") for second, image in pictures),
    )
    answer = Answer(card_id, 1, REQUEST, card_id, reply=Reply(text), **fields)
    panel.add_card(card, answer)
    return answer


def before(panel: ChatPanel, shots: list[tuple[float, QImage]]) -> None:
    """What has not been answered yet, or not at all."""
    panel.add_request_note("12:00:02", "Tell me when the fan starts moving")
    show(panel, 1, shots[8:12])
    show(panel, 2, shots[8:14:2], note="Waiting: 2 are answered before it.")
    downloading = "Downloading Qwen/Qwen3-VL-2B-Instruct 42%…"
    show(panel, 3, shots[10:13], responder="Qwen3-VL-2B-Instruct", note=downloading)
    show(panel, 4, shots[12:16], "The blades of the fan begin to", state=AnswerState.ANSWERING)
    held = "Not asked: the model server does not answer."
    show(panel, 5, shots[14:20:2], state=AnswerState.HELD, note=held)
    what = "No model server answers at http://localhost:11434."
    error = StrideError(what, "Start it, or check its address in the settings.")
    show(panel, 6, shots[16:19], state=AnswerState.FAILED, error=error)
    show(panel, 7, shots[16:19], "The fan", state=AnswerState.STOPPED, note="Stopped.")


def after(panel: ChatPanel, shots: list[tuple[float, QImage]]) -> None:
    """What has been answered."""
    done = AnswerState.DONE
    first = show(panel, 1, shots[:24], MARKDOWN, state=done, usage=Usage(24, 6912, 118))
    panel.set_offset(1, "ended 12:03:10, lasted 2 min 10 s")
    ended = Reply("A hand switched the fan off; the blades stand still.")
    panel.show_answer(replace(first, id=91, remark_on=1, responder="qwen3-vl:8b", reply=ended))
    earlier = show(panel, 2, shots[20:26:2], "No, it is off.", query="Is the lamp on?", state=done)
    usage, again = Usage(3, 812, 9), Reply("The lamp is **off**.")
    panel.show_answer(replace(earlier, id=92, responder="gemma3:4b", reply=again, usage=usage))
    show(panel, 3, shots[26:29], "A hand moves in front of the fan, the blades do not turn.", state=done)
    panel.set_withdrawn(3, True)
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
