"""The card of a checkpoint is written from the figures that were measured on that very checkpoint."""

import json

import pytest

from stride_desktop.activation.nano.checkpoint import CONFIG, TOKENIZER, WEIGHTS
from stride_desktop.core.errors import CheckpointError
from stride_desktop.resources import resource
from stride_desktop.training.card import BEGIN, CARD, END, FILE, checksum, figures, figures_of, keep_figures

KIND = {
    "kind": "a dialog opens", "events": 12, "told": 0.75, "delay": 3.0, "f1": 0.8, "onset": 0.2,
    "offset": float("nan"), "false": 1, "quiet_hours": 3.0, "false_per_hour": 0.5, "swapped": 20,
    "swapped_told": 0, "known": 1.0,
    "one_step_f1": 0.7, "no_retention_f1": 0.6, "per_frame_f1": 0.5, "difference_f1": 0.1,
}  # fmt: skip
REPORT = {
    "recordings": 20, "hours": 3.5, "quiet_hours": 3.0, "kinds": [KIND],
    "total": KIND | {"kind": "all"}, "foreign": KIND | {"kind": "anything else", "events": 0},
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    for name in (CONFIG, TOKENIZER, WEIGHTS):
        (tmp_path / name).write_bytes(b"first")
    (tmp_path / CARD).write_text(f"before\n{BEGIN}\nstale\n{END}\nafter\n")
    return tmp_path


def test_figures_go_into_the_card_and_nothing_else_changes(folder):
    keep_figures(folder, "applications", REPORT)
    card = (folder / CARD).read_text()
    assert card.startswith(f"before\n{BEGIN}\n")
    assert card.endswith(f"{END}\nafter\n")
    assert "stale" not in card
    assert "### Recordings of real applications" in card
    assert (
        "| a dialog opens | 12 | 75% | 3.0 | 0.80 | +0.2 s | – | 1 | 3.0 | 0.5 | 20 | 0 | 0.70 | 0.60 |"
        in card
    )
    keep_figures(folder, "cameras", REPORT)
    keep_figures(folder, "applications", REPORT)
    card = (folder / CARD).read_text()
    assert card.index("applications") < card.index("of a camera")
    assert card.count("###") == 2


@pytest.mark.parametrize("changed", [WEIGHTS, CONFIG, TOKENIZER])
def test_figures_of_another_checkpoint_are_forgotten(folder, changed):
    keep_figures(folder, "applications", REPORT)
    assert list(figures_of(folder)) == ["applications"]
    (folder / changed).write_bytes(b"trained on")
    assert not figures_of(folder)
    keep_figures(folder, "cameras", REPORT)
    assert list(json.loads((folder / FILE).read_text())["reports"]) == ["cameras"]


def test_a_checkpoint_without_a_card_is_said(folder):
    (folder / CARD).unlink()
    with pytest.raises(CheckpointError, match="cannot be kept"):
        keep_figures(folder, "applications", REPORT)
    assert not (folder / FILE).exists()


def test_the_card_that_is_shipped_tells_what_was_measured():
    shipped = resource("models", "stride-nano")
    content = json.loads((shipped / FILE).read_text(encoding="utf-8"))
    card = (shipped / CARD).read_text(encoding="utf-8")
    assert content["checkpoint"] == checksum(shipped)
    assert card.partition(BEGIN)[2].partition(END)[0].strip() == figures(content["reports"]).strip()


def test_a_card_without_a_place_for_figures_gets_one(folder):
    (folder / CARD).write_text("only words\n")
    keep_figures(folder, "applications", REPORT)
    assert (folder / CARD).read_text().startswith(f"only words\n{BEGIN}\n")


def test_a_report_on_drawn_streams_is_a_table_too():
    edge = {"family": "dark", "ends": True, "recall": 1.0, "false_triggers": 0, "swapped_f1": 0.0} | KIND
    rates = {"false_per_hour": 1.5, "eventless_hours": 4.0, "swapped_f1": 0.02, "swapped_told": 0.01}
    text = figures({"drawn": {"edges": [edge]} | rates})
    assert text.startswith("### Drawn streams\n\n| request | events | F1@0.5 |")
    assert "| dark ends | 12 | 0.80 |" in text
    assert "1.5 an hour over 4.0 watched hours" in text
