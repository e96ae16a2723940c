"""The figures of a checkpoint's card: kept as JSON with the checkpoint's checksum, and written from it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stride_desktop.activation.nano.checkpoint import CONFIG, TOKENIZER, WEIGHTS
from stride_desktop.core.errors import CheckpointError

FILE = "evaluation.json"
CARD = "README.md"
BEGIN, END = "<!-- figures: written by stride-desktop evaluate -->", "<!-- end of figures -->"
TITLES = {
    "drawn": "Drawn streams",
    "screens": "Streams of real widgets",
    "applications": "Recordings of real applications",
    "cameras": "Recordings of a camera",
}
"""The measured figures, in the order of the card."""
_Form = Callable[[float], str]


def keep_figures(folder: Path, name: str, report: Mapping[str, Any]) -> None:
    """Put a report (one of `TITLES`) into a checkpoint folder's `evaluation.json`, and all into its card.

    Reports on another checkpoint than the folder's are forgotten. Raises CheckpointError.
    """
    try:
        reports = figures_of(folder) | {name: report}
        content = {"checkpoint": checksum(folder), "reports": reports}
        text = json.dumps(without_nan(content), indent=1) + "\n"
        card = (folder / CARD).read_text(encoding="utf-8")
        before, _, rest = card.partition(BEGIN)
        _, _, after = rest.partition(END)
        (folder / FILE).write_text(text, encoding="utf-8")
        written = f"{before}{BEGIN}\n\n{figures(json.loads(text)['reports'])}\n{END}{after}"
        (folder / CARD).write_text(written, encoding="utf-8")
    except OSError as error:
        raise CheckpointError(
            f"The figures cannot be kept in {folder}.",
            "Choose a checkpoint that has a card.",
            str(error),
        ) from error


def figures_of(folder: Path) -> dict[str, Any]:
    """The reports on a folder's checkpoint; none when they are on another. Raises OSError."""
    path = folder / FILE
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return dict(content["reports"]) if content.get("checkpoint") == checksum(folder) else {}


def checksum(folder: Path) -> str:
    """SHA-256 of all that decides what a folder's checkpoint says. Raises OSError."""
    digest = hashlib.sha256()
    for name in (CONFIG, TOKENIZER, WEIGHTS):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def figures(reports: Mapping[str, Any]) -> str:
    """All reports as Markdown."""
    parts = []
    for name, title in TITLES.items():
        if name in reports:
            made = _recorded if "kinds" in reports[name] else _rendered
            parts.append(f"### {title}\n\n{made(reports[name])}\n")
    return "\n".join(parts)


def without_nan(value: Any) -> Any:  # noqa: ANN401
    """JSON has no NaN: such figures become null."""
    if isinstance(value, dict):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _share(value: float) -> str:
    return f"{value:.0%}"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _signed(value: float) -> str:
    return f"{value:+.1f} s"


def _one(value: float) -> str:
    return f"{value:.1f}"


def _whole(value: float) -> str:
    return f"{value:.0f}"


_SIMPLER: dict[str, tuple[str, _Form]] = {
    "one_step_f1": ("one step", _two),
    "no_retention_f1": ("no retention", _two),
    "per_frame_f1": ("per frame", _two),
    "difference_f1": ("difference", _two),
}
_RECORDED: dict[str, tuple[str, _Form]] = {
    "events": ("asked", _whole),
    "told": ("told in 6 s", _share),
    "delay": ("delay (s)", _one),
    "f1": ("F1@0.5", _two),
    "onset": ("onset", _signed),
    "offset": ("offset", _signed),
    "false": ("false", _whole),
    "quiet_hours": ("quiet hours", _one),
    "false_per_hour": ("false an hour", _one),
    "swapped": ("swapped", _whole),
    "swapped_told": ("of them told", _whole),
} | _SIMPLER
_RENDERED: dict[str, tuple[str, _Form]] = {
    "events": ("events", _whole),
    "f1": ("F1@0.5", _two),
    "onset": ("onset", _signed),
    "offset": ("offset", _signed),
    "recall": ("recall", _two),
    "told": ("told in 6 s", _share),
    "delay": ("delay (s)", _one),
    "false_triggers": ("false", _whole),
    "swapped_f1": ("swapped F1", _two),
} | _SIMPLER


def _recorded(report: Mapping[str, Any]) -> str:
    """A report on recordings."""
    rows = [(item["kind"], item) for item in (*report["kinds"], report["total"], report["foreign"])]
    told, foreign = report["total"], report["foreign"]
    text = (
        f"{report['recordings']} recordings of {report['hours']:.1f} h, {report['quiet_hours']:.1f} h of it "
        "without events. Wordings that are understood: "
        f"{_cell(told['known'], _share)}; requests for anything else that are taken for known: "
        f"{_cell(foreign['known'], _share)}."
    )
    return f"{_table('request', rows, _RECORDED)}\n\n{text}"


def _rendered(report: Mapping[str, Any]) -> str:
    """A report on streams that were drawn."""
    rows = [(f"{item['family']}{' ends' if item['ends'] else ''}", item) for item in report["edges"]]
    text = (
        f"False triggers on streams without events: {_cell(report['false_per_hour'], _one)} an hour over "
        f"{report['eventless_hours']:.1f} watched hours. Swapped requests: F1@0.5 "
        f"{_cell(report['swapped_f1'], _two)}, told {_cell(report['swapped_told'], _share)}."
    )
    return f"{_table('request', rows, _RENDERED)}\n\n{text}"


def _table(
    first: str, rows: list[tuple[str, Mapping[str, Any]]], columns: Mapping[str, tuple[str, _Form]]
) -> str:
    lines = [
        f"| {first} | " + " | ".join(title for title, _ in columns.values()) + " |",
        "| --- |" + " ---: |" * len(columns),
    ]
    for name, item in rows:
        cells = (_cell(item[key], form) for key, (_, form) in columns.items())
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: float | None, form: _Form) -> str:
    """A figure, or a dash where there is none."""
    return "–" if value is None else form(value)
