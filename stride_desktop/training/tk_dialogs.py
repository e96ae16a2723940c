"""Dialogs and notifications of a Tk program, in many looks, and what looks like them."""

from __future__ import annotations

import numpy as np

from stride_desktop.training.canvas import Colour, muted
from stride_desktop.training.conditions import HUES, Condition, Family, Span, vivid
from stride_desktop.training.screens.words import BUTTONS, NOTICES, label, pick, sentence
from stride_desktop.training.tk_windows import Windows, quoted, shade

_SIGNS = "::tk::icons::error", "::tk::icons::information", "::tk::icons::warning", "::tk::icons::question"
_STACKS = 0.2
"""Share of notifications that a second one joins."""


def add_dialog(windows: Windows) -> None:
    """A dialog with or without a frame, or a notification."""
    rng, spans = windows.rng, windows.cast.spans()
    if rng.random() < 0.42:
        _add_toasts(windows, spans)
        return
    name = windows.name()
    kind = str(rng.choice(["plain", "plain", "bare", "banded", "header", "large", "tiny"]))
    bare = kind == "bare" or rng.random() < 0.2
    windows.tell(windows.top(name, pick(rng, NOTICES), bare=bare))
    if kind == "plain":
        _fill_plain(windows, name)
    elif kind in ("bare", "tiny"):
        _fill_bare(windows, name, tiny=kind == "tiny")
    elif kind == "large":
        _fill_large(windows, name)
    else:
        _fill_headed(windows, name, banded=kind == "banded")
    wide, high = (int(rng.uniform(0.4, 0.75) * side) for side in windows.size) if kind == "large" else (0, 0)
    at = tuple(float(np.clip(rng.normal(middle, 0.15), 0, 1)) for middle in (0.5, 0.42))
    if rng.random() < 0.15:
        at = float(rng.random()), float(rng.choice([0.01, 0.99]))
    place = windows.put(name, wide, high, (at[0], at[1]))
    windows.visible(name, spans)
    windows.front.append(name)
    windows.shown.append((Condition(Family.DIALOG, "", "dialog"), spans, place))


def _fill_plain(windows: Windows, name: str) -> None:
    """A sign, text, perhaps a field or how far something has got, and buttons."""
    rng = windows.rng
    pad = int(rng.integers(4, 26))
    windows.tell(f"frame {name}.f\npack {name}.f -padx {pad} -pady {pad}")
    if rng.random() < 0.6:
        sign = _SIGNS[int(rng.integers(4))]
        side = "left" if rng.random() < 0.75 else "top"
        windows.tell(f"label {name}.f.i -image {sign}\npack {name}.f.i -side {side} -padx 8")
    _text(windows, f"{name}.f.t", int(rng.integers(2, 22)))
    draw = rng.random()
    if draw < 0.25:
        windows.tell(f"ttk::entry {name}.e\npack {name}.e -fill x -padx {pad}")
    elif draw < 0.4:
        text = f"{int(rng.integers(1, 99))} % of {int(rng.integers(2, 900))} files"
        windows.tell(f"label {name}.e -text {quoted(text)}\npack {name}.e -anchor w -padx {pad}")
    _buttons(windows, name)


def _fill_bare(windows: Windows, name: str, tiny: bool) -> None:
    """A line or two and one button, on a plain colour with a border."""
    rng = windows.rng
    level = int(rng.choice([255, 255, 217, 192, 60]))
    back, ink = shade((level, level, level)), "#000000" if level > 100 else "#f0f0f0"
    pad = int(rng.integers(2, 9))
    windows.tell(f"{name} configure -bg {back} -bd {int(rng.integers(1, 4))} -relief solid")
    for k in range(1 if tiny else int(rng.integers(1, 4))):
        text = quoted(pick(rng, NOTICES) if tiny else sentence(rng, int(rng.integers(2, 8))))
        windows.tell(
            f"label {name}.t{k} -text {text} -bg {back} -fg {ink}\n"
            f"pack {name}.t{k} -anchor w -padx {pad + 4} -pady {pad}"
        )
    windows.tell(
        f"button {name}.b -text {quoted(pick(rng, BUTTONS))} -bg {back} -fg {ink} -pady 1\n"
        f"pack {name}.b -anchor {rng.choice(['w', 'center', 'e'])!s} -padx {pad + 4} -pady {pad}"
    )


def _fill_headed(windows: Windows, name: str, banded: bool) -> None:
    """A coloured head with a title, or one with buttons, above text."""
    rng = windows.rng
    colour: Colour = vivid(str(rng.choice(["red", "red", "orange", "yellow", "blue"])), *rng.random(3))
    if not banded:
        colour = muted(rng, 0.2, 0.9)
    back, ink = shade(colour), "#ffffff" if sum(colour) < 430 else "#111111"
    pad = int(rng.integers(2, 12))
    windows.tell(f"frame {name}.h -bg {back}\npack {name}.h -fill x")
    title = f"label {name}.h.t -text {quoted(pick(rng, NOTICES))} -bg {back} -fg {ink}"
    if banded:
        windows.tell(f"{title}\npack {name}.h.t -anchor w -padx 12 -pady {pad}")
    else:
        for k, side in enumerate(("left", "right")):
            windows.tell(
                f"button {name}.h.b{k} -text {quoted(pick(rng, BUTTONS))} -bd 0 -padx 10\n"
                f"pack {name}.h.b{k} -side {side} -padx 6 -pady {pad}"
            )
        windows.tell(f"{title}\npack {name}.h.t -side left -expand 1 -padx 20")
        if rng.random() < 0.5:
            windows.tell(f"label {name}.i -image {_SIGNS[int(rng.integers(4))]}\npack {name}.i -pady 10")
    _text(windows, f"{name}.t", int(rng.integers(3, 20)))
    if banded:
        _buttons(windows, name)


def _fill_large(windows: Windows, name: str) -> None:
    """A heading, a list or fields, and buttons."""
    rng = windows.rng
    _text(windows, f"{name}.t", int(rng.integers(3, 9)))
    if rng.random() < 0.5:
        windows.tell(f"listbox {name}.l\npack {name}.l -fill both -expand 1 -padx 12")
        for _ in range(int(rng.integers(4, 20))):
            windows.tell(f"{name}.l insert end {quoted(sentence(rng, 4))}")
    else:
        for k in range(int(rng.integers(2, 6))):
            windows.tell(
                f"label {name}.a{k} -text {quoted(label(rng))}\npack {name}.a{k} -anchor w -padx 12\n"
                f"ttk::entry {name}.e{k}\npack {name}.e{k} -fill x -padx 12 -pady 4"
            )
    _buttons(windows, name)


def _text(windows: Windows, path: str, words: int) -> None:
    rng = windows.rng
    windows.tell(
        f"label {path} -text {quoted(sentence(rng, words))} -wraplength {int(rng.integers(160, 480))}"
        f" -justify left\npack {path} -padx 10 -pady 6"
    )


def _buttons(windows: Windows, name: str) -> None:
    rng = windows.rng
    windows.tell(f"frame {name}.b\npack {name}.b -pady 6")
    kind = "ttk::button" if rng.random() < 0.6 else "button"
    for k in range(int(rng.integers(1, 4))):
        windows.tell(
            f"{kind} {name}.b.b{k} -text {quoted(pick(rng, BUTTONS))}\npack {name}.b.b{k} -side left -padx 4"
        )


def _add_toasts(windows: Windows, spans: tuple[Span, ...]) -> None:
    """A notification that goes by itself; now and then a second one comes while it is there."""
    rng = windows.rng
    spans = tuple(Span(span.start, min(span.end, span.start + rng.uniform(4, 14))) for span in spans)
    kind = str(rng.choice(["notice", "notice", "banner", "system"]))
    place = _add_toast(windows, kind, spans, None)
    if kind == "banner" or rng.random() >= _STACKS:
        return
    inner = tuple(
        Span(span.start + rng.uniform(1.5, 3), min(span.end - 0.5, span.start + rng.uniform(4, 12)))
        for span in spans
        if span.end - span.start > 4
    )
    below = place[1] < windows.size[1] / 2
    _add_toast(windows, kind, inner, (place, below))


def _add_toast(
    windows: Windows, kind: str, spans: tuple[Span, ...], beside: tuple[tuple[int, ...], bool] | None
) -> tuple[int, ...]:
    """One notification; beside: the place of the one that it joins, and whether it lies below it."""
    rng, name = windows.rng, windows.name()
    _fill_toast(windows, name, kind)
    at = float(rng.choice([0.01, 0.5, 0.985], p=[0.2, 0.2, 0.6])), float(rng.choice([0.015, 0.97]))
    if kind == "system":
        at = float(rng.choice([0.5, 0.99])), 0.01
    wide = windows.size[0] if kind == "banner" else 0
    place = windows.put(name, wide, at=(0.0, float(rng.choice([0.0, 1.0]))) if wide else at)
    if beside is not None:
        (left, top, _, high), below = beside
        top = top + high + 8 if below else top - place[3] - 8
        place = left, top, place[2], place[3]
        windows.tell(f"wm geometry {name} +{left}+{top}")
    windows.visible(name, spans)
    windows.front.append(name)
    windows.shown.append((Condition(Family.DIALOG, "", "toast"), spans, place))
    return place


def _fill_toast(windows: Windows, name: str, kind: str) -> None:
    """A notice, a strip, or one with a sign, a title and two lines."""
    rng = windows.rng
    dark = rng.random() < 0.6
    colour: Colour = muted(rng, 0.1, 0.4) if dark else muted(rng, 0.85, 1.0)
    if kind == "banner" and rng.random() < 0.5:
        colour = vivid(str(rng.choice(list(HUES))), *rng.random(3))
    back, ink = shade(colour), "#f4f4f4" if sum(colour) < 400 else "#222222"
    border = 0 if kind == "banner" else 1
    windows.tell(windows.top(name, "", bare=True) + f"{name} configure -bg {back} -bd {border} -relief solid")
    if kind == "system":
        windows.tell(
            f"label {name}.i -image {_SIGNS[int(rng.integers(4))]} -bg {back}\n"
            f"pack {name}.i -side left -padx 8"
        )
    wrap, gap = int(rng.integers(180, 380)), int(rng.integers(3, 10))
    texts = [label(rng), sentence(rng, int(rng.integers(3, 14)))]
    for k, text in enumerate(texts if kind == "system" else texts[int(rng.integers(2)) :]):
        windows.tell(
            f"label {name}.l{k} -text {quoted(text)} -bg {back} -fg {ink} -wraplength {wrap}\n"
            f"{name}.l{k} configure -justify left\n"
            f"pack {name}.l{k} -anchor w -padx {int(rng.integers(6, 20))} -pady {gap}"
        )


def add_look_alike(windows: Windows) -> None:
    """A menu or suggestions that open for a moment, or a strip that is always there."""
    rng, name, at = windows.rng, windows.name(), windows.rng.uniform(2, windows.cast.duration)
    if rng.random() < 0.25:
        _fill_toast(windows, name, "banner")
        windows.put(name, windows.size[0], at=(0.0, float(rng.choice([0.0, 1.0]))))
        windows.visible(name, (Span(-9, 1e6),))
        return
    windows.tell(windows.top(name, "", bare=True) + f"listbox {name}.l -bd 1 -relief solid\npack {name}.l")
    rows = int(rng.integers(3, 14))
    windows.tell(f"{name}.l configure -height {rows}")
    for _ in range(rows):
        windows.tell(f"{name}.l insert end {quoted(label(rng))}")
    windows.put(name)
    windows.visible(name, (Span(at, at + rng.uniform(1, 8)),))
