"""Guesses the language of a request from its letters and common words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_SCRIPTS = {"HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "CYRILLIC": "ru"}
"""Beginnings of the names of letters. Japanese comes before Chinese, for it uses Chinese letters too."""

_COMMON: dict[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the a an is are me when tell if someone as soon it and of to let know there my at on in with",
        "de": "der die das ist sind mir wenn sag sage sobald jemand und ein eine es bescheid mich den im auf",
        "fr": "le la les est sont moi quand dis si quelqu'un dès que et un une il des du au avertis préviens",
        "es": "el la los las es está cuando dime si alguien tan pronto como y un una avísame del al en mi",
        "it": "il lo la gli è sono quando dimmi se qualcuno appena che e un una avvisami del al nel mi di",
        "pt": "o a os as é está quando diga me se alguém assim que e um uma avise do da ao na no em",
        "nl": "de het een is zijn mij wanneer als zeg iemand zodra en er laat weten mijn op in van",
    }.items()
}

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def language_of(text: str) -> str:
    """A code of two letters, such as "de"; empty when it is not clear.

    Letters decide where they can; else common words do, of which one language must have most.
    """
    names = {unicodedata.name(letter, "") for letter in text if letter.isalpha()}
    for beginning, code in _SCRIPTS.items():
        if any(name.startswith(beginning) for name in names):
            return code
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold().replace("’", "'"))
    hits = Counter({code: sum(word in common for word in words) for code, common in _COMMON.items()})
    (first, most), (_, next_most) = hits.most_common(2)
    return first if most > next_most else ""
