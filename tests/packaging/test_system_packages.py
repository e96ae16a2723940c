from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.conftest import program

DPKG_QUERY = r"""
print("installed|libgl1, ")
print("installed|libglib2.0-0t64, libglib2.0-0 (= 2.80.0-6)")
print("config-files|xvfb, xserver")
"""


@pytest.fixture
def system_packages(bootstrap: ModuleType) -> ModuleType:
    return bootstrap.system_packages


@pytest.fixture
def debian(programs: Path) -> Path:
    """A machine with three packages, whose apt-get notes how it is called."""
    program(programs, "dpkg-query", DPKG_QUERY)
    log = programs / "log"
    program(programs, "apt-get", f"import sys\nopen({str(log)!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')")
    return log


def test_the_lists(system_packages: ModuleType) -> None:
    packages = system_packages.wanted(["run", "test"])
    assert {"libegl1", "xvfb"} <= set(packages)
    assert len(packages) == len(set(packages))
    assert all(package.replace("-", "").replace(".", "").isalnum() for package in packages)


@pytest.mark.usefixtures("debian")
def test_missing_is_what_is_neither_installed_nor_provided(system_packages: ModuleType) -> None:
    assert system_packages.missing(["libgl1", "libglib2.0-0", "xvfb", "gcc"]) == ["xvfb", "gcc"]


@pytest.mark.usefixtures("programs")
def test_on_other_systems_nothing_is_missing(system_packages: ModuleType) -> None:
    assert system_packages.missing(["xvfb"]) == []


def test_root_installs_only_what_is_missing(
    system_packages: ModuleType, debian: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 0)
    assert system_packages.install(["libgl1", "xvfb"])
    assert debian.read_text().splitlines() == ["update", "install -y --no-install-recommends xvfb"]


def test_others_are_told_the_command(
    system_packages: ModuleType,
    debian: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 1000)
    assert not system_packages.install(["libgl1", "xvfb"])
    assert "sudo apt-get install -y --no-install-recommends xvfb" in capsys.readouterr().out
    assert not debian.exists()


def test_a_failing_apt_get_is_shown(
    system_packages: ModuleType,
    debian: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    program(debian.parent, "apt-get", "import sys\nprint('E: Unable to fetch')\nsys.exit(100)")
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 0)
    assert not system_packages.install(["xvfb"])
    assert "E: Unable to fetch" in capsys.readouterr().out
