"""How the active lane compares with the first one, in words."""

from __future__ import annotations

from collections.abc import Sequence

from stride_desktop.core.comparison import agreement, score
from stride_desktop.core.review import Review, Verdict
from stride_desktop.core.timeline import Lane


def comparison(lanes: Sequence[Lane], active: int) -> str:
    """What can be said of the active lane: as the first one, and as a person wants it; may be empty.

    Lanes of different requests are not compared. A person's word counts for every lane of the same request.
    """
    lane, parts = lanes[active], []
    comparable = active and lane.query == lanes[0].query
    share = agreement(lanes[0].snapshot, lane.snapshot) if comparable else None
    if share is not None:
        parts.append(f"as the first lane in {share:.0%} of the seconds")
    truth = lane.review if _said_anything(lane.review) else _first_review(lanes, lane.query)
    if truth is not None:
        result = score(truth, lane.snapshot)
        wanted = result.found + result.missed
        parts.append(f"{result.found} of {wanted} spans found, {result.false} false")
    return " · ".join(parts)


def _first_review(lanes: Sequence[Lane], query: str) -> Review | None:
    reviews = [lane.review for lane in lanes if lane.query == query and _said_anything(lane.review)]
    return reviews[0] if reviews else None


def _said_anything(review: Review | None) -> bool:
    """Somebody judged, moved or added a span, or went through all of them."""
    return review is not None and (
        review.reviewed or any(span.verdict is not Verdict.OPEN for span in review.spans)
    )
