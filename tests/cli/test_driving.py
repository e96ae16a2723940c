"""Live sources on the command line: pacing, silence, failures."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from stride_desktop.cli.driving import WatchReport, drive
from stride_desktop.cli.output import TextOutput
from stride_desktop.core.errors import ResponderError, SourceError, SourceLost
from stride_desktop.core.events import EventState
from stride_desktop.pipeline.answering import Answers
from stride_desktop.pipeline.health import Health
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.live_loop import LiveLoop
from stride_desktop.pipeline.mailbox import CAPACITY
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.updates import EventMoved, GapSeen
from stride_desktop.responders.base import Responder
from stride_desktop.sources.base import SourceHealth, SourceInfo, SourceState, Traits
from stride_desktop.sources.catalog import CAMERA
from tests.pipeline.pictures import BrightModel, pattern, picture


class LiveSource:
    """Gives its frames at once, then waits, or fails, or ends. burst: a frame and what it waits for."""

    traits = Traits(live=True)
    warning = ""
    info = SourceInfo(CAMERA, "camera:", "a camera")

    def __init__(self, text, then="end", burst=None):
        self.text = text
        self.then = then
        self.burst = burst
        self.threads = []
        self.given = threading.Event()

    def frames(self, stop):
        self.threads.append(threading.current_thread())
        try:
            for second, bright in enumerate(pattern(self.text)):
                if self.burst and self.burst[0] == second:
                    self.burst[1].wait()
                yield picture(bright, float(second))
            self.given.set()
            if self.then == "wait":
                stop.wait()
            if self.then == "lose":
                raise SourceLost("The camera was unplugged.", "Plug it in again.")
            if self.then == "fail":
                raise SourceError("The camera was unplugged.", "Plug it in again.")
        finally:
            self.threads.append(threading.current_thread())


class Recorder:
    """An output that keeps everything."""

    def __init__(self):
        self.updates, self.answers, self.failures, self.healths, self.ends = [], [], [], [], []

    def updated(self, updates, query=""):  # noqa: ARG002
        self.updates += updates

    def answered(self, answer):
        if answer.error is None:
            self.answers.append((answer.event_id, answer.text))
        else:
            self.failures.append((answer.event_id, answer.error))

    def failed(self, error):
        self.failures.append((None, error))

    def health(self, health):
        self.healths.append(health)

    def ended(self, end):
        self.ends.append(end)

    def of(self, kind):
        return [item for item in self.updates if isinstance(item, kind)]


class Echo(Responder):
    name = "echo"
    max_images = 8

    def respond(self, request, cancelled):  # noqa: ARG002
        yield f"event {request.event_id}"


class Silent(Responder):
    name = "silent"
    max_images = 8

    def respond(self, request, cancelled):  # noqa: ARG002
        raise ResponderError("No server.", "Start one.")
        yield


def run_loop(source, output, interrupted, responder=None, model=None, settings=None, seconds=None):
    """Watch a source to its end."""
    report = WatchReport(output, Answers(lambda: responder or Echo(), interrupted, beside=True))
    lanes = LaneSet(model or BrightModel(), ["bright"], settings)
    report.loop = LiveLoop(source, lambda: lanes, report, seconds=seconds)
    drive(report.loop, report, interrupted)


@pytest.fixture
def watched():
    """Runs a source to its end; returns what came out."""

    def run(source, **options):
        output = Recorder()
        try:
            run_loop(source, output, threading.Event(), **options)
        except SourceError as error:
            output.failed(error)
        return output

    return run


def test_a_live_source_runs_to_its_end(watched):
    output = watched(LiveSource("....######"))
    assert output.answers == [(1, "event 1")]
    assert output.ends[0].reason == "ended"
    assert (output.ends[0].frames, output.ends[0].triggers) == (10, 1)
    assert output.healths[-1].waiting == 0


def test_the_source_is_opened_and_closed_on_one_other_thread(watched):
    source = LiveSource("....")
    watched(source)
    opened, closed = source.threads
    assert opened is closed
    assert opened is not threading.main_thread()


def test_a_source_that_fails_is_told_after_everything_was_closed(watched):
    output = watched(LiveSource("....######", then="fail"))
    assert output.ends[0].reason == "failed"
    assert output.of(EventMoved)[-1].change.event.state == "closed"
    ((event_id, error),) = output.failures
    assert (event_id, error.what) == (None, "The camera was unplugged.")


def test_a_source_that_is_lost_goes_on_behind_a_gap(watched):
    class Returning(LiveSource):
        """Lost once in the middle of an event, away when it is tried first, and back twenty seconds later."""

        opened = 0

        def frames(self, _stop):
            self.opened += 1
            if self.opened == 2:
                raise SourceError("There is no camera.", "Connect one.")
            for second, bright in enumerate(pattern(self.text)):
                yield picture(bright, second + 20.0 * (self.opened > 1))
            if self.opened == 1:
                raise SourceLost("The camera was unplugged.", "Plug it in again.")

    output = watched(Returning("....######"))
    assert output.ends[0].reason == "ended"
    (gap,) = [item.gap for item in output.of(GapSeen)]
    assert (gap.start, gap.end, gap.reason) == (9.0, 20.0, "lost")
    assert [answer[0] for answer in output.answers] == [1, 2]
    changes = [item.change.event for item in output.of(EventMoved)]
    assert [event.reason for event in changes if event.state is EventState.CLOSED] == ["lost", "ended"]
    states = [(health.source.state, health.source.reason) for health in output.healths]
    assert list(dict.fromkeys(states)) == [
        ("starting", ""),
        ("live", ""),
        ("lost", "The camera was unplugged."),
        ("reconnecting", "There is no camera."),
        ("ended", "It came to its end."),
    ]
    assert ("live", "") in states[states.index(("reconnecting", "There is no camera.")) :]


def test_the_time_to_watch_passes_while_the_source_is_away(watched):
    output = watched(LiveSource(".", then="lose"), seconds=0.5)
    assert output.ends[0].reason == "stopped"
    assert output.healths[-1].source.lost


def told(*healths):
    """What is printed about a source that does these things one after the other."""
    output = TextOutput(str)
    for health in healths:
        output.health(Health(source=health))


def test_what_becomes_of_the_source_in_words(capsys):
    lost = SourceHealth(SourceState.LOST, "The camera was unplugged.", "Plug it in again.")
    again = replace(lost, state=SourceState.RECONNECTING)
    live = SourceHealth(SourceState.LIVE)
    still = SourceHealth(SourceState.UNCHANGED, "The picture has not changed.", "It may hang.")
    covered = SourceHealth(SourceState.COVERED, "Windows cover it.", "Move them.")
    hidden = SourceHealth(SourceState.HIDDEN, "It is minimised.", "Show it again.")
    told(SourceHealth(SourceState.STARTING), live, lost, again, live, still, live, covered, live, hidden)
    assert capsys.readouterr().err.splitlines() == [
        "stride-desktop: lost: The camera was unplugged. Plug it in again. Trying again; Ctrl+C ends it.",
        "stride-desktop: It gives pictures again. Watching goes on.",
        "stride-desktop: The picture has not changed. It may hang.",
        "stride-desktop: Its picture changes again. Watching goes on.",
        "stride-desktop: Windows cover it. Move them. Watching goes on by itself then.",
        "stride-desktop: It can be seen again. Watching goes on.",
        "stride-desktop: It is minimised. Show it again. Watching goes on by itself then.",
    ]


def test_silence_closes_events_before_the_next_frame_comes():
    interrupted = threading.Event()
    source = LiveSource("....######", then="wait")

    class Watcher(Recorder):
        def updated(self, updates, query=""):
            super().updated(updates, query)
            if any(isinstance(item, EventMoved) and item.change.event.reason for item in updates):
                interrupted.set()

    output = Watcher()
    run_loop(source, output, interrupted, settings=WatchSettings(gap_seconds=1.0))
    assert output.of(EventMoved)[-1].change.event.reason == "gap"
    assert output.ends[0].reason == "stopped"


def test_an_answer_that_fails_is_shown_and_watching_goes_on(watched):
    output = watched(LiveSource("....######"), responder=Silent())
    ((event_id, error),) = output.failures
    assert (event_id, error.what) == (1, "No server.")
    assert output.ends[0].frames == 10


def test_every_frame_that_is_left_out_is_counted(watched):
    """A burst of many more frames than may wait comes while the model is busy with the first two."""
    busy = threading.Event()
    source = LiveSource("." * 200, burst=(2, busy))

    class SlowModel(BrightModel):
        def encode(self, *arguments):
            busy.set()
            source.given.wait()
            return super().encode(*arguments)

    output = watched(source, model=SlowModel())
    end, health = output.ends[0], output.healths[-1]
    lost = 200 - end.frames
    assert lost == 200 - 2 - CAPACITY
    assert health.skipped >= lost // 2
    assert sum(gap.gap.end - gap.gap.start - 1 for gap in output.of(GapSeen)) == lost
    assert {gap.gap.reason for gap in output.of(GapSeen)} == {"overload"}


def test_a_clock_that_is_set_back_closes_events_and_watching_goes_on(watched):
    class SetBack(LiveSource):
        def frames(self, _stop):
            for second in (*range(100, 110), 108, 109, *range(103, 113)):
                yield picture(second >= 104, float(second))

    output = watched(SetBack(""))
    (gap,) = [item.gap for item in output.of(GapSeen)]
    assert (gap.start, gap.end, gap.reason) == (109.0, 112.0, "clock")
    assert "clock" in [item.change.event.reason for item in output.of(EventMoved)]
    assert output.healths[-1].refused == 2
