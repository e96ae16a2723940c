"""Rules of the folders of the window that the import contracts cannot say."""

from __future__ import annotations

from pathlib import Path

import stride_desktop.app

APP = Path(stride_desktop.app.__file__).parent


def test_what_runs_live_has_no_widgets():
    modules = sorted((APP / "live").glob("*.py"))
    assert modules
    assert [path.name for path in modules if "QtWidgets" in path.read_text("utf-8")] == []


def test_every_module_but_the_start_and_the_wiring_lies_in_a_folder():
    flat = {path.stem for path in APP.glob("*.py")}
    assert flat == {"__init__", "main", "program", "wiring"}
