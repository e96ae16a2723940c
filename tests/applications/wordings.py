"""How the recordings are asked about: wordings that training does not use, for each kind of event."""

from __future__ import annotations

from stride_desktop.training.conditions import Condition, Family
from stride_desktop.training.questions import Question

DIALOG = Condition(Family.DIALOG, "", "dialog")
TOAST = Condition(Family.DIALOG, "", "toast")
BAR = Condition(Family.PROGRESS)
RED_BADGE = Condition(Family.BADGE, "red")
GREEN_BADGE = Condition(Family.BADGE, "green")
BLANK = Condition(Family.BLANK)
DARK = Condition(Family.DARK)
MOTION = Condition(Family.MOTION)
RED = Condition(Family.OBJECT, "red", "thing")
BLUE = Condition(Family.OBJECT, "blue", "thing")

_BLACK = Question(
    "the picture goes black",
    BLANK,
    False,
    (
        "Buzz me as soon as the screen has gone dark and black",
        "Speak the moment the whole display turns pitch black",
        "I must hear about it when the monitor shows only black",
        "Tell me right away should the screen black out",
    ),
)
_BACK = Question(
    "the picture comes back",
    BLANK,
    True,
    (
        "Buzz me as soon as the screen is on again",
        "Speak the moment the display is not black anymore",
        "I must hear about it when the picture is back again",
    ),
)
_MOVES = Question(
    "something starts moving",
    MOTION,
    False,
    (
        "Buzz me as soon as something moves about",
        "Speak the moment anything starts to move around",
        "I must hear about it when there is movement",
        "Tell me right away should anything begin moving about",
    ),
)
_RESTS = Question(
    "something stops moving",
    MOTION,
    True,
    (
        "Buzz me as soon as nothing moves any longer",
        "Speak the moment the movement has stopped",
        "I must hear about it when everything stands still again",
    ),
)
_RED_COMES = Question(
    "a red thing appears",
    RED,
    False,
    (
        "Buzz me as soon as you see something red",
        "Speak the moment a red thing has shown up",
        "I must hear about it when a large red object appears",
        "Tell me right away should a red item come up",
    ),
)
_BLUE_COMES = Question(
    "a blue thing appears",
    BLUE,
    False,
    (
        "Buzz me as soon as you see something blue",
        "Speak the moment a blue thing has shown up",
        "I must hear about it when a large blue object appears",
    ),
)

_RED_GOES = Question(
    "a red thing leaves",
    RED,
    True,
    (
        "Buzz me as soon as the red thing is away",
        "Speak the moment the red object has been taken off",
        "I must hear about it when the red item is gone again",
    ),
)

SCREENS = (
    Question(
        "a dialog opens",
        DIALOG,
        False,
        (
            "Buzz me as soon as a message window pops open",
            "Speak the moment an alert dialog is up",
            "I must hear about it when a dialog window comes up",
            "Tell me right away should a popup box come up",
        ),
    ),
    Question(
        "a dialog closes",
        DIALOG,
        True,
        (
            "Buzz me as soon as the message window was closed",
            "Speak the moment the dialog has been dismissed",
            "I must hear about it when the popup is gone again",
        ),
    ),
    Question(
        "a notification appears",
        TOAST,
        False,
        (
            "Buzz me as soon as a desktop notification comes up",
            "Speak the moment a toast notification slides in",
            "I must hear about it when a notification bubble pops up",
            "Tell me right away should a toast come up",
        ),
    ),
    Question(
        "a notification goes",
        TOAST,
        True,
        (
            "Buzz me as soon as the notification is away",
            "Speak the moment the toast has faded out",
            "I must hear about it when the notification is gone again",
        ),
    ),
    Question(
        "a progress bar reaches its end",
        BAR,
        False,
        (
            "Buzz me as soon as the download is all finished",
            "Speak the moment the progress bar gets completely full",
            "I must hear about it when the copying is complete",
            "Tell me right away should the installation be done",
        ),
    ),
    Question(
        "a status badge turns red",
        RED_BADGE,
        False,
        (
            "Buzz me as soon as the build status goes red",
            "Speak the moment the badge has become red",
            "I must hear about it when the status light is red",
            "Tell me right away should the indicator turn red",
        ),
    ),
    Question(
        "a status badge turns green",
        GREEN_BADGE,
        False,
        (
            "Buzz me as soon as the build status goes green",
            "Speak the moment the badge has become green",
            "I must hear about it when the status light is green",
        ),
    ),
    _BLACK,
    _BACK,
    _MOVES,
    _RESTS,
    _RED_COMES,
    _BLUE_COMES,
    _RED_GOES,
)

CAMERAS = (
    Question(
        "the light goes off",
        DARK,
        False,
        (
            "Buzz me as soon as the room light is switched off",
            "Speak the moment the lamp has gone out",
            "I must hear about it when it gets dark in the room",
            "Tell me right away should the lights go out",
        ),
    ),
    Question(
        "the light comes on",
        DARK,
        True,
        (
            "Buzz me as soon as the room light is on again",
            "Speak the moment the lamp has been switched on again",
            "I must hear about it when it gets bright in the room",
        ),
    ),
    _BLACK,
    _BACK,
    _MOVES,
    _RESTS,
    _RED_COMES,
    _BLUE_COMES,
    _RED_GOES,
)

FOREIGN = Question(
    "anything else",
    Condition(Family.OTHER),
    False,
    (
        "Tell me when dinner is ready",
        "Buzz me as soon as my daughter sits down at the piano",
        "Speak the moment the goalkeeper drops the ball",
        "I must hear about it when my flight starts boarding",
        "Tell me right away should the milk boil over",
        "What is the name of this song?",
        "Buzz me as soon as the lecturer mentions thermodynamics",
        "Speak the moment someone writes a nice comment",
    ),
)
"""Requests for what the model does not know: none of them ever happens."""
