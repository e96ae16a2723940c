"""Subtitles and annotations read back by other programs: the same texts at the same times."""

from __future__ import annotations

import html
from dataclasses import replace
from xml.etree import ElementTree

import pympi
import pytest
import webvtt as reader

from stride_desktop.core.settings import PrivacySettings
from stride_desktop.exports.annotations import elan
from stride_desktop.exports.captions import srt, webvtt
from stride_desktop.exports.material import opened
from stride_desktop.sessions.records import AnswerRecord
from tests.exports.samples import EVENTS, REQUEST, begun, entries, review_of, stored, write

REQUEST_LINES = REQUEST.split("\n")
ANSWER = (
    '=HYPERLINK("http://x","y"), "quoted" & <b>bold</b> {\\an8} --> 00:00',
    "nächste Zeile 第二行 שלום 🎉␋",
)


@pytest.fixture
def material(library):
    with opened(library, stored(library, review=review_of()), PrivacySettings()) as opened_material:
        yield opened_material


def read(text, read_it, tmp_path):
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode())
    return [(cue.start_in_seconds, cue.end_in_seconds, cue.raw_text) for cue in read_it(str(path))]


WANTED = [(1, 1.5, 6.0), (2, 2.0, 5.0), (1, 9.25, 14.5), (1, 17.5, 19.25)]
"""Lane and times: what is wrong or was taken back is not there."""


def whole(lines):
    """Times in milliseconds, the reader's own counting aside."""
    return [(round(1000 * start), round(1000 * end)) for start, end, _ in lines]


def test_webvtt(material, tmp_path):
    text = webvtt(material)
    cues = read(text, reader.read, tmp_path)
    times = [stamp for stamp in text.split("\n") if "-->" in stamp]
    assert times[0] == "00:00:01.500 --> 00:00:06.000"
    assert [(round(a), round(b)) for a, b, _ in cues] == [
        (round(int(a)), round(int(b))) for _, a, b in WANTED
    ]
    assert text.count("-->") == len(WANTED)
    lines = [html.unescape(line) for line in cues[0][2].split("\n")]
    assert lines == [f"[1] {REQUEST_LINES[0]}", REQUEST_LINES[1], *ANSWER]
    assert cues[1][2].startswith("[2] re-run 0")
    assert "<b>" not in text


def test_srt(material, tmp_path):
    text = srt(material)
    cues = read(text, reader.from_srt, tmp_path)
    times = [stamp for stamp in text.split("\n") if "-->" in stamp]
    assert times[0] == "00:00:01,500 --> 00:00:06,000"
    assert len(times) == len(cues) == len(WANTED)
    assert cues[0][2].split("\n") == [
        f"[1] {REQUEST_LINES[0]}",
        "it is ‹bright> & → clear",
        '=HYPERLINK("http://x","y"), "quoted" & ‹b>bold‹/b> ❴\\an8} → 00:00',
        ANSWER[1],
    ]


def test_a_single_lane_is_not_marked_and_without_a_review_the_detector_speaks(library, tmp_path):
    name = stored(library, lanes=0, clock=False, address="/clip.mp4")
    with opened(library, name, PrivacySettings()) as material:
        cues = read(webvtt(material), reader.read, tmp_path)
    assert [text.split("\n")[0] for _, _, text in cues] == [REQUEST_LINES[0]] * 2 + ["another request"]
    assert len(cues) == 3


def test_long_sessions_have_long_hours(library):
    late = replace(EVENTS[0], onset=360_000.0, reach=360_001.0004)
    records = entries(clock=False, events=(late,))
    name = write(library.begin(begun(address="/clip.mp4"), None, lambda _notice: None), records)
    with opened(library, name, PrivacySettings()) as material:
        assert "\n100:00:00.000 --> 100:00:01.000\n" in webvtt(material)


# -- ELAN ------------------------------------------------------------------------------------------


def annotations(text, tmp_path):
    path = tmp_path / "x.eaf"
    path.write_bytes(text.encode())
    file = pympi.Elan.Eaf(str(path))
    return file, {name: file.get_annotation_data_for_tier(name) for name in file.get_tier_names()}


def test_elan(material, tmp_path):
    text = elan(material)
    file, tiers = annotations(text, tmp_path)
    assert [item[:2] for item in tiers["1 spans"]] == [(2000, 5000), (9250, 14500), (24000, 27000)]
    assert [item[2] for item in tiers["1 spans"]] == [REQUEST, REQUEST, "another request"]
    assert [item[:2] for item in tiers["1 triggers"]] == [(4000, 5000), (13000, 14000), (26000, 27000)]
    (answer,) = tiers["1 answers"]
    assert answer[:2] == (1500, 6000)
    assert answer[2].endswith("{\\an8} --> 00:00\n\nnächste Zeile 第二行 שלום 🎉␋")
    assert tiers["1 corrections"] == [
        (1500, 6000, 'right: @well, "good"\n-->'),
        (9250, 14500, "open"),
        (17500, 19250, "right, added"),
        (24000, 27000, "wrong: =1+1"),
    ]
    assert [item[:2] for item in tiers["2 spans"]] == [(2000, 5000), (9250, 14500)]
    assert set(tiers) == {
        f"{n} {kind}" for n in (1, 2) for kind in ("spans", "triggers", "answers", "corrections")
    }
    assert file.media_descriptors == [], "a screen is no file"
    slots = [int(slot.get("TIME_VALUE")) for slot in ElementTree.fromstring(text).iter("TIME_SLOT")]
    assert slots == sorted(slots)


def test_elan_links_the_video_that_was_watched(library, tmp_path):
    video = tmp_path / "my clip é.mp4"
    name = stored(library, lanes=0, clock=False, address=str(video))
    with opened(library, name, PrivacySettings()) as material:
        file, _ = annotations(elan(material), tmp_path)
    (media,) = file.media_descriptors
    assert media["MEDIA_URL"] == video.as_uri()
    assert media["MIME_TYPE"] == "video/mp4"


def test_what_overlaps_goes_to_another_tier(library, tmp_path):
    said = review_of().moved(2, 4.0, 12.0).moved(4, 5.0, 5.5)
    name = stored(library, review=said, lanes=0)
    with opened(library, name, PrivacySettings()) as material:
        _, tiers = annotations(elan(material), tmp_path)
    assert [item[:2] for item in tiers["1 corrections"]] == [(1500, 6000), (24000, 27000)]
    assert [item[:2] for item in tiers["1 corrections (2)"]] == [(4000, 12000)]
    assert [item[:2] for item in tiers["1 corrections (3)"]] == [(5000, 6000)]


def test_no_character_breaks_the_document(library, tmp_path):
    hostile = "".join(map(chr, (*range(32), 0x7F, 0xFFFE, 0xFFFF, 0x10FFFF))) + "]]></ANNOTATION_VALUE><!--"
    records = [*entries(), AnswerRecord(29.0, 1, "server", hostile)]
    name = write(library.begin(begun(), None, lambda _notice: None), records)
    with opened(library, name, PrivacySettings()) as material:
        _, tiers = annotations(elan(material), tmp_path)
        assert tiers["1 answers"][0][2].endswith("]]></ANNOTATION_VALUE><!--")
        assert len(read(webvtt(material), reader.read, tmp_path)) == 3
        assert len(read(srt(material), reader.from_srt, tmp_path)) == 3
