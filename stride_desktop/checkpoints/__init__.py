"""Finding, downloading and checking model files; whoever loads a model builds on it."""

import os

# Both are read when the hub's client is imported, which every import of it here comes after.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_UPDATE_CHECK", "1")
