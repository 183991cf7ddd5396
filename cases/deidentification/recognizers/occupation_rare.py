"""Work that few do in any one area: advice."""

from __future__ import annotations

import re

from ..model import Level
from .base import PatternRecognizer, anchored, gated, rx

_CRAFTS = (
    "acrobat|ambassador|archaeologist|astronaut|astronomer|bagpiper|ballerina|beekeeper|bomb disposal (?:officer|expert|commander|diver)|bell[- ]?(?:founder|ringer|hanger)|blacksmith|boat ?builder|bookbinder|brewer|bullfighter|"
    "calligrapher|cartoonist|chimney ?sweep|choirmaster|circus performer|clock ?(?:maker|restorer|mender)|clockmaker|clown|cobbler|codebreaker|composer|conjuror|cooper|coppicer|coxswain|croupier|"
    "cruise director|deep[- ]sea diver|diplomat|drag (?:queen|king)|drystone waller|embalmer|falconer|farrier|ferryman|figure skater|flautist|forester|fortune teller|gamekeeper|ghillie|"
    "glass ?blower|huntsman|harbour pilot|river pilot|helicopter pilot|gravedigger|gunsmith|harbour ?master|harpist|hangman|horologist|jester|jockey|lace ?maker|lifeboat ?(?:man|crew|coxswain)|lighthouse[- ]?keeper|lion tamer|lock[- ]?keeper|"
    "luthier|magician|mountain guide|mountaineer|mortician|musher|oboist|organ (?:builder|tuner)|organist|oyster ?(?:man|farmer)|piano tuner|piper|potter|prison governor|puppeteer|racing driver|"
    "reindeer herder|sail ?maker|sculptor|shepherd(?:ess)?|ship ?wright|signalman|sound recordist|silversmith|snake charmer|stage ?hypnotist|steeplejack|stone ?mason|stunt ?(?:man|woman|double|rider|driver)|sword ?swallower|"
    "taxidermist|test pilot|thatcher|tightrope walker|town crier|trapeze artist|under[- ]?keeper|ventriloquist|violin maker|voice[- ]?over (?:artist|actor|lady|man)|wheelwright|wig ?maker|wing walker|winemaker|zoo ?keeper"
)
# The first letters of each craft: a gate that is cheap to ask.
_STEMS = " ".join(sorted({re.split(r"[^a-z]", craft)[0][:6] for craft in re.sub(r"\(\?:[^)]*\)", "", _CRAFTS).split("|")}))

RECOGNIZER = PatternRecognizer(
    "OCCUPATION_RARE",
    Level.ADVISE,
    "skilled work",
    "Few people do this work in any one area. Say “skilled trade”, “works outdoors”, “in work”, or leave it out.",
    (
        anchored(rf"\b(?:{_CRAFTS})s?\b", _STEMS),
        gated(
            r"\b(?:former|retired|ex-?|professional|olympic|international|premier league|champion|celebrity|county|west end)[ -](?:professional |international |olympic )?"
            r"(?:actor|actress|athlete|boxer|cricketer|cyclist|dancer|diver|footballer|goalkeeper|golfer|gymnast|jockey|mp|musician|newsreader|politician|presenter|rower|"
            r"rugby player|runner|singer|skier|snooker player|swimmer|tennis player|wrestler)\b",
            "former retired ex professional olympic international premier champion celebrity county west",
        ),
        rx(
            r"\b(?:the|a|an|as|is|was) (?:local |deputy |former |current |retired |serving |only |first ){0,2}(?:mayor(?:ess)?|lord lieutenant|high sheriff|town clerk|chief constable|chief executive|"
            r"bishop|archdeacon|dean|headmaster|headmistress|editor of|conductor of|captain of|skipper of|curator of|governor of|landlord of the|landlady of the|"
            r"member of parliament|msp|(?:high court|circuit|district|crown court) judge|coroner)\b(?!['’]s (?:court|officer|office|inquest))"
        ),
    ),
)
