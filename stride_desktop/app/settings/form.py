"""The settings form: a field for every declared setting, by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stride_desktop.app.settings.fields import (
    Field,
    SuggestionField,
    choice_field,
    number_field,
    switch_field,
    text_field,
    time_field,
)
from stride_desktop.app.settings.instruction_field import InstructionField
from stride_desktop.app.settings.rows import AlertBox
from stride_desktop.core.setting import Choice, Number, Setting, Switch, Text, TimeOfDay, pages_of
from stride_desktop.core.settings import Settings
from stride_desktop.responders.kinds import KINDS
from stride_desktop.responders.phrases import phrases_for


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting in the form. path: "section.field"; declared: its label and help."""

    path: str
    declared: Setting
    field: Field


def make_form() -> Mapping[str, list[Entry]]:
    """All entries in the order in which they are declared, by the title of their page."""
    pages, form = pages_of(Settings), dict[str, list[Entry]]()
    for path, declared in Settings().declared().items():
        title = pages[path.partition(".")[0]]
        form.setdefault(title, []).append(Entry(path, declared, _field(path, declared)))
    return form


def _field(path: str, declared: Setting) -> Field:
    match path, declared.control:
        case "responder.kind", _:
            return choice_field([(kind.name, kind.label) for kind in KINDS.values()])
        case "responder.model", Text(placeholder):
            return SuggestionField(placeholder)
        case "responder.instruction", _:
            return InstructionField(phrases_for("").instruction)
        case "notifications.enabled", Switch(text):
            box = AlertBox(text)
            return Field(box, box.switch.isChecked, box.switch.setChecked, box.switch.toggled)
        case _, Choice(options):
            return choice_field(list(options.items()))
        case _, Number():
            return number_field(declared.control)
        case _, Switch(text):
            return switch_field(text)
        case _, TimeOfDay():
            return time_field()
        case _, Text(placeholder):
            return text_field(placeholder)
    raise TypeError(f"no field for {declared.control}")
