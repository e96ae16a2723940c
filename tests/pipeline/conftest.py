"""Fixtures of several tests."""

from tests.pipeline.recorded import recorded  # noqa: F401
from tests.pipeline.replayed import library  # noqa: F401
