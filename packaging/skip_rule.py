"""Pytest plugin: a skipped test is a hole in the checks, so it needs a reason that we accept.

Where everything can be installed (as root on Linux) a skip fails the run unless its reason begins with
a line of tests/allowed_skips.txt. Elsewhere skips are only counted. The count is the last line.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ALLOWED = "allowed_skips.txt"


class SkipRule:
    """Collects skips while the tests run and judges them at the end."""

    def __init__(self, allowed: tuple[str, ...], strict: bool) -> None:
        self.allowed = allowed
        self.strict = strict
        self.skips: list[tuple[str, str]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a skipped test; an expected failure is none."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a module that was skipped as a whole."""
        if report.skipped:
            self._note(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run that would have passed."""
        if self.unexplained and session.exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the skips that fail the run."""
        if self.unexplained:
            terminalreporter.section("skipped without an accepted reason")
            for test, reason in self.unexplained:
                terminalreporter.line(f"{test}: {reason}", red=True)

    def pytest_unconfigure(self) -> None:
        """The count, after pytest's own last line."""
        print(f"skipped: {len(self.skips)}", flush=True)

    @property
    def unexplained(self) -> list[tuple[str, str]]:
        """Test and reason of every skip that fails the run."""
        return [skip for skip in self.skips if self.strict and not skip[1].startswith(self.allowed)]

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        self.skips.append((report.nodeid, reason.removeprefix("Skipped: ")))


def pytest_configure(config: pytest.Config) -> None:
    """Read the accepted reasons; # begins a comment."""
    path = Path(config.rootpath, "tests", ALLOWED)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    allowed = tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    strict = sys.platform == "linux" and os.geteuid() == 0
    config.pluginmanager.register(SkipRule(allowed, strict), "skip-rule")
