"""What is done to the names of chosen files."""

from __future__ import annotations

from models.mini.families.steps import BY_AGE, NUMBERED, RENAMED

_SIGN = 'sign = sign_named("@sign@")\n'
_N = "n = @n@\n"


def _renamed(expression: str) -> str:
    return f"done = rename_all(files, lambda p: {expression})\n{RENAMED}"


ACTIONS: dict[str, str] = {
    "action.today_front": _renamed('f"{date.today()}_{p.name}"'),
    "action.today_end": _renamed('f"{p.stem}_{date.today()}{p.suffix}"'),
    "action.umlauts": _renamed("without_accents(p.name)"),
    "action.parent_front": _renamed('f"{p.resolve().parent.name}_{p.name}"'),
    "action.lower_spaces": _SIGN + _renamed("spaced(p.name.lower(), sign)"),
    "action.swap_parts": _SIGN + _renamed("stemmed(p, swapped(p.stem, sign))"),
    "action.cut_front": _N + _renamed("stemmed(p, p.stem[n:])"),
    "action.cut_end": _N + _renamed("stemmed(p, p.stem[:-n])"),
    "action.shorten": _N + _renamed("stemmed(p, p.stem[:n])"),
    "action.strip_digits": _renamed("stemmed(p, without_digits(p.stem))"),
    "action.pad_numbers": _N + _renamed("stemmed(p, padded(p.stem, n))"),
    "action.cut_after": _SIGN + _renamed("stemmed(p, p.stem.split(sign)[0])"),
    "action.number_by_date": (
        f'{BY_AGE}\nname = "@name@"\n' + NUMBERED + _renamed('f"{name}_{numbered[p]}{p.suffix}"')
    ),
    "action.number_front_padded": NUMBERED + _renamed('f"{numbered[p]:02d}_{p.name}"'),
    "action.rename_by_table": (
        'df = read_table(locate("@table@"))\n' + _renamed("named_anew(p, df)")
    ),
}
