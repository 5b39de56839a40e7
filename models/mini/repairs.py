"""Mending code after an error without guessing: the error says which name was wrong, the folder
and the tables say which names there are.

Only a replacement that leaves no doubt is made. Everything else is for the model, or for the user.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.mini.families.code import completed, without_shared
from models.mini.surroundings import folder


@dataclass(frozen=True, slots=True)
class Mended:
    code: str
    note: str
    """What was assumed, as a sentence for the user."""


_NO_FILE = re.compile(
    r"FileNotFoundError.*?: '([^']+)'|No such file or directory: '([^']+)'"
    r"|FileNotFoundError: no (.+?); here: "
)
_NO_KEY = re.compile(
    r"KeyError: .*?no column (.+?); columns: "
    r"|KeyError: [\"'](.+?)[\"']$|Column not found: (.+)$|\['([^']+)'\] not in index"
)


_SHEET = re.compile(
    r"KeyError: .*no column (.+?); columns: .*; it is in the sheet (.+?)[\"']$", re.M
)
_FENCED = re.compile(r"```python\n(.*)```", re.S)
_READ = re.compile(r'(?<=^df = )read_table\((locate\("(?:[^"\\]|\\.)*"\))\)$', re.M)


def on_sheet(code: str, error: str) -> Mended | None:
    """The code with the sheet that the error names read in place of the first."""
    found = _SHEET.search(error)
    if not found:
        return None
    name = found[2].replace("\\", "\\\\").replace('"', '\\"')
    found_code = _FENCED.search(code)
    if not found_code:
        return None
    bare = without_shared(found_code[1])
    bare, count = _READ.subn(lambda m: f'read_sheet({m[1]}, "{name}")', bare)
    mended = f"```python\n{completed(bare).rstrip()}\n```"
    note = f"The first sheet has no column {found[1]}; I read the sheet {found[2]}."
    return Mended(mended, note) if count == 1 else None


_FIRST_FIGURE = re.compile(r'^df = figures_by\(df, col, by, "(?!count")(\w+)"', re.M)
_ANY_DRAWN = re.compile(
    r"(?P<by>by = [^\n]*\n)col = value_column\(df\)\n"
    r"(?P<kind2>pie|bars)\(sums_by\(df, col, by\)\)\ntitle, x, y = [^\n]*\n"
)
_SUMS_DRAWN = re.compile(
    r'col = column\(df, "(?P<col>(?:[^"\\]|\\.)*)"\)\n(?P<by>by = column\(df, "(?P=col)"\)\n)'
    r"(?:sums = numbers\(df\[col\]\)\.groupby\(df\[by\], sort=False\)\.sum\(\)\n"
    r"plt\.(?P<kind>pie|bar)\(sums[^\n]*\n(?:plt\.xticks[^\n]*\n)?"
    r"|(?P<kind2>pie|bars)\(sums_by\(df, col, by\)\)\n)"
    r"title, x, y = [^\n]*\n"
)


def counted(code: str, error: str) -> Mended | None:
    """A picture of sums of words as one of how often each of them occurs."""
    found_code = _FENCED.search(code)
    none = "no column of figures" in error
    if not (none or "holds no figures" in error) or not found_code:
        return None
    bare = without_shared(found_code[1])
    found = (_ANY_DRAWN if none else _SUMS_DRAWN).search(bare)
    if not found:
        return None
    pie = found["kind2"] == "pie" or (not none and found["kind"] == "pie")
    drawn = "pie(df[by].value_counts())" if pie else "bars(df[by].value_counts())"
    axes = '"", ""' if pie else 'by, "count"'
    instead = f'{found["by"]}{drawn}\ntitle, x, y = f"Rows by {{by}}", {axes}\n'
    bare = bare[: found.start()] + instead + bare[found.end() :]
    mended = f"```python\n{completed(bare).rstrip()}\n```"
    named = "The table" if none else f"The column {found['col']}"
    return Mended(mended, f"{named} holds no figures; I counted the rows.")


_FIGURES = re.compile(r'^col = column\(df, "(?P<col>(?:[^"\\]|\\.)*)"\)$', re.M)
_TABLE_READ = re.compile(r'read_table\(locate\("((?:[^"\\]|\\.)*)"\)\)')


def of_table(code: str, error: str) -> Mended | None:
    """The figures of a table that is called like what was taken for a column: *total payments per
    flat* of `payments 2026.csv`."""
    wrong = _first(_NO_KEY, error)
    found_code = _FENCED.search(code)
    if not wrong or not found_code or "numbers(df[col])" not in found_code[1]:
        return None
    bare = without_shared(found_code[1])
    found, table = _FIGURES.search(bare), _TABLE_READ.search(bare)
    if not found or not table or found["col"] != wrong or bare.count(f'"{wrong}"') != 1:
        return None
    if not _words(wrong) or not _words(wrong) <= _words(table[1]):
        return None
    bare = bare[: found.start()] + "col = value_column(df)" + bare[found.end() :]
    mended = f"```python\n{completed(bare).rstrip()}\n```"
    return Mended(mended, f"There is no column {wrong}; I took the figures of {table[1]}.")


def mend(code: str, error: str, seen: str) -> Mended | None:
    """The code with the wrong name replaced by the one it must mean."""
    if mended := on_sheet(code, error) or counted(code, error):
        return mended
    files, tables = folder(seen)
    wrong = _first(_NO_FILE, error)
    if wrong and f'exactly("{wrong}")' in code:
        return None
    if wrong:
        right = resembling(wrong, [name.rstrip("/") for name in files])
        return _replaced(code, wrong, right, "There is no {wrong}; I took {right}.")
    wrong = _first(_NO_KEY, error)
    if wrong == "count" and (figure := _FIRST_FIGURE.search(code)):
        note = "I sorted by the first of the figures."
        again = code.replace('sort_values("count"', f'sort_values("{figure[1]}"')
        return Mended(again, note) if again != code else None
    if wrong and not resembling(wrong, _told(error)) and (mended := of_table(code, error)):
        return mended
    if wrong:
        used = [c for name, cs in tables.items() if name in code for c in cs]
        columns = _told(error) or used or [c for cs in tables.values() for c in cs]
        return _replaced(
            code,
            wrong,
            resembling(wrong, columns) or synonym(wrong, columns),
            "There is no column {wrong}; I took {right}.",
        )
    return None


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return next((group for group in found.groups() if group), "") if found else ""


def _replaced(code: str, wrong: str, right: str, note: str) -> Mended | None:
    if not right or right == wrong:
        return None
    mended = re.sub(rf"(?<=['\"/]){re.escape(wrong)}(?=['\"/])", lambda _: right, code)
    return Mended(mended, note.format(wrong=wrong, right=right)) if mended != code else None


def resembling(wrong: str, there: Sequence[str]) -> str:
    """The one name that `wrong` can only mean; empty when there is none or more than one."""
    key = _plain(wrong)
    for same in (
        [name for name in there if _plain(name) == key],
        [name for name in there if _words(wrong) and _words(wrong) <= _words(name)],
        [name for name in there if _stem(name) and _stem(name) == _stem(wrong)],
    ):
        if len(set(same)) == 1:
            return same[0]
        if same:
            return ""
    close = difflib.get_close_matches(key, [_plain(name) for name in there], n=2, cutoff=0.75)
    near = [name for name in there if _one_letter_off(key, _plain(name))]
    if not close and len(near) == 1:
        return near[0]
    if len(close) == 1:
        return next(name for name in there if _plain(name) == close[0])
    return ""


def _one_letter_off(one: str, other: str) -> bool:
    """Whether two short names of the same length differ in one letter: *rpm* and *rpe*."""
    if len(one) != len(other) or not 3 <= len(one) <= 4 or one[0] != other[0]:
        return False
    return one.isalpha() and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def synonym(wrong: str, there: Sequence[str]) -> str:
    """The one column that means the same as `wrong`; empty when there is none or more than one."""
    said = {w.removesuffix("s") for w in _words(wrong)} - _FILLING
    groups = [group for group in _SAME if said & group]
    for group in groups:
        of = {c: {w.removesuffix("s") for w in _words(c)} for c in there}
        for fits in ([c for c in of if of[c] and of[c] <= group], [c for c in of if of[c] & group]):
            if len(fits) == 1:
                return fits[0]
            if fits:
                break
    return ""


def _told(error: str) -> list[str]:
    """The columns that an error names."""
    found = re.search(r"; columns: (.+?)(?:; it is in the sheet .*)?[\"']?$", error, re.M)
    return found[1].split(", ") if found else []


_FILLING = frozenset(["of", "the", "a", "in", "per", "for", "and", "total", "column", "by", "year"])
_SAME: tuple[frozenset[str], ...] = tuple(
    frozenset(w.removesuffix("s") for w in line.split())
    for line in (
        "salary pay wage gross income earnings gehalt lohn brutto",
        "salary pay wage net income netto",
        "born birth birthday birthdate dob geburtstag",
        "died death deceased",
        "revenue sales turnover umsatz takings income earnings",
        "amount sum total price cost betrag eur usd euro fee charge expense paid net gross value",
        "quantity qty pieces pcs units menge number stock count amount",
        "price cost preis rate fee eur usd euro",
        "duration length minutes mins min hours time runtime dauer",
        "distance km kilometers kilometres miles mileage",
        "weight kg grams lbs gewicht",
        "temperature temp celsius",
        "person name employee staff worker who people colleague member",
        "customer client buyer kunde company",
        "city town place location ort stadt",
        "category type kind group class art",
        "department dept team abteilung",
        "comment note remark notes text description",
        "phone telephone tel mobile telefon",
        "email mail e-mail",
        "state status done paid",
        "score points mark grade result rating",
        "start begin from beginning",
        "end until to finish",
    )
)
"""Words that people use for the same column."""


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()


def _words(name: str) -> set[str]:
    return {w.lower() for w in re.findall(r"[^\W\d_]+|\d+", name)}


def _stem(name: str) -> str:
    return _plain(re.sub(r"\.\w+$", "", name)).rstrip("s")
