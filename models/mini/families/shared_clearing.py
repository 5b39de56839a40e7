"""A small function about the weeks that files belong to."""

DEFINITIONS = {
    "in_week": r'''def in_week(path, *weeks):
    """Whether a file is of one of these weeks of the year: by the week in its name ('week 44',
    '2026-W44', 'KW 44'), else by its last change within a year."""
    word = r"weeks?|week no|wk|kw|cw|w|woche|vecka|uke|uge|semaine|semana|settimana|tydzien"
    found = re.findall(rf"(?<![^\W\d_])(?:{word})[ _.-]*0*(\d\d?)(?!\d)", path.stem, re.I)
    found += re.findall(rf"(?<!\d)(\d\d?)\.?[ _-]*(?:{word})(?![^\W\d_])", path.stem, re.I)
    if found:
        return any(int(n) in weeks for n in found)
    recent = (date.today() - changed(path)).days < 366
    return recent and changed(path).isocalendar()[1] in weeks

''',
}
