"""Turns a request into word pieces: hashed words and character n-grams, no vocabulary.

Any script, any casing and any misspelling gives pieces; a word that was never seen shares the
n-grams of its relatives.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stride_desktop.core.files import read_json

_WORD = re.compile(r"\w+|[?%]")
LONGEST_TEXT = 10_000
_LONGEST_NGRAM = 32
_SIZES = "buckets", "max_words", "max_pieces"


@dataclass(frozen=True, slots=True)
class NanoTokenizer:
    """Words → rows of an embedding table.

    buckets: rows of the table; row 0 is padding. ngrams: lengths of the character n-grams.
    max_words: of a longer text the first words are kept, and the last quarter of the limit.
    max_pieces: pieces per word.
    """

    buckets: int = 8192
    max_words: int = 64
    max_pieces: int = 24
    ngrams: tuple[int, ...] = (3, 4, 5)

    def words(self, text: str) -> list[str]:
        """Lower-case words of a text, at most `max_words`."""
        words = _WORD.findall(unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold())
        if len(words) > self.max_words:
            tail = self.max_words // 4
            words = words[: self.max_words - tail] + words[-tail:]
        return words

    def encode(self, text: str) -> NDArray[np.int64]:
        """Pieces of a text: int64 (words, max_pieces), 0 where there is none; at least one word."""
        words = self.words(text) or [""]
        pieces = np.zeros((len(words), self.max_pieces), np.int64)
        for row, word in enumerate(words):
            found = self._pieces(word)[: self.max_pieces]
            pieces[row, : len(found)] = found
        return pieces

    def _pieces(self, word: str) -> list[int]:
        marked = f"<{word}>"
        texts = [marked]
        texts += [
            marked[k : k + n] for n in self.ngrams for k in range(len(marked) - n + 1) if n < len(marked)
        ]
        return [zlib.crc32(text.encode("utf-8", "surrogatepass")) % (self.buckets - 1) + 1 for text in texts]

    def save(self, path: Path) -> None:
        """Write `tokenizer.json`."""
        path.write_text(
            json.dumps({"type": "hashed_ngrams", **asdict(self)}, indent=2) + "\n", encoding="utf-8"
        )

    @classmethod
    def load(cls, path: Path) -> NanoTokenizer:
        """Read `tokenizer.json`. Raises OSError, and ValueError for any other content."""
        content = read_json(path)
        if not isinstance(content, dict) or content.get("type") != "hashed_ngrams":
            raise ValueError("it is no tokenizer of this kind")
        ngrams = content.get("ngrams")
        if not isinstance(ngrams, list) or not 0 < len(ngrams) <= _LONGEST_NGRAM:
            raise ValueError("it has no n-grams, or too many")
        buckets, max_words, max_pieces, *lengths = map(_size, (*map(content.get, _SIZES), *ngrams))
        if max(lengths) > _LONGEST_NGRAM:
            raise ValueError("its n-grams are too long")
        return cls(buckets, max_words, max_pieces, tuple(lengths))


def _size(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{value!r:.40} is no whole number from 1 on")
    return value
