"""What goes on on a web page without being an event: menus, tabs that are changed, unfinished bars."""

from __future__ import annotations

from html import escape

import numpy as np

from stride_desktop.training.canvas import hsv
from stride_desktop.training.conditions import HUES, Span, vivid
from stride_desktop.training.screens.looks import css
from stride_desktop.training.screens.page_dialogs import banner
from stride_desktop.training.screens.page_parts import Page, article, cards, code, picture, table
from stride_desktop.training.screens.words import label, paragraph, sentence

_SLIDES = 0.15
"""Share of pages with a slide show."""


def add_everyday(page: Page) -> None:
    """Menus, tips, side panels and other views that come and go without being an event."""
    rng, (wide, high) = page.rng, page.size
    _add_look_alikes(page)
    if page.images and rng.random() < _SLIDES:
        _add_slide_show(page)
    for _ in range(int(rng.choice([0, 0, 1, 2, 3]))):
        ident, at = page.name(), rng.uniform(0, page.cast.duration)
        spans: tuple[Span, ...] = (Span(at, at + rng.uniform(1, 7)),)
        draw, back, ink = rng.random(), page.card, page.ink
        if draw < 0.5:  # a menu or a tip
            rows = "".join(
                f"<div style='padding:5px 12px'>{escape(label(rng))}</div>"
                for _ in range(int(rng.integers(1, 12)))
            )
            where = f"left:{int(rng.uniform(0, 0.8) * wide)}px;top:{int(rng.uniform(0, 0.6) * high)}px"
            inner = rows
        elif draw < 0.75:  # a side panel
            side = "left" if rng.random() < 0.5 else "right"
            where = f"{side}:0;top:0;height:100%;width:{int(rng.uniform(0.15, 0.35) * wide)}px;padding:16px"
            spans = page.cast.spans(1)
            inner = f"<h3>{escape(label(rng))}</h3><p>{escape(paragraph(rng, 3))}</p>"
        else:  # another page, which may be nearly black
            where = f"left:0;top:0;width:{wide}px;height:{high}px;padding:40px;box-sizing:border-box"
            spans = page.cast.spans(2)
            inner = article(page) + (picture(page) if page.images else "")
            if rng.random() < 0.5:
                level = int(rng.integers(0, 22))
                back, ink = f"rgb({level}, {level}, {level})", css(hsv(rng.uniform(0, 360), 0.2, 0.7))
        page.over.append(
            f"<div id={ident} style='position:fixed;{where};background:{back};color:{ink};"
            f"border:1px solid #8886'>{inner}</div>"
        )
        page.act("visible", spans, ids=[ident])


def add_work(page: Page) -> None:
    """A user at work: coloured strips, bars that are not full before the end, tabs that are changed."""
    rng, duration = page.rng, page.cast.duration
    for _ in range(int(rng.integers(0, 3))):
        colour = css(vivid(str(rng.choice(list(HUES))), rng.random(), rng.random(), rng.random()))
        page.body.insert(
            int(rng.integers(len(page.body) + 1)),
            f"<div style='background:{colour};color:white;padding:{int(rng.integers(1, 12))}px'>"
            f"{escape(sentence(rng, 7))}</div>",
        )
    for _ in range(int(rng.integers(0, 3))):
        ident, start = page.name(), duration + rng.uniform(2, 60)
        page.over.append(
            f"<div style='position:fixed;left:{rng.uniform(0, 70):.1f}%;top:{rng.uniform(0, 90):.1f}%;"
            f"width:{rng.uniform(8, 40):.1f}%;height:{int(rng.integers(5, 24))}px;background:#8885'>"
            f"<div id={ident} style='height:100%;width:0;background:{css(page.accent)}'></div></div>"
        )
        late = () if rng.random() < 0.4 else (Span(start, start + 9),)
        page.act("fill", late, id=ident, text="", done="", seconds=rng.uniform(20, 200), stall=0.0,
                 resting=rng.uniform(0.05, 0.97))  # fmt: skip
    views = [page.name() for _ in range(int(rng.integers(2, 4)))]
    top = int(rng.integers(40, 120))
    left = int(rng.choice([0, 0, 200]))
    for k, ident in enumerate(views):
        inner = (table, code, article, cards)[int(rng.integers(4))](page)
        page.over.insert(
            0,
            f"<div id={ident} style='position:fixed;left:{left}px;top:{top}px;right:0;bottom:0;"
            f"background:{page.card};color:{page.ink};padding:20px;overflow:hidden'>{inner}</div>",
        )
        turns = np.arange(rng.uniform(-20, 20), duration, rng.uniform(9, 40))
        page.act(
            "visible", tuple(Span(t, t + rng.uniform(3, 30)) for t in turns[k :: len(views)]), ids=[ident]
        )


def _add_look_alikes(page: Page) -> None:
    """What looks like a notification or a dialog and is none."""
    rng, wide = page.rng, page.size[0]
    for _ in range(int(rng.choice([0, 0, 1, 1, 2]))):
        ident, draw = page.name(), rng.random()
        if draw < 0.25:  # a strip that is there from the begin, as one that asks about cookies
            page.over.append(banner(page, ident))
        elif draw < 0.5:  # a side bar that slides in
            share, side = rng.uniform(0.14, 0.35), str(rng.choice(["left", "right"]))
            rows = "".join(f"<p>{escape(label(rng))}</p>" for _ in range(int(rng.integers(3, 14))))
            page.over.append(
                f"<div id={ident} style='position:fixed;{side}:0;top:0;bottom:0;width:{share * 100:.0f}%;"
                f"background:{page.card};color:{page.ink};padding:16px;box-sizing:border-box'>{rows}</div>"
            )
            far = share * wide * (-1 if side == "left" else 1)
            page.act("slide", page.cast.spans(), id=ident, enter=rng.uniform(0.2, 1.4), far=far)
        else:
            _add_list(page, added=draw < 0.75)


def _add_list(page: Page, added: bool) -> None:
    """A list to which cards are added, or whose rows are highlighted in turn."""
    rng = page.rng
    names = [page.name() for _ in range(int(rng.integers(4, 9)))]
    rows = "".join(
        f"<div id={name} style='padding:{int(rng.integers(6, 16))}px;border:1px solid #8885;margin:3px'>"
        f"<b>{escape(label(rng))}</b> {escape(sentence(rng, int(rng.integers(2, 9))))}</div>"
        for name in names
    )
    page.over.append(
        f"<div style='position:fixed;left:{rng.uniform(0, 60):.0f}%;top:{rng.uniform(5, 40):.0f}%;"
        f"width:{rng.uniform(18, 38):.0f}%;background:{page.card};color:{page.ink}'>{rows}</div>"
    )
    if added:
        for name in names[int(rng.integers(1, 4)) :]:
            page.act("visible", (Span(rng.uniform(3, page.cast.duration), 1e6),), ids=[name])
    else:
        order = rng.integers(len(names), size=9).tolist()
        page.act("mark", ids=names, order=order, hold=rng.uniform(2, 15), colour=css(page.accent))


def _add_slide_show(page: Page) -> None:
    """Photographs that take turns every few seconds: cuts, no motion."""
    rng, ident = page.rng, page.name()
    share = rng.uniform(0.2, 0.6)
    left, top = rng.uniform(0, 1 - share), rng.uniform(0, 1 - share)
    page.over.append(
        f"<div id={ident} style='position:fixed;left:{left * 100:.1f}%;top:{top * 100:.1f}%;"
        f"width:{share * 100:.1f}%;height:{share * 100:.1f}%;background-size:{int(rng.integers(130, 260))}%'>"
        "</div>"
    )
    images = [
        (str(rng.choice(page.images)), f"{rng.uniform(0, 100):.0f}% {rng.uniform(0, 100):.0f}%")
        for _ in range(6)
    ]
    page.act("turnover", id=ident, images=images, hold=rng.uniform(3, 8))
