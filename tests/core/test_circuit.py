"""The circuit breaker: when it opens, when it looks again, and that it never flaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stride_desktop.core.circuit import Circuit, CircuitState

FIRST, LONGEST = 30.0, 600.0


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Circuit, Clock]:
    clock = Clock()
    circuit = Circuit(clock, 3, FIRST, LONGEST)
    for _ in range(3):
        circuit.failed()
    return circuit, clock


def test_it_opens_with_the_third_failure_in_a_row() -> None:
    circuit = Circuit(Clock(), 3)
    for step in (circuit.failed, circuit.failed, circuit.succeeded, circuit.failed, circuit.failed):
        step()
        assert not circuit.open
        assert circuit.wait is None
    circuit.failed()
    assert circuit.open


def test_the_pause_grows_from_look_to_look_and_ends_at_the_longest() -> None:
    circuit, clock = opened()
    pauses = []
    for _ in range(7):
        assert circuit.wait == circuit.pause
        pauses.append(circuit.pause)
        clock.now += circuit.pause
        assert circuit.wait == 0.0
        circuit.probe_failed()
    assert pauses == [30.0, 60.0, 120.0, 240.0, 480.0, 600.0, 600.0]


def test_a_server_that_lists_models_but_cannot_answer_does_not_make_it_flap() -> None:
    circuit, clock = opened()
    for pause in (60.0, 120.0, 240.0):
        clock.now += circuit.pause
        circuit.probe_succeeded()
        assert circuit.state is CircuitState.TRYING
        circuit.failed()
        assert circuit.open
        assert circuit.pause == pause


def test_one_success_closes_it_whatever_came_before() -> None:
    circuit, _ = opened()
    circuit.probe_failed()
    circuit.succeeded()  # somebody pressed “Answer now”
    assert circuit.state is CircuitState.CLOSED
    assert circuit.pause == FIRST


def test_a_look_means_nothing_while_everything_is_tried() -> None:
    circuit = Circuit(Clock())
    circuit.probe_succeeded()
    circuit.probe_failed()
    assert circuit.state is CircuitState.CLOSED
    assert circuit.pause == FIRST


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["succeeded", "failed", "probe_succeeded", "probe_failed", "reset"]),
        st.floats(0.0, 1000.0, allow_nan=False),
    ),
    max_size=60,
)


@given(STEPS, st.integers(1, 5))
def test_whatever_happens(steps: list[tuple[str, float]], limit: int) -> None:
    clock = Clock()
    circuit = Circuit(clock, limit, FIRST, LONGEST)
    in_a_row = 0
    for what, later in steps:
        before, pause = circuit.state, circuit.pause
        clock.now += later
        getattr(circuit, what)()
        in_a_row = 0 if what in ("succeeded", "reset") else in_a_row + (what == "failed")
        assert FIRST <= circuit.pause <= LONGEST
        assert circuit.pause in (pause, min(2 * pause, LONGEST), FIRST)
        if what in ("succeeded", "reset"):
            assert circuit.state is CircuitState.CLOSED
        if before is CircuitState.CLOSED:
            assert circuit.open == (what == "failed" and in_a_row >= limit)
        if what == "failed" and before is not CircuitState.CLOSED:
            assert circuit.open
            assert circuit.wait == pytest.approx(circuit.pause)
        if not circuit.open:
            assert circuit.wait is None
        else:
            assert 0.0 <= circuit.wait <= circuit.pause + 1e-9
