"""Small functions about durations, amounts of data and feasts that answers carry along."""

DEFINITIONS = {
    "seconds_of": r'''def seconds_of(text):
    """A duration in seconds: '47 min', '1.5 hours', '1 h 20', 'a year', '3:45' (minutes)."""
    sizes = {"s": 1, "mi": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2592000, "y": 31536000}
    text = text.lower().replace(",", ".").replace("half an", "0.5").replace("half a", "0.5")
    parts = re.search(r"(\d+):(\d\d)(?::(\d\d))?", text)
    if parts:
        a, b, c = int(parts[1]), int(parts[2]), parts[3]
        hours = c or re.search(r"\bh", text)
        return (a * 60 + b) * 60 + int(c or 0) if hours else a * 60 + b
    total, size = 0, 60
    for number, unit in re.findall(r"(\d+(?:\.\d+)?|an?\b|one\b|per\b|the\b)\s*([a-z]*)", text):
        known = [unit[:n] for n in (2, 1) if unit[:n] in sizes]
        size = sizes[known[0]] if known else 60 if unit[:1] == "m" else size / 60 if total else 60
        total += (float(number) if number[0].isdigit() else 1) * size
    return total

''',
    "time_text": r'''def time_text(seconds):
    """Seconds for people: '18 hours 48 minutes (18.8 hours, 1128 minutes)'."""
    left = round(seconds) if seconds >= 10 else round(seconds, 2)
    parts = []
    for name, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        n, left = divmod(left, size) if size > 1 else (left, 0)
        parts += [f"{n:g} {name}{'' if n == 1 else 's'}"] if n else []
    same = [f"{seconds / 86400:.4g} days"] if seconds >= 86400 else []
    same += [f"{seconds / 3600:.4g} hours"] if seconds >= 360 else []
    same += [f"{float(f'{seconds / 60:.6g}'):g} minutes" if seconds < 6e7 else ""]
    text = " ".join(parts) or "0 seconds"
    same = [each for each in same if each and each != text]
    return f"{text} ({', '.join(same)})" if same else text

''',
    "times_sum": r'''def times_sum(text):
    """The sum of times such as '3:45, 4:10 and 2:58' in the same form."""
    found = [part.split(":") for part in re.findall(r"\d+(?::\d\d){1,2}", text)]
    long = max(map(len, found))
    total = sum(int(n) * 60 ** (len(part) - 1 - i) for part in found for i, n in enumerate(part))
    minutes, rest = divmod(total, 60)
    return f"{minutes}:{rest:02d}" if long < 3 else f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"

''',
    "data_of": r'''def data_of(text):
    """An amount of data in bytes, or a speed in bytes a second: '3.4 TB', '100 Mbit/s'."""
    number, unit = re.search(r"([\d.,]*\d)\s*(.*)", text).groups()
    number = number.replace(",", "" if re.fullmatch(r"\d+(,\d{3})+(\.\d+)?", number) else ".")
    step = " kmgtp".find(unit[:1].lower() or " ")
    bits = re.match(r"[kmgtKMGT]?bps|[KMGT]b(?:/| per | an? )|.*(?i:bit)", unit)
    every = re.search(r"(?:/|per |an? )\s*(h|min)", unit.lower())
    seconds = {"h": 3600, "min": 60}[every[1]] if every else 1
    thousand = 1024 if unit[1:2] == "i" and unit[2:3] in ("b", "B") else 1000
    return float(number) * thousand ** max(step, 0) / (8 if bits else 1) / seconds

''',
    "age_text": r'''def age_text(first, second):
    """What lies between two dates in years, months and days."""
    months_, days = months_between(first, second)
    years, rest = divmod(months_, 12)
    start = after_months(min(first, second), 12 * years)
    more = (max(first, second) - start).days
    parts = ((years, "year"), (rest, "month"), (days, "day"))
    text = ", ".join(f"{n} {name}{'' if n == 1 else 's'}" for n, name in parts if n) or "0 days"
    every = f"{abs((second - first).days):,} days"
    if not years:
        return f"{text} ({every})" if rest else text
    return f"{text} ({years} years and {more} days; {every} in all)"

''',
    "nth_of": r'''def nth_of(first, nth, weekday):
    """The first, 2nd, third, last weekday of the month of a date."""
    words = "first second third fourth fifth".split()
    found = dates_with(first, weekday)
    nth = nth.strip().lower()
    number = words.index(nth) if nth in words else int((re.findall(r"\d+", nth) or [0])[0]) - 1
    if number >= len(found):
        raise ValueError(f"{first:%B %Y} has only {len(found)} of them")
    return first.replace(day=found[number])

''',
    "before_workdays": r'''def before_workdays(when, n):
    """The date n working days before another."""
    while n > 0:
        when -= timedelta(1)
        n -= when.weekday() < 5
    return when

''',
    "feast": r'''def feast(text):
    """The date of a feast that the text names; without a year, a movable one is the next."""
    fixed = {r"(?:christmas|xmas) ?eve": (12, 24), "boxing ?day|st.? stephen'?s": (12, 26),
        r"new ?year'?s? ?eve|s[iy]lvester": (12, 31), "christmas|xmas": (12, 25),
        "new ?year": (1, 1), "hallowe'?en": (10, 31), "valentine": (2, 14), "epiphany": (1, 6),
        "st.? nicholas|nikolaus": (12, 6), "labou?r day|may ?day": (5, 1),
        "all saints": (11, 1), "st.? patrick": (3, 17)}
    after = {"good friday": -2, "easter monday": 1, "easter": 0, "ascension": 39,
        "(?:whit|pentecost) ?monday": 50, "whitsun|pentecost": 49, "ash wednesday": -46,
        "(?:rose|shrove) monday": -48, "shrove tuesday|mardi gras": -47, "corpus christi": 60}
    today, said = date.today(), re.search(r"\b(1[5-9]|2\d)\d\d\b", text)
    year, text = int(said[0]) if said else today.year, text.lower().replace("’", "'")
    for name, (month, number) in fixed.items():
        if re.search(rf"\b(?:{name})", text):
            return date(year, month, number)
    for name, days in after.items():
        if re.search(rf"\b(?:{name})", text):
            found = easter(year) + timedelta(days)
            later = not said and found < today
            return easter(year + 1) + timedelta(days) if later else found
    friday = re.search(r"black ?friday|thanksgiving|cyber ?monday", text)
    if not friday:
        return None
    more = {"t": 0, "b": 1, "c": 4}[friday[0][0]]
    found = [date(y, 11, 28) - timedelta((date(y, 11, 28).weekday() - 3) % 7 - more)
        for y in (year, year + 1)]
    return found[1] if not said and found[0] < today else found[0]

''',
}
