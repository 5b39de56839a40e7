"""Small functions about commands, processes, numbers and units that answers carry along."""
# ruff: noqa: E501 - backslashes are doubled here; in the answers the lines are shorter

DEFINITIONS = {
    "run": '''\
def run(command, folder=None):
    """Run a shell command, perhaps in a folder, and print what it says; a script by its language."""
    name = command if Path(folder or ".", command).is_file() else command.split(" ")[0]
    program = {".py": sys.executable, ".sh": "sh"}.get(Path(name).suffix.lower())
    here = Path(folder or ".")
    there = [here / name] if (here / name).is_file() else sorted(here.rglob(Path(name).name))
    if program and len(there) == 1:
        script = shlex.quote(there[0].relative_to(here).as_posix())
        command = f"{shlex.quote(program)} {script}{command[len(name):]}"
    done = subprocess.run(command, shell=True, text=True, capture_output=True, cwd=folder)
    print((done.stdout + done.stderr).strip() or "(no output)")
    if done.returncode:
        print(f"The command ended with exit code {done.returncode}.")

''',
    "only_mine": '''\
def only_mine():
    """Say so when no other programs than those of the sandbox can be seen from here."""
    if len(psutil.pids()) < 12:
        print("(I can only see what runs in my own sandbox, not the other programs on this computer.)")

''',
    "busiest": '''\
def busiest(key, n=10):
    """The running programs, those that use most first."""
    fields = ["name", "pid", "memory_info", "cpu_percent"]
    found = [p.info for p in psutil.process_iter(fields) if p.info["memory_info"]]
    only_mine()
    return sorted(found, key=key, reverse=True)[:n]

''',
    "prime_factors": '''\
def prime_factors(n):
    """The primes whose product is n."""
    found, d = [], 2
    while d * d <= n:
        while n % d == 0:
            found.append(d)
            n //= d
        d += 1
    return found + [n] if n > 1 or not found else found

''',
    "roman": '''\
def roman(n):
    """A number in Roman numerals."""
    steps = zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "M CM D CD C XC L XL X IX V IV I".split())
    text = ""
    for value, letters in steps:
        text += letters * (n // value)
        n %= value
    return text

''',
    "least": '''\
def least(values):
    """The smallest value of a column, as a number, a date or a word."""
    values = values.dropna()
    if values.empty:
        return "none, there are no values"
    return figure(numbers(values).min()) if numeric(values) else values[ordered(values).idxmin()]

''',
    "greatest": '''\
def greatest(values):
    """The largest value of a column, as a number, a date or a word."""
    values = values.dropna()
    if values.empty:
        return "none, there are no values"
    return figure(numbers(values).max()) if numeric(values) else values[ordered(values).idxmax()]

''',
    "months": r'''def months(values):
    """The month of each date of a column: '2024-03'; of names of months, their names in order."""
    named = month_names(values)
    if named is None:
        return dates_of(values).dt.strftime("%Y-%m").rename("month")
    text = values.where(named.notna()).astype(str).str.strip()
    order = dict.fromkeys(text[named.sort_values(kind="stable").dropna().index])
    return pd.Series(pd.Categorical(text.where(named.notna()), list(order), ordered=True),
        index=values.index, name="month")

''',
    "figure_text": '''\
def figure_text(x):
    """A number as it stands in a table: '3', '17.85'; nothing when it is missing."""
    if pd.isna(x):
        return None
    x = round(float(x), 4)
    return str(int(x)) if x == int(x) else str(x)

''',
    "kind_word": '''\
def kind_word(dtype):
    """What a column holds, in a word."""
    return "number" if pd.api.types.is_numeric_dtype(dtype) else "text"

''',
    "json_value": '''\
def json_value(data, name):
    """The value of a field such as 'version' or 'address.city', wherever it stands."""
    for key in name.split("."):
        level = [data]
        while level:
            found = next((x for x in level if isinstance(x, dict) and key in x), None)
            if found is not None:
                break
            level = [y for x in level if isinstance(x, (dict, list))
                for y in (x.values() if isinstance(x, dict) else x)]
        if not level:
            raise KeyError(f"no field {name}; fields: {', '.join(data)[:80]}")
        data = found[key]
    return data

''',
    "contact_sheet": '''\
def contact_sheet(files, columns=5, names=False, side=240):
    """All pictures on one sheet, small and in rows, perhaps with their names under them."""
    columns = max(1, columns if columns != 5 else min(5, len(files)))
    high = side + 20 if names else side
    sheet = Image.new("RGB", (columns * side, max(1, -(-len(files) // columns)) * high), "white")
    for n, p in enumerate(files):
        small = ImageOps.contain(on_white(open_image(p)), (side - 10, side - 10))
        left, top = n % columns * side, n // columns * high
        sheet.paste(small, (left + (side - small.width) // 2, top + (side - small.height) // 2))
        if names:
            font = ImageFont.load_default(13)
            middle = (left + side / 2, top + side + 6)
            ImageDraw.Draw(sheet).text(middle, p.name[:34], "black", font, "mm")
    return sheet

''',
    "convert": '''\
def convert(value, unit, wanted):
    """A quantity in another unit of length, weight, volume, time, data, speed or temperature."""
    sizes = {
        "length": "km 1000 kilometer 1000 kilometre 1000 m 1 meter 1 metre 1 cm .01 centimeter .01 "
        "centimetre .01 mm .001 millimeter .001 millimetre .001 mi 1609.344 mile 1609.344 "
        "yd .9144 yard .9144 ft .3048 foot .3048 feet .3048 in .0254 inch .0254 inche .0254",
        "weight": "kg 1000 kilo 1000 kilogram 1000 g 1 gram 1 mg .001 milligram .001 t 1e6 ton 1e6 "
        "tonne 1e6 lb 453.59237 pound 453.59237 oz 28.349523125 ounce 28.349523125 "
        "stone 6350.29318 st 6350.29318",
        "volume": "l 1 liter 1 litre 1 ml .001 milliliter .001 millilitre .001 cl .01 gal "
        "3.785411784 gallon 3.785411784 pint .473176473 quart .946352946 cup .2365882365 "
        "tablespoon .0147867648 tbsp .0147867648 teaspoon .0049289216 tsp .0049289216",
        "time": "s 1 sec 1 second 1 min 60 minute 60 h 3600 hr 3600 hour 3600 d 86400 day 86400 "
        "week 604800 month 2629746 year 31556952",
        "data": "b 1 byte 1 kb 1e3 kilobyte 1e3 mb 1e6 megabyte 1e6 gb 1e9 gigabyte 1e9 tb 1e12 "
        "terabyte 1e12 kib 1024 mib 1048576 gib 1073741824",
        "speed": "kmh 1 kph 1 mph 1.609344 ms 3.6 knot 1.852",
        "area": "sqm 1 m2 1 hectare 1e4 ha 1e4 acre 4046.8564224 sqft .09290304 sqkm 1e6 km2 1e6 "
        "squarefeet .09290304 squarefoot .09290304 squaremeter 1 squaremetre 1 squarekm 1e6 cm2 1e-4",
        "liquid": "floz .0295735296 fluidounce .0295735296 ml .001 l 1 liter 1 litre 1 dl .1 cl .01 "
        "hl 100 m3 1000 cubicmeter 1000 cubicmetre 1000 cm3 .001 ccm .001 cup .2365882365",
        "short time": "ms .001 msec .001 millisecond .001 s 1 sec 1 second 1 min 60 minute 60 h 3600 "
        "hour 3600",
        "energy": "j 1 joule 1 kj 1e3 kilojoule 1e3 cal 4184 calorie 4184 kcal 4184 kilocalorie 4184 "
        "wh 3600 kwh 3.6e6 mj 1e6 megajoule 1e6",
        "power": "w 1 watt 1 kw 1e3 kilowatt 1e3 hp 745.699872 horsepower 745.699872 ps 735.49875",
        "pressure": "bar 1 psi .0689475729 mbar .001 hpa .001 pa 1e-5 kpa .01 atm 1.01325",
        "bits": "bit .125 kbit 125 mbit 125e3 megabit 125e3 gbit 125e6 kb 1e3 mb 1e6 gb 1e9 byte 1",
    }
    turned = {"fp": ("ms", 1000), "bpm": ("ms", 60000), "mpg": ("l1", 235.214583),
        "l100km": ("mp", 235.214583), "minkm": ("km", 60)}
    scales = {"c": (1, 0), "f": (5 / 9, -160 / 9), "k": (1, -273.15)}
    def plain(name):
        name = re.sub(r"[^a-z0-9]", "", name.lower().replace("degrees", ""))
        return name if len(name) < 3 or not name.endswith("s") else name[:-1]
    first, second = plain(unit), plain(wanted)
    if re.match("c$|cels|centigr|f$|fahr|k$|kelvin", first) and second[0] in scales:
        a, b = scales[first[0]]
        c, d = scales[second[0]]
        return (value * a + b - d) / c
    if first in turned and second.startswith(turned[first][0]):
        return turned[first][1] / value
    for text in sizes.values():
        words = text.split()
        table = dict(zip(words[::2], map(float, words[1::2])))
        if first in table and second in table:
            return value * table[first] / table[second]
    raise ValueError(f"{unit} cannot be converted to {wanted}")

''',
}
