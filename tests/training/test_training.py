"""Training: losses count what they should, a tiny run learns, and an interrupted one goes on."""

import argparse
import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch.nn import functional

from stride_desktop.activation import load_checkpoint
from stride_desktop.activation.nano import save_nano
from stride_desktop.activation.nano.change_memory import MOST
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.cli import train as command
from stride_desktop.core.errors import Cancelled, CheckpointError, StrideError
from stride_desktop.core.ticks import ACTIVE, INACTIVE, MASKED
from stride_desktop.training import TrainSettings, screen_recording, train
from stride_desktop.training.casting import make_stream
from stride_desktop.training.conditions import Family, Span
from stride_desktop.training.frame_stage import draw_frame_batch, edge_head, frame_loss
from stride_desktop.training.kinds import KINDS
from stride_desktop.training.slot_stage import (
    Watched,
    draw_end,
    draw_slot_batch,
    settled_until,
    slot_loss,
    watch_trace,
)
from stride_desktop.training.streams import IGNORE
from stride_desktop.training.traces import trace, write_trace
from stride_desktop.training.training_run import CURVE, STATE
from tests.small_nano import SMALL, save_untrained

TINY = replace(SMALL, slot_size=32, slot_layers=2, buckets=512)


TOKENIZER = NanoTokenizer(TINY.buckets)


@pytest.fixture
def network():
    torch.manual_seed(0)
    return NanoNetwork(TINY)


@pytest.fixture(scope="module")
def traced():
    """A room and a desktop in which something happens."""
    worlds = (1, "room", Family.OBJECT), (3, "desktop", Family.DIALOG)
    return [trace(make_stream(seed, 40.0, (family,), world)) for seed, world, family in worlds]


@pytest.fixture
def folder(tmp_path, traced):
    path = tmp_path / "traces"
    path.mkdir()
    for number, item in enumerate(traced):
        write_trace(item, path / f"{number}.npz")
    return path


def batch(traced, seed=0):
    return draw_frame_batch(np.random.default_rng(seed), TOKENIZER, traced, frames=6, requests=6)


def test_a_batch_pairs_every_frame_with_its_streams_requests(traced):
    drawn = batch(traced)
    assert drawn.index.shape == (12, MOST)
    assert len(drawn.labels) == 12 * 6
    np.testing.assert_array_equal(drawn.request // 6, drawn.frame // 6)
    assert set(drawn.labels.unique().tolist()) <= {0.0, 1.0, float(IGNORE)}
    assert (drawn.telling[drawn.labels != 1] == 0).all()
    assert drawn.telling.any()
    assert drawn.index.max() == len(drawn.pictures) - 1
    assert len(drawn.pieces) > drawn.request.max() + 1  # some requests are only read


def test_ambiguous_labels_do_not_count(network, traced):
    drawn, head = batch(traced), edge_head(TINY)
    network.eval()
    drawn.labels[:10] = IGNORE
    with torch.no_grad():
        loss = frame_loss(network, head, drawn)
        drawn.telling[:10] = 1.0  # changes nothing: these pairs are left out
        assert torch.equal(frame_loss(network, head, drawn), loss)


def test_the_frame_stage_learns_a_batch_by_heart(network, traced):
    drawn, head = batch(traced), edge_head(TINY)
    learned = [p for name, p in network.named_parameters() if not name.startswith("slots.")]
    learned += head.parameters()
    optimizer = torch.optim.AdamW(learned, 5e-3)
    losses = []
    for _ in range(60):
        loss = frame_loss(network, head, drawn)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.4 * losses[0]


def pool(count=40):
    """Requests whose frame state says exactly when they are active."""
    rng = np.random.default_rng(0)
    made = []
    for k in range(count):
        labels = np.zeros(110, np.int8)
        spans = ()
        if k % 2:
            start = int(rng.integers(10, 80))
            spans = (Span(start - 0.5, start + 14.5),)
            labels[start : start + 15] = ACTIVE
        states = torch.from_numpy(labels * 8.0 - 4.0).float()
        made.append(Watched(torch.zeros(110, 16), states, torch.zeros(16), spans, labels))
    return made


def test_an_event_after_the_last_whole_second_is_no_obstacle():
    watched = Watched(
        torch.zeros(48, 16), torch.zeros(48), torch.zeros(16), (Span(47.4, 47.9),), np.zeros(48, np.int8)
    )
    ends = [draw_end(np.random.default_rng(seed), watched) for seed in range(40)]
    assert max(ends) == 47


def test_the_slot_loss_counts_masked_slots_only(network):
    drawn = draw_slot_batch(np.random.default_rng(0), pool(), TINY, 16)
    assert (drawn.given[drawn.masked] == MASKED).all()
    assert (drawn.truth[~drawn.seen & drawn.masked & (torch.arange(64) < 1)] == INACTIVE).all()
    network.eval()
    with torch.no_grad():
        expected = slot_loss(network, drawn)
        logits = network.slots(drawn.features, drawn.states, drawn.seen, drawn.request, drawn.given)
        each = functional.cross_entropy(logits.flatten(0, 1), drawn.truth.flatten(), reduction="none")
        torch.testing.assert_close(expected, each[drawn.masked.flatten()].mean())
        drawn.truth[~drawn.masked] = 1 - drawn.truth[~drawn.masked]
        assert torch.equal(slot_loss(network, drawn), expected)


def test_the_slot_stage_learns_to_find_the_span(network):
    rng, made = np.random.default_rng(0), pool()
    optimizer = torch.optim.AdamW(network.slots.parameters(), 3e-3)
    losses = []
    for _ in range(120):
        loss = slot_loss(network, draw_slot_batch(rng, made, TINY, 24))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert np.mean(losses[-10:]) < 0.4 * np.mean(losses[:3])


def test_each_window_has_one_active_span_and_nothing_active_before_the_stream():
    made = pool(10)
    two = made[1]
    labels = np.zeros(110, np.int8)
    labels[20:30], labels[50:60] = ACTIVE, ACTIVE
    made.append(Watched(two.features, two.states, two.request, (Span(19.5, 29.5), Span(49.5, 59.5)), labels))
    drawn = draw_slot_batch(np.random.default_rng(1), made, TINY, 200)
    truth = drawn.truth.numpy()
    assert (np.abs(np.diff(np.pad(truth, ((0, 0), (1, 1))), axis=1)).sum(1) <= 2).all()
    assert truth.any()


def test_earlier_events_are_settled_and_the_newest_is_left_to_be_found():
    spans = (Span(10.0, 20.0), Span(40.0, 60.0))
    for seed in range(50):
        rng = np.random.default_rng(seed)
        assert 18 < settled_until(rng, spans, 45) <= 23
        assert settled_until(rng, spans, 15) < 10
        late = settled_until(rng, spans, 90)
        assert 18 < late <= 23 or 58 < late < 61


def test_a_stream_is_read_with_requests_that_do_and_do_not_come_true(network, traced):
    network.eval()
    with torch.no_grad():
        watched = watch_trace(np.random.default_rng(2), network, TOKENIZER, traced[0])
    assert len(watched) >= 7
    for item in watched:
        assert item.features.shape == (40, 16)
        assert item.states.shape == item.labels.shape == (40,)
        assert item.labels.any() <= bool(item.spans)


def settings_of(folder, **changed):
    return TrainSettings(
        folder, **{"minutes": 5, "config": TINY, "streams": 2, "windows": 4, "first_streams": 1, **changed}
    )


def test_a_short_training_writes_a_checkpoint_that_loads(tmp_path, folder):
    seen = []
    out = train(tmp_path / "out", settings_of(folder, minutes=0.05), seen.append)
    assert {item.stage for item in seen} == {"frames", "slots"}
    assert all(a.share <= b.share for a, b in pairwise(seen))
    assert load_checkpoint(out, device="cpu").window_past == 64
    assert not (out / STATE).exists()


def test_a_cancelled_training_goes_on_where_it_stopped(tmp_path, folder):
    settings = settings_of(folder)
    seen, again = [], []
    with pytest.raises(Cancelled):
        train(tmp_path, settings, seen.append, lambda: len(seen) >= 3)
    state = torch.load(tmp_path / STATE, weights_only=True)
    assert state["moments"]["state"][0]["step"] == 3
    with pytest.raises(Cancelled):
        train(tmp_path, settings, again.append, lambda: len(again) >= 1)
    assert again[0].step == 4
    assert again[0].share >= seen[-1].share
    state = torch.load(tmp_path / STATE, weights_only=True)
    assert state["moments"]["state"][0]["step"] == 4


def test_the_curve_has_a_point_for_every_look(tmp_path, folder):
    seen = []
    with pytest.raises(Cancelled):
        train(
            tmp_path,
            settings_of(folder, held_out=folder, look_seconds=0),
            seen.append,
            lambda: len(seen) >= 2,
        )
    points = [json.loads(line) for line in (tmp_path / CURVE).read_text().splitlines()]
    assert [point["step"] for point in points] == [1, 2]
    assert {"object", "object ends", "dialog"} & points[0]["auc"].keys()


def test_the_command_draws_streams_and_trains_on_them(tmp_path, monkeypatch, qapp):  # noqa: ARG001
    monkeypatch.setattr(screen_recording, "SECONDS", 12)
    words = ["--out", str(tmp_path / "out"), "--minutes", "0.05", "--streams", "2"]
    words += ["--seed", "12"]  # draws widgets and drawings, which need neither programs nor a browser engine
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(words)) == 0
    assert len(list((tmp_path / "out" / "streams").glob("*.npz"))) == 2
    model = load_checkpoint(tmp_path / "out", device="cpu")
    assert model.config.kinds == KINDS
    assert 0 < model.understands("tell me when a dialog appears") < 1


def test_a_damaged_state_is_reported(tmp_path, folder):
    (tmp_path / STATE).write_bytes(b"not a state")
    with pytest.raises(CheckpointError):
        train(tmp_path, settings_of(folder))


def started(tmp_path, folder, start, **changed):
    """The run's state before its first step."""
    with pytest.raises(Cancelled):
        train(tmp_path / "out", settings_of(folder, start=start, **changed), cancelled=lambda: True)
    return torch.load(tmp_path / "out" / STATE, weights_only=True)


def test_training_begins_with_the_weights_of_a_checkpoint(tmp_path, folder, network):
    calibrated = replace(TINY, bias=0.5, temperature=2.0)
    save_nano(tmp_path / "start", calibrated, NanoTokenizer(TINY.buckets), network)
    state = started(tmp_path, folder, tmp_path / "start", seed=3)
    assert state["step"] == 0
    for name, tensor in network.state_dict().items():
        assert torch.equal(state["network"][name], tensor), name


def test_an_interrupted_training_goes_on_rather_than_begin_again(tmp_path, folder, network):
    save_nano(tmp_path / "start", TINY, NanoTokenizer(TINY.buckets), network)
    seen = []
    with pytest.raises(Cancelled):
        train(
            tmp_path / "out", settings_of(folder, start=tmp_path / "start"), seen.append, lambda: bool(seen)
        )
    assert started(tmp_path, folder, tmp_path / "start")["step"] == 1


def test_a_checkpoint_of_other_sizes_cannot_be_begun_with(tmp_path, folder):
    other = replace(TINY, slot_layers=1)
    save_nano(tmp_path / "start", other, NanoTokenizer(TINY.buckets), NanoNetwork(other))
    with pytest.raises(StrideError, match="differ"):
        started(tmp_path, folder, tmp_path / "start")
    with pytest.raises(StrideError):
        started(tmp_path, folder, tmp_path / "nothing")


def test_the_command_refuses_a_checkpoint_before_it_draws_streams(tmp_path):
    words = ["--out", str(tmp_path / "out"), "--from", str(save_untrained(tmp_path / "start"))]
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    with pytest.raises(StrideError, match="differ"):
        command.run(parser.parse_args(words))
    assert not (tmp_path / "out").exists()
