"""The program, with a model that finds bright pictures: `python -m tests.cli.bright_program watch …`."""

from __future__ import annotations

import sys

from stride_desktop.__main__ import main
from stride_desktop.cli import model_choice
from tests.pipeline.pictures import BrightModel

model_choice.load_model = lambda *_: BrightModel()
sys.exit(main())
