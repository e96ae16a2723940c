"""Marking what is hidden of a screen, on a picture of a region of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from stride_desktop.app.live.task import State
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.core.screen_part import ScreenPart
from stride_desktop.sources.base import SourceInfo
from stride_desktop.sources.catalog import SCREEN, SHARED
from stride_desktop.sources.shared import listing
from tests.app.fakes import LiveSource
from tests.app.rigs.program import Rig

REGION = "screen:1@100,0,100x100"
PART = ScreenPart(100, 0, 100, 100, 400, 200)


@dataclass
class RegionSource(LiveSource):
    """A region of a screen of 400 × 200 pixels."""

    info: SourceInfo = field(default_factory=lambda: SourceInfo(SCREEN, REGION, "Region of Screen 1"))

    def frames(self, stop):
        for frame in super().frames(stop):
            yield replace(frame, part=PART)


@pytest.fixture
def rig(qtbot, tmp_path):
    rig = Rig(qtbot, tmp_path)
    rig.show()
    yield rig
    rig.close()


def marked(left, name="Screen 1", address="screen:1"):
    """A strip of a tenth of the width, from the top to the bottom."""
    return str(SourceMask(Mask(left, 0.0, 0.1, 1.0), address, "", name))


def begin(rig, *stored):
    """Watch the region, and begin to mark."""
    rig.program.settings.use(rig.live.settings.having({"privacy.masks": stored}))
    source = RegionSource()
    rig.watch(source)
    rig.until(lambda: rig.live.state is State.RUNNING)
    rig.program.controllers.masking.edit()
    assert rig.program.controllers.masking.editor is None, "there is no picture to mark on yet"
    source.give(".")
    rig.until(lambda: rig.live.newest is not None)
    rig.program.controllers.masking.edit()
    return rig.program.controllers.masking.editor


def test_what_lies_in_the_region_is_shown_there_and_the_rest_stays_hidden(rig):
    inside, partly, outside, other = marked(0.3), marked(0.45), marked(0.9), marked(0.5, address="screen:2")
    editor = begin(rig, inside, partly, outside, other)
    first, second = editor.masks
    assert (first.left, first.width, first.height) == pytest.approx((0.2, 0.4, 1.0))
    assert (second.left, second.width) == pytest.approx((0.8, 0.2))
    new = Mask(0.0, 0.0, 0.1, 0.1)
    editor.edited.emit((second, new))
    mine = str(SourceMask(new, REGION, "", "Region of Screen 1"))
    assert rig.live.settings.privacy.masks == (partly, outside, other, mine)
    editor.edited.emit((new,))
    editor.edited.emit(())
    assert rig.live.settings.privacy.masks == (outside, other)


def test_it_is_said_that_a_shared_window_does_not_hide_what_a_screen_does(rig, monkeypatch):
    shared = SourceInfo(SHARED, "shared:window", "One window")
    monkeypatch.setattr(listing, "open_source", lambda *_: LiveSource(info=shared))
    rig.until(lambda: rig.program.controllers.sources.ready)
    rig.window.picker.set_devices([shared])
    rig.window.request.edit.setText("Tell me when it is bright")
    for stored, told in ((), False), ((marked(0.3),), True):
        rig.program.settings.use(rig.live.settings.having({"privacy.masks": stored}))
        rig.window.request.start.click()
        rig.until(lambda: rig.live.state is State.RUNNING)
        assert any("not hidden in One window" in notice.what for notice in rig.notices) == told
        rig.live.stop()
        rig.until(lambda: rig.live.state is State.IDLE)
