"""What a request may wait for in the windows of a Tk program."""

from __future__ import annotations

import math
from collections.abc import Callable

from stride_desktop.training.canvas import muted
from stride_desktop.training.cast import draw_pair
from stride_desktop.training.conditions import Condition, Family, Span, vivid
from stride_desktop.training.elements import holds, lasting
from stride_desktop.training.screens.acts import Filling
from stride_desktop.training.screens.badges import ALARM, CALM, PENDING, Badge, draw_badge, draw_states
from stride_desktop.training.screens.events import between
from stride_desktop.training.screens.words import label, pick, sentence, title
from stride_desktop.training.tk_dialogs import add_dialog
from stride_desktop.training.tk_windows import Windows, quoted, shade

_ALWAYS = (Span(-9, 1e6),)


def add_progress(windows: Windows) -> None:
    """A bar that fills up and stays full."""
    rng, name = windows.rng, windows.name()
    spans = windows.cast.spans(2)
    done = f"{label(rng)} {pick(rng, ('done', 'complete', 'finished'))}"
    says = rng.random() < 0.6
    windows.tell(
        windows.top(name, title(rng))
        + f"label {name}.t -text {quoted(sentence(rng, 4))}\npack {name}.t -padx 12 -pady 6\n"
        + f"ttk::progressbar {name}.p -length {int(rng.integers(150, 520))}\npack {name}.p -padx 12 -pady 10"
    )
    place = windows.put(name)
    windows.visible(name, _ALWAYS)
    stall = float(rng.choice([0.0, rng.uniform(0.7, 0.97)]))
    resting = float(rng.choice([0.0, rng.uniform(0.1, 0.95)]))
    seconds = rng.uniform(8, 50)
    filling = Filling(None, spans, seconds, stall, resting)  # type: ignore[arg-type]  # only its level is asked

    def act(time: float) -> str:
        level = filling.level(time)
        text = f"{name}.t configure -text {quoted(done if level == 1 else f'{level:.0%}')}" if says else ""
        return f"{name}.p configure -value {level * 100:.1f}\n{text}"

    windows.acts.append(act)
    windows.front.append(name)
    windows.shown.append((Condition(Family.PROGRESS), spans, place))


def add_badge(windows: Windows) -> None:
    """A mark, a word or a sign that turns red or green, among others that do not."""
    rng, name, badge = windows.rng, windows.name(), draw_badge(windows.rng)
    spans, pending = draw_states(windows.cast)
    windows.tell(windows.top(name, title(rng)))
    size, count = int(rng.integers(12, 26)), int(rng.choice([1, 1, 2, 4]))
    calm = shade(badge.colours[CALM])
    wide = max(len(word) for word in badge.words.values())
    for k in range(count):
        windows.tell(f"label {name}.l{k} -text {quoted(label(rng))}")
        if badge.kind == "dot":
            shape = "oval" if rng.random() < 0.6 else "rectangle"
            windows.tell(
                f"canvas {name}.c{k} -width {size} -height {size} -highlightthickness 0\n"
                f"{name}.c{k} create {shape} 1 1 {size - 1} {size - 1} -fill {calm} -outline {calm}"
            )
        else:
            windows.tell(f"label {name}.c{k} -width {wide} -text {quoted(badge.words[CALM])}")
            windows.tell(_painted(badge, f"{name}.c{k}", CALM))
        windows.tell(f"grid {name}.l{k} {name}.c{k} -padx 10 -pady 4")
    place = windows.put(name)
    windows.visible(name, _ALWAYS)

    def act(time: float) -> str:
        state = ALARM if holds(spans, time) else PENDING if holds(pending, time) else CALM
        return _painted(badge, f"{name}.c0", state)

    windows.acts.append(act)
    windows.front.append(name)
    windows.shown.append((Condition(Family.BADGE, "red"), spans, place))
    if badge.green:
        green = between((*spans, *pending), windows.cast.duration)
        windows.shown.append((Condition(Family.BADGE, "green"), green, place))


def _painted(badge: Badge, mark: str, state: str) -> str:
    """Tcl that shows a state."""
    colour, word = shade(badge.colours[state]), quoted(badge.words[state])
    if badge.kind == "dot":
        return f"{mark} itemconfigure all -fill {colour} -outline {colour}"
    part = f"-bg {colour} -fg #ffffff" if badge.kind == "pill" else f"-fg {colour}"
    return f"{mark} configure -text {word} {part}"


def add_object(windows: Windows) -> None:
    """A window, or a window without a frame, of one vivid colour."""
    rng, name, spans = windows.rng, windows.name(), windows.cast.spans()
    colour, shape = draw_pair(rng, "desktop", windows.cast.held_out)
    rgb = shade(vivid(colour, rng.random(), rng.random(), rng.random()))
    bare = shape != "window"
    wide = int(windows.size[0] * rng.uniform(0.08, 0.4))
    high = wide if shape in ("square", "circle") else int(wide * rng.uniform(0.5, 1.1))
    if shape == "banner":
        wide, high = windows.size[0] * 3 // 4, 60
    back = windows.face if shape == "circle" else rgb
    windows.tell(windows.top(name, title(rng), bare) + f"canvas {name}.c -bg {back} -highlightthickness 0\n"
                 f"pack {name}.c -fill both -expand 1")  # fmt: skip
    if shape == "circle":
        windows.tell(f"{name}.c create oval 2 2 {wide - 2} {high - 2} -fill {rgb} -outline {rgb}")
    place = windows.put(name, wide, min(high, windows.size[1] - 60))
    windows.visible(name, spans)
    windows.front.append(name)
    windows.shown.append((Condition(Family.OBJECT, colour, shape), spans, place))


def add_motion(windows: Windows) -> None:
    """Something that moves about on a canvas, or a window that is dragged about."""
    rng, name, spans = windows.rng, windows.name(), windows.cast.spans()
    windows.tell(windows.top(name, title(rng)) + f"canvas {name}.c -highlightthickness 0\n"
                 f"pack {name}.c -fill both -expand 1")  # fmt: skip
    pace, phase = rng.uniform(0.2, 0.8), rng.uniform(0, 9)
    dragged = rng.random() < 0.35
    wide, high = (int(windows.size[k] * rng.uniform(0.2, 0.5)) for k in (0, 1))
    place = windows.put(name, wide, high)
    windows.visible(name, _ALWAYS)
    size = int(rng.uniform(0.1, 0.3) * high)
    windows.tell(f"{name}.c create oval 0 0 {size} {size} -fill {shade(muted(rng))} -tags ball")
    room = (windows.size[0] - wide, windows.size[1] - high - 40) if dragged else (wide - size, high - size)

    def act(time: float) -> str:
        s = phase + lasting(spans, time) * pace
        x, y = (0.5 + 0.5 * math.sin(s)) * room[0], (0.5 + 0.5 * math.sin(s * 1.7)) * room[1]
        if dragged:
            return f"wm geometry {name} +{int(x)}+{int(y)}"
        return f"{name}.c coords ball {x:.0f} {y:.0f} {x + size:.0f} {y + size:.0f}"

    windows.acts.append(act)
    if dragged:
        place = (0, 0, *windows.size)
    windows.front.append(name)
    windows.shown.append((Condition(Family.MOTION), spans, place))


ADDERS: dict[Family, Callable[[Windows], None]] = {
    Family.MOTION: add_motion,
    Family.PROGRESS: add_progress,
    Family.BADGE: add_badge,
    Family.OBJECT: add_object,
    Family.DIALOG: add_dialog,
}
"""In this order they lie above each other."""
