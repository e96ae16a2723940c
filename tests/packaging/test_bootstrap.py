"""The pieces of bootstrap.py that decide; what they drive (venv, pip) is real where it works offline."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.conftest import REPOSITORY, program

BOOTSTRAP = REPOSITORY / "packaging" / "bootstrap.py"


def make_fake_venv(bootstrap: ModuleType) -> None:
    """A .venv whose Python says what it was started with."""
    python = bootstrap.venv_python()
    python.parent.mkdir(parents=True)
    program(python.parent, python.name, "import json, os, sys\nprint(json.dumps(sys.argv[1:]))")


@pytest.mark.parametrize("arguments", [[], ["play"], ["--cpu", "--cuda", "run"]])
def test_a_wrong_command_line_gets_the_usage(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, BOOTSTRAP, *arguments], capture_output=True, text=True)
    assert done.returncode == 2
    assert "bootstrap.py run" in done.stdout


@pytest.mark.parametrize("name", ["bootstrap.py", "system_packages.py"])
def test_old_pythons_can_import_it(name: str) -> None:
    tree = ast.parse((REPOSITORY / "packaging" / name).read_text(), feature_version=(3, 6))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert "__future__" not in imported  # 3.6 does not know annotations as one
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        hints = [function.returns, *(argument.annotation for argument in function.args.args)]
        evaluated = [hint for hint in hints if isinstance(hint, ast.Subscript | ast.BinOp)]
        assert not evaluated, f"{function.name}: newer annotations must be quoted"


def test_an_old_python_without_a_newer_one_says_what_is_needed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, programs: Path
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9))
    program(programs, "python3.12", "raise SystemExit(127)")  # as pyenv's shims of other versions do
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.9"):
        bootstrap.continue_on_new_enough_python()


def test_an_old_python_starts_again_on_a_newer_one(tmp_path: Path, programs: Path) -> None:
    program(programs, "python3.12", "import sys\nprint('started', *sys.argv[1:])")
    script = f"""
import sys
sys.path.insert(0, {str(BOOTSTRAP.parent)!r})
import bootstrap
sys.version_info = (3, 9)
sys.argv = ["bootstrap.py", "run", "--cpu"]
bootstrap.main(sys.argv[1:])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout.splitlines()[-1].split() == ["started", "bootstrap.py", "run", "--cpu"]


def test_a_stamp_holds_only_for_the_very_same_inputs(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bootstrap.VENV.mkdir()
    bootstrap.STAMP.write_text(json.dumps(bootstrap.stamp("cpu")))
    assert bootstrap.read_stamp() == bootstrap.stamp("cpu")
    assert bootstrap.read_stamp() != bootstrap.stamp("cuda")
    (bootstrap.VENV / "pyvenv.cfg").write_text("version = 3.12.1")
    assert bootstrap.read_stamp() != bootstrap.stamp("cpu")
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("torch==2.13.1")
    monkeypatch.setattr(bootstrap, "CONSTRAINTS", constraints)
    assert bootstrap.read_stamp() != bootstrap.stamp("cpu")


@pytest.mark.parametrize("content", ["", "[]", "{", "3"])
def test_a_damaged_stamp_counts_as_none(bootstrap: ModuleType, content: str) -> None:
    bootstrap.VENV.mkdir()
    bootstrap.STAMP.write_text(content)
    assert bootstrap.read_stamp() == {}


@pytest.mark.usefixtures("programs")
def test_a_complete_installation_is_left_alone(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_fake_venv(bootstrap)
    bootstrap.STAMP.write_text(json.dumps(bootstrap.stamp("cpu")))
    monkeypatch.setattr(bootstrap, "pip", lambda *_: pytest.fail("pip was called"))
    bootstrap.set_up("run", None)
    bootstrap.set_up("test", "cpu")


@pytest.mark.usefixtures("programs")
def test_an_interrupted_installation_starts_from_a_fresh_venv(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_fake_venv(bootstrap)
    calls: list[tuple[str, ...]] = []

    def interrupted(*arguments: str) -> None:
        calls.append(arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "torch_index", lambda _: [])
    monkeypatch.setattr(bootstrap, "pip", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bootstrap.set_up("run", "cpu")
    half_installed = bootstrap.VENV / "half"
    half_installed.touch()
    monkeypatch.setattr(bootstrap, "pip", lambda *arguments: calls.append(arguments))
    bootstrap.set_up("run", "cpu")
    assert not half_installed.exists()
    assert bootstrap.read_stamp() == bootstrap.stamp("cpu")
    assert [call[:2] for call in calls] == [("install", "torch"), ("install", "torch"), ("install", "-e")]


@pytest.mark.usefixtures("programs")
def test_a_failed_installation_keeps_what_is_there(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_fake_venv(bootstrap)

    def failing(*_: str) -> None:
        raise bootstrap.SetupFailed("no network")

    monkeypatch.setattr(bootstrap, "torch_index", lambda _: [])
    monkeypatch.setattr(bootstrap, "pip", failing)
    with pytest.raises(bootstrap.SetupFailed):
        bootstrap.set_up("run", "cpu")
    assert bootstrap.read_stamp() == {}
    assert not bootstrap.UNFINISHED.exists()
    assert bootstrap.venv_python().exists()


def test_a_moved_checkout_gets_a_new_venv(bootstrap: ModuleType) -> None:
    make_fake_venv(bootstrap)
    bootstrap.STAMP.write_text(json.dumps({**bootstrap.stamp("cpu"), "root": "/elsewhere"}))
    bootstrap.make_venv()
    assert not bootstrap.STAMP.exists()
    version = subprocess.run(
        [bootstrap.venv_python(), "-m", "pip", "--version"], capture_output=True, text=True
    )
    assert str(bootstrap.VENV) in version.stdout


def test_without_a_network_that_is_said(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens on port 9 of this machine."""
    monkeypatch.setattr(bootstrap, "venv_python", lambda: Path(sys.executable))
    for name in ("PIP_INDEX_URL", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(bootstrap.SetupFailed, match="There is no network"):
        bootstrap.pip("install", "stride-desktop-no-such-package")


@pytest.mark.parametrize("failure", [KeyboardInterrupt, "no way"])
def test_stopping_and_failing_are_quiet(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], failure: object
) -> None:
    error = bootstrap.SetupFailed(failure) if isinstance(failure, str) else failure

    def set_up(*_: object) -> None:
        raise error

    monkeypatch.setattr(bootstrap, "set_up", set_up)
    assert bootstrap.main(["run"]) == (1 if isinstance(failure, str) else 130)
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    assert ("no way" in err) == isinstance(failure, str)


def test_the_cpu_index_is_used_only_where_it_answers(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "CPU_INDEX", "http://127.0.0.1:9")
    assert bootstrap.torch_index("cpu") == []
    monkeypatch.setattr(bootstrap, "reachable", lambda _: True)
    expected = ["--extra-index-url", "http://127.0.0.1:9"] if sys.platform == "linux" else []
    assert bootstrap.torch_index("cpu") == expected
    assert bootstrap.torch_index("cuda") == []


@pytest.mark.parametrize(
    ("display", "arguments", "started"),
    [
        ({"DISPLAY": ":5"}, [], ["-m", "stride_desktop", "demo"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, [], ["-m", "stride_desktop", "demo"]),
        (
            {},
            ["watch", "a.mp4", "--query", "x y"],
            ["-m", "stride_desktop", "watch", "a.mp4", "--query", "x y"],
        ),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_what_run_starts(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    display: dict[str, str],
    arguments: list[str],
    started: list[str],
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in display.items():
        monkeypatch.setenv(name, value)
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: commands.append(command[1:]))
    make_fake_venv(bootstrap)
    bootstrap.run(arguments)
    assert commands == [started]


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_without_a_display_the_demo_is_played_offscreen(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    make_fake_venv(bootstrap)
    assert bootstrap.run([]) == 0
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    out = capfd.readouterr().out
    assert json.dumps(["-m", "stride_desktop", "demo", "--headless", "--out"])[:-1] in out
    assert str(REPOSITORY / "out" / "demo" / "demo.png") in out
