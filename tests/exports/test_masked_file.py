"""What is hidden in a watched file is in no film that is made of it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.exports.clip import write_clip
from stride_desktop.exports.dataset import write_dataset
from stride_desktop.exports.importing import import_json
from stride_desktop.exports.json_writing import write_json
from stride_desktop.exports.material import opened
from stride_desktop.exports.writing import Order
from stride_desktop.sessions.library import Library
from tests.exports.clips import film, watched
from tests.exports.samples import review_of, stored


@pytest.fixture
def hidden(library, tmp_path):
    """A watched file, the session, and settings that hide its left half."""
    name, video = watched(library, tmp_path, frames=60)
    mask = SourceMask(Mask(0.0, 0.0, 0.5, 1.0), str(video), "", "watched.avi")
    return name, video, PrivacySettings(masks=(str(mask),))


def check(pictures):
    assert max(int(picture[:, :28].max()) for picture in pictures) < 16, "as black as a codec keeps it"
    assert max(float(np.mean(picture[:, 36:])) for picture in pictures) > 100


def test_a_clip(library, tmp_path, hidden):
    name, _, privacy = hidden
    with opened(library, name, privacy) as material:
        write_clip(material, tmp_path / "x.mp4", Order(1.0, 6.0))
    check(film(tmp_path / "x.mp4")[1])


def test_a_clip_of_stored_pictures(library, tmp_path):
    """The file is gone, and the pictures were taken before the part was hidden."""
    address = str(tmp_path / "gone.avi")
    name = stored(library, lanes=0, clock=False, address=address)
    mask = SourceMask(Mask(0.0, 0.0, 0.5, 1.0), address, "", "gone.avi")
    with opened(library, name, PrivacySettings(masks=(str(mask),))) as material:
        write_clip(material, tmp_path / "x.mp4", Order(20.0, 26.0))
    pictures = film(tmp_path / "x.mp4")[1]
    middle = pictures[0].shape[1] // 2
    assert max(int(picture[:, : middle - 4].max()) for picture in pictures) < 16
    assert max(int(picture[:, middle + 4 :].max()) for picture in pictures) > 100


def test_a_session_that_is_imported_still_hides_it(library, tmp_path, hidden):
    name, _, privacy = hidden
    with opened(library, name, privacy) as material:
        write_json(material, tmp_path / "x.json", Order())
    content = json.loads((tmp_path / "x.json").read_text("utf-8"))
    content["entries"].append({"type": "mask", "mask": str(Mask(0.0, 0.0, 0.5, 1.0))})
    (tmp_path / "x.json").write_text(json.dumps(content), "utf-8")
    elsewhere = Library(tmp_path / "elsewhere")
    with opened(elsewhere, import_json(tmp_path / "x.json", elsewhere), PrivacySettings()) as material:
        write_json(material, tmp_path / "y.json", Order())
        write_clip(material, tmp_path / "x.mp4", Order(1.0, 6.0))
    assert json.loads((tmp_path / "y.json").read_text("utf-8"))["entries"] == content["entries"]
    check(film(tmp_path / "x.mp4")[1])


def test_a_data_set_names_a_film_with_the_parts_hidden_instead_of_the_file(library, tmp_path, hidden):
    name, video, privacy = hidden
    library.save_review(name, review_of().deleted(3).deleted(2))
    with opened(library, name, privacy) as material:
        write_dataset(material, tmp_path / "x.jsonl", Order())
    text = (tmp_path / "x.jsonl").read_text("utf-8")
    assert str(video) not in text
    assert {line[1]["path"] for line in map(json.loads, text.splitlines()[1:])} == {"x.mp4"}
    check(film(tmp_path / "x.mp4")[1])
