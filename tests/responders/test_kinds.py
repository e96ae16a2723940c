"""The kinds of responder: each can be chosen, named, made and checked from its entry alone."""

from __future__ import annotations

from dataclasses import fields

import pytest

from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.responders.kinds import (
    KINDS,
    ResponderServices,
    counts,
    foreign_host,
    has_consent,
    make_responder,
    parse,
    responder_name,
    responder_problems,
)

FAR = ResponderSettings(
    kind="openai", base_url="https://models.example.com/v1", model="eye", checkpoint="google/gemma-3-4b-it"
)


def of_kind(kind: str) -> ResponderSettings:
    return parse(kind, FAR) if not KINDS[kind].address else parse(f"{kind}:{address(kind)}", FAR)


def address(kind: str) -> str:
    value: str = getattr(FAR, KINDS[kind].address)
    return value


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made_and_named(kind: str) -> None:
    settings, asked = of_kind(kind), list[str]()
    assert settings.kind == kind
    assert responder_problems(settings) == {}
    responder = make_responder(settings, ResponderServices(lambda host: asked.append(host)))
    assert responder.name
    assert responder_name(settings)
    assert responder.remote is (KINDS[kind].host is not None)
    assert asked == (["models.example.com"] if responder.remote else [])


def test_an_entry_names_fields_that_there_are() -> None:
    names = {field.name for field in fields(ResponderSettings)}
    for kind in KINDS.values():
        assert {*kind.uses} | ({kind.address} - {""}) <= names


def test_a_field_counts_for_the_kinds_that_use_it_or_for_all() -> None:
    report, server, local = KINDS["report"], KINDS["openai"], KINDS["local"]
    assert [counts("base_url", kind) for kind in (report, server, local)] == [False, True, False]
    assert [counts("instruction", kind) for kind in (report, server, local)] == [False, True, True]
    assert all(counts("max_images", kind) for kind in KINDS.values())


@pytest.mark.parametrize(
    ("text", "kind", "field", "value"),
    [
        ("report", "report", "model", "eye"),
        ("http://localhost:11434/v1", "openai", "base_url", "http://localhost:11434/v1"),
        ("localhost:8000", "openai", "base_url", "localhost:8000"),
        ("openai:localhost:8000", "openai", "base_url", "localhost:8000"),
        ("local: /models/eye ", "local", "checkpoint", "/models/eye"),
    ],
)
def test_a_kind_and_its_address_are_read_from_one_text(text: str, kind: str, field: str, value: str) -> None:
    settings = parse(text, FAR)
    assert (settings.kind, getattr(settings, field)) == (kind, value)


def test_frames_go_to_another_host_only_with_consent() -> None:
    assert (foreign_host(FAR), has_consent(FAR)) == ("models.example.com", False)
    assert has_consent(ResponderSettings(kind="openai", base_url="http://127.0.0.1:1/v1", model="m"))
    assert has_consent(parse("local:/models/eye", FAR))


def test_a_kind_that_there_is_not_is_told_by_name() -> None:
    assert responder_problems(ResponderSettings(kind="oracle")) == {
        "kind": "“oracle” is not one of report, openai, local."
    }
