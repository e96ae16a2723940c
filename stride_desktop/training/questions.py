"""What recordings are watched for: kinds of event, each with the wordings that ask for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from stride_desktop.core.errors import StrideError
from stride_desktop.training.conditions import Condition, Family, Request

FILE = "questions.json"


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of event, by name, and wordings of requests for it.

    ends: False asks for the begin of the condition, True for its end. See `Request`.
    """

    kind: str
    condition: Condition
    ends: bool
    wordings: tuple[str, ...]

    def request(self, number: int) -> Request:
        """The request in one of its wordings; after the last one comes the first again."""
        return Request(self.wordings[number % len(self.wordings)], self.condition, self.ends)


def write_questions(folder: Path, questions: Sequence[Question]) -> None:
    """Put questions beside the recordings of a folder."""
    content = [asdict(question) for question in questions]
    (folder / FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_questions(folder: Path) -> tuple[Question, ...]:
    """The questions of a folder of recordings. Raises StrideError when there are none, or damaged ones."""
    path = folder / FILE
    try:
        return tuple(_question(item) for item in json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise StrideError(
            f"The folder {folder} holds no {FILE}, so there is nothing to watch its recordings for.",
            "Record it with `python -m tests.applications`, which writes it.",
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StrideError(
            f"The file {path} cannot be read.", "Record the folder again.", str(error)
        ) from error


def _question(content: dict[str, object]) -> Question:
    condition = content["condition"]
    wordings = content["wordings"]
    if not isinstance(condition, dict) or not isinstance(wordings, list) or not wordings:
        raise ValueError("a question has no condition, or no wordings")
    of = Condition(Family(condition["family"]), condition["colour"], condition["shape"])
    return Question(str(content["kind"]), of, bool(content["ends"]), tuple(map(str, wordings)))
