"""Masks, and the sources that they belong to."""

from __future__ import annotations

import pytest

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.core.screen_part import ScreenPart
from stride_desktop.core.settings import PrivacySettings, Settings
from stride_desktop.core.settings_json import from_json, to_json

CORNER = Mask(0.5, 0.0, 0.5, 0.25)


def test_fractions_and_percent_are_read() -> None:
    assert Mask.parse("0.5,0,0.5,0.25") == Mask.parse("50%, 0%, 50%, 25%") == CORNER
    assert Mask.parse(str(CORNER)) == CORNER


@pytest.mark.parametrize("text", ["", "1,2,3", "0,0,1,x", "0,0,-1,1", "0,0,0,1", "0.6,0,0.5,1", "nan,0,1,1"])
def test_what_is_no_part_of_a_picture_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Mask.parse(text)
    assert refused.value.remedy


def test_every_pixel_that_is_touched_belongs_to_it() -> None:
    assert CORNER.box(640, 480) == (320, 0, 640, 120)
    assert Mask(0.25, 0.25, 0.5, 0.5).box(5, 5) == (1, 1, 4, 4)
    assert Mask(0.0, 0.0, 1 / 3, 1 / 3).box(3, 3) == (0, 0, 1, 1)
    assert Mask(0.999, 0.999, 0.001, 0.001).box(32, 32) == (31, 31, 32, 32)


def test_an_address_or_an_identity_names_the_source() -> None:
    privacy = PrivacySettings(masks=(str(SourceMask(CORNER, "screen:1", "DP-1", "Screen 1: Dell")),))
    assert privacy.masks_of("screen:1", "") == (CORNER,)
    assert privacy.masks_of("screen:2", "DP-1") == (CORNER,)
    assert privacy.masks_of("screen:2", "DP-2") == ()
    assert privacy.masks_of("screen:2", "") == ()
    assert privacy.masks_of("camera:/dev/video0", "DP-1") == ()


def test_a_place_on_a_screen_is_one_in_all_its_regions() -> None:
    """On a screen of 400 × 200 pixels they are 100..200 × 50..150, and 100..200 × 150..250."""
    whole = SourceMask(Mask(0.25, 0.25, 0.25, 0.5), "screen:1", "DP-1", "Screen 1")
    region = SourceMask(Mask(0.5, 0.5, 0.5, 0.5), "screen:1@0,50,200x200", "", "Region")
    screen = ScreenPart(0, 0, 400, 200, 400, 200)
    assert whole.seen_in(screen) == whole.mask
    assert region.seen_in(screen) == Mask(0.25, 0.75, 0.25, 0.25), "cut off at the edge of the screen"
    assert whole.seen_in(screen.at("screen:1@100,50,100x100")) == Mask(0.0, 0.0, 1.0, 1.0)
    assert whole.seen_in(screen.at("screen:1@150,0,100x100")) == Mask(0.0, 0.5, 0.5, 0.5)
    assert whole.seen_in(screen.at("screen:1@80,100,40x100")) == Mask(0.5, 0.0, 0.5, 0.5)
    for beside in ("200,50,50x50", "0,0,100x200", "100,150,50x50"):
        assert whole.seen_in(screen.at(f"screen:1@{beside}")) is None


def test_regions_belong_to_their_screen() -> None:
    text = str(SourceMask(CORNER, "screen:1@0,0,100x100", "DP-1@0,0,100x100", "Region"))
    privacy, part = PrivacySettings(masks=(text,)), ScreenPart(0, 0, 200, 200, 200, 200)
    assert privacy.hides_screens
    seen = (Mask(0.25, 0.0, 0.25, 0.125),)
    assert privacy.masks_of("screen:1", "", part) == privacy.masks_of("screen:3", "DP-1", part) == seen
    assert privacy.masks_of("screen:2@50,0,50x50", "DP-1@50,0,50x50", part.at("@50,0,50x50")) == (
        Mask(0.0, 0.0, 1.0, 0.5),
    )
    assert privacy.masks_of("screen:2", "DP-2", part) == ()
    assert privacy.masks_of("window:screen:1", "DP-1", None) == ()
    assert not PrivacySettings(masks=(str(SourceMask(CORNER, "window:A", "", "A")),)).hides_screens


def test_an_address_may_hold_anything() -> None:
    item = SourceMask(CORNER, "/a\tb@1,1,5x5\n.mp4", "", "a b")
    assert SourceMask.parse(str(item)) == item


def test_masks_are_saved_and_damaged_ones_are_reported() -> None:
    text = str(SourceMask(CORNER, "camera:/dev/video0", "usb 1", "A\tcamera"))
    settings = Settings().having({"privacy.masks": (text,)})
    assert from_json(to_json(settings)) == (settings, {})
    damaged = Settings().having({"privacy.masks": ("somewhere",)})
    assert list(from_json(to_json(damaged))[1]) == ["privacy.masks"]
