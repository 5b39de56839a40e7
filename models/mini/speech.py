"""How one wording becomes several: other words for the same, other orders, a sentence around it.

Nothing here changes what is asked. A slot is never touched.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from functools import cache

Groups = Sequence[Sequence[str]]


def _groups(text: str) -> Groups:
    return [[word.strip() for word in line.split("|")] for line in text.strip().splitlines()]


SAME: Mapping[str, Groups] = {
    "": _groups(
        """folder | directory | dir | folder
        folders | directories | dirs
        subfolders | subdirectories | sub-folders | subfolders
        called | named | by the name of | with the name
        biggest | largest | biggest
        smallest | tiniest | smallest
        newest | latest | most recent
        show me | give me | let me see | display | tell me | I want to see | print
        show | display | list | print | give me
        make | create | generate | make | produce
        how many | what number of | how many | count of
        what is | what's | whats | tell me | can you tell me | give me
        which | what
        I need | I want | I'd like | I would like | gimme
        contains | includes | has
        containing | including | that has | with
        everything | all | all of it
        convert | turn | change | transform
        also | too | as well
        last | past | previous
        only | just | solely
        remove | delete | erase | get rid of | take out | drop
        delete | remove | erase | get rid of | trash
        replace | exchange | substitute
        compute | calculate | work out | figure out
        calculate | compute | work out | determine
        random | arbitrary | random
        big | large | big
        names | filenames | file names
        modified | changed | edited | updated
        changed | modified | edited | updated
        edited | modified | changed | worked on
        older than | more than | over
        bigger than | larger than | over | above | more than | exceeding
        larger than | bigger than | over | above | greater than
        smaller than | below | under | less than
        find | look for | search for | locate | find me | look up
        get | fetch | get | grab"""
    ),
    "table": _groups(
        """rows | records | entries | lines | rows
        row | record | entry | line
        column | field | column | col
        columns | fields | cols
        average | mean | avg | average
        mean | average | avg
        total | sum | total | overall | grand total
        sum | total | sum
        highest | largest | biggest | maximum | greatest | max
        largest | highest | biggest | maximum | max
        lowest | smallest | minimum | least | min
        smallest | lowest | minimum | least | min
        per | by | for each | for every | per
        for each | per | for every | by
        by | according to | on
        sort | order | arrange | sort
        above | over | greater than | more than | higher than | bigger than
        over | above | more than | greater than | exceeding
        below | under | less than | lower than | smaller than
        under | below | less than | lower than
        is | equals | is | =
        save it as | write it to | store it in | put it into | export it as | save as
        unique | distinct | different
        different | distinct | unique
        missing | empty | blank | missing
        duplicate | repeated | double
        combine | merge | join | put together
        descending | in descending order | from high to low | largest first | desc
        ascending | in ascending order | from low to high | smallest first | asc"""
    ),
    "plot": _groups(
        """plot | draw | chart | graph | plot | visualize | show
        draw | plot | make | create
        bar chart | bar plot | barchart | bar graph | column chart
        line chart | line plot | line graph | curve
        pie chart | pie | pie diagram
        scatter plot | scatterplot | scatter diagram | scatter chart
        histogram | distribution plot | histogram
        per | by | for each | per
        save it as | store it as | write it to | saved as"""
    ),
    "image": _groups(
        """picture | image | photo | pic
        image | picture | photo | pic
        images | pictures | photos | pics
        pictures | images | photos | pics
        photos | pictures | images | pics
        greyscale | grayscale | black and white | gray | b/w
        resize | scale | shrink | resize | change the size of
        wide | in width | wide
        pixels | px | pixels | pix
        shrink | reduce | scale down | make smaller
        rotate | turn | rotate | spin"""
    ),
    "text": _groups(
        """lines | rows | lines
        text | text | string | phrase
        occur | appear | show up | come up | occur
        contain | include | have | mention
        most common | most frequent | commonest | most used
        join | merge | combine | glue together
        empty | blank
        blank | empty"""
    ),
    "action": _groups(
        """move | put | transfer | shift | relocate | bring | send | move
        put | place | stick | throw | drop | stash | put
        copy | duplicate | copy | replicate
        into | to | in | inside | into
        zip | compress | pack | bundle | zip up
        pack | bundle | compress | zip
        total size | combined size | size in total | size altogether
        space | room | disk space | storage
        in front of | before | at the start of
        at the end of | behind | after"""
    ),
    "archive": _groups(
        """extract | unpack | unzip | decompress | open up
        unpack | extract | unzip | decompress
        zip | compress | pack | zip up
        archive | archive file | package"""
    ),
    "sum": _groups(
        """how much is | what is | what's | compute | calculate
        times | multiplied by | x | times
        divided by | over | / | divided by
        plus | + | and | plus
        minus | less | - | minus
        percent | % | per cent | pct"""
    ),
    "date": _groups(
        """how many days | number of days | how long in days
        weekday | day of the week | day"""
    ),
}
"""Words that may stand for each other, by family of requests; under `""` for all families. The
first of a row is replaced by one of the row."""

FRONTS = {
    "table": ["in {0}, ", "in {0}: ", "{0}: ", "from {0}, ", "from {0}: ", "look at {0} and ",
              "open {0}. ", "I have a table {0}. ", "using {0}, ", "take {0} and ", "{0} - ",
              "there is a file {0}, ", "read {0} and ", "load {0}, then ", "for {0}: ", "{0}, ",
              "given {0}: ", "check {0}: ", "with {0}, "],
    "file": ["in {0}, ", "in {0}: ", "{0}: ", "from {0}, ", "open {0} and ", "I have a file {0}. ",
             "take {0} and ", "{0} - ", "look at {0}: ", "for {0}: ", "{0}, ", "in the file {0}, "],
    "image": ["{0}: ", "take {0} and ", "open {0} and ", "{0} - ", "for {0}: "],
    "archive": ["{0}: ", "for {0}: ", "{0} - "],
}  # fmt: skip
"""How a request may begin with the file it is about."""

FOLDER_FRONTS = (
    "in {folder}, ", "in {folder}: ", "in the folder {folder}, ", "in my {folder} folder, ",
    "go to {folder} and ", "look in {folder} and ", "inside {folder}, ", "{folder}: ",
    "in the directory {folder}: ", "from {folder}, ", "under {folder}, ", "within {folder}: ",
    "in the {folder} folder ", "open {folder} and ", "check {folder}: ", "{folder} folder: ",
    "my {folder} folder is a mess: ", "it's about the folder {folder}: ",
)  # fmt: skip

BEFORE = (
    "I'm cleaning up. ", "my disk is almost full. ", "for my tax return: ",
    "my boss wants this: ", "for work: ", "quick question: ", "hey there, ", "good morning! ",
    "sorry to bother you, ", "one more thing: ", "next step: ", "so, ", "ok so ", "right, ",
    "now ", "listen, ", "for a friend: ", "I'm in a hurry, ", "as usual, ", "I have a problem. ",
    "task: ", "todo: ", "for the meeting: ", "let's get organised. ", "just wondering, ",
    "before I forget: ", "if possible, ", "it's for school: ", "for the report: ",
    "please help. ", "first of all, ", "alright: ", "hm, ", "uh, ", "hello! ", "can you ",
    "could you ", "would you ", "please ", "pls ", "plz ", "I want you to ", "I'd like to ",
    "I need to ", "help me ", "let's ", "time to ", "go ahead and ", "be so kind and ",
    "you should ", "we have to ", "I have to ", "try to ", "just ", "kindly ",
    "the client asks: ", "housekeeping: ", "new job for you: ", "question: ", "request: ",
    "computer, ", "assistant, ",
)  # fmt: skip
AFTER = (
    ", thanks", ", thank you", ", thx", ", please", ", pls", " please", " asap", ", it's urgent",
    ", if you can", ", cheers", ", ok?", ", will you?", ", would you?", ", for me", " for me",
    ", that's all", ", I'm in a hurry", ", it's a mess", ", no rush", ". Thanks!", ". Thank you",
    ", now", ", right now", " right away", ", I need it today", ", merci", ", danke", "!", "!!",
    "...", " :)", ", for my boss", ", for school", ", for the meeting",
    ", so I can find things again", ", if possible", ", just like that", ", my friend",
    ", when you have time", ", I'd be grateful", ". That would help",
)  # fmt: skip

_ENDING = re.compile(
    r"^(.*\S) (?:in|of|from|for) (?:the )?(?:file |table )?\{(table|file|image)\}([?.!]?)$"
)


@cache
def _pattern(family: str) -> tuple[re.Pattern[str], dict[str, Sequence[str]]]:
    rows = {group[0].lower(): group for part in ("", family) for group in SAME.get(part, ())}
    words = sorted(rows, key=len, reverse=True)
    return re.compile(rf"(?<![\w{{])({'|'.join(map(re.escape, words))})(?![\w}}])", re.I), rows


def other_words(rng: random.Random, unit: str, wording: str, share: float) -> str:
    """The wording with some words replaced by others that mean the same."""
    pattern, rows = _pattern(unit.partition(".")[0])

    def other(found: re.Match[str]) -> str:
        if rng.random() > share:
            return found[0]
        word = rng.choice(rows[found[0].lower()])
        return word[:1].upper() + word[1:] if found[0][:1].isupper() else word

    return pattern.sub(other, wording)


def other_order(rng: random.Random, wording: str) -> str:
    """A request that ends with the file it is about may begin with it."""
    found = _ENDING.match(wording)
    if not found:
        return wording
    front = rng.choice(FRONTS[found[2]]).format(f"{{{found[2]}}}")
    rest = found[1]
    rest = rest[:1].lower() + rest[1:] if rest[1:2].islower() else rest
    return front + rest + found[3]


def surrounded(rng: random.Random, request: str) -> str:
    """The request with a word or a sentence before or behind it."""
    if rng.random() < 0.6:
        inner = request[:1].lower() + request[1:] if request[1:2].islower() else request
        return rng.choice(BEFORE) + inner
    return request.rstrip(".?! ") + rng.choice(AFTER)
