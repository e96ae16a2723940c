"""Sets Stride Desktop up in .venv beside the sources, then runs or tests it.

    python3 packaging/bootstrap.py run  [ARGUMENTS…]   the demo, or `stride-desktop ARGUMENTS…`
    python3 packaging/bootstrap.py test [ARGUMENTS…]   every check; ARGUMENTS go to pytest

    --cpu, --cuda   which build of PyTorch to install on Linux; without either, the CPU build
                    unless an NVIDIA driver is present

The first call downloads and installs, later calls start at once. It can be interrupted and
called again at any time. Standard library only; it also has to *start* on old Pythons, down to
3.6, to say which one is needed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
VENV = ROOT / ".venv"
STAMP = VENV / "stride-desktop.json"
"""What is installed: written last, compared first."""
UNFINISHED = VENV / "installing"
"""Lies there while packages are being installed; found at the start, the last call was cut short."""

OLDEST = (3, 11)
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PROBE_SECONDS = 5


class SetupFailed(Exception):
    """Something only the person at the machine can mend; the message says what."""


def main(arguments: "list[str]") -> int:
    """Run the command line; returns the exit status."""
    flavours = [item[2:] for item in arguments if item in ("--cpu", "--cuda")]
    rest = [item for item in arguments if item not in ("--cpu", "--cuda")]
    if len(flavours) > 1 or not rest or rest[0] not in ("run", "test"):
        print(__doc__)
        return 0 if rest[:1] in (["-h"], ["--help"]) else 2
    continue_on_new_enough_python()
    try:
        set_up(rest[0], flavours[0] if flavours else None)
        return run(rest[1:]) if rest[0] == "run" else test(rest[1:])
    except SetupFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command continues where this one ended.")
        return 130


# Python


def continue_on_new_enough_python() -> None:
    """Return on Python 3.11 or newer; otherwise start again on one, or exit with what to install."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(OLDEST[1], OLDEST[1] + 4):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0:
            os.execv(found, [found, *sys.argv])  # noqa: S606
    sys.exit(
        "Stride Desktop needs Python 3.11 or newer; this is {}.{} and no newer one is on the PATH.\n"
        "Install one (Debian 12, Ubuntu 24.04 and newer have it as python3; otherwise see python.org)\n"
        "and call this file with it, for example: python3.12 packaging/bootstrap.py run".format(
            *sys.version_info
        )
    )


def venv_python() -> Path:
    """The interpreter inside .venv."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_venv() -> None:
    """Make .venv, anew when it is broken, was moved here, or an installation was cut short."""
    works = venv_python().exists() and succeeds(venv_python(), "-c", "import pip")
    moved = read_stamp().get("root", str(ROOT)) != str(ROOT)
    if works and not moved and not UNFINISHED.exists():
        return
    say("Making .venv")
    if not succeeds(sys.executable, "-c", "import ensurepip, venv"):
        package = (
            "python3-venv" if sys.executable == "/usr/bin/python3" else f"python3.{sys.version_info[1]}-venv"
        )
        if not system_packages.install([package]):
            raise SetupFailed(
                f"Python's venv module is missing. Install it ({package} on Debian and Ubuntu)."
            )
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode != 0:
        raise SetupFailed("Python could not make .venv; its own words are above.")


# Packages


def set_up(command: str, flavour: "str | None") -> None:
    """Bring system packages and .venv to what `command` needs; nothing is done twice."""
    system_packages.install(system_packages.wanted(["run"] if command == "run" else ["run", "test"]))
    flavour = flavour or read_stamp().get("torch") or ("cuda" if shutil.which("nvidia-smi") else "cpu")
    if read_stamp() == stamp(flavour) and venv_python().exists():
        return
    make_venv()
    UNFINISHED.touch()
    try:
        install_packages(flavour)
    except SetupFailed:
        UNFINISHED.unlink()  # pip gave up in good order: what is installed is whole
        raise
    UNFINISHED.unlink()
    STAMP.write_text(json.dumps(stamp(flavour)), encoding="utf-8")


def install_packages(flavour: str) -> None:
    """PyTorch first, in the right build, then the program and its tests' tools in the tested versions."""
    if read_stamp().get("torch", flavour) != flavour:
        pip("uninstall", "--yes", "torch")
    say(f"Installing PyTorch ({flavour.upper()} build)")
    pip("install", "torch", "-c", str(CONSTRAINTS), *torch_index(flavour))
    say("Installing Stride Desktop and what it needs")
    pip("install", "-e", f"{ROOT}[test]", "-c", str(CONSTRAINTS))


def torch_index(flavour: str) -> "list[str]":
    """Options that make pip prefer the CPU build; on Linux the plain index has CUDA's, gigabytes larger."""
    if flavour != "cpu" or sys.platform != "linux":
        return []
    if reachable(f"{CPU_INDEX}/torch/"):
        return ["--extra-index-url", CPU_INDEX]
    print(f"{CPU_INDEX} cannot be reached; taking PyTorch from where pip finds it.", flush=True)
    return []


def pip(*arguments: str) -> None:
    """Run pip inside .venv. Raises SetupFailed."""
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", *arguments, *quiet]
    if subprocess.run(command, cwd=str(ROOT)).returncode == 0:
        return
    if arguments[0] == "install" and not reachable("https://pypi.org/simple/pip/"):
        raise SetupFailed(
            "There is no network: pypi.org cannot be reached. Connect and run the same command again."
        )
    raise SetupFailed("Installing failed; pip's own words are above. The same command tries again.")


def reachable(url: str) -> bool:
    """Whether `url` answers within seconds."""
    try:
        request = urllib.request.Request(url, method="HEAD")  # noqa: S310
        urllib.request.urlopen(request, timeout=PROBE_SECONDS).close()  # noqa: S310
    except (OSError, ValueError):
        return False
    return True


def stamp(flavour: str) -> "dict[str, str]":
    """What a complete installation of these sources looks like."""
    inputs = [ROOT / "pyproject.toml", CONSTRAINTS, VENV / "pyvenv.cfg"]
    digest = hashlib.sha256()
    for path in inputs:
        digest.update(path.read_bytes() if path.exists() else b"")
    return {"root": str(ROOT), "torch": flavour, "inputs": digest.hexdigest()}


def read_stamp() -> "dict[str, str]":
    """The stamp of the last complete installation; empty when there is none."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


# Commands


def run(arguments: "list[str]") -> int:
    """The program with `arguments`; without any, the demo: in the window, or offscreen without a display."""
    if arguments:
        return replace_process("-m", "stride_desktop", *arguments)
    if has_display():
        return replace_process("-m", "stride_desktop", "demo")
    print("There is no display: playing the demo offscreen.", flush=True)
    out = ROOT / "out" / "demo"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [str(venv_python()), "-m", "stride_desktop", "demo", "--headless", "--out", str(out)]
    status = subprocess.run(command, cwd=str(ROOT)).returncode
    for written in ("demo.png", "demo.json"):
        if status == 0:
            print(f"Wrote {out / written}")
    return status


def test(arguments: "list[str]") -> int:
    """Every check, without windows on the screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return replace_process(str(ROOT / "packaging" / "check.py"), *arguments)


def has_display() -> bool:
    """Whether a window can be shown."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def replace_process(*arguments: str) -> int:
    """Become .venv's Python, so that Ctrl-C and the exit status are the program's own."""
    command = [str(venv_python()), *arguments]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606
    return subprocess.run(command).returncode  # on Windows exec would return to the shell at once


def succeeds(program: "str | Path", *arguments: str) -> bool:
    """Whether a command ends well; its output is dropped."""
    quiet = subprocess.DEVNULL
    try:
        return subprocess.run([str(program), *arguments], stdout=quiet, stderr=quiet).returncode == 0
    except OSError:
        return False


def say(text: str) -> None:
    """A line of progress."""
    print(f"== {text} …", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
