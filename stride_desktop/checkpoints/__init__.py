"""Finds, downloads and checks model files; every package that loads a model builds on it."""

import os

# Both variables are read when the hub's client is imported, so they are set before any import of it.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_UPDATE_CHECK", "1")
