"""Events that reporters wrote of: advice."""

from __future__ import annotations

from ..model import Level
from .base import PatternRecognizer, gated

RECOGNIZER = PatternRecognizer(
    "NEWS_EVENT",
    Level.ADVISE,
    "after an event",
    "What was in the news can be searched for with a place or a year. Say “after an accident”, “after a bereavement”, or leave it out.",
    (
        gated(
            r"\b(?:in|on|by|from|to|all over) the (?:local |national |evening |sunday ){0,2}(?:news|papers?|press|newspapers?|headlines|telly|tv|television|radio)\b"
            r"|\b(?:front[- ]page|made (?:the )?headlines|went viral|was televised|documentary|podcast|news report|press coverage|media coverage|appeared on (?:tv|television))\b",
            "news press papers headlines telly tv television radio front viral documentary podcast coverage",
        ),
        gated(
            r"\bthe (?:[a-z]{3,14} ){0,2}(?:disaster|bombings?|shootings?|siege|explosion|landslide|shipwreck|massacre|riots?|inquest|scandal|public inquiry|air crash|"
            r"train crash|coach crash|(?:ferry|boat|ship) (?:sinking|collision|accident)|bus crash|minibus crash|plane crash|helicopter crash|pit fire|tower fire|mill fire|hostage taking|earthquake|tsunami)\b",
            "disaster bombing shooting siege explosion landslide shipwreck massacre riot inquest scandal inquiry crash fire hostage earthquake tsunami sinking collision accident",
        ),
    ),
)
