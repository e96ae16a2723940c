"""The entry of the applications menu."""

from __future__ import annotations

import sys
from configparser import ConfigParser
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from stride_desktop.__main__ import main
from stride_desktop.app.look.icon import make_icon
from stride_desktop.resources import resource

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="menus as Linux desktops have them")


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def entry(share: Path) -> dict[str, str]:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # keys keep their capitals
    parser.read(share / "applications" / "stride-desktop.desktop")
    return dict(parser["Desktop Entry"])


def test_it_comes_and_goes(share: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desktop-entry"]) == 0
    assert capsys.readouterr().out.strip() == str(share / "applications" / "stride-desktop.desktop")
    written = entry(share)
    assert written["Icon"] == written["StartupWMClass"] == "stride-desktop"
    assert (share / "icons/hicolor/scalable/apps/stride-desktop.svg").is_file()
    assert main(["desktop-entry"]) == 0
    assert main(["desktop-entry", "--remove"]) == 0
    assert [path for path in share.rglob("*") if path.is_file()] == []
    assert main(["desktop-entry", "--remove"]) == 0


def test_it_starts_this_installation_wherever_it_lies(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / 'a "b" $c 50%' / "bin"
    odd.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(odd / "python"))
    assert main(["desktop-entry"]) == 0
    quoted = str(odd).replace('"', r"\\" + '"').replace("$", r"\\$").replace("%", "%%")
    assert entry(share)["Exec"] == f'"{quoted}/python" -m stride_desktop'
    (odd / "stride-desktop").touch()
    assert main(["desktop-entry"]) == 0
    assert entry(share)["Exec"] == f'"{quoted}/stride-desktop"'


def test_a_folder_that_cannot_be_written_to(share: Path, capsys: pytest.CaptureFixture[str]) -> None:
    share.write_text("a file where a folder belongs")
    assert main(["desktop-entry"]) == 2
    assert "cannot be changed" in capsys.readouterr().err


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)


def test_the_icon_is_that_of_the_window(qapp: object) -> None:  # noqa: ARG001
    size = 128
    image = QImage(size, size, QImage.Format.Format_RGBA8888)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(resource("desktop", "stride-desktop.svg"))).render(painter)
    painter.end()
    drawn = pixels(make_icon().pixmap(size, size).toImage())
    assert np.abs(pixels(image) - drawn).mean() < 2
