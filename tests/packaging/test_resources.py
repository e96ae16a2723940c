"""The accessor in a checkout and in a real wheel, both made from this project's own pyproject.toml."""

import os
import shutil
import subprocess
import sys
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
    (folder / "resources" / "demo").mkdir(parents=True)
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


def test_other_peoples_resources_beside_an_installed_package_are_not_ours(installed: Path) -> None:
    shutil.move(installed / "stride_desktop" / "resources", installed / "resources")
    assert "missing: resources/demo/hello.txt" in python(installed, READ).stderr


def test_a_missing_one_is_explained(checkout: Path) -> None:
    error = python(checkout, MISSING).stderr
    assert "StrideError" in error
    assert "missing: resources/demo/nothing.txt" in error
    assert "Install Stride Desktop again." in error
