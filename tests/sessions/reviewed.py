"""Sessions with a review and a re-run."""

from __future__ import annotations

from stride_desktop.core.review import Review, Verdict
from stride_desktop.sessions.records import Kept
from tests.sessions.samples import EVENT, SECRET, Told, beginning

REVIEW = Review.of([EVENT]).judged(1, Verdict.RIGHT).added(20, 30).annotated(2, f"“{SECRET}”")


def rerun(library, session, records, query="tell me when it is dark"):
    """A finished re-run; returns its id."""
    told = Told()
    writer = library.begin_lane(session, beginning(Kept.SPANS, query=query), told.append)
    for record in records:
        writer.append(record)
    writer.close("ended")
    assert writer.join(30)
    assert told == []
    return f"{session}/lanes/{writer.files.folder.name}"
