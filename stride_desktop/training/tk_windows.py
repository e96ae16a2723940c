"""Windows of a Tk program that is told what to show: ordinary ones, and what a request may wait for."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import Colour, hsv, muted
from stride_desktop.training.cast import Cast
from stride_desktop.training.conditions import Condition, Span
from stride_desktop.training.elements import holds, lasting
from stride_desktop.training.screens.contents import some_spans
from stride_desktop.training.screens.words import (
    code_line,
    label,
    log_line,
    paragraph,
    title,
)

_FONTS = "Helvetica", "DejaVu Sans", "Liberation Sans", "Times", "TkDefaultFont"
Act = Callable[[float], str]
"""Tcl that puts windows into their state at a time."""


def quoted(text: str) -> str:
    """Text as one word of Tcl."""
    return "{" + "".join(letter for letter in text if letter not in "{}\\") + "}"


def shade(colour: Colour) -> str:
    """A colour as Tk writes it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


class Windows:
    """The windows of one program.

    process: a `wish`; cast: draws spans; size: of the screen; folder: for pictures. shown: conditions, when
    they hold, and the place: left, top, width and height in pixels.
    """

    def __init__(
        self, process: subprocess.Popen[bytes], cast: Cast, size: tuple[int, int], folder: Path
    ) -> None:
        self._process, self.cast, self.size, self._folder = process, cast, size, folder
        self.rng = cast.rng
        self.acts: list[Act] = []
        self.shown: list[tuple[Condition, tuple[Span, ...], tuple[int, ...]]] = []
        self.front: list[str] = []  # windows that nothing may cover
        self._done: dict[int, str] = {}
        self._count = 0

    def tell(self, script: str) -> str:
        """Run Tcl; returns its result once everything is drawn."""
        sink, source = self._process.stdin, self._process.stdout
        if sink is None or source is None:
            raise ValueError("the program takes no commands")
        line = " ; ".join(script.strip().splitlines())
        sink.write(f"catch {{{line}}} r; update; puts $r; flush stdout\n".encode())
        sink.flush()
        return source.readline().decode().strip()

    def step(self, time: float) -> None:
        """Show the state of a time."""
        changed = []
        for k, act in enumerate(self.acts):
            script = act(time)
            if self._done.get(k) != script:
                self._done[k] = script
                changed.append(script)
        self.tell("\n".join([*changed, *(f"raise {window}" for window in self.front)]))

    def name(self) -> str:
        """A new window."""
        self._count += 1
        return f".w{self._count}"

    def dress(self, pictures: list[Image]) -> None:
        """Theme, font, colours, and what lies behind everything."""
        rng, (wide, high) = self.rng, self.size
        theme = str(rng.choice(["clam", "alt", "default", "classic"]))
        face = muted(rng, 0.75, 0.95) if rng.random() < 0.65 else muted(rng, 0.1, 0.3)
        dark = sum(face) < 300
        self.face, self.ink = shade(face), "#eeeeee" if dark else "#111111"
        self.accent = shade(hsv(rng.uniform(0, 360), rng.uniform(0.4, 0.9), 0.7))
        font = f"{{{_FONTS[int(rng.integers(len(_FONTS)))]}}} {int(rng.integers(8, 14))}"
        self.tell(
            f"wm withdraw .\nttk::style theme use {theme}\noption add *Font {{{font}}}\n"
            f"option add *background {self.face}\noption add *foreground {self.ink}\n"
            f"option add *activeBackground {self.face}\n"
            f"ttk::style configure . -background {self.face} -foreground {self.ink}"
        )
        if rng.random() < 0.15:
            return
        if pictures and rng.random() < 0.5:
            path = self._folder / "wall.png"
            image = np.asarray(cv2.resize(pictures[0], self.size, interpolation=cv2.INTER_AREA), np.uint8)
            cv2.imwrite(str(path), image[:, :, ::-1])
            self.tell(f"image create photo wall -file {path}\nlabel .wall0 -image wall -bd 0")
            fill = "-image wall -bd 0"
        else:
            fill = f"-bg {shade(muted(rng, 0.0, 0.9))}"
        self.tell(
            f"toplevel .wall\nwm overrideredirect .wall 1\nwm geometry .wall {wide}x{high}+0+0\n"
            f"label .wall.l {fill}\npack .wall.l -fill both -expand 1\nlower .wall"
        )

    def put(
        self, window: str, wide: int = 0, high: int = 0, at: tuple[float, float] | None = None
    ) -> tuple[int, ...]:
        """Give a hidden window its size (0: as large as it wants) and its place; returns it."""
        found = self.tell(
            f"update idletasks\nlist [winfo reqwidth {window}] [winfo reqheight {window}]"
        ).split()
        wide, high = wide or int(found[0]), high or int(found[1])
        x, y = at or (float(self.rng.random()), float(self.rng.random()))
        left, top = int(x * max(self.size[0] - wide, 0)), int(y * max(self.size[1] - high - 30, 0))
        self.tell(f"wm geometry {window} {wide}x{high}+{left}+{top}")
        return left, top, wide, high

    def top(self, name: str, text: str, bare: bool = False) -> str:
        """Tcl that makes a hidden top-level window."""
        script = f"toplevel {name} -bg {self.face}\nwm withdraw {name}\nwm title {name} {quoted(text)}\n"
        return script + (f"wm overrideredirect {name} 1\n" if bare else "")

    def visible(self, window: str, spans: tuple[Span, ...]) -> None:
        """Show a window during spans."""

        def act(time: float) -> str:
            return f"wm deiconify {window}\nraise {window}" if holds(spans, time) else f"wm withdraw {window}"

        self.acts.append(act)

    def add_ordinary(self, always: bool) -> None:
        """An editor, a list, a form or a page; the text of an editor may be typed or scrolled."""
        rng, name = self.rng, self.name()
        self.tell(self.top(name, title(rng)))
        draw = rng.random()
        if draw < 0.5:
            code = rng.random() < 0.5
            lines = [code_line(rng) if code else paragraph(rng, 1) for _ in range(70)]
            wrap = "none" if code else "word"
            self.tell(f"text {name}.t -wrap {wrap} -bd 0\npack {name}.t -fill both -expand 1")
            for line in lines:
                self.tell(f"{name}.t insert end {quoted(line)}\n{name}.t insert end \\n")
            self._liven(name + ".t")
        elif draw < 0.75:
            rows = int(rng.integers(6, 40))
            self.tell(f"listbox {name}.l -bd 0\npack {name}.l -fill both -expand 1")
            for _ in range(rows):
                self.tell(f"{name}.l insert end {quoted(log_line(rng))}")
        else:
            for k in range(int(rng.integers(3, 9))):
                kind = str(rng.choice(["ttk::entry", "ttk::combobox", "ttk::scale", "ttk::progressbar"]))
                extra = (
                    f"-value {int(rng.integers(3, 96))}" if kind in ("ttk::scale", "ttk::progressbar") else ""
                )
                extra += " -to 100" if kind == "ttk::scale" else ""
                self.tell(
                    f"label {name}.a{k} -text {quoted(label(rng))}\n{kind} {name}.b{k} {extra}\n"
                    f"grid {name}.a{k} {name}.b{k} -padx 8 -pady 4 -sticky ew"
                )
        self.put(name, int(self.size[0] * rng.uniform(0.25, 0.7)), int(self.size[1] * rng.uniform(0.25, 0.7)))
        self.visible(name, (Span(-9, 1e6),) if always else self.cast.spans(2))

    def add_dark(self) -> None:
        """A nearly black window as large as the screen, with text: not blank."""
        rng, name, level = self.rng, self.name(), int(self.rng.integers(0, 22))
        ink = shade(hsv(rng.uniform(0, 360), rng.uniform(0, 0.5), rng.uniform(0.4, 0.95)))
        self.tell(
            self.top(name, title(rng))
            + f"text {name}.t -bd 0 -highlightthickness 0 -bg {shade((level, level, level))} -fg {ink}\n"
            f"pack {name}.t -fill both -expand 1"
        )
        for _ in range(int(rng.integers(18, 60))):
            self.tell(f"{name}.t insert end {quoted(log_line(rng))}\n{name}.t insert end \\n")
        self.put(name, *self.size, at=(0.0, 0.0))
        self.visible(name, self.cast.spans(2))

    def _liven(self, text: str) -> None:
        """Type into a text, or scroll it, now and then."""
        rng, spans, draw = self.rng, some_spans(self.rng), self.rng.random()
        if draw < 0.4:
            places, hold = rng.uniform(0, 0.9, 7), rng.uniform(1, 12)
            self.acts.append(lambda time: f"{text} yview moveto {places[int(time / hold) % 7]:.3f}")
        elif draw < 0.8:
            words, pace = paragraph(rng, 30), rng.uniform(2, 14)

            def act(time: float) -> str:
                typed = quoted(words[: int(lasting(spans, time) * pace)])
                return f"{text} delete 1.0 4.0\n{text} insert 1.0 {typed}\n{text} insert end \\n"

            self.acts.append(act)
