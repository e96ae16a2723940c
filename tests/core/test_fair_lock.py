"""The lock of a device."""

from __future__ import annotations

import threading

from stride_desktop.core.fair_lock import SLICE_SECONDS, FairLock, device_lock


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def waiting(lock, count):
    pause = threading.Event()
    for _ in range(2000):
        if lock.waiting == count:
            return
        pause.wait(0.005)
    raise AssertionError("nobody waits")


def other(lock, order, name):
    def take():
        with lock.held():
            order.append(name)

    thread = threading.Thread(target=take)
    thread.start()
    return thread


def test_turns_come_in_the_order_of_asking():
    lock, order, threads = FairLock(), [], []
    with lock.held():
        for number in range(4):
            threads.append(other(lock, order, number))
            waiting(lock, number + 1)
        assert order == []
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2, 3]


def test_a_long_turn_gives_way_when_its_slice_is_over():
    clock, order = Clock(), []
    lock = FairLock(clock)
    with lock.held():
        thread = other(lock, order, "other")
        waiting(lock, 1)
        lock.yield_to_waiters()
        assert order == []
        clock.now += SLICE_SECONDS
        lock.yield_to_waiters()
        assert order == ["other"]
        lock.yield_to_waiters()  # nobody waits
    thread.join(10)


def test_who_waited_long_keeps_the_device_longer():
    clock, order = Clock(), []
    lock = FairLock(clock)
    begun, asked = threading.Event(), threading.Event()

    def answer():
        with lock.held():
            begun.set()
            asked.wait(10)
            clock.now += 0.9
            lock.yield_to_waiters()
            order.append("answer")
            clock.now += 0.2
            lock.yield_to_waiters()

    with lock.held():
        thread = threading.Thread(target=answer)
        thread.start()
        waiting(lock, 1)
        clock.now += 4.0
    begun.wait(10)
    second = other(lock, order, "frame")
    waiting(lock, 1)
    asked.set()
    thread.join(10)
    second.join(10)
    assert order == ["answer", "frame"]


def test_a_failed_turn_is_over():
    lock = FairLock()
    try:
        with lock.held():
            raise ValueError
    except ValueError:
        pass
    with lock.held():
        assert lock.waiting == 0


def test_every_device_has_turns_of_its_own():
    assert device_lock("cpu") is device_lock("cpu")
    assert device_lock("cuda") is device_lock("cuda:0")
    assert device_lock("cuda:1") is not device_lock("cuda:0")
