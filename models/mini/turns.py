"""Conversations of several turns: follow-ups that refer back, and repairs after an error."""

from __future__ import annotations

from models.messages import Message
from models.mini import slots as values
from models.mini.asked_files import on_selection, with_selection
from models.mini.asked_tables import table_request
from models.mini.changing import Made, talk
from models.mini.continuing import MANY, MORE
from models.mini.draw import Draw
from models.mini.families import figures, files, tables
from models.mini.families.code import block, filled
from models.mini.file_actions import THEM, action_slots, code_of
from models.mini.following import FURTHER, further
from models.mini.pointing import FOUND, pointing_back
from models.mini.referring import REFERRING, onward, referring
from models.mini.selecting import EXT_LINE, Selection, selection

ONWARD = 0.12
"""How often another follow-up comes behind one."""
POINTING = 0.4
"""How often a follow-up is any request about what was found before, or about some of it."""
AGAIN = ("follow.same_for_ext", "follow.same_for_kind", "follow.same_for_folder")
ON_FILES = (*THEM, *AGAIN, "follow.rename_folder", "follow.second")
ON_TABLES = (
    "follow.desc", "follow.asc", "follow.save", "follow.other_column", "follow.average",
    "follow.total", "follow.plot",
)  # fmt: skip


def follow_up(draw: Draw) -> Made:
    """A request, its answer, and a request that refers back to it."""
    turn = draw.rng.random()
    if turn < 0.08:
        return clarified(draw) if turn < 0.05 else undone(draw)
    if draw.chance(POINTING):
        made = pointing_back(draw)
        return onward(draw, made) if draw.chance(ONWARD) else made
    every = (*ON_FILES, *ON_TABLES, *MORE, *FURTHER, *REFERRING)
    unit = draw.pick([u for u in every if draw.has(u)] or ["follow.count"])
    made = _made(draw, unit)
    return onward(draw, made) if draw.chance(ONWARD) else made


def _made(draw: Draw, unit: str) -> Made:
    if unit in MORE:
        return MORE[unit](draw, unit)
    if unit in FURTHER:
        return further(draw, unit)
    if unit in REFERRING:
        return referring(draw, unit)
    return _on_files(draw, unit) if unit in ON_FILES else _on_tables(draw, unit)


def clarified(draw: Draw) -> Made:
    """A vague wish to delete, the question back, and what was meant."""
    vague = draw.wrapped(draw.said(draw.wording("limit.ambiguous_delete"), {}))
    chosen = selection(draw)
    request = draw.pick(["", "", "", "I mean ", "ok, ", "just ", "only ", "well, "]) + chosen.said
    code = code_of("\n".join(chosen.lines), files.ACTIONS["action.delete"])
    return "follow.clarified", (
        Message("user", vague),
        Message("assistant", figures.WHICH_DELETE),
        Message("user", chosen.front + request),
        Message("assistant", block(code, {})),
    )


def undone(draw: Draw) -> Made:
    """Something was done, and is to be taken back."""
    action = draw.pick(["action.move", "action.delete", "action.copy", "action.lower"])
    first = on_selection(draw, action, selection(draw, plain=True))
    return "follow.undo", (
        Message("user", first.request),
        Message("assistant", block(first.code, first.slots)),
        Message("output", "Moved 3 files."),
        Message("user", draw.wrapped(draw.said(draw.wording("limit.undo"), {}))),
        Message("assistant", figures.UNDO),
    )


def _on_files(draw: Draw, unit: str) -> Made:
    wording = draw.wording(unit)
    zipped = values.stem(draw.rng) + draw.pick([".zip", ".zip", ""])
    slots = draw.slots(unit, wording, {"archive": zipped})
    request = draw.wrapped(draw.said(wording, slots))
    if unit in THEM:
        chosen = selection(draw)
        asked = {u: often for u, often in FOUND.items() if u != THEM[unit]}
        first = on_selection(draw, draw.among(asked), chosen)
        code = code_of(first.parts["lines"], filled(files.ACTIONS[THEM[unit]], slots))
        return unit, talk(first, request, code, "Found 3 files.")
    if unit == "follow.second":
        return _second(draw, unit, request)
    if unit == "follow.rename_folder":
        first = on_selection(draw, draw.pick(["action.move", "action.copy"]), selection(draw))
        action = first.parts["action"]
        old = action.split('place("', 1)[1].split('")', 1)[0]
        new = draw.slots(unit, wording)["dest"]
        request = draw.wrapped(draw.said(wording, {"dest": new}))
        action = action.replace(f'place("{old}")', f'place("{new}")')
        return unit, talk(first, request, code_of(first.parts["lines"], action), "Moved 2 files.")
    return _again(draw, unit)


def _again(draw: Draw, unit: str) -> Made:
    """The same action for other files: another ending, another kind, another folder."""
    actions = ["action.list", "action.count", "action.size", "action.move", "action.copy",
               "action.delete", "action.zip"]  # fmt: skip
    wording = draw.wording(unit)
    many = MANY.search(wording)
    action = "action.count" if many else draw.pick([a for a in actions if draw.has(a)])
    if unit == "follow.same_for_folder" and draw.chance(0.6):
        action = action if many else draw.pick([action, "action.list", "action.count"])
        return _elsewhere(draw, unit, wording, action)
    ending = draw.value("ext")
    noun = draw.wording("selection.ext")
    folder = files.HERE
    said = draw.said(noun, {"ext": values.said_extension(draw.rng, ending)})
    if draw.chance(0.25):
        clause = draw.wording("selection.folder")
        slots = draw.slots("selection.folder", clause)
        said, folder = f"{said} {draw.said(clause, slots)}", filled(files.THERE, slots)
    line = filled(EXT_LINE, {"ext": ending})
    frame = draw.wording(action)
    wanted = action_slots(draw, action, frame)
    chosen = Selection(said, (folder, files.EVERY, line), "selection.ext")
    first = with_selection(draw, action, frame, wanted, chosen)
    slots = draw.slots(unit, wording)
    asked = dict(slots)
    if unit == "follow.same_for_ext":
        asked["ext"] = values.said_extension(draw.rng, slots["ext"])
        line = filled(EXT_LINE, slots)
    elif unit == "follow.same_for_kind":
        line = files.NOUNS[values.KIND_WORDS[slots["kind"]]]
    else:
        folder = filled(files.THERE, slots)
    request = draw.wrapped(draw.said(wording, asked))
    lines = "\n".join((folder, files.EVERY, line))
    code = code_of(lines, first.parts["action"])
    return unit, talk(first, request, code, "Found 3 files.")


def _elsewhere(draw: Draw, unit: str, wording: str, action: str) -> Made:
    """The same files, whatever they are, of another folder."""
    first = on_selection(draw, action, selection(draw))
    slots = draw.slots(unit, wording)
    lines = "\n".join((filled(files.THERE, slots), *first.parts["lines"].split("\n")[1:]))
    request = draw.wrapped(draw.said(wording, slots))
    return unit, talk(first, request, code_of(lines, first.parts["action"]), "Found 3 files.")


def _second(draw: Draw, unit: str, request: str) -> Made:
    if draw.chance(0.4):
        base = draw.pick(["table.max_row", "table.max_row", "table.max"])
        first = table_request(draw, base)
        if f"{tables.TABLE}{tables.COL}" in first.code and "@out@" not in first.code:
            code = tables.HEAD + tables.TABLE + tables.VIEWS["table.sort_desc"] + SECOND
            return unit, talk(first, request, filled(code, first.slots), "1 row.")
    ranks = [u for u in ("selection.the_newest", "selection.the_largest") if draw.has(u)]
    rank = draw.pick(ranks or ["selection.the_newest"])
    said = draw.said(draw.wording(rank), {"noun": "file"})
    line = files.RANKS[rank]
    chosen = Selection(said, (files.HERE, files.EVERY, line), rank)
    first = on_selection(draw, draw.pick(["action.list", "action.details"]), chosen)
    lines = "\n".join((files.HERE, files.EVERY, line.replace("[-1:]", "[-2:-1]")))
    return unit, talk(first, request, code_of(lines, first.parts["action"]), "Found 1 file.")


SECOND = "df = df.iloc[1:2]\n" + tables.SHOW
SORTED = ("table.sort", "table.sort_desc")
GROUPED = ("table.group_sum", "table.group_mean", "table.group_max", "table.group_min")


def _on_tables(draw: Draw, unit: str) -> Made:
    wording = draw.wording(unit)
    slots = draw.slots(unit, wording)
    request = draw.wrapped(draw.said(wording, slots))
    bases = {
        "follow.desc": ["table.sort"],
        "follow.asc": ["table.sort_desc"],
        "follow.save": [*SORTED, *GROUPED, "table.rows", "table.rows", "table.top", "table.bottom",
                        "table.group_count", "table.rows_word", "table.group_sorted",
                        "table.group_ranked", "table.most_frequent", "table.max_row",
                        "table.longest_texts", "table.rows_twice"],
        "follow.other_column": ["table.sum", "table.mean", "table.max", "table.min",
                                "table.median"],
        "follow.average": ["table.sum", "table.max", "table.group_sum"],
        "follow.total": ["table.mean", "table.max", "table.group_mean"],
        "follow.plot": ["table.group_sum"],
    }  # fmt: skip
    base = draw.pick([u for u in bases[unit] if draw.has(u)] or ["table.sum"])
    first = table_request(draw, base)
    code = filled(first.code, first.slots)
    if tables.SAVE.split("@", 1)[0] in code and unit != "follow.other_column":
        return _on_tables(draw, unit)
    if unit in ("follow.desc", "follow.asc"):
        up, down = "key=ordered)", "key=ordered, ascending=False)"
        old, new = (up, down) if unit == "follow.desc" else (down, up)
        code = code.replace(old, new)
    elif unit == "follow.save":
        code = code.replace(tables.SHOW, filled(tables.SAVE, slots))
    elif unit == "follow.other_column":
        old = filled(tables.COL, first.slots)
        code = code.replace(old, filled(tables.COL, slots))
    elif unit == "follow.plot":
        tail = code.split("df = numbers(", 1)[0]
        plot = tables.PLOTS["plot.bar"].removeprefix(tables.TABLE + tables.COL + tables.BY)
        code = tail + plot + tables.PLOT_NAMED
    else:
        code = _other_figure(code, base, "mean" if unit == "follow.average" else "sum")
    return unit, talk(first, request, code, "1")


def _other_figure(code: str, base: str, wanted: str) -> str:
    if base.startswith("table.group"):
        old = tables.VIEWS[base].rpartition("df = ")[2]
        new = tables.VIEWS[f"table.group_{wanted}"].rpartition("df = ")[2]
        return code.replace(old, new)
    return code.replace(tables.FIGURES[base.removeprefix("table.")], tables.FIGURES[wanted])


def repair(draw: Draw) -> Made:
    """A first attempt that failed because a column or a file is called otherwise."""
    units = [f"table.{n}" for n in tables.FIGURES] + list(tables.VIEWS)
    wrong = draw.pick(list(MEANT))
    known = {"col": wrong if draw.chance(0.7) else wrong.capitalize()}
    first = table_request(draw, draw.pick([u for u in units if draw.has(u)]), known)
    code = filled(first.code, first.slots)
    if draw.chance(0.7) and f'column(df, "{known["col"]}")' in code:
        right = draw.pick(MEANT[wrong].split())
        names = [draw.value("col") for _ in range(draw.rng.randint(1, 3))]
        names.insert(draw.rng.randint(0, len(names)), right)
        wrong = known["col"]
        error = f"KeyError: 'no column {wrong}; columns: {', '.join(names)}'"
        fixed = code.replace(f'column(df, "{wrong}")', f'column(df, "{right}")')
    else:
        wrong = first.slots.get("table", "")
        ending = "." + wrong.rpartition(".")[2] if "." in wrong else ".csv"
        right = values.stem(draw.rng) + ending
        others = [values.file_name(draw.rng, ["txt", "pdf", "jpg", "md"]) for _ in range(2)]
        others.insert(draw.rng.randint(0, 2), right)
        error = f"FileNotFoundError: no {wrong}; here: {', '.join(others)}"
        fixed = code.replace(f'locate("{wrong}")', f'locate("{right}")')
    output = f"Traceback (most recent call last):\n{error}"
    return f"repair {first.unit}", (
        Message("user", first.request),
        Message("assistant", block(first.code, first.slots)),
        Message("output", output),
        Message("assistant", block(fixed, {})),
    )


MEANT = {
    "amount": "price total cost revenue amount_eur net_amount sum value",
    "price": "unit_price cost amount price_eur", "date": "order_date day created_at when datum",
    "name": "customer first_name last_name title product", "salary": "income pay wage gehalt",
    "city": "town location ort stadt", "country": "nation land",
    "quantity": "qty units pieces menge",
    "revenue": "sales turnover umsatz amount", "region": "area zone district", "age": "years alter",
    "category": "type kind group", "department": "dept team abteilung", "email": "mail e-mail",
}  # fmt: skip
"""Columns that people mean by another word."""
