"""A circuit breaker: after some failures in a row nothing is tried any more, until it may work again."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum


class CircuitState(Enum):
    """CLOSED: everything is tried. OPEN: nothing is. TRYING: one success closes it, one failure opens it."""

    CLOSED = "closed"
    OPEN = "open"
    TRYING = "trying"


class Circuit:
    """Counts failures in a row, and says when to look again. Pure: time passes only on its clock.

    Whoever tries something tells `succeeded` or `failed`, whatever the state. A look that costs nothing is
    told by `probe_succeeded` and `probe_failed`: it can open the way for a try, but only a try that succeeds
    closes the circuit, so a server that is there but cannot answer does not make it flap.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        failures: int = 3,
        first_pause: float = 30.0,
        longest_pause: float = 600.0,
    ) -> None:
        """clock: seconds. failures: in a row that open it. The pause doubles with every look in vain."""
        self._clock = clock
        self._limit = failures
        self._first_pause = first_pause
        self._longest_pause = longest_pause
        self.reset()

    def reset(self) -> None:
        """Begin anew, since what is tried is something else now."""
        self.state = CircuitState.CLOSED
        self.failures = 0
        """In a row, so far."""
        self.pause = self._first_pause
        """Seconds between opening, or a look in vain, and the next look."""
        self._look_at = 0.0

    @property
    def open(self) -> bool:
        """Nothing is to be tried."""
        return self.state is CircuitState.OPEN

    @property
    def wait(self) -> float | None:
        """Seconds until it is time to look again, 0 when it is; None unless it is open."""
        return max(0.0, self._look_at - self._clock()) if self.open else None

    def succeeded(self) -> None:
        """Something was tried, and went well."""
        self.reset()

    def failed(self) -> None:
        """Something was tried in vain."""
        self.failures += 1
        if self.state is CircuitState.TRYING:
            self._lengthen()
        if self.state is not CircuitState.CLOSED or self.failures >= self._limit:
            self._open()

    def probe_succeeded(self) -> None:
        """A look says that it may work again: the next try decides."""
        if self.open:
            self.state = CircuitState.TRYING

    def probe_failed(self) -> None:
        """A look was in vain: the next one comes after a longer pause."""
        if self.open:
            self._lengthen()
            self._open()

    def _lengthen(self) -> None:
        self.pause = min(2 * self.pause, self._longest_pause)

    def _open(self) -> None:
        self.state = CircuitState.OPEN
        self._look_at = self._clock() + self.pause
