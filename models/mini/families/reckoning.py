"""Sums of several steps, durations, amounts of data, and dates counted in months and weeks."""

from __future__ import annotations

from models.mini.families.quantities import AB, RESULT, RESULTS, TWO_DAYS, say

_ABC = "a, b, c = @a@, @b@, @c@\n"
_THAT = 'print(f"That is {when:%A, %d %B %Y} ({when}).")\n'


SUMS: dict[str, str] = {
    "sum.basket_two": "a, b, c, d = @a@, @b@, @c@, @d@\nresult = a * b + c * d\n" + RESULT,
    "sum.basket_three": "a, b, c, d, e, f = @a@, @b@, @c@, @d@, @e@, @f@\n"
    "result = a * b + c * d + e * f\n" + RESULT,
    "sum.times_three": _ABC + "result = a * b * c\n" + RESULT,
    "sum.rule_of_three": _ABC
    + "result = a / b * c\n"
    + say("{a} for {b} is {neat(round(result, 6))} for {c}."),
    "sum.inverse": _ABC
    + "result = a * b / c\n"
    + say("{a} with {b} is the same as {c} with {neat(round(result, 6))}."),
    "sum.packs": AB
    + "full, rest = divmod(a, b)\n"
    + say(
        "{neat(full + (rest > 0))} are needed: {neat(full)} full ones"
        "{f' and one with {neat(round(rest, 6))}' if rest else ''}."
    ),
    "sum.margin": AB
    + "result = round(b - a, 6)\n"
    + say(
        "The profit is {neat(result)}: a markup of {result / a:.1%} on {a}, "
        "a margin of {result / b:.1%} of {b}."
    ),
    "sum.discount_was": AB
    + "result = b / (1 - a / 100)\n"
    + say("It was {neat(round(result, 2))} before {a}% were taken off."),
    "sum.duration_times": 'a, each = @a@, seconds_of("@duration@")\n'
    + say("Together they are {time_text(a * each)}."),
    "sum.monthly_years": AB + "result = a * 12 * b\n" + RESULT,
    "sum.speed_time": 'a, each = @a@, seconds_of("@duration@")\n'
    + say(
        "{a} in {time_text(each)} is a speed of {neat(round(a / each * 3600, 2))} an hour, "
        "{neat(round(each / 60 / a, 2))} minutes for each."
    ),
    "sum.durations_two": 'a, each = @a@, seconds_of("@duration@")\n'
    'b, other = @b@, seconds_of("@duration2@")\n'
    + say("Together they are {time_text(a * each + b * other)}."),
    "sum.times_add": 'text = "@times@"\n' + say("Together they are {times_sum(text)}."),
    "sum.duration_fits": 'first, second = seconds_of("@duration@"), seconds_of("@duration2@")\n'
    + say("It fits {int(second // first)} times ({second / first:.4g})."),
    "sum.size_fits": 'first, second = data_of("@size@"), data_of("@size2@")\n'
    + say("{int(second // first):,} of them fit."),
    "sum.downtime": 'percent, whole = @a@, seconds_of("@duration@")\n'
    + say("{percent}% leave {time_text(whole * (100 - percent) / 100)} of downtime."),
    "sum.transfer": 'size, speed = data_of("@size@"), data_of("@speed@")\n'
    + say("It takes {time_text(size / speed)}."),
    "sum.media_size": 'whole, speed = seconds_of("@duration@"), data_of("@speed@")\n'
    + say("It has {neat(round(whole * speed / 1e6, 2))} MB ({whole * speed / 1e9:.4g} GB)."),
    "sum.work_hours": 'first, second = minutes_of("@time@"), minutes_of("@time2@")\n'
    "rest = @a@\n"
    + say(
        "From {clock(first)} to {clock(second)} less {rest} minutes is "
        "{hours_text((second - first) % 1440 - rest)}."
    ),
    "sum.convert_two": 'value, unit, wanted = @a@, "@unit@", "@unit2@"\n'
    'more, unit_ = @b@, "@unit3@"\n'
    "result = convert(value, unit, wanted) + convert(more, unit_, wanted)\n"
    + say("{value} {unit} {more} {unit_} = {neat(round(result, 4))} {wanted}"),
}
THEN: dict[str, str] = {
    "sum.then_plus_percent": "result = result * (1 + @rate@ / 100)\n",
    "sum.then_minus_percent": "result = result * (1 - @rate@ / 100)\n",
    "sum.then_plus": "result = result + @value@\n",
    "sum.then_minus": "result = result - @value@\n",
    "sum.then_divided": "result = result / @n@\n",
    "sum.then_times": "result = result * @n@\n",
}
"""What is done with the result of a sum in the same sentence."""
_OF_OTHERS = {
    **RESULTS,
    "sum.net": "result = b / (1 + a / 100)\n",
    "sum.hourly": "result = a * b\n",
    "sum.product": "result = math.prod(values)\n",
}
_VALUES = ("sum.total", "sum.average", "sum.product")


def started(unit: str) -> str:
    """The lines of a sum up to its result, so that one can go on; empty when none can."""
    if unit == "sum.expression":
        return "result = @expr@\n"
    if unit in _OF_OTHERS:
        return ("values = [@numbers@]\n" if unit in _VALUES else AB) + _OF_OTHERS[unit]
    head, found, _ = SUMS.get(unit, "").partition("\nprint(")
    return f"{head}\n" if found and "\nresult = " in head and "value" not in head else ""


CHAINED = tuple(unit for unit in (*_OF_OTHERS, *SUMS) if started(unit))
"""Sums with whose result something more can be done."""
RESULT_KEPT = {unit: "" for unit in SUMS if unit in CHAINED}
"""For follow-ups: the line of the result is already there."""

DATES: dict[str, str] = {
    "date.years_between": TWO_DAYS
    + say("{age_text(first, second)} lie between {first} and {second}."),
    "date.months_from_now": "when = after_months(date.today(), @n@)\n" + _THAT,
    "date.months_ago": "when = after_months(date.today(), -@n@)\n" + _THAT,
    "date.months_before": 'when = after_months(day("@date@"), -@n@)\n' + _THAT,
    "date.notice_end": 'when = end_of(after_months(day("@date@"), @n@))\n' + _THAT,
    "date.week_dates": "n, year = @n@, @year@\nfirst = date.fromisocalendar(year, n, 1)\n"
    + say(
        "Week {n} of {year} is from {first:%A, %d %B %Y} to {first + timedelta(6):%A, %d %B %Y}."
    ),
    "date.nth_weekday": 'nth, weekday = "@nth@", "@weekday@"\n'
    'first = first_of("@month@")\n'
    + say("The {nth} {weekday} is {nth_of(first, nth, weekday):%A, %d %B %Y}."),
    "date.work_starts": 'n = @n@\nwhen = day("@date@")\n'
    + say("{n} working days before {when} it is {before_workdays(when, n):%A, %d %B %Y}."),
}
