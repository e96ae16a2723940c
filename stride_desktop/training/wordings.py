"""The words that requests are made of. `|` separates alternatives."""

from __future__ import annotations

from dataclasses import dataclass

from stride_desktop.training.conditions import Family


@dataclass(frozen=True, slots=True)
class Wording:
    """Ways to say one edge of one family: subjects × verbs, and noun phrases.

    held_out: verbs that training never sees.
    """

    subjects: tuple[str, ...]
    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    held_out: tuple[str, ...]


def words(text: str) -> tuple[str, ...]:
    """The alternatives of a text."""
    return tuple(part.strip() for part in text.split("|"))


OPENINGS = words(
    "tell me when {c}|let me know when {c}|let me know once {c}|alert me if {c}|"
    "alert me when {c}|notify me when {c}|notify me as soon as {c}|ping me when {c}|"
    "say something when {c}|when {c}|{c}|warn me if {c}|warn me when {c}|"
    "please tell me as soon as {c}|i want to know when {c}|speak up when {c}|call me when {c}|"
    "tell me if {c}|let me know if {c}|please let me know when {c}|tell me once {c}|"
    "tell me as soon as {c}|can you tell me when {c}?|alert me once {c}|wake me when {c}|"
    "remind me when {c}|tell me the moment {c}|if {c}, tell me|when {c}, let me know|"
    "as soon as {c} say so|i need to know when {c}|check whether {c}|wait until {c}|"
    "watch the picture and tell me when {c}|say when {c}|inform me when {c}|"
    "give me a sign when {c}|shout when {c}|send me a message when {c}|give me a call once {c}|"
    "keep watching and tell me when {c}|could you tell me when {c}?|"
    "could you let me know once {c}?|send a note if {c}|just tell me when {c}|"
    "keep looking until {c}|give a warning whenever {c}|alert me whenever {c}|"
    "ping me once {c}|ping me if {c}|beep when {c}|sound the alarm if {c}|message me when {c}|"
    "do you see when {c}?|will you tell me when {c}?|i'm waiting until {c}|watch until {c}|"
    "please notify me once {c}|just let me know when {c}|stop me when {c}|has it happened that {c}?|"
    "monitor whether {c}|make a sound when {c}|interrupt me when {c}|flag it when {c}|hey, say when {c}"
)
FUNCTION_WORDS = words(
    "i|me|you|we|must|should|would|could|will|can|please|now|then|the|a|about|it|that|this|"
    "right|away|at|once|"
    "want|need|like|hear|say|tell|know|get|give|make|see|when|if|whenever|once|as|soon|moment|"
    "in|case|for|to|of|"
    "and|so|just|only|any|time|way|by|on|is|be"
)
HELD_OUT_OPENINGS = words(
    "give me a heads up when {c}|shout if {c}|could you inform me once {c}?|"
    "send an alert whenever {c}|just say it when {c}|keep watching until {c}"
)
NOUN_OPENINGS = words(
    "{n}|watch for {n}|{n}|watch out for {n}|detect {n}|alert on {n}|keep an eye out for {n}|"
    "look for {n}|tell me about {n}|report on {n}|find {n}|spot {n}|wait for {n}|"
    "is there {n}?|do you see {n}?|can you see {n}?|notify me of {n}|warn me about {n}|ping me on {n}|"
    "any sign of {n}?|let me know about {n}|monitor {n}|notice {n}|{n} please|{n}!|tell me at {n}"
)
HELD_OUT_NOUN_OPENINGS = words("look out for {n}|report {n}")


_SCREEN = words(
    "the screen|the picture|the display|the monitor|the image|the video|the feed|my screen|"
    "it|the camera picture|the whole screen|the desktop|the stream"
)
_LIGHT = words(
    "the light|the lights|the lamp|the room light|the ceiling light|the lights in the room|the desk lamp"
)
_MOVER = words(
    "something|someone|anything|the thing|somebody|an object|the person|it|the scene|the fan|"
    "the video|the animation"
)
DIALOG = words(
    "a dialog|a dialog box|the dialog|a dialogue window|a message box|an error dialog|a pop-up|a popup|"
    "a popup window|an error message|an error box|a prompt|a confirmation|a modal|a modal dialog|"
    "an alert box|an error window|a warning dialog|a message|a question box|a confirmation dialog|"
    "the popup|the message box"
)
TOAST = words(
    "a notification|a toast|the notification|a toast message|a notification bubble|"
    "a desktop notification|a notification popup|the toast|a small notice|a snackbar|a balloon message"
)
_PROGRESS = words(
    "the progress bar|the download|the progress|the loading bar|the installation|the upload|the export|"
    "the build|the job|the copy|the copying|the file transfer|the bar|the update|the process|the install|"
    "the backup|the render|the loading"
)
_BADGE = words(
    "the status light|the badge|the indicator|the status badge|the status|the status icon|the led|"
    "the status dot|the status lamp|the traffic light|the icon|the light in the corner|the build badge|"
    "the check|the state|the dot|the marker|the service status"
)

WORDINGS: dict[tuple[Family, bool], Wording] = {
    (Family.BLANK, False): Wording(
        _SCREEN,
        words(
            "goes blank|goes black|turns black|becomes blank|is blank|blacks out|is black|"
            "becomes black|is completely black|goes all black|shows nothing|turns blank|goes empty|"
            "is empty and black|"
            "has turned black|has become blank|went black|went blank|has gone dark and empty|"
            "is all black|loses its picture|is off|is switched off|turns off|turns totally black|gets black|"
            "gets dark|is dark|goes dark|shows a black picture|went dark|is pure black"
        ),
        words(
            "a blank screen|a black screen|the screen going blank|a blank picture|"
            "the picture going black|blank screen|black screen|screen blank|"
            "a completely black picture|a blackout of the screen|screen goes blank"
        ),
        words("fades to black|is blacked out|has gone blank"),
    ),
    (Family.BLANK, True): Wording(
        _SCREEN,
        words(
            "comes back|is back|returns|reappears|is no longer blank|comes back on|"
            "shows something again|is restored|is visible again|is back after being blank|"
            "is not black any more|stops being blank|recovers|"
            "shows a picture again|is shown again|is normal again|has come back|is back up|"
            "is up again|has returned|shows up once more|turns on again|lights up again|comes on|wakes up|"
            "is lit again|shows the picture again|gets bright again|is no more black"
        ),
        words(
            "the picture coming back|the screen coming back|the return of the picture|"
            "the screen is back|picture restored|screen no longer blank|screen comes back"
        ),
        words("shows up again|is back to normal|is no longer black"),
    ),
    (Family.DARK, False): Wording(
        (*_LIGHT, "the room"),
        words(
            "goes off|go off|is turned off|turns off|are switched off|is switched off|goes out|"
            "go out|is off|are off|gets dark|goes dark|becomes dark|is dark|"
            "has gone off|has been switched off|is shut down|turned off|went out|is turned out"
        ),
        words(
            "the light going off|lights off|light off|the lights going out|"
            "the lamp being switched off|a dark room|darkness|the room going dark|light goes off|"
            "lights out"
        ),
        words("has been turned off|is shut off|turns dark"),
    ),
    (Family.DARK, True): Wording(
        (*_LIGHT, "the room"),
        words(
            "comes back on|comes on|come on|goes on|turns on|is turned on|are switched on|"
            "is switched on|go on|is on again|are back on|is bright again|is lit again|gets bright|"
            "turns back on|becomes light|"
            "has come back on|has been switched on|is lit up|lit up again|has gone on|turned on|is up again"
        ),
        words(
            "the light coming on|lights on|light on|the lights coming back|"
            "the lamp being switched on|light comes back on|the room getting bright|light switched on"
        ),
        words("has been turned on|is on once more|lights up"),
    ),
    (Family.MOTION, False): Wording(
        _MOVER,
        words(
            "moves|starts moving|starts to move|begins to move|is moving|is in motion|begins moving|"
            "moves around|starts playing and moving|"
            "has begun to move|gets going|is set in motion|sets off|started moving|"
            "has started to move|starts up|moves again|stirs|budges|shifts|starts shifting|walks by|"
            "moves along"
        ),
        words(
            "motion|movement|any movement|something moving|motion in the picture|motion starting|"
            "motion starts|the start of motion|activity in front of the camera|movement starts|"
            "any motion"
        ),
        words("gets moving|sets itself in motion|has started moving"),
    ),
    (Family.MOTION, True): Wording(
        (*_MOVER, "the motion", "the movement", "everything"),
        words(
            "stops moving|stops|comes to rest|stands still|is still|comes to a halt|no longer moves|"
            "stays still|is not moving any more|holds still|ceases to move|ends moving|"
            "has stopped|comes to a standstill|has come to rest|stopped moving|rests|"
            "has come to a halt|goes still|no longer moves around|is motionless|freezes|stops going around|"
            "does not move anymore|moves no more|is calm again"
        ),
        words(
            "no more motion|motion stopping|motion stops|the end of movement|stillness|"
            "the movement stopping|movement stops|a still picture|the end of motion"
        ),
        words("comes to a stop|has stopped moving|is at rest"),
    ),
    (Family.OBJECT, False): Wording(
        words("a {o}|the {o}|a {o}|any {o}"),
        words(
            "appears|enters|comes into view|shows up|is visible|is there|is in the picture|"
            "enters the picture|is put down|is placed in view|pops up|arrives|can be seen|is shown|"
            "is on the screen|opens|comes in|"
            "gets into view|turns up in the picture|becomes apparent|can be seen now|has appeared|"
            "has arrived|comes in sight|gets put down|is in sight"
        ),
        words(
            "a {o}|the {o} appearing|{o}|a {o} in view|{o} appears|a {o} in the picture|a {o} on the screen"
        ),
        words("turns up|becomes visible|gets into the picture"),
    ),
    (Family.OBJECT, True): Wording(
        words("a {o}|the {o}|the {o}"),
        words(
            "disappears|leaves|goes away|is gone|is removed|leaves the picture|is taken away|"
            "vanishes|is no longer visible|goes out of view|is not there any more|is missing|closes|"
            "is no longer there|"
            "has left|is out of view|has disappeared|has been removed|is lost from sight|"
            "gets taken away|gone from the picture|has vanished|is no longer in sight|went away"
        ),
        words(
            "the {o} leaving|the {o} disappearing|{o} gone|a missing {o}|{o} disappears|the {o} going away"
        ),
        words("is out of sight|has gone|gets removed"),
    ),
    (Family.DIALOG, False): Wording(
        words("{d}"),
        words(
            "appears|opens|pops up|shows up|is shown|comes up|is open|is displayed|is on the screen|"
            "asks something|"
            "has appeared|has opened|turns up on the screen|comes into view|is presented to me|"
            "becomes apparent|comes on the screen|is up|flies open|is opened|came up|popped up|opened|"
            "showed up|"
            "wants something|interrupts me|blocks the screen"
        ),
        words("{d}|{d} appearing|{d} popping up|{d} on the screen"),
        words("turns up|becomes visible|is presented"),
    ),
    (Family.DIALOG, True): Wording(
        words("{d}"),
        words(
            "closes|is closed|disappears|goes away|is dismissed|is gone|vanishes|is no longer shown|"
            "has closed|has been closed|is out of view|gets dismissed|has disappeared|went away|"
            "is no longer in sight|is closed again|was closed|was dismissed|is no more there|"
            "has been answered|"
            "is not there any more|got closed|leaves the screen|is removed|is clicked away|fades away"
        ),
        words("{d} closing|{d} disappearing|{d} being dismissed"),
        words("has gone|is out of sight|gets closed"),
    ),
    (Family.PROGRESS, False): Wording(
        _PROGRESS,
        words(
            "completes|is complete|finishes|is full|reaches 100%|reaches the end|is done|is finished|"
            "ends|gets to 100 percent|gets to 100%|is at the end|is all done|hits 100%|is ready|succeeds|"
            "is 100% done|"
            "has completed|is all through|has ended|has been completed|fills completely|gets done|"
            "is at 100%|is over|is completely full|comes to its end|was completed|"
            "has come to the end|stands at 100%|has run through|got finished|reaches one hundred percent"
        ),
        words(
            "a full progress bar|a finished download|the end of the download|progress complete|"
            "a completed bar|100%|the progress bar at 100%|download done|download finished|progress done|"
            "a finished job|the end of the progress bar|completion of the download"
        ),
        words("has finished|is through|fills up"),
    ),
    (Family.BADGE, False): Wording(
        _BADGE,
        words(
            "turns {k}|becomes {k}|is {k}|goes {k}|changes to {k}|switches to {k}|shows {k}|lights up {k}|"
            "has become {k}|has changed to {k}|turned {k}|flips over to {k}|has switched to {k}|"
            "gets {k}|comes up {k}|"
            "went {k}|became {k}|is now {k}|has gone {k}|jumps to {k}|lights {k}|reports {k}"
        ),
        words("a {k} status light|{k} badge|a {k} indicator|a {k} status|the status turning {k}"),
        words("has turned {k}|flips to {k}"),
    ),
}

OTHER = words(
    "tell me when the dog barks|it rains|notify me when the mail arrives|"
    "the cat jumps on the table|a goal is scored|let me know when water boils|someone smiles|"
    "the price rises above 100|tell me when my turn comes|a bird lands|"
    "when the teacher writes on the board|the train arrives|alert me if the baby cries|"
    "the cake is ready|snow|the door opens|tell me when the door closes|a new email arrives|"
    "my name is mentioned|somebody waves|the meeting begins|the car parks|a delivery van|"
    "smoke|fire|the page has loaded|someone asks a question|the score changes|hello|"
    "what is this?|describe what you see|summarize the video|the slide changes|"
    "the printer jams|the kettle whistles|the match is over|the phone rings|"
    "an ambulance passes|the plant needs water|the coffee is ready"
)
HELD_OUT_OTHER = words(
    "the parrot says something|tell me when it is my stop|a squirrel steals the nuts|"
    "the elevator arrives|ring me when the pizza is here|the soup boils over|a bus passes by|"
    "the auction ends"
)
SHAPE_WORDS = {
    "box": ("box", "cube"),
    "window": ("window",),
    "ball": ("ball", "sphere"),
    "mug": ("mug", "cup"),
}
GENERIC = ("object", "thing", "shape", "item")
COLOUR_WORDS = {"cyan": ("cyan", "turquoise"), "purple": ("purple", "violet"), "pink": ("pink", "rose")}
