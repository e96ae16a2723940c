"""The sources and requests that the user had lately, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stride_desktop.core.errors import SettingsError
from stride_desktop.core.setting import Section, Switch, setting

MOST = 10
"""Sources, and requests, that are remembered."""


@dataclass(frozen=True, slots=True)
class RecentSource:
    """A source that was watched. kind: its name. address (without a password), identity: as in SourceInfo."""

    kind: str
    address: str
    identity: str
    name: str

    @classmethod
    def parse(cls, text: str) -> RecentSource:
        """Read what `str` wrote. Raises SettingsError."""
        parts = text.split("\t")
        if len(parts) != 4 or not parts[1]:
            raise SettingsError(f"“{text}” does not name a source.")
        return cls(*parts)

    def __str__(self) -> str:
        return "\t".join((self.kind, self.address, self.identity, " ".join(self.name.split())))


@dataclass(frozen=True, slots=True)
class RecentSettings(Section):
    """What is offered again. sources: each the text of a RecentSource."""

    remember: bool = setting(
        True,
        "Remember",
        Switch("Offer the last ten sources and requests again"),
        "Their names are kept on this computer, never passwords. Nothing is added in private mode, or while "
        "nothing is kept of what is watched.",
    )
    sources: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()

    def conflicts(self) -> dict[str, str]:
        """Reports sources that cannot be read."""
        try:
            self.watched()
        except SettingsError as error:
            return {"sources": str(error)}
        return {}

    def watched(self) -> list[RecentSource]:
        """The sources. Raises SettingsError."""
        return [RecentSource.parse(text) for text in self.sources]

    def having(self, source: RecentSource | None, requests: Sequence[str]) -> RecentSettings:
        """With a source and requests that are now the newest."""
        kept = [item for item in self.watched() if source is None or item.address != source.address]
        sources = [*([] if source is None else [source]), *kept]
        asked = tuple(dict.fromkeys((*requests, *self.requests)))
        return replace(self, sources=tuple(map(str, sources[:MOST])), requests=asked[:MOST])

    def cleared(self) -> RecentSettings:
        """Without anything that was remembered."""
        return replace(self, sources=(), requests=())
