import numpy as np
import pytest

from stride_desktop.pictures import shrunk
from stride_desktop.responders.evidence import data_url
from tests.responders.decoding import decoded


@pytest.mark.parametrize(
    ("size", "sent"),
    [
        ((480, 640), (480, 640)),
        ((1080, 1920), (432, 768)),
        ((2000, 1000), (768, 384)),
        ((1, 5000), (1, 768)),
    ],
)
def test_the_longest_side_is_at_most_what_is_asked_for(size: tuple[int, int], sent: tuple[int, int]) -> None:
    assert decoded(data_url(shrunk(np.zeros((*size, 3), np.uint8), 768))).shape == (*sent, 3)


def test_red_stays_red_and_the_picture_is_not_written_to() -> None:
    image = np.full((64, 64, 3), (220, 30, 10), np.uint8)
    image.setflags(write=False)
    assert np.abs(decoded(data_url(image)).astype(int) - image).max() < 12


def test_a_cut_out_of_a_larger_picture_can_be_sent() -> None:
    image = np.random.default_rng(0).integers(0, 255, (100, 100, 3), dtype=np.uint8)
    assert decoded(data_url(image[10:50:2, ::-1])).shape == (20, 100, 3)
