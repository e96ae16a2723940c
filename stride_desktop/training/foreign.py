"""Requests for what the model does not know, so that it learns to say so."""

from __future__ import annotations

import numpy as np

from stride_desktop.training.wordings import words

_SUBJECTS = words(
    "the dog|a cat|the baby|my boss|the teacher|a bird|the mail|a parcel|the taxi|the train|the bus|"
    "dinner|lunch|the coffee|the soup|the water|the oven|the kettle|the washing machine|the printer|"
    "the phone|the price|the stock|the score|the match|the auction|my turn|my name|the meeting|"
    "the speaker|the singer|the choir|a goal|the referee|the weather|the rain|the snow|the sun|the fire|"
    "smoke|the plant|a squirrel|the gardener|the neighbour|a delivery van|an ambulance|the police|"
    "the postman|a guest|the queue|the exam|the film|the song|the advert|the news|an email|a message|"
    "a call|a cyclist|the horse|the fish|the parrot|a bear|the hen|the bread|the cake|the paint|the glue|"
    "the doctor|the patient|the pilot|the plane|a rocket|the ship|the tide|the river|the traffic|"
    "the temperature|the battery percentage|the exchange rate|bitcoin|the election|the lecture|"
    "a question|the compiler warning|the unit test|the cursor|the third chapter|page 12|the word invoice|"
    "the author"
)
_VERBS = words(
    "barks|sleeps|cries|smiles|sings|laughs|boils|is ready|is cooked|burns|arrives late|arrives|rings|"
    "whistles|jams|rises above 100|falls below 20|reaches 5000|is won|is lost|scores|is mentioned|"
    "begins to speak|coughs|waves|jumps|lands|takes off|eats|drinks|is hungry|needs water|dries|gets wet|"
    "melts|freezes over|breaks|is broken|parks|leaves the station|is delivered|is sold out|is cheaper|"
    "gets expensive|is called|asks for help|writes on the board|raises a hand|knocks|opens the door|"
    "is angry|looks happy|looks sad|dances|claps|wears a hat|has a beard|is spelled wrong|mentions money|"
    "talks about politics|is funny|rhymes|is boring|gets a haircut|is elected|wins|loses|draws level|"
    "answers|hangs up|replies|is translated|crosses the road"
)
_WHOLE = words(
    "what does it say?|what time is it?|who is that?|how are you|translate the text|read the title|"
    "how many people are there?|what colour is the sky?|write a poem|help|is this a cat?|who won?|"
    "what happens next?|why is he laughing?|explain the chart|count the cars|asdf|test|"
    "what is the capital of france?|play some music|set a timer for five minutes|book a table|thanks|"
    "click the button|close the browser|type my password|turn on the radio|stop recording|order pizza"
)
_HELD_OUT = 5
"""One in so many subjects and verbs is kept for evaluation."""


def foreign_clause(rng: np.random.Generator, held_out: bool = False) -> tuple[str, bool]:
    """A clause that an opening can be put before, or (True) a whole sentence."""
    if rng.random() < 0.2:
        return _one(rng, _WHOLE, held_out), True
    return f"{_one(rng, _SUBJECTS, held_out)} {_one(rng, _VERBS, held_out)}", False


def _one(rng: np.random.Generator, items: tuple[str, ...], held_out: bool) -> str:
    kept = [item for k, item in enumerate(items) if (k % _HELD_OUT == 0) == held_out]
    return kept[int(rng.integers(len(kept)))]
