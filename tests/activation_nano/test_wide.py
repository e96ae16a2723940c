"""What the second generation of checkpoints adds: detail, a memory of the background, known kinds."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from stride_desktop.activation.nano import load_nano, save_nano
from stride_desktop.activation.nano.config import NanoConfig
from stride_desktop.activation.nano.memory import Memory, backgrounds
from stride_desktop.activation.nano.network import NanoNetwork
from stride_desktop.activation.nano.tokenizer import NanoTokenizer
from stride_desktop.core.errors import RequestError
from stride_desktop.core.event_kinds import EventKind
from stride_desktop.core.frames import Frame
from stride_desktop.core.ticks import MASKED
from stride_desktop.training.frame_stage import to_tensor
from stride_desktop.training.growing import grow
from stride_desktop.training.slot_stage import read_cells
from tests.small_nano import SMALL

KINDS = (
    EventKind("the screen goes black", ("tell me when the screen goes black",)),
    EventKind("motion", ("motion",)),
)
WIDE = replace(
    SMALL,
    image_height=96,
    image_width=160,
    detail_channels=8,
    memory_seconds=10.0,
    context_layers=1,
    kinds=KINDS,
)


@pytest.fixture
def folder(tmp_path):
    torch.manual_seed(2)
    save_nano(tmp_path / "wide", WIDE, NanoTokenizer(WIDE.buckets), NanoNetwork(WIDE).eval())
    return tmp_path / "wide"


def pictures(count, size=(96, 160)):
    rng = np.random.default_rng(3)
    return [rng.integers(0, 255, (*size, 3), np.uint8) for _ in range(count)]


def test_a_wide_checkpoint_keeps_its_kinds_and_sizes(folder):
    config = load_nano(folder).config
    assert config == WIDE
    assert config.grid == (6, 10)


def test_what_an_older_checkpoint_lacks_is_left_out():
    content = SMALL.to_json()
    for name in ("detail_channels", "memory_seconds", "context_layers", "kinds", "kind_temperature"):
        del content[name]
    assert NanoConfig.from_json(content) == SMALL
    assert NanoNetwork(SMALL).kinds is None


def test_the_memory_is_the_mean_of_the_frames_before_of_which_older_ones_count_less():
    torch.manual_seed(0)
    shown, cells = torch.rand(5, 3, 4, 6), torch.rand(5, 2, 2, 3)
    times = torch.tensor([0.0, 1.0, 2.5, 7.0, 8.0])
    together = backgrounds(shown, cells, times, 6.0)
    memory = Memory(6.0, shown[0], cells[0])
    for k in range(5):
        alone = memory.background()
        assert alone.known.item() == (k > 0) == together.known[k].item()
        if k:
            torch.testing.assert_close(alone.picture[0], together.picture[k])
            torch.testing.assert_close(alone.cells[0], together.cells[k])
        memory = memory.after(shown[k], cells[k], float(times[k]))
    still = Memory(6.0, shown[0], cells[0]).after(shown[0], cells[0], 0.0).after(shown[0], cells[0], 1.0)
    torch.testing.assert_close(still.picture, shown[0])


def test_frames_are_read_live_as_in_training(folder):
    model, shown = load_nano(folder), pictures(8)
    prefix = model.open("it moves")
    for k in range(0, 8, 2):
        prefix.append(model.encode(Frame(shown[k], float(k)), Frame(shown[k + 1], k + 1.0), 256), 0.0)
    with torch.inference_mode():
        cells = read_cells(model.network, to_tensor(shown), model.config)
        request = model.network.text(torch.from_numpy(model.tokenizer.encode("it moves")).unsqueeze(0))
        states = model.network.reader(cells, request.expand(8, -1))[1]
    np.testing.assert_allclose(prefix.states, states.sigmoid().numpy(), atol=2e-3)


def test_a_thing_of_a_few_pixels_changes_the_cells():
    torch.manual_seed(0)
    network = NanoNetwork(WIDE).eval()
    plain = torch.full((1, 3, 96, 160), 0.8)
    marked = plain.clone()
    marked[:, 1:, 40:44, 80:84] = 0.1
    with torch.no_grad():
        change = (network.frames(plain) - network.frames(marked)).abs()[0, -12:]
    assert change.max() > 0.9


def test_a_grown_network_answers_as_the_small_one_does():
    torch.manual_seed(4)
    small, large = NanoNetwork(SMALL).eval(), NanoNetwork(WIDE).eval()
    grow(small, large)
    images = torch.rand(4, 3, 96, 160)
    with torch.no_grad():
        coarse = torch.nn.functional.avg_pool2d(images, 2)
        found = [
            network.reader(read_cells(network, shown, config), torch.ones(4, 16))
            for network, shown, config in ((small, coarse, SMALL), (large, images, WIDE))
        ]
    for few, many in zip(*found, strict=True):
        torch.testing.assert_close(few, many)
    with pytest.raises(ValueError, match="grown"):
        grow(large, large)


def test_how_well_a_request_is_known_is_a_probability(folder):
    model = load_nano(folder)
    known = model.understands("tell me when the screen goes black")
    assert 0 < known < 1
    model.network.kinds.bias.data[-1] += 20
    assert model.understands("tell me when the screen goes black") < 0.01
    with pytest.raises(RequestError):
        model.understands(" ")


def test_a_checkpoint_without_kinds_takes_every_request_for_known(tmp_path):
    save_nano(tmp_path, SMALL, NanoTokenizer(SMALL.buckets), NanoNetwork(SMALL))
    assert load_nano(tmp_path).understands("anything") == 1.0


def test_a_kind_has_a_bias_of_its_own(folder):
    model, query = load_nano(folder), "tell me when the screen goes black"
    plain = model.open(query)
    model.config = replace(model.config, kind_biases=(-4.0, -4.0))
    strict = model.open(query)
    for prefix in (plain, strict):
        shown = pictures(2)
        prefix.append(model.encode(Frame(shown[0], 0.0), Frame(shown[1], 1.0), 256), 0.0)
    given = np.full(model.config.slots, MASKED, np.int8)
    assert (strict.denoise(given) < plain.denoise(given)).all()


@pytest.mark.parametrize("biases", [3, [0.0], ["a", "b"], [0.0, True], [0.0, 1e9]])
def test_biases_that_do_not_fit_are_refused(biases):
    with pytest.raises(ValueError, match="bias"):
        NanoConfig.from_json({**json.loads(json.dumps(WIDE.to_json())), "kind_biases": biases})
