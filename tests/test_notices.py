"""Licences: of every library that the program needs, asked of what is installed, shipped as a list."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest
from av._core import library_meta

from stride_desktop.notices import UNKNOWN, licence_text, notices
from tests.packaging.conftest import REPOSITORY


@pytest.fixture
def packaging(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """packaging/notices.py as a module."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "packaging"))
    return importlib.import_module("notices")


def test_every_library_is_named_with_its_licence(packaging: ModuleType) -> None:
    found = {notice.name: notice for notice in notices(packaging.dependencies())}
    assert {"av", "torch", "numpy", "python-xlib", "certifi", "tqdm", "bidict", "Qt"} <= found.keys()
    assert "LGPL" in found["python-xlib"].licence
    assert all("LGPL" in notice.licence for name, notice in found.items() if name.startswith("PySide6"))
    assert all("MPL" in found[name].licence for name in ("certifi", "tqdm", "bidict"))
    assert [notice.name for notice in found.values() if notice.licence == UNKNOWN] == []
    assert all("\n" not in notice.licence for notice in found.values())


def test_the_list_that_is_shipped_is_complete(packaging: ModuleType) -> None:
    """When this fails: `python packaging/notices.py`."""
    shipped = set(packaging.LIST.read_text("utf-8").splitlines(keepends=True))
    missing = {packaging.line(notice) for notice in notices(packaging.dependencies())} - shipped
    assert missing == set()


def test_what_pyav_carries_is_named() -> None:
    inside = {notice.name: notice.licence for notice in notices(["av"]) if notice.inside == "av"}
    about = library_meta["libavcodec"]
    assert ("LGPL" in inside["FFmpeg"], "version 3" in about["license"]) == (True, True)
    for name in ("x264", "x265"):
        assert (name in inside) == (f"--enable-lib{name}" in about["configuration"])


def test_what_is_not_installed_is_left_out() -> None:
    assert notices(["no-such-library>=1", "pytest; extra == 'test'"]) == ()
    assert licence_text("no-such-library") == ""


def test_texts_of_licences() -> None:
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in licence_text("python-xlib")
    assert "Mozilla Public License" in licence_text("certifi")
