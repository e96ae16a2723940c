"""A session exported as JSON."""

from __future__ import annotations

import pytest

from stride_desktop.core.settings import PrivacySettings
from stride_desktop.exports.json_writing import write_json
from stride_desktop.exports.material import opened
from stride_desktop.exports.writing import Order
from tests.exports.samples import review_of, stored


@pytest.fixture
def exported(library, tmp_path):
    """A file of a session with a re-run and reviews, and the id of the session."""
    name = stored(library, offset=0.125, review=review_of())
    path = tmp_path / "out.stride.json"
    with opened(library, name, PrivacySettings()) as material:
        write_json(material, path, Order())
    return path, name
