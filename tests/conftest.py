"""What every test shares: the Qt platform and the fixtures that start real servers."""

from __future__ import annotations

import os

# Without a display Qt would abort the process; tests that need a real X11 window ask for `x_display`.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["tests.xserver", "tests.fake_camera.fixture", "tests.end_to_end.fixture"]
