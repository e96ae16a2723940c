"""Turns on a device."""

from __future__ import annotations

import threading

from stride_desktop.core.turns import SLICE_SECONDS, Turns, device_turns


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def waiting(turns, count):
    pause = threading.Event()
    for _ in range(2000):
        if turns.waiting == count:
            return
        pause.wait(0.005)
    raise AssertionError("nobody waits")


def other(turns, order, name):
    def take():
        with turns.turn():
            order.append(name)

    thread = threading.Thread(target=take)
    thread.start()
    return thread


def test_turns_come_in_the_order_of_asking():
    turns, order, threads = Turns(), [], []
    with turns.turn():
        for number in range(4):
            threads.append(other(turns, order, number))
            waiting(turns, number + 1)
        assert order == []
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3]


def test_a_long_turn_gives_way_when_its_slice_is_over():
    clock, order = Clock(), []
    turns = Turns(clock)
    with turns.turn():
        thread = other(turns, order, "other")
        waiting(turns, 1)
        turns.breathe()
        assert order == []
        clock.now += SLICE_SECONDS
        turns.breathe()
        assert order == ["other"]
        turns.breathe()  # nobody waits
    thread.join(10)


def test_who_waited_long_keeps_the_device_longer():
    clock, order = Clock(), []
    turns = Turns(clock)
    begun, asked = threading.Event(), threading.Event()

    def answer():
        with turns.turn():
            begun.set()
            asked.wait(10)
            clock.now += 0.9
            turns.breathe()
            order.append("answer")
            clock.now += 0.2
            turns.breathe()

    with turns.turn():
        thread = threading.Thread(target=answer)
        thread.start()
        waiting(turns, 1)
        clock.now += 4.0
    begun.wait(10)
    second = other(turns, order, "frame")
    waiting(turns, 1)
    asked.set()
    thread.join(10)
    second.join(10)
    assert order == ["answer", "frame"]


def test_a_failed_turn_is_over():
    turns = Turns()
    try:
        with turns.turn():
            raise ValueError
    except ValueError:
        pass
    with turns.turn():
        assert turns.waiting == 0


def test_every_device_has_turns_of_its_own():
    assert device_turns("cpu") is device_turns("cpu")
    assert device_turns("cuda") is device_turns("cuda:0")
    assert device_turns("cuda:1") is not device_turns("cuda:0")
