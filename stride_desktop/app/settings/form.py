"""The settings form: a field for every declared setting, by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stride_desktop.app.settings.alert_field import AlertField
from stride_desktop.app.settings.fields import (
    ChoiceField,
    Field,
    NumberField,
    SuggestionField,
    SwitchField,
    TextField,
    TimeField,
)
from stride_desktop.app.settings.instruction_field import InstructionField
from stride_desktop.core.setting import Choice, Number, Setting, Switch, Text, TimeOfDay, pages_of
from stride_desktop.core.settings import Settings
from stride_desktop.responders.instructions import usual_instruction
from stride_desktop.responders.kinds import KINDS


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
            return ChoiceField([(kind.name, kind.label) for kind in KINDS.values()])
        case "responder.model", Text(placeholder):
            return SuggestionField(placeholder)
        case "responder.instruction", _:
            return InstructionField(usual_instruction(""))
        case "notifications.enabled", Switch(text):
            return AlertField(text)
        case _, Choice(options):
            return ChoiceField(list(options.items()))
        case _, Number():
            return NumberField(declared.control)
        case _, Switch(text):
            return SwitchField(text)
        case _, TimeOfDay():
            return TimeField()
        case _, Text(placeholder):
            return TextField(placeholder)
    raise TypeError(f"no field for {declared.control}")
