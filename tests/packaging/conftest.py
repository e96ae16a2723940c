import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """bootstrap.py as a module, its .venv in an empty folder."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "packaging"))
    module = importlib.import_module("bootstrap")
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(module, "UNFINISHED", tmp_path / ".venv" / "installing")
    return module


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that is the whole PATH; see `program`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, python: str) -> None:
    """A program called `name` that runs the given Python code."""
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{python}\n")
    path.chmod(0o755)
