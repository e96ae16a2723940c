"""Requests in every language that the prompts know."""

from __future__ import annotations

REQUESTS = {
    "en": ["Tell me when the light goes off", "Let me know as soon as somebody comes in"],
    "de": ["Sag mir Bescheid, wenn das Licht ausgeht", "Melde dich, sobald jemand die Tür öffnet"],
    "fr": ["Dis-moi quand la lumière s’éteint", "Préviens-moi dès que quelqu'un entre"],
    "es": ["Dime cuando se apague la luz", "Avísame en cuanto alguien entre por la puerta"],
    "it": ["Dimmi quando la luce si spegne", "Avvisami appena qualcuno entra"],
    "pt": ["Avise-me quando a luz apagar", "Diga quando alguém entrar na sala"],
    "nl": ["Zeg het als het licht uitgaat", "Laat me weten wanneer er iemand binnenkomt"],
    "ru": ["Скажи, когда погаснет свет"],
    "zh": ["灯灭的时候告诉我"],
    "ja": ["電気が消えたら教えて"],
    "ko": ["불이 꺼지면 알려줘"],
}
