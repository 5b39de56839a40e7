"""Small functions about times of day, dates and sums that answers carry along."""

DEFINITIONS = {
    "minutes_of": r'''def minutes_of(text):
    """A time of day such as '9:15', '17.40', '8 am' or 'noon' in minutes since midnight."""
    words = {"noon": "12:00", "midday": "12:00", "midnight": "0:00"}
    text = words.get(text.strip().lower(), text)
    found = re.search(r"(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?", text.lower())
    if not found:
        raise ValueError(f"{text} is not a time of day")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    return 60 * hour + minute

''',
    "clock": r'''def clock(minutes):
    """Minutes since midnight as a time of day; says when it is another day."""
    days, rest = divmod(round(minutes), 1440)
    when = {0: "", 1: " on the next day", -1: " on the day before"}
    return f"{rest // 60}:{rest % 60:02d}{when.get(days, f' after {days} days')}"

''',
    "first_of": r'''def first_of(text):
    """The first day of a month such as 'March 2025'; without a year, of this year."""
    found = parser.parse(text, default=datetime(date.today().year, 1, 1), fuzzy=True)
    return found.date().replace(day=1)

''',
    "end_of": r'''def end_of(first):
    """The last day of the month of a date."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])

''',
    "dates_with": r'''def dates_with(first, weekday):
    """Which days of the month of a date are a weekday."""
    names = "mon tue wed thu fri sat sun".split()
    wanted = names.index(weekday.strip().lower()[:3])
    weeks = calendar.monthcalendar(first.year, first.month)
    return [week[wanted] for week in weeks if week[wanted]]

''',
    "after_months": r'''def after_months(when, n):
    """The date n months after another; the 31st becomes the last day of a shorter month."""
    year, month = divmod(when.year * 12 + when.month - 1 + n, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return when.replace(year=year, month=month + 1, day=min(when.day, last))

''',
    "months_between": r'''def months_between(first, second):
    """How many whole months lie between two dates, and how many days are left."""
    first, second = sorted((first, second))
    n = (second.year - first.year) * 12 + second.month - first.month
    n -= after_months(first, n) > second
    return n, (second - after_months(first, n)).days

''',
    "working_days": r'''def working_days(first, second):
    """The days from Monday to Friday between two dates, both included."""
    first, second = sorted((first, second))
    every = (first + timedelta(n) for n in range((second - first).days + 1))
    return [day_ for day_ in every if day_.weekday() < 5]

''',
    "after_workdays": r'''def after_workdays(when, n):
    """The date n working days after another."""
    while n > 0:
        when += timedelta(1)
        n -= when.weekday() < 5
    return when

''',
    "weekday_number": r'''def weekday_number(text):
    """Monday is 0, Sunday is 6; also from 'fri' or 'Fridays'."""
    names = "mon tue wed thu fri sat sun".split()
    return names.index(text.strip().lower()[:3])

''',
    "years_between": r'''def years_between(born, when):
    """How many birthdays lie between two dates."""
    return when.year - born.year - ((when.month, when.day) < (born.month, born.day))

''',
    "easter": r'''def easter(year):
    """Easter Sunday of a year, in the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    return date(year, (h + k - 7 * m + 114) // 31, (h + k - 7 * m + 114) % 31 + 1)

''',
    "from_roman": r'''def from_roman(text):
    """A Roman numeral as a number."""
    values = [dict(zip("IVXLCDM", (1, 5, 10, 50, 100, 500, 1000)))[c] for c in text.strip().upper()]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0]))

''',
    "hours_text": r'''def hours_text(minutes):
    """Minutes as hours and minutes: '8 hours 25 minutes (8.42 hours)'."""
    hours, rest = divmod(round(minutes), 60)
    parts = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    parts += [f"{rest} minute{'' if rest == 1 else 's'}"] if rest or not hours else []
    return f"{' '.join(parts)} ({minutes / 60:.4g} hours)"

''',
    "rounded": r'''def rounded(x, places=0):
    """A number rounded as at school: 0.5 goes up."""
    step = Decimal(1).scaleb(-places)
    return Decimal(str(x)).quantize(step, ROUND_HALF_UP)

''',
}
