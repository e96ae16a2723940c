"""What stays on a black picture: a pointer, a clock, a title, a spinner, a bar, a logo, a small light."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from stride_desktop.core.frames import Image
from stride_desktop.training.canvas import Colour, hsv
from stride_desktop.training.conditions import HUES, vivid

_FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX,
          cv2.FONT_HERSHEY_PLAIN, cv2.FONT_HERSHEY_TRIPLEX)  # fmt: skip
_SHARE = 0.4
"""Share of black pictures with something left."""
_TEXTS = (
    "No signal", "Paused", "Press Esc to leave", "Loading", "Please wait", "HDMI 1", "End of slide show",
    "Untitled - Viewer", "report.pdf", "Evening song.mp4", "Chapter 3", "Click to start", "user@host:~$ _",
    "Screen locked", "Music - Player", "Camera off", "Dr. Jensen", "The second river", "Episode 4 of 12",
)  # fmt: skip
_CORNERS = ((0.03, 0.05), (0.97, 0.05), (0.03, 0.95), (0.97, 0.95), (0.5, 0.06), (0.5, 0.94))


@dataclass(frozen=True, slots=True)
class Remains:
    """A small thing that shows on an otherwise black picture; less than 3 % of it.

    kind: what it is, a key of the drawing functions. x, y: where, relative; text is aligned to the nearest
    side. size: height of its letters or its own, relative to the picture's height. text: may hold {clock}.
    begin: seconds of the day at time 0; font: of cv2; seconds: how long it stays once the picture is black.
    """

    kind: str
    x: float
    y: float
    size: float
    ink: Colour
    text: str = ""
    begin: int = 0
    font: int = cv2.FONT_HERSHEY_SIMPLEX
    seconds: float = math.inf

    @property
    def shines(self) -> bool:
        """Whether it is a light that shows in a dark room, too."""
        return self.kind == "light"

    def draw(self, image: Image, time: float, since: float = 0.0) -> None:
        """Draw it into a picture, in place. time: of the stream; since: when the picture became black."""
        if time - since < self.seconds:
            _KINDS[self.kind](self, image, time)

    def pixels(self, image: Image) -> tuple[int, int, int]:
        """Its place and size in a picture: x, y and at least 3 pixels of size."""
        high, wide = image.shape[:2]
        return round(self.x * wide), round(self.y * high), max(round(self.size * high), 3)


def draw_blank_level(rng: np.random.Generator) -> int:
    """The grey level of a blank picture: mostly black, up to 24."""
    return max(int(rng.integers(-34, 25)), 0)


def draw_remains(rng: np.random.Generator, room: bool = False) -> Remains | None:
    """Something that stays on a black picture, or nothing. room: the picture is a camera's."""
    if rng.random() >= _SHARE:
        return None
    kind = str(rng.choice(["light", "light", "light", "clock"] if room else list(_SCREEN_KINDS)))
    grey = int(rng.integers(120, 256))
    ink = (grey, grey, grey)
    if rng.random() < (0.35 if kind not in ("light", "logo") else 0.7):
        ink = vivid(str(rng.choice(list(HUES))), rng.random(), rng.random(), rng.random())
    if kind == "light" and rng.random() < 0.5:
        ink = hsv(rng.uniform(20, 60), rng.uniform(0, 0.4), rng.uniform(0.6, 1))
    x, y = rng.uniform(0.04, 0.94), rng.uniform(0.05, 0.93)
    made = Remains(kind, x, y, rng.uniform(0.018, 0.045), ink, begin=int(rng.integers(86400)),
                   font=_FONTS[int(rng.integers(len(_FONTS)))])  # fmt: skip
    made = _placed(rng, made, room)
    fades = not room and kind in ("title", "player", "bar") and rng.random() < 0.25
    return replace(made, seconds=rng.uniform(2, 8)) if fades else made


def _placed(rng: np.random.Generator, made: Remains, room: bool) -> Remains:
    """The same where such things usually are, with its words and its size."""
    corner = _CORNERS[int(rng.integers(len(_CORNERS)))]
    middle = rng.uniform(0.47, 0.53), rng.uniform(0.4, 0.6)
    if made.kind == "clock":
        date = "2026-0{}-1{} ".format(*rng.integers(1, 9, 2)) if rng.random() < (0.9 if room else 0.2) else ""
        made = replace(made, text=date + "{clock}")
        if not room and rng.random() < 0.4:
            return replace(made, x=middle[0], y=middle[1], size=rng.uniform(0.05, 0.09))
        return replace(made, x=corner[0], y=corner[1])
    if made.kind == "title":
        made = replace(made, text=str(rng.choice(_TEXTS)))
        x, y = middle if rng.random() < 0.3 else corner
        return replace(made, x=x, y=y)
    if made.kind in ("player", "bar"):
        return replace(made, x=0.5, y=rng.uniform(0.86, 0.97), size=rng.uniform(0.005, 0.012))
    if made.kind in ("logo", "spinner"):
        at = middle if rng.random() < 0.7 else (made.x, made.y)
        return replace(made, x=at[0], y=at[1], size=rng.uniform(0.04, 0.12))
    if made.kind == "light":
        return replace(made, size=rng.uniform(0.008, 0.05))
    return made


def _draw_pointer(item: Remains, image: Image, time: float) -> None:  # noqa: ARG001
    x, y, size = item.pixels(image)
    shape = ((0, 0), (0, 1.0), (0.23, 0.78), (0.4, 1.15), (0.55, 1.08), (0.38, 0.72), (0.68, 0.7))
    points = np.array([[x + a * size, y + b * size] for a, b in shape], np.int32)
    cv2.fillPoly(image, [points], item.ink, cv2.LINE_AA)
    cv2.polylines(image, [points], True, (60, 60, 60), 1, cv2.LINE_AA)


def _draw_text(item: Remains, image: Image, time: float) -> None:
    """Text to the right of its place, to the left or around it, so that it stays inside."""
    second = item.begin + int(max(time, 0))
    clock = f"{second // 3600 % 24:02}:{second // 60 % 60:02}"
    if item.begin % 2:
        clock += f":{second % 60:02}"
    _put_text(image, item, item.text.replace("{clock}", clock), item.x, item.y, item.size)


def _put_text(image: Image, item: Remains, text: str, x: float, y: float, size: float) -> None:
    high, wide = image.shape[:2]
    scale = max(size * high, 7) / (21 if item.font != cv2.FONT_HERSHEY_PLAIN else 10)
    (across, down), _ = cv2.getTextSize(text, item.font, scale, 1)
    left = round(x * (wide - across)) if 0.4 < x < 0.6 else round(x * wide) - (across if x > 0.5 else 0)
    left = int(np.clip(left, 0, max(wide - across, 0)))
    below = int(np.clip(round(y * high) + down // 2, down, high - 2))
    cv2.putText(image, text, (left, below), item.font, scale, item.ink, 1, cv2.LINE_AA)


def _draw_spinner(item: Remains, image: Image, time: float) -> None:
    x, y, size = item.pixels(image)
    angle, wide = time * 1.7 % 1 * 360, max(size // 8, 1)
    if item.begin % 2:
        cv2.ellipse(image, (x, y), (size // 2, size // 2), angle, 0, 260, item.ink, wide, cv2.LINE_AA)
        return
    for k in range(8):
        turn = math.radians(angle + 45 * k)
        at = round(x + math.cos(turn) * size / 2), round(y + math.sin(turn) * size / 2)
        shade = tuple(int(part * (k + 1) / 8) for part in item.ink)
        cv2.circle(image, at, wide, shade, -1, cv2.LINE_AA)


def _draw_bar(item: Remains, image: Image, time: float) -> None:
    """A thin bar across the picture, as of a film's position."""
    x, y, size = item.pixels(image)
    half = round(image.shape[1] * (0.15 + item.begin % 100 / 350))
    done = x - half + round(2 * half * min((item.begin % 77 + time) / 400, 1))
    cv2.rectangle(image, (x - half, y), (x + half, y + size), (70, 70, 70), -1)
    cv2.rectangle(image, (x - half, y), (done, y + size), item.ink, -1)


def _draw_player(item: Remains, image: Image, time: float) -> None:
    """Such a bar, with a sign to play or to pause and the time."""
    _draw_bar(item, image, time)
    high, wide = image.shape[:2]
    x, y, _ = item.pixels(image)
    half, side = 0.15 + item.begin % 100 / 350, max(high // 36, 5)
    left = x - round(half * wide) - 2 * side
    if item.begin % 2:
        points = np.array([[left, y - side // 2], [left, y + side // 2], [left + side, y]], np.int32)
        cv2.fillPoly(image, [points], item.ink, cv2.LINE_AA)
    else:
        for k in (0, 2):
            corner = left + k * side // 3, y - side // 2
            cv2.rectangle(image, corner, (corner[0] + side // 4, corner[1] + side), item.ink, -1)
    second = item.begin % 900 + int(max(time, 0))
    text = f"{second // 60}:{second % 60:02} / 21:40"
    _put_text(image, item, text, min(item.x + half + 0.11, 0.99), item.y, 0.018)


def _draw_logo(item: Remains, image: Image, time: float) -> None:  # noqa: ARG001
    """A disc, a ring, a few squares or a triangle."""
    x, y, size = item.pixels(image)
    half, draw = size // 2, item.begin % 4
    if draw < 2:
        cv2.circle(image, (x, y), half, item.ink, -1 if draw == 0 else max(size // 6, 1), cv2.LINE_AA)
    elif draw == 2:
        for across in (0, 1):
            for down in (0, 1):
                corner = x + (across - 1) * half, y + (down - 1) * half
                end = corner[0] + half * 4 // 5, corner[1] + half * 4 // 5
                cv2.rectangle(image, corner, end, item.ink, -1)
    else:
        points = np.array([[x - half, y + half], [x + half, y + half], [x, y - half]], np.int32)
        cv2.fillPoly(image, [points], item.ink, cv2.LINE_AA)


def _draw_light(item: Remains, image: Image, time: float) -> None:  # noqa: ARG001
    """A lamp or a reflection: a bright middle and a glow around it."""
    x, y, size = item.pixels(image)
    high, wide = image.shape[:2]
    reach = size * 2
    x0, x1, y0, y1 = max(x - reach, 0), min(x + reach, wide), max(y - reach, 0), min(y + reach, high)
    if x0 >= x1 or y0 >= y1:
        return
    down, across = np.mgrid[y0:y1, x0:x1].astype(np.float32)
    strength = np.exp(-(((across - x) ** 2 + (down - y) ** 2) / (size * 0.6) ** 2))[:, :, None]
    lit = image[y0:y1, x0:x1] * (1 - strength) + np.array(item.ink, np.float32) * strength
    image[y0:y1, x0:x1] = np.clip(lit, 0, 255).astype(np.uint8)


_KINDS: dict[str, Callable[[Remains, Image, float], None]] = {
    "pointer": _draw_pointer,
    "clock": _draw_text,
    "title": _draw_text,
    "spinner": _draw_spinner,
    "bar": _draw_bar,
    "player": _draw_player,
    "logo": _draw_logo,
    "light": _draw_light,
}
_SCREEN_KINDS = tuple(kind for kind in _KINDS if kind != "light")
