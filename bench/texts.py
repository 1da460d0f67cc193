"""Invented omdömen of lifelike length: about 500 characters, made of sentences that a teacher could have written."""

import random

_STARTS = (
    "Eleven deltar aktivt på lektionerna och tar gärna ansvar för sitt eget arbete.",
    "Under terminen har eleven utvecklat sina kunskaper inom flera av ämnets områden.",
    "Eleven visar intresse för ämnet och ställer frågor som för arbetet framåt.",
    "Eleven arbetar i god takt och hinner med de uppgifter som vi har gått igenom.",
    "Eleven har kommit i gång bra med höstens arbete och följer planeringen.",
)
_KNOWLEDGE = (
    "Eleven kan förklara de begrepp som vi har arbetat med och använder dem på ett i huvudsak fungerande sätt i både tal och skrift.",
    "I de muntliga redovisningarna för eleven resonemangen framåt och motiverar sina slutsatser med exempel från undervisningen.",
    "Eleven väljer oftast en metod som passar uppgiften och kan beskriva hur hen har tänkt steg för steg.",
    "Vid de praktiska momenten planerar eleven sitt arbete, prövar sig fram och utvärderar resultatet på ett utvecklat sätt.",
    "Eleven läser och förstår ämnets texter, kan återge det viktigaste innehållet och dra egna slutsatser av det.",
    "Eleven jämför olika lösningar, ser för- och nackdelar och kan byta strategi när den första inte leder fram.",
)
_NEEDS = (
    "För att komma vidare behöver eleven öva på att utveckla sina svar och beskriva sambanden mellan orsak och verkan.",
    "Nästa steg är att använda fler av ämnets ord i de skriftliga uppgifterna och att läsa igenom texten innan den lämnas in.",
    "Eleven behöver träna på att visa sina beräkningar och kontrollera om svaret är rimligt.",
    "Framåt arbetar vi med att eleven ska planera sin tid bättre så att även de längre uppgifterna blir klara.",
    "För att utvecklas vidare behöver eleven våga ta större plats i diskussionerna och bygga vidare på andras tankar.",
)
_SUPPORT = (
    "I klassrummet stöttar vi med tydliga delmål och korta avstämningar under lektionen.",
    "Hemma får ni gärna läsa tillsammans en stund varje dag och prata om det ni har läst.",
    "Vi följer upp arbetet vid nästa utvecklingssamtal.",
    "Eleven får extra tid och en mall att utgå från vid de längre uppgifterna.",
)


def texts(count: int = 240, seed: int = 1) -> list[str]:
    """So many different texts, the same each time."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        one, two = chance.sample(_KNOWLEDGE, 2)
        parts = [chance.choice(_STARTS), one, two, chance.choice(_NEEDS)]
        found["\n\n".join((" ".join(parts), chance.choice(_SUPPORT)))] = None
    return list(found)
