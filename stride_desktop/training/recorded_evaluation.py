"""Evaluation on recordings, such as of real applications: what is told in time, and what is told falsely."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stride_desktop.activation.base import ActivationModel
from stride_desktop.core.detection import DetectorSettings
from stride_desktop.core.errors import Cancelled
from stride_desktop.core.frames import Frame
from stride_desktop.pipeline.request import unknown_requests
from stride_desktop.training.baselines import baseline_spans
from stride_desktop.training.conditions import Family, Request
from stride_desktop.training.failures import Failure, failures_of
from stride_desktop.training.questions import Question, read_questions
from stride_desktop.training.recordings import SIZE, Recording, play, recordings_in
from stride_desktop.training.tally import KindResult, Tally
from stride_desktop.training.watching import LIVE, EncodedOnce, differences, watch


@dataclass(frozen=True, slots=True)
class RecordedSettings:
    """How much is watched.

    wordings: of each kind of event that happens in a recording. others: how many kinds that do not happen
    in it are asked for, in one wording each, which differ from recording to recording; None: all.
    baselines: also score simpler ways. detector: how it is watched.
    """

    wordings: int = 3
    others: int | None = None
    baselines: bool = True
    detector: DetectorSettings = LIVE


@dataclass(frozen=True, slots=True)
class RecordedReport:
    """Scores by kind of event, of all together, and of requests for anything else.

    hours: of the recordings; quiet_hours: of those without events. failures: what was missed, late or false.
    """

    kinds: tuple[KindResult, ...]
    total: KindResult
    foreign: KindResult
    recordings: int
    hours: float
    quiet_hours: float
    failures: tuple[Failure, ...]

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dictionary; without the failures, which have a page of their own."""
        return {
            "recordings": self.recordings,
            "hours": self.hours,
            "quiet_hours": self.quiet_hours,
            "kinds": [item.to_json() for item in self.kinds],
            "total": self.total.to_json(),
            "foreign": self.foreign.to_json(),
        }


@dataclass
class _Evaluation:
    """One run over the recordings of a folder."""

    model: ActivationModel
    settings: RecordedSettings
    tallies: dict[str, Tally] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def watch(self, path: Path, stream: Recording, questions: Sequence[Question], number: int) -> None:
        """Ask a recording what it is to be asked."""
        frames = [Frame(stream.image(float(k), *SIZE), float(k)) for k in range(int(stream.duration))]
        once = EncodedOnce(self.model)
        asked = [question for question in questions if _clear(question, stream)]
        happening = [question for question in asked if stream.truth(question.request(0))]
        others = [question for question in asked if question not in happening]
        others = _turned(others, number)[: self.settings.others]
        for question in happening:
            for k in range(self.settings.wordings):
                self._events(path, stream, once, frames, question, question.request(k + number))
        for question in others:
            request = question.request(number)
            seen = watch(once, frames, request.text, number, self.settings.detector)
            tally = self._tally(question, request)
            if stream.happenings:
                tally.add_swapped(seen)
            else:
                tally.add_quiet(seen, stream.duration)
            self.failures += failures_of(path.stem, question.kind, request.text, seen, ())

    def _events(
        self,
        path: Path,
        stream: Recording,
        model: ActivationModel,
        frames: list[Frame],
        question: Question,
        request: Request,
    ) -> None:
        truth, settings = stream.truth(request), self.settings
        seen = watch(model, frames, request.text, 0, settings.detector)
        tally = self._tally(question, request)
        tally.add_events(seen, truth)
        self.failures += failures_of(path.stem, question.kind, request.text, seen, truth)
        if settings.baselines:
            found = baseline_spans(model, frames, request, 0, settings.detector)
            tally.add_baselines(found, differences(frames), truth)

    def _tally(self, question: Question, request: Request) -> Tally:
        tally = self.tallies.setdefault(question.kind, Tally())
        if self.model.kinds:  # otherwise it cannot say
            tally.known.append(not unknown_requests(self.model, [request.text]))
        return tally


def evaluate_recordings(
    model: ActivationModel,
    folder: Path,
    settings: RecordedSettings = RecordedSettings(),
    progress: Callable[[str, float], None] = lambda _what, _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> RecordedReport:
    """Watch every recording of a folder for the questions of the folder.

    A kind of event whose look-alike happens (a dialog when toasts are asked for) is not asked about there.
    Raises StrideError when the folder holds no recordings or no questions, and Cancelled.
    """
    questions, paths = read_questions(folder), recordings_in(folder)
    run = _Evaluation(model, settings)
    hours = quiet = 0.0
    for number, path in enumerate(paths):
        if cancelled():
            raise Cancelled
        progress(path.stem, number / len(paths))
        stream = play(path)
        run.watch(path, stream, questions, number)
        hours += stream.duration / 3600
        quiet += 0.0 if stream.happenings else stream.duration / 3600
    foreign = {item.kind for item in questions if item.condition.family is Family.OTHER}
    known = [item.kind for item in questions if item.kind in run.tallies and item.kind not in foreign]
    total = sum((run.tallies[kind] for kind in known), Tally())
    strange = sum((run.tallies[kind] for kind in foreign if kind in run.tallies), Tally())
    return RecordedReport(
        tuple(run.tallies[kind].result(kind) for kind in known),
        total.result("all"),
        strange.result("anything else"),
        len(paths),
        hours,
        quiet,
        tuple(run.failures),
    )


def _clear(question: Question, stream: Recording) -> bool:
    """Whether it is clear if what is asked for happens in a recording."""
    condition = question.condition
    if any(
        condition.family is item.family and item.colour in ("", condition.colour) for item in stream.unasked
    ):
        return False
    return bool(stream.spans(condition)) or not stream.ambiguous(condition)


def _turned(questions: list[Question], number: int) -> list[Question]:
    """The same questions, beginning elsewhere in every recording."""
    first = number * 5 % len(questions) if questions else 0
    return questions[first:] + questions[:first]
