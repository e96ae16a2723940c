"""Web pages being put together: ordinary content as HTML, and acts of page.js."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from stride_desktop.training.canvas import Colour, muted
from stride_desktop.training.cast import Cast
from stride_desktop.training.conditions import Condition, Span, vivid
from stride_desktop.training.screens.contents import some_spans
from stride_desktop.training.screens.looks import css
from stride_desktop.training.screens.words import (
    code_line,
    label,
    log_line,
    paragraph,
    sentence,
)

_FONTS = ("sans-serif", "serif", "DejaVu Sans", "Liberation Sans", "monospace", "Noto Sans")


@dataclass
class Page:
    """A page that is being put together.

    size: CSS pixels (width, height). images: names of photographs beside the page. body: HTML so far; over:
    HTML that lies above it. acts: for page.js. shown: conditions, when they hold and the id that shows them,
    or "" for what moves all over the page.
    """

    cast: Cast
    size: tuple[int, int]
    dark: bool
    accent: Colour
    images: tuple[str, ...]
    body: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)
    shown: list[tuple[Condition, tuple[Span, ...], str]] = field(default_factory=list)
    _count: int = 0

    @property
    def rng(self) -> np.random.Generator:
        """The page's generator."""
        return self.cast.rng

    @property
    def card(self) -> str:
        """The colour of a surface above the page."""
        return "#2a2d33" if self.dark else "#ffffff"

    @property
    def ink(self) -> str:
        """The colour of its text."""
        return "#e4e4e4" if self.dark else "#1c1e21"

    def name(self) -> str:
        """A new id."""
        self._count += 1
        return f"e{self._count}"

    def act(self, kind: str, spans: tuple[Span, ...] = (), **values: object) -> None:
        """Add an act of page.js."""
        self.acts.append({"kind": kind, "spans": pairs(spans), **values})

    def document(self, script: str) -> str:
        """The page as HTML."""
        rng = self.rng
        back = css(muted(rng, 0.05, 0.17) if self.dark else muted(rng, 0.9, 1.0))
        font = _FONTS[int(rng.integers(len(_FONTS)))]
        style = (
            f"html, body {{ margin: 0; height: 100%; overflow: hidden; background: {back}; color: {self.ink};"
            f" font-family: '{font}', sans-serif; font-size: {int(rng.integers(12, 18))}px; }}"
            " #moment { position: fixed; right: 0; bottom: 0; width: 2px; height: 2px; }"
            " ::-webkit-scrollbar { width: 10px; } pre, p, h1, h2, h3 { margin: 0 0 .6em 0; }"
        )
        return (
            f"<!doctype html><meta charset=utf-8><style>{style}</style><body>{''.join(self.body)}"
            f"{''.join(self.over)}<div id=moment></div>"
            f"<script>const SPEC = {_json(self.acts)};\n{script}</script></body>"
        )


def pairs(spans: tuple[Span, ...]) -> list[list[float]]:
    """Spans as page.js reads them."""
    return [[span.start, span.end] for span in spans]


def _json(value: object) -> str:
    return json.dumps(value).replace("</", "<\\/")


def add_content(page: Page) -> None:
    """Navigation, and a main part with text, pictures, tables, cards, code or a conversation."""
    rng = page.rng
    bar = css(page.accent if rng.random() < 0.4 else muted(rng, 0.1, 0.95))
    if rng.random() < 0.8:
        links = "".join(f"<span style='margin-right:22px'>{escape(label(rng))}</span>" for _ in range(5))
        page.body.append(
            f"<div style='background:{bar};color:{on(bar)};padding:{int(rng.integers(6, 20))}px'>"
            f"{links}</div>"
        )
    columns = []
    if rng.random() < 0.4:
        items = "".join(
            f"<div style='padding:6px 14px'>{escape(label(rng))}</div>"
            for _ in range(int(rng.integers(4, 16)))
        )
        columns.append(
            f"<div style='width:{int(rng.integers(120, 260))}px;background:{page.card}'>{items}</div>"
        )
    main = page.name()
    kinds = (article, article, cards, table, code, _chat, _gallery)
    inner = "".join(kinds[int(rng.integers(len(kinds)))](page) for _ in range(int(rng.integers(1, 4))))
    padding = int(rng.integers(8, 60))
    columns.append(
        f"<div id={main} style='flex:1;padding:{padding}px;overflow-y:auto;height:100%;"
        f"box-sizing:border-box'>{inner}</div>"
    )
    page.body.append(f"<div style='display:flex;height:calc(100% - 40px)'>{''.join(columns)}</div>")
    draw = rng.random()
    if draw < 0.3:
        page.act("scroll", id=main, positions=rng.uniform(0, 1, 7).tolist(), hold=rng.uniform(2, 15))
    elif draw < 0.55:
        pace = rng.uniform(20, 400)
        page.act("glide", some_spans(rng), id=main, first=rng.uniform(0, 300), pace=pace)


def on(back: str) -> str:
    """A readable colour of text on a colour as `css` gives it."""
    parts = [int(part) for part in back[4:-1].split(",")]
    return "white" if sum(parts) < 380 else "#111"


def article(page: Page) -> str:
    """Headings and paragraphs, with pictures between them."""
    rng, parts = page.rng, []
    for _ in range(int(rng.integers(2, 9))):
        if rng.random() < 0.35:
            parts.append(f"<h2>{escape(label(rng))}</h2>")
        if page.images and rng.random() < 0.25:
            parts.append(picture(page))
        parts.append(f"<p>{escape(paragraph(rng, int(rng.integers(2, 8))))}</p>")
    return f"<div style='max-width:{int(rng.integers(500, 1100))}px'>{''.join(parts)}</div>"


def picture(page: Page) -> str:
    """One of the photographs."""
    name = page.images[int(page.rng.integers(len(page.images)))]
    return f"<img src={name} style='width:{int(page.rng.integers(160, 560))}px;display:block;margin:8px 0'>"


def cards(page: Page) -> str:
    """Figures that may tick, bars that are not full, marks of any colour that always had it."""
    rng, parts = page.rng, []
    for _ in range(int(rng.integers(3, 13))):
        ident = page.name()
        inner = f"<div style='opacity:.7'>{escape(label(rng))}</div>"
        inner += (
            f"<div id={ident} style='font-size:{int(rng.integers(16, 34))}px'>{int(rng.integers(9999))}</div>"
        )
        if rng.random() < 0.25:
            texts = [str(int(value)) for value in rng.integers(0, 9999, 9)]
            page.act("tick", id=ident, every=float(rng.choice([1, 2, 5, 15])), texts=texts)
        if rng.random() < 0.3:
            inner += _bar(page, rng.uniform(3, 97))
        if rng.random() < 0.35:
            named = str(rng.choice(["red", "green", "orange", "blue"]))
            back, size = css(vivid(named, rng.random(), 1, rng.random())), int(rng.integers(9, 20))
            inner += f"<div style='width:{size}px;height:{size}px;border-radius:50%;background:{back}'></div>"
        parts.append(
            f"<div style='background:{page.card};padding:14px;border-radius:8px;min-width:130px'>"
            f"{inner}</div>"
        )
    return f"<div style='display:flex;flex-wrap:wrap;gap:14px;margin:10px 0'>{''.join(parts)}</div>"


def _bar(page: Page, percent: float) -> str:
    track = "#44474d" if page.dark else "#dfe1e5"
    return (
        f"<div style='background:{track};height:{int(page.rng.integers(5, 18))}px;margin:6px 0'>"
        f"<div style='height:100%;width:{percent:.0f}%;background:{css(page.accent)}'></div></div>"
    )


def table(page: Page) -> str:
    """Rows of figures or words."""
    rng = page.rng
    columns, style = int(rng.integers(3, 7)), "padding:4px 16px;border-bottom:1px solid #8884"
    rows = ""
    for _ in range(int(rng.integers(6, 30))):
        cells = "".join(f"<td style='{style}'>{escape(label(rng))}</td>" for _ in range(columns))
        rows += f"<tr>{cells}</tr>"
    return f"<table style='border-collapse:collapse;background:{page.card}'>{rows}</table>"


def code(page: Page) -> str:
    """Code or a log that may be typed or printed while the page is open."""
    rng, ident = page.rng, page.name()
    code = rng.random() < 0.5
    text = "\n".join(code_line(rng) if code else log_line(rng) for _ in range(150))
    spans = some_spans(rng)
    pace, first = float(rng.choice([3, 8, 40, 200])), int(rng.integers(0, 2000))
    page.act("type", spans, id=ident, text=text, first=first, pace=pace, cursor=bool(rng.random() < 0.4))
    black = rng.random() < 0.5
    back, ink = ("#0b0d0f", "#c8f0c8") if black else (page.card, page.ink)
    return (
        f"<pre id={ident} style='background:{back};color:{ink};padding:10px;overflow:hidden;"
        f"height:{int(rng.integers(150, 560))}px'></pre>"
    )


def _chat(page: Page) -> str:
    """A conversation in which messages arrive."""
    rng, rows = page.rng, []
    for _ in range(int(rng.integers(4, 12))):
        ident, own = page.name(), rng.random() < 0.5
        back = css(page.accent) if own else page.card
        side = "flex-end" if own else "flex-start"
        rows.append(
            f"<div style='display:flex;justify-content:{side}'><div id={ident} style='background:{back};"
            f"border-radius:10px;padding:8px 12px;margin:4px'>"
            f"{escape(sentence(rng, int(rng.integers(2, 16))))}</div></div>"
        )
        if rng.random() < 0.4:
            at = rng.uniform(0, page.cast.duration)
            page.act("visible", (Span(at, 1e6),), ids=[ident])
    return "".join(rows)


def _gallery(page: Page) -> str:
    if not page.images:
        return article(page)
    pictures = "".join(picture(page) for _ in range(int(page.rng.integers(2, 7))))
    return f"<div style='display:flex;flex-wrap:wrap;gap:8px'>{pictures}</div>"
