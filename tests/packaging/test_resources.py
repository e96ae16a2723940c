"""The accessor in a checkout and in a real wheel, both made from this project's own pyproject.toml."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.packaging.conftest import REPOSITORY

READ = "from stride_desktop.resources import resource; print(resource('demo', 'hello.txt').read_text())"
MISSING = "from stride_desktop.resources import resource; resource('demo', 'nothing.txt')"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The package with a single resource."""
    folder = tmp_path / "checkout"
    shutil.copytree(
        REPOSITORY / "stride_desktop",
        folder / "stride_desktop",
        ignore=shutil.ignore_patterns("__pycache__", "resources"),
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, folder)
    with (folder / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    for name in wheel["force-include"]:
        (folder / name).mkdir(parents=True)
        (folder / name / "something").touch()
    for name in wheel["shared-data"]:
        shutil.copy(REPOSITORY / name, folder / name)
    (folder / "resources" / "demo" / "hello.txt").write_text("hello")
    return folder


@pytest.fixture
def installed(checkout: Path, tmp_path: Path) -> Path:
    """A folder of installed packages with nothing but the wheel in it."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=checkout, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    return tmp_path / "site"


def python(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run([sys.executable, "-c", code], cwd="/", env=env, capture_output=True, text=True)


def test_in_a_checkout(checkout: Path) -> None:
    assert python(checkout, READ).stdout == "hello\n"


def test_in_a_wheel(installed: Path) -> None:
    assert python(installed, READ).stdout == "hello\n"


def test_the_wheel_brings_a_menu_entry_and_its_icon(installed: Path) -> None:
    (shared,) = installed.glob("*.data/data/share")
    entry = (shared / "applications" / "stride-desktop.desktop").read_text()
    assert "Exec=stride-desktop\n" in entry
    assert "Icon=stride-desktop\n" in entry
    assert (shared / "icons/hicolor/scalable/apps/stride-desktop.svg").is_file()


def test_the_wheel_brings_every_resource_but_the_screenshots(installed: Path) -> None:
    carried = {path.name for path in (installed / "stride_desktop" / "resources").iterdir()}
    folders = {path.name for path in (REPOSITORY / "resources").iterdir()}
    assert carried == folders - {"screenshots"}


def test_other_peoples_resources_beside_an_installed_package_are_not_ours(installed: Path) -> None:
    shutil.move(installed / "stride_desktop" / "resources", installed / "resources")
    assert "missing: resources/demo/hello.txt" in python(installed, READ).stderr


def test_a_missing_one_is_explained(checkout: Path) -> None:
    error = python(checkout, MISSING).stderr
    assert "StrideError" in error
    assert "missing: resources/demo/nothing.txt" in error
    assert "Install Stride Desktop again." in error
