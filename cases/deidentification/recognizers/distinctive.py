"""Facts that hold for one person in a place: the first, the only, prizes, marks on the body, multiple births: advice."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, anchored, gated

RECOGNIZER = PatternRecognizer(
    "DISTINCTIVE",
    Level.ADVISE,
    "a distinguishing fact, left out",
    "A fact that is true of one person names them to those who know it. Leave it out, or say its weight without saying what it is.",
    (
        gated(
            r"\b(?:the|his|her|their) (?:[a-z]{2,9} )?(?:first|only|last|sole|youngest|oldest|tallest|fastest) (?:[a-z]{3,12} ){0,2}(?:person|woman|man|girl|boy|pupil|student|survivor|foreman|"
            r"foreigner|family|female|male|player|driver|officer|member|owner|local|winner|resident|in (?:the|her|his|their) (?:family|village|town|city|county|school|street))\b"
            r"(?: (?:to|in|of|who|from)(?: [a-z]{1,12}){1,4})?",
            "first only last sole youngest oldest tallest fastest",
        ),
        anchored(
            r"\b(?:won|winning|winner of|runner-up in|awarded|holds|held|received|broke|presented with) (?:an? |the |two |three |his |her |their )(?:[a-z]{3,14} ){0,3}"
            r"(?:medals?|awards?|title|trophy|prize|cup|championships?|lottery|record|contest|competition|mbe|obe|cbe|bem|george cross|scholarship|eisteddfod)\b"
            r"|\b(?:world|european|british|national|county|regional|olympic|paralympic) (?:[a-z]{3,12} )?(?:champion|medallist|record[- ]holder)\b|\b(?:mbe|obe|cbe) (?:for|in)\b",
            "won winning winner runner-up awarded holds held received broke presented world european british national county regional olympic paralympic mbe obe cbe",
        ),
        gated(
            r"\b(?:tattoo(?:s|ed)?|birthmark|glass eye|prosthetic (?:leg|arm|hand|eye)|(?:missing|lost|without) (?:an?|the|his|her|their|two|three|half) (?:[a-z]{4,6} )?(?:finger|fingers|ear|eye|leg|arm|hand|thumb)"
            r"|facial scar|harelip|six fingers|heterochromia)\b(?: (?:of|on|across|over|reading|saying|that says|in)(?: [a-z]{1,12}){1,4})?",
            "tattoo birthmark eye prosthetic missing lost without scar harelip finger heterochromia",
        ),
        anchored(
            r"\b(?:triplets|quadruplets|conjoined|identical twins?|set of twins|two sets of twins)\b|\bnamed after (?:a|an|the|his|her|their) [a-z]{3,14}\b"
            r"|\b(?:known to|famous|well known|recognised) (?:all over|throughout|across|by everyone in|to everyone in|for) (?:the |his |her )?[a-z]{3,14}\b"
            r"|\beverybody (?:in|on) (?:the |his |her )?[a-z]{3,12} (?:knows?|knew)\b|\b(?:captained|capped for|caps for|played for|rowed for|swam for|ran for|boxed for|represented) (?:the |his |her |their )?(?:country|county|england|scotland|wales|ireland|britain|great britain|gb|team gb|national)\b|\b(?:commemorative|blue) plaque\b|\bplaque and all\b|\bfounder of (?:a|an|the) [a-z]{3,14}\b",
            "triplets quadruplets conjoined identical set two well commemorative blue named famous known recognised everybody captained capped caps played rowed swam ran boxed represented plaque founder",
        ),
    ),
)
