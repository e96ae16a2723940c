"""A circuit breaker: after several failures in a row no call is made until a probe succeeds."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum


class CircuitState(Enum):
    """CLOSED: calls are made. OPEN: none is. TRYING: one success closes it, one failure opens it."""

    CLOSED = "closed"
    OPEN = "open"
    TRYING = "trying"


class Circuit:
    """Counts failures in a row and schedules probes. Pure: time passes only on its clock.

    The caller reports each call with `succeeded` or `failed`, whatever the state, and each probe (a request
    that costs nothing) with `seems_well` or `still_down`. A probe only allows a trial call; only a successful
    call closes the circuit, so a server that is reachable but cannot answer does not close and open it in
    turns.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        failures: int = 3,
        first_pause: float = 30.0,
        longest_pause: float = 600.0,
    ) -> None:
        """clock: seconds. failures: in a row that open it. The pause doubles with every failed probe."""
        self._clock = clock
        self._limit = failures
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self.reset()

    def reset(self) -> None:
        """Start over, because calls go to something else now."""
        self.state = CircuitState.CLOSED
        self.failures = 0
        """Failures in a row."""
        self.pause = self._first_pause
        """Seconds between opening, or a failed probe, and the next probe."""
        self._look_at = 0.0

    @property
    def open(self) -> bool:
        """Whether calls are to be withheld."""
        return self.state is CircuitState.OPEN

    @property
    def wait(self) -> float | None:
        """Seconds until the next probe, 0 when it is due; None unless the circuit is open."""
        return max(0.0, self._look_at - self._clock()) if self.open else None

    def succeeded(self) -> None:
        """Report a successful call."""
        self.reset()

    def failed(self) -> None:
        """Report a failed call."""
        self.failures += 1
        if self.state is CircuitState.TRYING:
            self._lengthen()
        if self.state is not CircuitState.CLOSED or self.failures >= self._limit:
            self._open()

    def probe_succeeded(self) -> None:
        """Report a successful probe: the next call decides."""
        if self.open:
            self.state = CircuitState.TRYING

    def probe_failed(self) -> None:
        """Report a failed probe: the next one comes after a longer pause."""
        if self.open:
            self._lengthen()
            self._open()

    def _lengthen(self) -> None:
        self.pause = min(2 * self.pause, self._longest_pause)

    def _open(self) -> None:
        self.state = CircuitState.OPEN
        self._look_at = self._clock() + self.pause
