"""Dialogs and notifications of web pages, in many looks; some fade or slide."""

from __future__ import annotations

from html import escape

from stride_desktop.training.canvas import Colour, muted
from stride_desktop.training.conditions import HUES, Condition, Family, Span, vivid
from stride_desktop.training.screens.looks import css
from stride_desktop.training.screens.page_parts import Page, on
from stride_desktop.training.screens.words import BUTTONS, NOTICES, label, pick, sentence

_PAPERS = ((255, 255, 255), (255, 255, 255), (246, 246, 248), (214, 214, 214), (42, 45, 51), (24, 24, 27))
_STACKS = 0.2
"""Share of notifications that a second one joins."""


def add_dialog(page: Page) -> None:
    """A dialog, with or without a veil, or a notification."""
    rng, ident, spans = page.rng, page.name(), page.cast.spans()
    if rng.random() < 0.5:
        _add_toasts(page, ident, spans)
        return
    ids = [ident]
    if rng.random() < 0.5:
        ids.append(page.name())
        veil = f"rgba(0, 0, 0, {rng.uniform(0.2, 0.65):.2f})"
        page.over.append(f"<div id={ids[1]} style='position:fixed;inset:0;background:{veil}'></div>")
    page.over.append(modal(page, ident))
    _appear(page, ids, spans, down=rng.random() < 0.7)
    page.shown.append((Condition(Family.DIALOG, "", "dialog"), spans, ident))


def _add_toasts(page: Page, ident: str, spans: tuple[Span, ...]) -> None:
    """A notification, which often goes by itself; now and then a second one comes while it is there."""
    rng = page.rng
    if rng.random() < 0.6:
        spans = tuple(Span(span.start, min(span.end, span.start + rng.uniform(4, 9))) for span in spans)
    shown = [(ident, spans)]
    if rng.random() < _STACKS:
        inner = tuple(
            Span(span.start + rng.uniform(1.5, 3), min(span.end - 0.5, span.start + rng.uniform(5, 15)))
            for span in spans
            if span.end - span.start > 4
        )
        shown.append((page.name(), inner))
        side = f"{rng.choice(['left', 'right'])!s}:{int(rng.integers(6, 40))}px"
        gap, edge = int(rng.integers(6, 20)), str(rng.choice(["top", "bottom"]))
        notices = "".join(
            f"<div id={name} style='margin:{gap}px 0;{_notice_look(page)}'>{_notice(page)}</div>"
            for name, _ in shown
        )
        page.over.append(f"<div style='position:fixed;{side};{edge}:0;width:320px'>{notices}</div>")
    else:
        page.over.append(toast(page, ident))
    for name, during in shown:
        _appear(page, [name], during, down=rng.random() < 0.5)
        page.shown.append((Condition(Family.DIALOG, "", "toast"), during, name))


def _appear(page: Page, ids: list[str], spans: tuple[Span, ...], down: bool) -> None:
    """Show elements at once, fading, or sliding in."""
    rng, draw = page.rng, page.rng.random()
    if draw < 0.5:
        page.act("visible", spans, ids=ids)
        return
    far = int(rng.integers(10, 160)) * (1 if rng.random() < 0.5 else -1) if draw < 0.75 else 0
    leave = float(rng.choice([0, rng.uniform(0.2, 0.8)]))
    page.act("appear", spans, ids=ids, enter=rng.uniform(0.3, 1.5), leave=leave,
             across=0 if down else far, down=far if down else 0)  # fmt: skip


def modal(page: Page, ident: str) -> str:
    """A dialog: bare, with a head, a band or a header bar; small or large; somewhere."""
    rng = page.rng
    kind = str(rng.choice(["card", "card", "bare", "header", "banded", "sheet", "tiny", "large"]))
    back: Colour = _PAPERS[int(rng.integers(len(_PAPERS)))]
    back_css = page.card if rng.random() < 0.5 else css(back)
    ink = page.ink if back_css == page.card else "#eee" if sum(back) < 380 else "#1c1e21"
    widths = {"tiny": (0.08, 0.13), "large": (0.45, 0.75), "bare": (0.12, 0.35)}
    wide = rng.uniform(*widths.get(kind, (0.2, 0.48)))
    radius = 0 if kind in ("bare", "sheet") else int(rng.integers(0, 18))
    blur = int(rng.integers(4, 50)) if rng.random() < (0.3 if kind in ("bare", "tiny") else 0.8) else 0
    padding = 0 if kind == "banded" else int(rng.integers(6, 34))
    high = f"min-height:{rng.uniform(40, 78):.0f}%;" if kind == "large" else ""
    return (
        f"<div id={ident} style='{_spot(page, kind)};width:{wide * 100:.0f}%;{high}background:{back_css};"
        f"color:{ink};padding:{padding}px;border-radius:{radius}px;overflow:hidden;box-sizing:border-box;"
        f"border:{int(rng.integers(0, 2)) if blur else 1}px solid #888;"
        f"box-shadow:0 8px {blur}px rgba(0,0,0,{0.45 if blur else 0})'>{_inside(page, kind)}</div>"
    )


def _spot(page: Page, kind: str) -> str:
    """Where a dialog lies, as a style: in the middle, anywhere, at a corner, or from the top down."""
    rng, draw = page.rng, page.rng.random()
    if kind == "sheet":
        hangs = int(rng.choice([0, 0, 40]))
        return f"position:fixed;left:{rng.uniform(35, 65):.0f}%;top:{hangs}px;transform:translate(-50%,0)"
    if draw < 0.12:
        side, edge = str(rng.choice(["left", "right"])), str(rng.choice(["top", "bottom"]))
        return f"position:fixed;{side}:{int(rng.integers(4, 40))}px;{edge}:{int(rng.integers(4, 40))}px"
    spread = (0.05, 0.08) if kind == "large" or draw < 0.7 else (0.16, 0.16)
    left, top = rng.normal(0.5, spread[0]), rng.normal(0.44, spread[1])
    return f"position:fixed;left:{left * 100:.0f}%;top:{top * 100:.0f}%;transform:translate(-50%,-50%)"


def _inside(page: Page, kind: str) -> str:
    rng = page.rng
    if kind == "tiny":
        return f"<p>{escape(pick(rng, NOTICES))}</p>{_button(page, 0) if rng.random() < 0.7 else ''}"
    if kind == "bare":
        return f"<p>{escape(sentence(rng, int(rng.integers(2, 12))))}</p>{_button(page, 1)}"
    text = f"<p>{escape(sentence(rng, int(rng.integers(3, 30))))}</p>{_extra(page, kind == 'large')}"
    buttons = "".join(_button(page, k) for k in range(int(rng.integers(1, 4))))
    foot = f"<div style='text-align:{rng.choice(['right', 'right', 'center', 'left'])!s};margin-top:16px'>"
    foot += buttons + "</div>"
    if kind == "banded":
        colour = css(vivid(str(rng.choice(["red", "red", "orange", "yellow", "blue"])), *rng.random(3)))
        sign = str(rng.choice(["⚠ ", "✖ ", "ℹ ", ""]))
        return (
            f"<div style='background:{colour};color:{on(colour)};padding:{int(rng.integers(6, 20))}px;"
            f"font-weight:bold'>{sign}{escape(pick(rng, NOTICES))}</div>"
            f"<div style='padding:{int(rng.integers(8, 24))}px'>{text}{foot}</div>"
        )
    heading = escape(pick(rng, NOTICES))
    if kind == "header":
        return (
            f"<div style='display:flex;justify-content:space-between;align-items:center;margin-bottom:14px'>"
            f"{_button(page, 1)}<b>{heading}</b>{_button(page, 0)}</div>{_icon(page)}{text}"
        )
    return f"{_icon(page) if rng.random() < 0.35 else ''}<h3>{heading}</h3>{text}{foot}"


def _icon(page: Page) -> str:
    rng = page.rng
    colour = css(vivid(str(rng.choice(list(HUES))), *rng.random(3)))
    sign = str(rng.choice(["⚠", "ℹ", "✓", "✖", "?", "✉"]))
    size = int(rng.integers(28, 64))
    return f"<div style='font-size:{size}px;text-align:center;color:{colour}'>{sign}</div>"


def _extra(page: Page, large: bool) -> str:
    """A field, a list, how far something has got, or nothing."""
    rng, draw = page.rng, page.rng.random()
    if draw < 0.2:
        return "<div style='border:1px solid #888;height:26px;margin:8px 0'></div>"
    if draw < (0.8 if large else 0.35):
        rows = "".join(
            f"<div style='padding:4px 8px;border-bottom:1px solid #8884'>{escape(label(rng))}</div>"
            for _ in range(int(rng.integers(5, 14) if large else rng.integers(2, 6)))
        )
        return f"<div style='border:1px solid #8886'>{rows}</div>"
    return f"<p>{int(rng.integers(1, 99))} % of {int(rng.integers(2, 900))} MB</p>" if draw < 0.9 else ""


def _button(page: Page, number: int) -> str:
    rng = page.rng
    back, ink = (css(page.accent), "white") if number == 0 else ("#8883", "inherit")
    return (
        f"<span style='display:inline-block;padding:{int(rng.integers(3, 9))}px 14px;margin:0 4px;"
        f"border-radius:{int(rng.integers(0, 12))}px;background:{back};color:{ink}'>"
        f"{escape(pick(rng, BUTTONS))}</span>"
    )


def toast(page: Page, ident: str) -> str:
    """A notification: a notice in a corner or in the middle of an edge, a banner, a snack bar or a bubble."""
    rng = page.rng
    kind = str(rng.choice(["notice", "notice", "banner", "snack", "system", "bubble"]))
    if kind == "banner":
        return banner(page, ident)
    edge, gap = "bottom" if rng.random() < 0.6 else "top", int(rng.integers(6, 60))
    side = f"{rng.choice(['left', 'right', 'right'])!s}:{int(rng.integers(6, 40))}px"
    if kind == "snack":
        colour = css(vivid(str(rng.choice(list(HUES))), 0.5, 0.3, 1))
        place = "left:50%;transform:translate(-50%,0)" if rng.random() < 0.65 else side
        back, radius = css(muted(rng, 0.1, 0.25)), int(rng.choice([0, 4, 22]))
        return (
            f"<div id={ident} style='position:fixed;{place};bottom:{gap}px;background:{back};"
            f"color:#eee;padding:{int(rng.integers(8, 16))}px 18px;border-radius:{radius}px;"
            f"white-space:nowrap'>{escape(sentence(rng, int(rng.integers(2, 8))))}"
            f"<b style='color:{colour};margin-left:22px'>{escape(pick(rng, BUTTONS)).upper()}</b></div>"
        )
    if kind == "system":
        edge, gap = "top", int(rng.integers(2, 30))
        side = "left:50%;transform:translate(-50%,0)" if rng.random() < 0.4 else f"right:{gap}px"
    return (
        f"<div id={ident} style='position:fixed;{side};{edge}:{gap}px;width:{int(rng.integers(200, 400))}px;"
        f"{_notice_look(page)}'>{_notice(page, face=kind != 'notice')}</div>"
    )


def banner(page: Page, ident: str) -> str:
    """A strip over the whole width, at the top or at the bottom."""
    rng = page.rng
    strong = rng.random() < 0.5
    back = css(vivid(str(rng.choice(list(HUES))), *rng.random(3)) if strong else muted(rng, 0.1, 1.0))
    edge = f"top:{int(rng.choice([0, 0, 44]))}px" if rng.random() < 0.55 else "bottom:0"
    action = f"<u style='margin-left:20px'>{escape(pick(rng, BUTTONS))}</u>" if rng.random() < 0.6 else ""
    return (
        f"<div id={ident} style='position:fixed;left:0;right:0;{edge};background:{back};color:{on(back)};"
        f"padding:{int(rng.integers(5, 24))}px 20px;text-align:{rng.choice(['left', 'center'])!s}'>"
        f"{escape(sentence(rng, int(rng.integers(3, 14))))}{action}</div>"
    )


def _notice_look(page: Page) -> str:
    """Colours, corners and shadow of a notice, as a style."""
    rng = page.rng
    back = css(muted(rng, 0.9, 1.0) if rng.random() < 0.45 else muted(rng, 0.1, 0.75))
    if rng.random() < 0.25:
        colour = str(rng.choice(["green", "blue", "orange", "red"]))
        back = css(vivid(colour, rng.random(), rng.random(), 0.3))
    return (
        f"background:{back};color:{on(back)};padding:{int(rng.integers(8, 20))}px;box-sizing:border-box;"
        f"border-radius:{int(rng.integers(0, 20))}px;"
        f"box-shadow:0 4px {int(rng.integers(0, 24))}px rgba(0,0,0,.4)"
    )


def _notice(page: Page, face: bool = False) -> str:
    """A sign, a heading and text; or the picture of who or what sent it, and two lines."""
    rng = page.rng
    heading = f"<b>{escape(label(rng))}</b><br>" if face or rng.random() < 0.5 else ""
    text = heading + escape(sentence(rng, int(rng.integers(2, 14))))
    if face:
        size, back = int(rng.integers(22, 48)), css(muted(rng, 0.3, 0.9))
        radius = int(rng.choice([4, size]))
        return (
            f"<div style='display:flex;gap:12px'><div style='flex:none;width:{size}px;height:{size}px;"
            f"background:{back};border-radius:{radius}px'></div><div>{text}</div></div>"
        )
    sign = str(rng.choice(["✓", "ℹ", "⚠", "✉", "●"]))
    return (f"<b style='margin-right:10px'>{sign}</b>" if rng.random() < 0.5 else "") + text
