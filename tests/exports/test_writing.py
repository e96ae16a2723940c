"""Files of exports are written completely, or not at all."""

from __future__ import annotations

import os
import stat

import pytest

from stride_desktop.core.errors import Cancelled, StoreError
from stride_desktop.core.settings import PrivacySettings
from stride_desktop.exports.json_reading import read_json
from stride_desktop.exports.json_writing import write_json
from stride_desktop.exports.material import opened
from stride_desktop.exports.writing import Order
from tests.exports.exported import exported  # noqa: F401 - fixtures


def test_a_file_is_replaced_only_when_wanted(library, exported, tmp_path):
    path, name = exported
    path.write_text("mine")
    with opened(library, name, PrivacySettings()) as material:
        with pytest.raises(StoreError, match="already exists"):
            write_json(material, path, Order())
        assert path.read_text() == "mine"
        write_json(material, path, Order(overwrite=True))
        with pytest.raises(StoreError, match="no folder"):
            write_json(material, tmp_path / "nowhere" / "x.json", Order())
        with pytest.raises(StoreError, match="is a folder"):
            write_json(material, tmp_path, Order(overwrite=True))
    read_json(path)
    assert [left.name for left in tmp_path.iterdir() if left.name.startswith(".")] == []


@pytest.mark.skipif(os.name == "nt", reason="no umask there")
def test_the_mode_is_as_the_user_likes(library, exported, tmp_path):
    _, name = exported
    before = os.umask(0o027)
    try:
        with opened(library, name, PrivacySettings()) as material:
            write_json(material, tmp_path / "x.json", Order())
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.json").stat().st_mode) == 0o640


def test_an_error_leaves_nothing_behind(library, exported, tmp_path, monkeypatch):
    _, name = exported
    folder = tmp_path / "outbox"
    folder.mkdir()
    with opened(library, name, PrivacySettings()) as material:
        monkeypatch.setattr(type(material.sessions[0]), "records", lambda *_: iter([object()]))
        with pytest.raises(TypeError):
            write_json(material, folder / "x.json", Order())
    assert list(folder.iterdir()) == []


def test_a_cancelled_export_leaves_the_old_file(library, exported):
    path, name = exported
    before = path.read_bytes()
    asked = iter([False] * 5 + [True])
    with opened(library, name, PrivacySettings()) as material, pytest.raises(Cancelled):
        write_json(material, path, Order(overwrite=True, cancelled=lambda: next(asked)))
    assert path.read_bytes() == before
    assert [left.name for left in path.parent.iterdir() if left.name.startswith(".")] == []
