"""A request as the model reads it: without what decides nothing.

People are polite, give examples that go on, say how many of a thing there are, or that what they
convert stays. The same code answers the request without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from models.meant import DOES
from models.mini.literal_words import FIRST_WORDS

_SAME_PLACE = re.compile(
    r"\b(called|named|as|to)((?: a new| the)? [\"“'‘]?)([^/\n\"“'‘]{1,60}?\.\w{2,4})([\"”'’]?),?"
    r" (?:in|into|inside) (?:the|that|its) (?:same |own )?(?:folder|directory|dir)\b",
    re.I,
)
"""A new file that is to lie beside the one it is made from."""
_WITH_PATH = re.compile(r"(?<![\w/.~])([\w\-]+(?:/[\w\-]+)*)/[\w\- ]*\w\.\w{2,4}\b")
"""A file that is spelled with the folder that it is in."""
_DRAWN = re.compile(r"\b(?:plot|chart|graph|histogram|diagram|scatter|pie|bars?)\b", re.I)
"""Words for plots."""
_LABELLED = re.compile(
    r"(?:,| and)? with (?:an? |the |proper |nice )*"
    r"(?:titles?|units|labels|(?:axis|axes) (?:labels|titles|names))"
    r"(?:(?:,| and|, and) (?:an? |the )*(?:axis |axes )?(?:labels?|units|titles?|names))*"
    r"(?: (?:on|for|at|of|to) (?:the |both )*(?:axes|axis))?(?=\s*(?:[.!;,]|please|pls|$))",
    re.I,
)
"""What every plot has."""
_HOW_LONG = re.compile(r"\bhow (?:many (?:\w+ )?(?:days|weeks|months|years)|long)\b", re.I)
"""A question for the time between two dates."""
_EVENT = re.compile(
    r"\b(until|till|til|to|before)(?: the| our| my| his| her)? (?!end\b|today\b|now\b)"
    r"(?=[\w'’]*[^\W\d])[^\W\d][\w'’]*(?: [^\W\d][\w'’]*){0,3}?"
    r"(?:,| on| at| starts? on| begins? on| which is on)\s*(?:the )?"
    r"(?=(?:\d{4}-\d|\d{1,2}(?:st|nd|rd|th)?\.? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    r"|nov|dec)|\d{1,2}[./]\d{1,2}[./]\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"\w* \d))",
    re.I,
)
"""What takes place on a date, where only the date counts: *until the wedding on 5 May 2027*."""
_IN_THERE = re.compile(
    r"\b(?<!sub)(?:folder|directory|dir) (?:called |named )?"
    r"(?!(?:a|an|the|for|per|each|every|of|with|by|that|which|is|itself|to|in|from|and|or)\b)"
    r"([\"“'‘]?[^\s,.;:!?()]+(?: [^\s,.;:!?()]+)??)"
    r" (?:in there|inside there|in it|inside it|inside of it|within it)(?=\s*[,.;!?]|$)",
    re.I,
)
"""A folder in one that was named before."""
_ON_TOP = re.compile(
    r"\b(?:from|in|inside|out of) (?:the|my|this) (?:main|top|top-level|root|upper) "
    r"(?:folder|directory|dir|level)\b",
    re.I,
)
"""The work folder itself."""
_BESIDE = re.compile(
    r"(\b(?:cop(?:y|ies)|duplicate) .*\.\w{2,4}[\"”'’]? (?:to|as|called|named)"
    r" \S+\.\w{2,4}[\"”'’]?),?"
    r" in(?:to)? (?:the )?same (?:folder|directory|dir|place)\b",
    re.I,
)
"""Where a copy lies anyway."""
_LOCKS = re.compile(
    r"(?<!\S)([\"'“]?)~\$\*?[\"'”]? "
    r"(?:(?:lock|temp|temporary|word|office|excel|owner|hidden|leftover) )*"
    r"(?:files?|ones?|locks?|things?|stuff|leftovers?|docs?)\b",
    re.I,
)
"""What Office leaves behind while a file is open."""
_CORRECTED = re.compile(
    r"^[^.!?\n]{3,60}?(?:\.\.\.+|…|[,;.]| -+)\s*(?:(?:no|wait|sorry|hm+|ah|oh|nah|or)[,.]? )*"
    r"(?:actually,?|i mean,?|scratch that[,.:]?|forget (?:that|it)[,.:]?|no wait[,.:]?)"
    r" (?:just |only |rather |please |better )*(?=(\w+) (?!it\b|that\b|them\b|this\b|th[eo]se\b))",
    re.I,
)
"""What is said before somebody changes their mind, up to what they want instead."""
_WITH = re.compile(r"(?<!\S)w/ ?(?=\w)", re.I)
"""*with*, written in short."""
_CONVERTED = re.compile(
    r"^(?!.*\b(?:mov|delet|remov|renam)).*(?:\bconvert|\bre-?siz|\bsmaller|\bpixels?\b|\bpx\b"
    r"|\bwide\b|\b(?:to|into|as)(?: an?)? "
    r"(?:jpe?g|png|bmp|gif|webp|tiff?|csv|tsv|xlsx|excel|json)\b)",
    re.I | re.S,
)
"""A request that makes a picture or a table from another, and moves or deletes nothing."""
_ZEROS = re.compile(
    r"\s*(?:[,;.(-]\s*|\b(?:with|and|but|so that)\s+)(?:but |and |please |so that |with )*"
    r"(?:keep(?:ing)? (?:the|its|all)? ?(?:leading )?zeros?(?: in front| at the front)?"
    r"(?: (?:in|of) (?:the )?[\w ]{1,24}?)?"
    r"|(?:the |all )?(?:leading )?zeros?(?: in front| at the front)?"
    r"(?: (?:in|of) (?:the )?[\w ]{1,24}?)?"
    r" (?:must|should|have to|has to|need to|shall) (?:all )?(?:stay|remain|be kept)"
    r"(?: there| as they are)?"
    r"|(?:the )?[\w ]{1,24}? (?:must|should|have to|has to|needs? to|shall) keep"
    r" (?:the|its|their|all)? ?(?:leading )?zeros?(?: in front| at the front)?)\)?"
    r"(?=\s*(?:[.!,;]|please|pls|thanks|call it|$))",
    re.I,
)
"""That codes keep their zeros in a table that is converted, as they always do."""
_AS_TABLE = re.compile(r"\bexcel\b|\.xlsx\b|\bto (?:csv|xlsx)\b|\bconvert", re.I)
"""A request that makes another kind of table."""
_STAYS = re.compile(
    r"\s*[,;.(-]\s*(?:but |and |please )*(?:(?:keep|leave)(?: me)? (?:the|my) (?:old |big )?"
    r"(?:jpe?g|png|bmp|gif|webp|tiff?|csv|tsv|xlsx|excel|json|originals?|ones?|source)(?: files?)?"
    r"(?: as (?:it|they) (?:is|are)| where (?:it|they) (?:is|are)| untouched| alone| too)?"
    r"|(?:the )?(?:originals?|big ones|old ones) (?:must |should |can |shall )?(?:stays?|remains?)"
    r"(?: there| as (?:it|they) (?:is|are)| untouched)?)\)?(?=\s*(?:[.!,;]|please|pls|thanks|$))",
    re.I,
)
"""That what is converted stays, as it always does."""
_COUNT = re.compile(
    r"\b(the|these|those|my|our|all|his|her) (?:two|three|four|five|six|seven|eight|nine|ten) "
    r"(?!(?:\w+ )?(?:largest|biggest|newest|oldest|latest|smallest|longest|shortest|highest|lowest"
    r"|heaviest|most|least|top|last|first|best|worst|dearest|cheapest|earliest|recent|least)\b)"
    r"(?=[\w\ue000-\uf8ff'’-]+)(?!(?:days?|weeks?|months?|years?|hours?|minutes?|seconds?|lines?|rows?"
    r"|columns?|words?|characters?|letters?|digits?|decimals?|pages?|times|parts?|of|in|on|from|and"
    r"|or|by|with|values?|entries|numbers?|spaces|blanks|pixels?)\b)",
    re.I,
)
"""How many there are of the things that are named, which chooses none of them."""
_ITEM = r"[\w/.\-]*[\w/]"
_EXAMPLES = re.compile(
    r"\s*(?:[(:]\s*|,?\s*\b(?:so|e\.?g\.?|i\.?e\.?|like|such as|for example|names)\b[:,]?\s+)+"
    rf"{_ITEM}(?:(?:\s*,\s*|\s+and\s+|\s+){_ITEM}){{0,5}}"
    r"(?:,?[\s_-]*(?:\betc\b\.?|\band so (?:on|forth)\b|\band so(?=\s*[.)]|\s*$)|\.\.\.|…))\)?\s*",
    re.I,
)
"""Examples that go on, with what leads over to them."""
_TMP = re.compile(r"(?<![\w./-])tmp(?= files?\b)", re.I)
"""An ending, in this phrase, and not all that is temporary."""
SHORTEST = 3
"""Characters that have to be left of a request without politeness."""
_FIRST = re.compile(r"(^|[.!?:;]\s+|\n\s*)([A-Z][a-z]*)\b")
"""The first word of a sentence, where it has a capital."""
_POLITELY = re.compile(
    r"(^|(?<=[.!?:;])\s+)"
    r"(?:(?:hi|hello|hey|hallo|yo|good (?:morning|afternoon|evening|day))(?: there| all)?[,!.]* +)*"
    r"(?:(?:please|pls|plz|kindly),? +)*"
    r"(?:(?:(?:can|could|would|will) (?:you|u)(?: mind)?|i(?:'d| would) like you to"
    r"|i (?:want|need) you to|be so (?:kind|good|nice) (?:as to|and))\b,? +)?"
    r"(?:(?:please|pls|plz|kindly|be so kind (?:as to|and))\b,? +)*",
    re.I,
)
"""Greetings and polite words at the beginning of a sentence."""
_THANKS = re.compile(
    r"(?:[ ,;.!?\-]*(?<![\w'’])(?:please|pls|plz|thanks(?: a lot| in advance| so much| again)?|thx"
    r"|thank (?:you|u)(?: very much| so much| in advance| again)?|cheers|many thanks"
    r"|would you|will you|could you|can you|for me|if (?:you can|possible)))+[.!? ]*$",
    re.I,
)
"""Polite words at the end."""
_DOES = DOES | {"create", "mkdir", "put", "list"}
"""What somebody may want instead."""
_Row = tuple[re.Pattern[str], str, re.Pattern[str] | None]
"""What is said, what is read instead, and what else has to stand in the request for that."""
_OF_FILES: tuple[_Row, ...] = (
    (_COUNT, r"\1 ", None),
    (_WITH, "with ", None),
    (_ON_TOP, "directly here", None),
    (_IN_THERE, r"subfolder called \1", None),
    (_BESIDE, r"\1", None),
    (_LOCKS, "files beginning with ~$", None),
    (_STAYS, "", _CONVERTED),
)
_OF_RESULTS: tuple[_Row, ...] = (
    (_LABELLED, "", _DRAWN),
    (_EVENT, r"\1 ", _HOW_LONG),
    (_ZEROS, "", _AS_TABLE),
)


def asked(request: str) -> str:
    """The request as it is read: usual first words of sentences lose their capital, so that they
    have one spelling, and what is only polite is left out in front and behind."""

    def first(found: re.Match[str]) -> str:
        word = found[2].lower()
        return found[1] + (word if word in FIRST_WORDS else found[2])

    text = _TMP.sub(".tmp", _FIRST.sub(first, request.strip()))
    plain = _POLITELY.sub(r"\1", text)
    polite = plain != text
    plain = _THANKS.sub("", plain)
    plain = plain.rstrip("? ") if polite else plain
    return plain if len(plain) > SHORTEST else text


def bare(request: str) -> str:
    """The request without what decides nothing: examples that go on, how many of the things that
    it names there are (`the two scans`), that a picture or table which is converted stays."""
    text = _said_again(without_examples(_corrected(request)), _OF_FILES)
    return _said_again(_in_its_folder(text), _OF_RESULTS)


def _said_again(request: str, rows: Iterable[_Row]) -> str:
    for said, instead, where in rows:
        if not where or where.search(request):
            request = said.sub(instead, request)
    return request


def _in_its_folder(request: str) -> str:
    """The request with the folder said for what is to lie *in the same folder* as a file."""
    path = _WITH_PATH.search(request)
    if not path:
        return request
    return _SAME_PLACE.sub(lambda m: f"{m[1]}{m[2]}{path[1]}/{m[3]}{m[4]}", request)


def _corrected(request: str) -> str:
    """What somebody says who changes their mind: *make src … actually just create dirs a and b*."""
    found = _CORRECTED.match(request)
    return request[found.end() :] if found and found[1].lower() in _DOES else request


def without_examples(request: str) -> str:
    """The request without examples that go on: `(Sales.csv etc)`, `so 2023/, 2024/ …`."""
    rest = _EXAMPLES.sub(" ", request).strip()
    return rest if rest != request and len(rest.split()) > SHORTEST else request
