"""What a request may wait for on a web page: dialogs, bars, marks, coloured blocks and things that move."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from stride_desktop.training.canvas import Box, hsv, muted
from stride_desktop.training.cast import draw_pair
from stride_desktop.training.conditions import Condition, Family, Span, vivid
from stride_desktop.training.screens.badges import ALARM, CALM, PENDING, draw_badge, draw_states
from stride_desktop.training.screens.events import between
from stride_desktop.training.screens.looks import css
from stride_desktop.training.screens.page_dialogs import add_dialog
from stride_desktop.training.screens.page_parts import Page, pairs
from stride_desktop.training.screens.words import label, sentence


def add_progress(page: Page) -> None:
    """A bar that fills up, stays full and may say so."""
    rng, ident, text = page.rng, page.name(), page.name()
    spans = page.cast.spans(2)
    wide = rng.uniform(0.18, 0.6)
    place = page.cast.spot(wide, 0.1)
    colour = css(page.accent if rng.random() < 0.5 else hsv(rng.uniform(80, 240), rng.uniform(0.5, 1), 0.8))
    track = "#44474d" if page.dark else "#dcdfe4"
    radius, high = int(rng.integers(0, 10)), int(rng.integers(6, 26))
    says = bool(rng.random() < 0.6)
    page.over.append(
        f"<div id={ident}c style='{_at(place)};width:{wide * 100:.1f}%;background:{page.card};"
        f"color:{page.ink};padding:12px;border-radius:6px'>"
        f"<div>{escape(label(rng))} <span id={text} style='float:right'></span></div>"
        f"<div style='background:{track};height:{high}px;border-radius:{radius}px;overflow:hidden;"
        f"margin-top:6px'>"
        f"<div id={ident} style='height:100%;background:{colour};width:0'></div></div></div>"
    )
    done = str(rng.choice(["100 %", "Done", "Complete", "Finished", "✓"]))
    page.act("fill", spans, id=ident, text=text if says else "", done=done, seconds=rng.uniform(8, 50),
             stall=float(rng.choice([0.0, rng.uniform(0.7, 0.97)])),
             resting=float(rng.choice([0.0, rng.uniform(0.1, 0.95)])))  # fmt: skip
    page.shown.append((Condition(Family.PROGRESS), spans, ident + "c"))


def add_badge(page: Page) -> None:
    """A mark in a list or a table that turns red or green, among others that do not."""
    rng, ident, badge = page.rng, page.name(), draw_badge(page.rng)
    spans, pending = draw_states(page.cast)
    count = int(rng.choice([1, 1, 1, 2, 4, 6]))
    which = int(rng.integers(count))
    marks = [ident if k == which else page.name() for k in range(count)]
    style, inner = _mark_style(page, badge.kind), badge.words[CALM] if badge.kind != "dot" else ""
    columns = int(rng.choice([0, 0, 1, 2, 3]))
    rows = [_badge_row(page, mark, style, inner, columns) for mark in marks]
    if rng.random() < 0.3:  # a row that comes with its mark as it stays
        late = page.name()
        still = f"{style};{_painted(badge.kind)}:{css(badge.colours[CALM])}"
        row = _badge_row(page, page.name(), still, inner, columns)
        rows.append(row.replace("<tr", f"<tr id={late}", 1))
        page.act("visible", (Span(rng.uniform(4, page.cast.duration), 1e6),), ids=[late])
    place = page.cast.spot(0.2 + 0.06 * columns, 0.05 * len(rows))
    page.over.append(
        f"<div style='{_at(place)};background:{page.card};color:{page.ink};padding:8px'>"
        f"<table style='border-collapse:collapse'>{''.join(rows)}</table></div>"
    )
    looks = {
        state: [css(colour), badge.words[state] if badge.kind != "dot" else ""]
        for state, colour in badge.colours.items()
    }
    for mark in marks:
        mine, waiting = (spans, pending) if mark == ident else ((), ())
        states = {ALARM: pairs(mine), PENDING: pairs(waiting)}
        page.act("turn", id=mark, part=_painted(badge.kind), looks=looks, usual=CALM, states=states)
    page.shown.append((Condition(Family.BADGE, "red"), spans, ident))
    if badge.green:
        page.shown.append(
            (Condition(Family.BADGE, "green"), between((*spans, *pending), page.cast.duration), ident)
        )


def _painted(kind: str) -> str:
    """What of a mark has the colour of its state."""
    return "color" if kind in ("word", "icon") else "background"


def _mark_style(page: Page, kind: str) -> str:
    rng = page.rng
    size, bold = int(rng.integers(9, 34)), int(rng.choice([400, 700]))
    if kind == "dot":
        return f"display:block;width:{size}px;height:{size}px;border-radius:{int(rng.choice([2, size]))}px"
    if kind == "pill":
        radius = int(rng.choice([2, 5, 20]))
        return f"padding:{size // 8}px {size // 3}px;border-radius:{radius}px;color:white;font-weight:{bold}"
    return f"font-weight:{bold}" if kind == "word" else f"font-weight:bold;font-size:{size + 4}px"


def _badge_row(page: Page, mark: str, style: str, inner: str, columns: int) -> str:
    """A row of a table: a name, figures, and the mark."""
    rng, cell = page.rng, "padding:4px 10px;border-bottom:1px solid #8883"
    figures = "".join(f"<td style='{cell}'>{rng.uniform(0, 999):.1f}</td>" for _ in range(columns))
    return (
        f"<tr><td style='{cell};min-width:100px'>{escape(label(rng))}</td>{figures}"
        f"<td style='{cell}'><span id={mark} style='{style}'>{inner}</span></td></tr>"
    )


def add_object(page: Page) -> None:
    """A coloured block."""
    rng, ident, spans = page.rng, page.name(), page.cast.spans()
    colour, shape = draw_pair(rng, "desktop", page.cast.held_out)
    wide = rng.uniform(0.06, 0.4) if shape != "banner" else rng.uniform(0.4, 1)
    high = wide * page.size[0] / page.size[1] * rng.uniform(0.7, 1.1) if shape != "banner" else 0.08
    high = min(high, 0.8)
    if shape in ("square", "circle"):
        high = wide * page.size[0] / page.size[1]
    place = page.cast.spot(min(wide, 0.9), min(high, 0.85))
    rgb = css(vivid(colour, rng.random(), rng.random(), rng.random()))
    radius = "50%" if shape == "circle" else "0"
    text = escape(sentence(rng, 3)) if rng.random() < 0.3 else ""
    page.over.append(
        f"<div id={ident} style='{_at(place)};width:{wide * 100:.1f}%;height:{high * 100:.1f}%;"
        f"background:{rgb};color:white;border-radius:{radius}'>{text}</div>"
    )
    page.act("visible", spans, ids=[ident])
    page.shown.append((Condition(Family.OBJECT, colour, shape), spans, ident))


def add_motion(page: Page) -> None:
    """A video that plays, or a thing that moves about."""
    rng, ident, spans, (wide, high) = page.rng, page.name(), page.cast.spans(), page.size
    if page.images and rng.random() < 0.7:
        share = rng.uniform(0.2, 0.65)
        place = page.cast.spot(share, min(share * 0.9, 0.8))
        name = page.images[int(rng.integers(len(page.images)))]
        page.over.append(
            f"<div id={ident} style='{_at(place)};width:{place.width * 100:.1f}%;"
            f"height:{place.height * 100:.1f}%;background:url({name});"
            f"background-size:{int(rng.integers(160, 320))}%'></div>"
        )
        if rng.random() < 0.6:
            _add_controls(page, place, spans)
        page.act("pan", spans, id=ident, phase=rng.uniform(0, 9), pace=rng.uniform(0.1, 0.6))
    else:
        size = rng.uniform(0.04, 0.16) * wide
        shape = "50%" if rng.random() < 0.6 else "3px"
        page.over.append(
            f"<div id={ident} style='position:fixed;width:{size:.0f}px;height:{size:.0f}px;"
            f"background:{css(muted(rng))};border-radius:{shape};left:0;top:0'></div>"
        )
        page.act("move", spans, id=ident, phase=rng.uniform(0, 9), pace=rng.uniform(0.15, 0.7),
                 area=[0, 0, wide - size, high - size])  # fmt: skip
        ident = ""
    page.shown.append((Condition(Family.MOTION), spans, ident))


def _add_controls(page: Page, place: Box, spans: tuple[Span, ...]) -> None:
    """A sign to play or to pause and the position, below a video."""
    bar, sign = page.name(), page.name()
    page.over.append(
        f"<div style='position:fixed;left:{place.x0 * 100:.1f}%;top:{place.y1 * 100:.1f}%;"
        f"width:{place.width * 100:.1f}%;height:24px;background:#111;color:#ddd;font-size:14px'>"
        f"<span id={sign} style='position:absolute;left:8px'>▶</span>"
        f"<div style='position:absolute;left:36px;right:10px;top:10px;height:4px;background:#555'>"
        f"<div id={bar} style='height:100%;width:0;background:{css(page.accent)}'></div></div></div>"
    )
    page.act("player", spans, id=bar, sign=sign, first=float(page.rng.uniform(0, 200)))


def _at(place: Box) -> str:
    """Where an element lies, as a style."""
    return f"position:fixed;left:{place.x0 * 100:.1f}%;top:{place.y0 * 100:.1f}%"


ADDERS: dict[Family, Callable[[Page], None]] = {
    Family.MOTION: add_motion,
    Family.PROGRESS: add_progress,
    Family.BADGE: add_badge,
    Family.OBJECT: add_object,
    Family.DIALOG: add_dialog,
}
"""In this order they lie above each other."""
