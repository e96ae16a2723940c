"""Which of these tests need something that nobody installs for a usual run."""

from __future__ import annotations

import os

collect_ignore = []
if not {"STRIDE_SERVING_PYTHON", "STRIDE_SERVER_URL"} & os.environ.keys():
    collect_ignore.append("test_model_servers.py")
