"""`stride-desktop watch`: one source, one request or several, lines on stdout."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from stride_desktop.activation.base import ActivationModel
from stride_desktop.checkpoints.hub_config import Hub, HubConfig
from stride_desktop.cli import keeping, model_choice
from stride_desktop.cli.driving import EventLoopHooks, WatchReport, drive
from stride_desktop.cli.output import JsonOutput, Output, TextOutput
from stride_desktop.cli.saved_settings import saved_settings
from stride_desktop.cli.setting_flags import add_flags, with_flags
from stride_desktop.cli.signals import interruptible, private_mode
from stride_desktop.core.amounts import hours_minutes_seconds
from stride_desktop.core.clock import wall_offset
from stride_desktop.core.errors import Cancelled, SettingsError, StrideError
from stride_desktop.core.masks import Mask, SourceMask
from stride_desktop.core.responder_settings import ResponderSettings
from stride_desktop.core.settings import Settings
from stride_desktop.pipeline.answering import Answers
from stride_desktop.pipeline.lane_set import LaneSet
from stride_desktop.pipeline.live_loop import LiveLoop
from stride_desktop.pipeline.request import checked_request, not_understood, unknown_requests
from stride_desktop.pipeline.settings import WatchSettings
from stride_desktop.pipeline.stream_clock import StreamClock
from stride_desktop.pipeline.time_of_day import time_of_day
from stride_desktop.responders.base import Responder
from stride_desktop.responders.kinds import (
    ResponderServices,
    foreign_host,
    has_consent,
    make_responder,
    parse,
)
from stride_desktop.responders.local import LocalModels
from stride_desktop.sources.base import Opening, SourceInfo
from stride_desktop.sources.catalog import kind_of, open_source
from stride_desktop.sources.masked import unheld
from stride_desktop.sources.network_address import accounts

_INTERRUPTED = 130
_KEY_VARIABLE = "STRIDE_API_KEY"
_LIMITS = ("answer_tokens", "silence_seconds", "answer_seconds")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options to a parser."""
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="screen:1, camera:NAME, an rtsp or http address, or a path of a video or a folder",
    )
    parser.add_argument(
        "--query",
        required=True,
        action="append",
        metavar="TEXT",
        help="the request, in your words; given several times, the stream is watched for all of them",
    )
    parser.add_argument(
        "--anyway", action="store_true", help="also watch for requests that the model was not trained for"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="one JSON object a line; its type is tick, event, trigger, answer, gap, health, end or error",
    )
    model_choice.add_arguments(parser, default=f"the saved one; “{model_choice.BUILT_IN}” for that")
    parser.add_argument("--realtime", action="store_true", help="play a file at one frame a second")
    parser.add_argument("--seconds", type=_positive, metavar="N", help="stop after N seconds of the stream")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the random draws (default: 0)")
    parser.add_argument(
        "--responder",
        metavar="report|URL|local:PATH_OR_ID",
        help="what answers: the built-in report (sends nothing), a server that speaks the OpenAI "
        f"protocol, such as http://localhost:11434/v1; its key is read from {_KEY_VARIABLE}; or, after "
        "“local:”, a vision-language checkpoint that runs in this process, on the same --device "
        "(default: the saved setting)",
    )
    parser.add_argument(
        "--tell-end",
        action=argparse.BooleanOptionalAction,
        help="when an event is over, ask how it went on and how it ended (default: the saved setting)",
    )
    _add_limits(parser)
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="frames may be sent to this host; needed for a server that is not this machine",
    )
    parser.add_argument(
        "--mask",
        type=_mask,
        action="append",
        default=[],
        metavar="X,Y,W,H",
        help="a part of the picture that is black before anything sees it, besides those that were marked "
        "in the window; shares of the picture, such as 0.5,0,0.5,0.2 or 50%%,0%%,50%%,20%%",
    )
    keeping.add_arguments(parser)
    add_flags(parser, "detection", "events", "responder")


def _add_limits(parser: argparse.ArgumentParser) -> None:
    """Limits of an answer that does not end by itself."""
    for name, field, kind, unit, words in (
        ("--answer-tokens", "answer_tokens", _whole, "N", "longest answer, thoughts included"),
        ("--answer-silence", "silence_seconds", _positive, "SECONDS", "longest wait for a word of an answer"),
        ("--answer-seconds", "answer_seconds", _positive, "SECONDS", "longest time for an answer in all"),
    ):
        words = f"{words}; it is cut off there (default: the saved setting)"
        parser.add_argument(name, dest=field, type=kind, metavar=unit, help=words)


def run(args: argparse.Namespace) -> int:
    """Watch; returns the exit status. Raises StrideError."""
    of_the_day, several = not kind_of(args.source).traits.own_clock, len(args.query) > 1
    clock = StreamClock(wall_offset if of_the_day else None)
    words = partial(_wall_clock, clock) if of_the_day else hours_minutes_seconds
    output: Output = JsonOutput(several) if args.json else TextOutput(words, several)
    try:
        return _watch(args, output, clock)
    except StrideError as error:
        output.failed(error)
        raise


def _watch(args: argparse.Namespace, output: Output, clock: StreamClock) -> int:
    with interruptible() as interrupted:
        # What is quick to check comes before what is slow to load.
        queries = list(dict.fromkeys(map(checked_request, args.query)))
        settings, hub = _settings(args)
        responder = _responder(args, settings.responder, hub)
        hooks = _hooks(args.source)
        source = open_source(
            args.source,
            Opening(
                args.realtime,
                contact=interrupted,
                hidden=settings.privacy.hidden,
                kept_address=partial(_kept_address, settings.cameras.addresses),
                masks=lambda info, part: settings.privacy.masks_of(info.address, info.identity, part),
            ),
        )
        settings = settings.having(
            {"privacy.masks": (*settings.privacy.masks, *_masks(args.mask, source.info))}
        )
        if (warning := unheld(source.info, settings.privacy)) is not None:
            sys.stderr.write(f"stride-desktop: {warning}\n")
        try:
            model = model_choice.load_model(settings.model, hub, interrupted.is_set)
        except Cancelled:
            return _INTERRUPTED
        if not args.anyway:
            _check_understood(model, queries)
        compute = model.compute
        watch = WatchSettings.of(settings, compute.device)
        lanes = LaneSet(model, queries, watch, args.seed, settings.detection.lane_bytes)
        if not args.json:
            print(
                f"Watching {source.info.name} for {_quoted(queries)} with {model.name} ({compute}). "
                "Ctrl+C ends it.",
                flush=True,
            )
        if compute.compile_failure:
            sys.stderr.write(
                f"The model could not be compiled and runs uncompiled: {compute.compile_failure}\n"
            )
        with keeping.recording(args.keep, source, queries, model.name, settings) as recorder:
            limits, beside = settings.responder.limits, source.traits.live
            answers = Answers(lambda: responder, interrupted, limits, beside)
            report = WatchReport(output, answers, recorder, settings.responder.closing == "ask")
            report.loop = LiveLoop(source, lambda: lanes, report, recorder, 0.0, args.seconds, clock)
            with private_mode() as private:
                drive(report.loop, report, interrupted, hooks, private)
        if source.warning:
            sys.stderr.write(f"stride-desktop: {source.warning}\n")
        return _INTERRUPTED if interrupted.is_set() else 0


def _settings(args: argparse.Namespace) -> tuple[Settings, HubConfig]:
    """The saved settings with the flags that were given, and where models lie. Raises SettingsError."""
    settings, hub = saved_settings()
    answers = settings.responder
    if args.responder is not None:
        answers = parse(args.responder, replace(answers, model="", checkpoint=""))
    if args.tell_end is not None:
        answers = replace(answers, closing="ask" if args.tell_end else "nothing")
    hosts = (host.lower() for host in args.allow_host)
    answers = replace(answers, consented_hosts=(*answers.consented_hosts, *hosts))
    settings = with_flags(replace(settings, responder=answers), args)
    # Other values than the window's form offers are possible for these.
    given = {name: value for name in _LIMITS if (value := getattr(args, name)) is not None}
    if args.responder is not None:
        given |= {name: value for name in ("device", "dtype") if (value := getattr(args, name)) is not None}
    answers = replace(settings.responder, **given)
    return replace(settings, responder=answers, model=model_choice.chosen(args, settings.model)), hub


def _check_understood(model: ActivationModel, queries: list[str]) -> None:
    """Raises RequestError for a request that the model was not trained for."""
    for query in unknown_requests(model, queries):
        raise not_understood(
            model, query, "Ask for one of these, choose another --model, or watch for it with --anyway."
        )


def _quoted(queries: list[str]) -> str:
    return ", ".join(f"“{query}”" for query in queries)


def _hooks(address: str) -> EventLoopHooks:
    if not kind_of(address).traits.needs_qt:
        return EventLoopHooks()
    from stride_desktop.cli.qt import start_qt

    return start_qt()


def _responder(args: argparse.Namespace, settings: ResponderSettings, hub: HubConfig) -> Responder:
    """The responder. Raises SettingsError or ResponderError before anything is watched."""
    if not has_consent(settings):
        host = foreign_host(settings)
        raise SettingsError(
            f"Answers from {host} mean sending frames there, which was not allowed.",
            f"Add --allow-host {host} to allow it.",
        )
    key_of = partial(_key, saved=args.responder is None)
    return make_responder(settings, ResponderServices(key_of, LocalModels(hub=Hub(hub))))


def _kept_address(cameras: tuple[str, ...], account: str) -> str | None:
    """The address with its password, where the account is that of one of the remembered cameras."""
    if account not in accounts(cameras):
        return None
    from stride_desktop.app.system.keychain import Keychain

    return Keychain().key(account)


def _key(host: str, saved: bool) -> str | None:
    """The key for a server; that of a server that is only named on the command line is in the environment."""
    key = os.environ.get(_KEY_VARIABLE)
    if key or not saved:
        return key
    from stride_desktop.app.system.keychain import Keychain

    return Keychain().key(host)


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError
    return value


_positive.__name__ = "positive number"  # argparse's name for it in error messages


def _masks(masks: Sequence[Mask], source: SourceInfo) -> tuple[str, ...]:
    """The masks that were given as flags, as settings name them: with a session, they are stored as these."""
    return tuple(str(SourceMask(mask, source.address, source.identity, source.name)) for mask in masks)


def _mask(text: str) -> Mask:
    try:
        return Mask.parse(text)
    except SettingsError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _whole(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError
    return value


_whole.__name__ = "positive whole number"


def _wall_clock(clock: StreamClock, seconds: float) -> str:
    first = seconds if clock.first is None else clock.first
    return time_of_day(seconds, clock.wall_offset or 0.0, first).strftime("%H:%M:%S")
