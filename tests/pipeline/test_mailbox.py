"""What waits for the detection worker."""

from __future__ import annotations

import threading

from stride_desktop.pipeline.mailbox import CAPACITY, Mailbox, Posted
from tests.app.fakes import frame


def command(_watch):
    return ()


def posted(second):
    return Posted(frame(second, False), 0.0)


def seconds(mailbox):
    taken = []
    while not isinstance(item := mailbox.take(), str):
        taken.append(item.frame.timestamp if isinstance(item, Posted) else item)
    return taken


def test_a_live_source_never_waits():
    mailbox = Mailbox(live=True)
    for second in range(CAPACITY):
        mailbox.put(posted(second))
    assert mailbox.waiting == CAPACITY
    mailbox.close("ended")
    assert seconds(mailbox) == list(range(CAPACITY))


def test_the_newest_frames_of_a_live_source_are_kept_and_the_others_counted():
    mailbox = Mailbox(live=True)
    mailbox.follow(command)
    for second in range(CAPACITY + 5):
        mailbox.put(posted(second))
    assert mailbox.waiting == CAPACITY
    assert mailbox.take() is command
    first = mailbox.take()
    assert (first.frame.timestamp, first.lost) == (5.0, 5)
    assert mailbox.take().lost == 0
    assert mailbox.waiting == CAPACITY - 2


def test_nothing_to_take_within_the_time_is_none():
    assert Mailbox(live=True).take(0.01) is None


def test_a_file_waits_and_loses_nothing():
    mailbox = Mailbox(live=False)
    most = []

    def produce():
        for second in range(40):
            mailbox.put(posted(second))
        mailbox.close("ended")

    producer = threading.Thread(target=produce)
    producer.start()
    taken = []
    while not isinstance(item := mailbox.take(), str):
        most.append(mailbox.waiting)
        taken.append(item.frame.timestamp)
    producer.join(10)
    assert taken == list(range(40))
    assert max(most) <= 4


def test_commands_overtake_frames():
    mailbox = Mailbox(live=True)
    mailbox.put(posted(1))
    mailbox.command(command)
    mailbox.close("ended")
    assert seconds(mailbox) == [command, 1]


def test_what_follows_frames_stays_behind_them():
    mailbox = Mailbox(live=True)
    mailbox.put(posted(1))
    mailbox.follow(command)
    mailbox.put(posted(2))
    assert mailbox.waiting == 2
    mailbox.close("ended")
    assert seconds(mailbox) == [1, command, 2]


def test_while_held_only_commands_pass_and_live_frames_are_forgotten():
    mailbox = Mailbox(live=True)
    mailbox.put(posted(1))
    mailbox.hold(True)
    assert mailbox.waiting == 0
    mailbox.command(command)
    assert mailbox.take() is command
    mailbox.hold(False)
    mailbox.put(posted(2))
    mailbox.close("ended")
    assert seconds(mailbox) == [2]


def test_closing_frees_whoever_waits():
    mailbox = Mailbox(live=False)
    mailbox.hold(True)
    producer = threading.Thread(target=mailbox.put, args=(posted(1),))
    producer.start()
    mailbox.close("stopped", discard=True)
    producer.join(10)
    assert not producer.is_alive()
    assert mailbox.take() == "stopped"


def test_what_a_live_source_gives_while_held_is_dropped():
    mailbox = Mailbox(live=True)
    mailbox.hold(True)
    mailbox.put(posted(1))
    mailbox.hold(False)
    mailbox.put(posted(2))
    mailbox.close("ended")
    assert seconds(mailbox) == [2]


def test_a_lasting_command_survives_closing():
    mailbox = Mailbox(live=True)
    lasting = object()
    mailbox.command(command)
    mailbox.command(lasting, lasting=True)
    mailbox.put(posted(1))
    mailbox.close("stopped", discard=True)
    assert seconds(mailbox) == [lasting]


def test_an_urgent_command_is_known_until_it_is_taken():
    mailbox = Mailbox(live=True)
    mailbox.command(command)
    assert not mailbox.urgent
    mailbox.take()
    mailbox.command(command, urgent=True)
    assert mailbox.urgent
    assert mailbox.take() is command
    assert not mailbox.urgent


def test_an_urgent_command_that_is_discarded_interrupts_nothing():
    mailbox = Mailbox(live=True)
    mailbox.command(command, urgent=True)
    mailbox.close("stopped", discard=True)
    assert not mailbox.urgent
