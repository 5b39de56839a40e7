"""What code decides, and the words with which people ask for it.

A row says: code in which this stands does something special, and somebody who wants that uses one
of these words (or part of one). Code that narrows, deletes or changes things without such a word in
the request is a guess. Written from the meaning of the lines; which words people really use came
from the open half of the development set and from the wordings.
"""

from __future__ import annotations

import re

IMAGES = (
    "image|imgs?\\b|photo|foto|pic|shot|graphic|wallpaper|drawing|scan|snap|camera|album|jpe?g"
    "|thumb|portrait|landscape"
)

ROWS: dict[str, str] = {
    r"is_video\(": "video|vid|movie|film|clip|footage|recording|episode|series|mp4",
    r"is_image\(": IMAGES + "|png|raster|illustration",
    r"is_audio\(": "music|song|audio|sound|track|tune|album|podcast|record|voice|mp3|listen",
    r"is_document\(": "docu|docs?\\b|letter|paper|text|word|pdf|writ|report",
    r"is_spreadsheet\(": "sheet|excel|table|csv|calc|xls",
    r"is_archive\(": "archive|zip|compress|tar|pack|bundle|tgz|rar",
    r"is_code\(": "cod|script|program|source|dev|py",
    r"is_temporary\(": "te?mp|junk|back|bak|left|trash|cache|garbage|rubbish|clutter|mess|crap",
    r"st_size == 0": "empty|zero|\\b0\\b|nothing|blank|hollow|no content|bytes|useless",
    r"\.rmdir\(|is_dir\(\) and .* not any": "folder|dir|empt",
    r"rmtree\(": "folder|dir|everything|all of|contents|whole",
    r"== date\.today\(\)\]": "today|now|this (?:morning|afternoon|evening)|since midnight",
    r"date\.today\(\) - timedelta\(1\)\]": (
        "yesterday|last night|day before|1 day|one day|two days|2 days|48"
    ),
    r"timedelta\(weeks=1\)": "week|7 days|seven days",
    r"timedelta\(date\.today\(\)\.weekday\(\)\)": "week|monday",
    r"date\.today\(\)\.replace\(day=1\)": "month|(?:the|since|from) (?:1st|first)",
    r"date\.today\(\)\.year": "year|\\byr|january|annual",
    r"in_month\(": "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|month",
    r"key=lambda p: p\.stat\(\)\.st_mtime": (
        "new|old|recent|late|last|first|date|time|modif|chang|chron|age|touch|edit|\\bls -\\w*t"
    ),
    r"key=lambda p: p\.stat\(\)\.st_size": (
        "big|large|small|size|heav|light|space|huge|tin[iy]|fat|room|weigh|bytes|little|disk"
        "|\\bls -\\w*s"
    ),
    r"startswith\(\".+\"\.lower": "start|begin|prefix|first|front|lead|open",
    r"drop_duplicates|duplicates\(": (
        "dup|twice|repeat|double|unique|distinct|same|once|identical|cop|times?\\b|only one"
        "|redundan"
    ),
    r"df\.dropna\(": "miss|empty|incomplete|blank|null|nan|hole|gap|without|no |complete",
    r"text = read\(path\)\.upper": "upper|cap|big|shout|large",
    r"text = read\(path\)\.lower": "lower|small|minus|little|cap",
    r"lines\.sort\(": "sort|order|alphabet|a-z|arrange|a to z|abc",
    r"lines\.reverse\(": "revers|backward|upside|flip|last|other way|bottom|turn",
    r"random\.shuffle\(": "shuffl|random|mix|scrambl|jumbl",
    r"\.rotate\(": "rotat|turn|tip|upright|sideways|deg|tilt|orient|spin|flip|°|quarter|upside",
    r"ImageOps\.mirror": "mirror|flip|revers|turn|left",
    r"convert\(\"L\"\)": "gr[ae]y|black|b ?[&/] ?w|bw|mono|colou?r|white",
    r"\.thumbnail\(": "thumb|small|mini|tiny|preview|icon|shrink|side|resize|fit|px|pixel",
    r"\.crop\(": "crop|cut|trim|middle|cent",
    r"\.corr\(": "corr|relat|connect|depend|link|together",
    r"shutil\.copy": "cop|\\bcp\\b|dupl|clone|back|also|replica|keep|second set|another|twin",
    r"rename_all\(|(?<!df)\.rename\(": (
        "nam|call|prefix|suffix|front|end|lower|upper|cap|replac|numb|swap|exten|spac|add|date|turn"
        "|chang|underscore|becom|instead|strip|remov|tag|label|put|small|\\bren\\b|start|drop|trade"
        "|cut|short|trim|pad|zero|digit|accent|umlaut|letter|char|trunc|flip|exchang|hyphen|dash|min"
    ),
    r"git init": "init|new repo|start|creat|set ?up",
    r"is_screenshot\(": "screen|shot|captur|grab|snip",
    r"is_presentation\(": "present|slide|deck|ppt|powerpoint|keynote|talk",
    r"is_ebook\(": "book|epub|kindle|read|novel|mobi",
    r"is_font\(": "font|typeface|ttf|letter",
    r"workdays\(": "work|business|weekday|banking",
    r"sorted\(dict\.fromkeys": "sort|order|alphabet|a-z|a to z|abc",
    r"\.cumsum\(": "cum|running|so far|adding up|build|grow|accum|balance",
    r"in_both|intersection": "both|common|shared|same|too|also|each",
    r"groupby\(months\(": "month|per |by |each|jan|over time",
    r"random\.(?:randint|choice|uniform|sample)\(": (
        "random|dice|\\bdie\\b|\\bd\\d|roll|pick|draw|lot|lucky|chance|coin|flip|toss|choos|guess|any"
        "|lucky|generat|number between|numbers? from|give me|pull|select|decide|who|shuffl"
    ),
    r"lacking\(df": (
        "\\bnot?\\b|n['’]?t\\b|without|w/o|except|exclud|\\bbut\\b|other|apart|aside|leav|never|nobody"
        "|nothing|yet|besides|unless|minus|ignor|skip|drop|still|un\\w+|none|remov|hide|rest|omit|bar"
    ),
}
COMPILED = tuple((re.compile(code), re.compile(words, re.I)) for code, words in ROWS.items())


def unasked(code: str, request: str, asked: str) -> list[str]:
    """What the code decides without a word for it in `asked`: the request, and maybe more."""
    found = [
        match.group()
        for pattern, words in COMPILED
        if (match := pattern.search(code)) and not words.search(asked)
    ]
    decided = code.replace("sorted(folder", "")
    found += [does for does, words in CONTRARY if does in decided and words.search(request)]
    found += [f"without {word}" for word in _LINES_WITHOUT.findall(code) if _with(word, request)]
    found += [f"having {word}" for word in _HAVING.findall(code) if _not(word).search(request)]
    change = CHANGES.search(code)
    return [*found, change.group()] if change and only_asks(request) else found


_HAVING = re.compile(r'\bhaving\(df, "([^"\\\n]+)"\)')
"""Code that takes the rows in which something is so."""
_LINES_WITHOUT = re.compile(
    r'wanted = "([^"\\\n]+)"\n(?:(?:(?:import|from) [^\n]*)?\n)*'
    r"with_numbers\(lines, lambda line: wanted\.lower\(\) not in"
)
"""Code that takes the lines without a word."""


def _with(word: str, request: str) -> bool:
    """Whether lines with a word are asked for: 'the lines with TODO that are not done'."""
    asked = re.search(rf"\bwith (?:the )?(?:word )?[\"'“]?{re.escape(word)}\b", request, re.I)
    return bool(asked and not _LACKING.search(request[: asked.start()]))


_LACKING = re.compile(
    r"\bnot\b|n['’]t\b|\b(?:except|without|other|ignor|skip|leav|hid|drop|but|exclud|minus)", re.I
)
"""Words for leaving something out, in part."""


def _not(word: str) -> re.Pattern[str]:
    """How it is said that something is not so: 'not paid', 'haven't been paid yet'."""
    return re.compile(
        rf"(?:\bnot|n['’]t|\bnever)(?: yet| been| be| yet been)? {re.escape(word)}\b", re.I
    )


_SEVERAL = r"two|three|four|five|six|seven|eight|[2-9]|1\d"
_SEVERAL_MOST = rf"\b(?:{_SEVERAL}) (?:\w+ ){{1,2}}(?:with )?the (?:most|high|larg|big)"
_NOT_COUNTED = r"(?:n['’]?t|\bnot) count(?:ed|s)?\b|\bignor|\bleav\w* (?:\S+ )?out|\bskip|\bexclud"
_ANY_CASE = r"case (?:does ?n.?t|does not|is not|isn.?t) (?:matter|import)"
"""That capitals count for nothing."""
_SAME_ORDER = (
    r"(?:same|original|their|the) order (?:of|as|stays|is kept|must)|same order"
    r"|keep(?:ing)? (?:the|their|its|this) order|(?:not|without) sort"
)
"""That an order stays."""
EXCEL = re.compile(
    r"^(?!.*\b(?:csvs?|tsv|ods|calc|spreadsheets?|tables?|numbers|similar|like|whatever|otherwise"
    r"|or not|any format)\b).*\b(?:excels?|xlsx?)\b",
    re.I | re.S,
)
"""Who says Excel means neither CSV nor OpenDocument, but for *Excel and the like*."""
_OTHERWISE = (
    r"\b(?:per|by|for each|for every|each|every) (?!file|type|kind|ext|ending|format|sort|suffix"
    r"|folder|of\b|day|month|year|week|size|name|one|date|the\b|what\b|its?\b|their\b)[a-z]{3,}"
)
"""Groups of files by something else than what is known of every file."""
CONTRARY = (
    ('content = "', re.compile(rf"\b(?:with|of|these) (?:{_SEVERAL}) (?:separate )?lines\b", re.I)),
    ("isocalendar", re.compile(r"\bweek ?day|\b(?:what|which) day\b", re.I)),
    ("df[blank(", re.compile(_NOT_COUNTED, re.I)),
    ("together {neat(", re.compile(r"\b(?:left|remain\w*)\b", re.I)),
    ("random.choice(", re.compile(r"\b(?:both|in common)\b", re.I)),
    (".count(wanted", re.compile(r"\blines\b", re.I)),
    (".max()]", re.compile(_SEVERAL_MOST, re.I)),
    ('save_all(made, "', re.compile(r"\boverwrite (?:ok|is ok|them|the)\b", re.I)),
    ('"".join(read(p).rstrip', re.compile(r"\bcsvs\b|\bcsv files\b|\b(?:both|all) csv\b", re.I)),
    ("git status", re.compile(r"\bversions?\b(?! control)", re.I)),
    ("show_share(", re.compile(r"\bwith \S+[^.]*\bhow many (?:\w+ )?with\b", re.I)),
    ('p.suffix.lower() or "(none)"', re.compile(_OTHERWISE, re.I)),
    ("is_spreadsheet(", EXCEL),
    ("sorted(", re.compile(_SAME_ORDER, re.I)),
    ("read(path).upper", re.compile(_ANY_CASE, re.I)),
    ("read(path).lower", re.compile(_ANY_CASE, re.I)),
)
"""Code, and words that speak against it."""
IN_PLACE = re.compile(
    r"\bin the (?:same )?file itself|\bin[- ]place\b|\b(?:overwrite|reformat|change) the file\b"
    r"|(?:write|save|put) it back|back (?:in)?to the (?:same )?file",
    re.I,
)
"""A file is to be another afterwards."""
CHANGES = re.compile(
    r"\.unlink\(|rmtree\(|\.rmdir\(|shutil\.move\(|rename_all\(|(?<!df)\.rename\("
    r"|write\(p|save\(df, path\.name, path\)"
)
"""Code after which a file is another, elsewhere or gone."""
QUESTION = re.compile(
    r"(?:and |so )?"
    r"(?:(?:(?:can|could|would|will) (?:you|u) (?:please )?)?(?:tell|show) (?:me|us) )?"
    r"(?:who|whose|which|what|how (?:many|much|often|big|large|long|old|do)"
    r"|how (?:does|is|are)|where|when|is|are|was|were|any|does|did|has|do (?:we|i|you)) .*\?\s*$",
    re.I,
)
"""A sentence that asks how something is."""
WISH = re.compile(
    r"\b(?:mov|put|plac|shift|bring|cop|renam|call|delet|remov|get rid|trash|bin|throw|clean|clear"
    r"|zip|pack|archiv|compress|sav|stor|writ|mak|creat|chang|replac|convert|turn|resiz|shrink|sort"
    r"|organi|tid|file (?:it|them|away)|keep|leav|send|dump|belong|go(?:es)? |into\b|to\b)",
    re.I,
)
"""Words with which people want something done, in part."""


def only_asks(request: str) -> bool:
    """Whether it is asked how things are, with no word of changing them in any other sentence."""
    sentences = re.split(r"(?<=[.!?])\s+", request.strip())
    questions = [bool(QUESTION.match(sentence)) for sentence in sentences]
    others = [sentence for sentence, asks in zip(sentences, questions, strict=True) if not asks]
    return questions[-1] or (any(questions) and not any(WISH.search(s) for s in others))


ENDINGS = re.compile(
    r"(?<![\w/])\.?(pdf|docx|xlsx|csv|tsv|jpg|jpeg|png|gif|bmp|tiff|mp3|mp4|txt|json|html|heic|mov"
    r"|avi|wav|flac|odt|pptx|iso|svg|webp|xml|epub|exe|dmg)s?\b(?!\()",
    re.I,
)
"""Endings of files, with or without their dot: *the pdfs*."""
ALIKE = {"jpg": "jpeg", "jpeg": "jpg", "tiff": "tif"}


def endings_left_out(code: str, request: str) -> list[str]:
    """Endings of files that the request names and the code does not use.

    Where endings are to be in small letters, one in capitals only says how they look.
    """
    text = code.lower()
    if "save(part, " in text and "path.suffix" in text:
        return []  # the parts of a table are of its kind
    named = {match.group(1).lower() for match in ENDINGS.finditer(request)}
    if "p.suffix.lower())" in text or "p.suffix.upper())" in text:
        shouted = {match.group(1) for match in ENDINGS.finditer(request)}
        named -= {ending.lower() for ending in shouted if ending.isupper()}
    return sorted(
        ending
        for ending in named
        if ending not in text and ALIKE.get(ending, ending) not in text and not KIND.search(text)
    )


KIND = re.compile(r"\bis_(?!file|dir|symlink)\w+\(|\bpictures_of\(|contents\(")
"""Code that chooses files by what they are, whatever their ending."""
CALLED = re.compile(
    r"\b(?:called|named)\s+(?!(?:it|that|so|after|like|by|with|in|the|a|an|as|something|anything|what"
    r"|accordingly|differently|wrong\w*|if|and|or|on|from)\b)[\"'“]?([\w][\w\-]*)",
    re.I,
)
"""What is called by a name."""
EXCEPT = re.compile(
    r"\b(?:except(?:ing)?|excluding|apart from|aside from|but not(?! least)|other than"
    r"|not counting|not in|leaving (?:\S+ ){1,6}out|leave (?:\S+ ){0,6}out(?: of)?)\b"
    r"|\((?:but )?(?:no|not|without)\b",
    re.I,
)
"""Words before what is left out."""
SPARED = re.compile(
    r"\b(?:but|and) (?:please )?(?:keep|spare|leave)\b"
    r"(?! (?:(?:only |just )?(?:one|the (?:new|late|old|first|larg|orig)\w*)"
    r"|(?:the |my |all )?folders?)\b)",
    re.I,
)
"""Words before what is not to be deleted."""
EXCLUDING = re.compile(r"outside\(|\bnot\b|!=|~|glob\(\"\*\"\)|iterdir|- ?1|\bdrop|minus")
"""Code that leaves something out."""


NEEDED = (
    (re.compile(r"\bfree (?:ram|memory)|\b(?:ram|memory) (?:is )?free\b", re.I), ("available",)),
    (
        re.compile(r"\bwhich [^.,]{0,30}\b(?:use|uses|import|imports|mention|mentions) \w+", re.I),
        ("mentions(", "read(", "wanted"),
    ),
)
"""Words, and code of which right code has one."""
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:%|per ?cent\b)", re.I)
_OF_HUNDRED = re.compile(r"^a, b = ([\d.]+), [\d.]+$", re.M)


def passed_by(code: str, request: str) -> list[str]:
    """What a request asks for in so many words, and the code does not do: what memory is free,
    per cent of the number that has the sign."""
    found = [
        match.group()
        for words, does in NEEDED
        if (match := words.search(request)) and not any(each in code for each in does)
    ]
    shares = {share.replace(",", ".") for share in _PERCENT.findall(request)}
    taken = _OF_HUNDRED.search(code)
    if shares and taken and "{a}%" in code and taken[1] not in shares:
        found.append(f"{min(shares)}%")
    return found


def left_aside(code: str, request: str) -> list[str]:
    """What a request calls by name, or leaves out, and the code says nothing of."""
    text = code.lower()
    found = [name for name in CALLED.findall(request) if name.lower() not in text]
    exception = EXCEPT.search(request)
    if not exception and ".unlink(" in code:
        exception = SPARED.search(request)
    if exception and not EXCLUDING.search(WHOLE_FOLDER.sub("", code.replace(_NOT_THERE, ""))):
        found.append(exception.group())
    return found


_NOT_THERE = "if target not in p.parents"
"""What lies there already is moved nowhere, which leaves nothing out."""
_RANK = re.compile(
    r"\bthe (?:very )?(?:newest|latest|most recent|oldest|earliest|largest|biggest|smallest"
    r"|heaviest|longest|shortest|first|second|third|last|top|bottom)"
    r"(?: (?:two|three|four|five|six|seven|eight|nine|ten|\d+))?"
    r" (?:one|ones|files?|of (?:them|these|those)|photos?|pictures?|pdfs?|images?)\b"
    r"|\b(?:the|only|just) (?:first|last|top) (?:two|three|four|five|six|seven|eight|nine|ten|\d+)"
    r"(?= ?(?:[,.!]|$|(?:in)?to\b|from\b|there\b))",
    re.I,
)
"""Some of the files by their place among them: *the newest one*, *only the first three*."""
_RANKING = re.compile(
    r"sorted\(|files\[|\.(?:sort|head|tail)|newest|oldest|duplicates\(|max\(|min\(|_row"
    r"|locate|exactly|lines\["
)
"""Code that takes some of the files by their place, or the one of a name."""
_EVERY = re.compile(r"in sorted\(folder\.r?glob\(")
"""Where code walks through a folder, in an order that chooses nothing."""


def rank_left_out(code: str, request: str) -> list[str]:
    """The place of the files that are meant (*the newest one*), where code acts on all of them."""
    found = _RANK.search(request)
    every = "for p in files:" in code or "rename_all(files" in code or "save_all" in code
    return [found.group()] if found and every and not _RANKING.search(_EVERY.sub("", code)) else []


_EQUALS = re.compile(r"\w\s*(?<![<>!])==? ?[\"'“]?(?!(?:that|this|it|zero|what)\b)([^\W\d]\w*)")
"""The value behind an equals sign: *paid = no*."""
_STATED = {"no": "lacking(", "yes": "having(", "empty": "blank(", "blank": "blank("}
"""Values for which code has a word of its own."""


def value_left_out(code: str, request: str) -> list[str]:
    """What stands behind an equals sign, and the code that reads a table says nothing of."""
    text = code.lower()
    if "read_table(" not in text:
        return []
    said = [value for value in _EQUALS.findall(request) if value.lower() not in text]
    found = [v for v in said if _STATED.get(v.lower(), "?") not in text]
    plain_no = re.search(r"= ?[\"'“]?no\b(?! \w)", request) and '"no"' not in text
    return found or (["= no"] if plain_no and "lacking(" not in text else [])


WHOLE_FOLDER = re.compile(r"and \"/\.\" not in f\"[^\"]*\"|not p\.name\.startswith\(\"\.\"\)")
"""Where code passes over hidden files, which nobody had to ask for."""
