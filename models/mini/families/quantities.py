"""More sums and dates, texts and chances, questions to git and about the computer."""

from __future__ import annotations

AB = "a, b = @a@, @b@\n"
_A = "a = @a@\n"
_MANY = "values = [@numbers@]\n"
_S = 'text = "@string@"\n'
_DATE = 'when = day("@date@")\n'
TWO_DAYS = 'first, second = day("@date@"), day("@date2@")\n'
_MONTH = 'first = first_of("@month@")\n'
_LAST = "last = end_of(first)\n"


def say(text: str) -> str:
    """The line of code that prints this; values stand in braces."""
    return f'print(f"{text}")\n'


SYSTEM: dict[str, str] = {
    "system.cores": say(
        "This computer has {psutil.cpu_count(logical=False) or os.cpu_count()} cores "
        "({os.cpu_count()} logical ones)."
    ),
    "system.disk_total": 'disk = shutil.disk_usage(".")\n'
    + say("The disk has {readable(disk.total)} in all, {readable(disk.free)} of it free."),
    "system.memory_total": say(
        "This computer has {readable(psutil.virtual_memory().total)} of memory."
    ),
    "system.swap": "swap = psutil.swap_memory()\n"
    + say("{readable(swap.used)} of {readable(swap.total)} swap space is used."),
    "system.cpu_name": (
        'info = Path("/proc/cpuinfo")\n'
        'text = info.read_text() if info.exists() else ""\n'
        'found = re.search(r"model name\\s*: (.+)", text)\n'
        "name = found[1] if found else platform.processor() or platform.machine()\n"
        + say("The processor is {name}.")
    ),
    "system.battery": (
        'battery = getattr(psutil, "sensors_battery", lambda: None)()\n'
        'print(f"The battery is at {battery.percent:.0f}%, '
        "{'plugged in' if battery.power_plugged else 'not plugged in'}.\" if battery\n"
        '    else "This computer has no battery.")\n'
    ),
    "system.timezone": "now = datetime.now().astimezone()\n"
    + say("The time zone is {now:%Z} ({now:%z})."),
    "system.processes_memory_n": "n = @n@\n"
    'for p in busiest(lambda p: p["memory_info"].rss, n):\n'
    "    print(f\"{p['name']} ({p['pid']}): {readable(p['memory_info'].rss)}\")\n",
    "system.processes_cpu_n": 'n = @n@\nbusiest(lambda p: p["pid"])\ntime.sleep(0.5)\n'
    'for p in busiest(lambda p: p["cpu_percent"] or 0, n):\n'
    "    print(f\"{p['name']} ({p['pid']}): {p['cpu_percent']:.1f}% CPU\")\n",
    "system.processes_count": say("{len(psutil.pids())} processes are running.") + "only_mine()\n",
    "system.is_running": (
        'name = "@program@"\n'
        'found = [p for p in psutil.process_iter(["name"])\n'
        '    if name.lower() in (p.info["name"] or "").lower()]\n'
        "print(f\"{'Yes' if found else 'No'}, {len(found)} processes of {name} are running.\")\n"
        "only_mine()\n"
    ),
    "system.env_all": (
        "for name, value in sorted(os.environ.items()):\n"
        '    print(f"{name}={value}")\n' + say("{len(os.environ)} variables.")
    ),
    "system.home": say("Your home folder is {Path.home()}."),
    "system.python_path": say("Python is {sys.executable}."),
    "system.users": (
        "names = sorted({user.name for user in psutil.users()}) or [getpass.getuser()]\n"
        + say("Logged in: {', '.join(names)}.")
    ),
    "system.kernel": say("The kernel is {platform.system()} {platform.release()}."),
    "system.package_count": "found = {d.name for d in metadata.distributions()}\n"
    + say("{len(found)} Python packages are installed."),
    "system.has_package": (
        'name = "@package@"\n'
        "found = [d.version for d in metadata.distributions(name=name)]\n"
        'print(f"{name} {found[0]} is installed." if found else f"{name} is not installed.")\n'
    ),
    "system.boot": "when = datetime.fromtimestamp(psutil.boot_time())\n"
    + say("The computer was started {when:%A, %Y-%m-%d at %H:%M}."),
    "system.datetime": say("It is {datetime.now():%A, %d %B %Y, %H:%M:%S}."),
}

SUMS: dict[str, str] = {
    "sum.vat": AB
    + "part = round(b * a / 100, 4)\n"
    + say("{a}% of {b} is {neat(part)}; together {neat(round(b + part, 4))}."),
    "sum.net": AB
    + "net = b / (1 + a / 100)\n"
    + say("{b} with {a}% is {net:,.2f} without it, and {b - net:,.2f} tax."),
    "sum.percent_base": AB + say("{a} is {b}% of {neat(round(a / b * 100, 6))}."),
    "sum.split": AB + say("{a} among {b} is {a / b:,.2f} each."),
    "sum.split_tip": "a, rate, b = @a@, @rate@, @b@\n"
    "total = a * (1 + rate / 100)\n"
    + say("{total:,.2f} with {rate}% tip, {total / b:,.2f} for each of {b}."),
    "sum.speed": AB + say("{a} in {b} hours is a speed of {neat(round(a / b, 2))} an hour."),
    "sum.time_for": AB + say("{a} at {b} an hour take {hours_text(a / b * 60)}."),
    "sum.distance": AB + say("{a} hours at {b} an hour is {neat(round(a * b, 4))}."),
    "sum.hours_between": (
        'first, second = minutes_of("@time@"), minutes_of("@time2@")\n'
        + say("From {clock(first)} to {clock(second)} is {hours_text((second - first) % 1440)}.")
    ),
    "sum.clock_plus_hours": 'hours = @a@\nstart = minutes_of("@time@")\n'
    + say("{hours} hours after {clock(start)} it is {clock(start + hours * 60)}."),
    "sum.clock_plus_minutes": 'minutes = @a@\nstart = minutes_of("@time@")\n'
    + say("{minutes} minutes after {clock(start)} it is {clock(start + minutes)}."),
    "sum.clock_minus_minutes": 'minutes = @a@\nstart = minutes_of("@time@")\n'
    + say("{minutes} minutes before {clock(start)} it is {clock(start - minutes)}."),
    "sum.in_hours": "when = datetime.now() + timedelta(hours=@a@)\n"
    + say("It will be {when:%H:%M} on {when:%A, %d %B %Y}."),
    "sum.clock": _A
    + "hours, rest = divmod(a, 3600)\n"
    + say("{a} seconds are {hours} hours, {rest // 60} minutes and {rest % 60} seconds."),
    "sum.clock_minutes": _A + say("{a} minutes are {hours_text(a)}."),
    "sum.hourly": AB + say("{a} hours at {b} are {a * b:,.2f}."),
    "sum.round": "a, places = @a@, @n@\n" + say("{a} rounded is {rounded(a, places)}."),
    "sum.round_whole": _A + say("{a} rounded is {rounded(a)}."),
    "sum.median": _MANY + say("The median is {neat(statistics.median(values))}."),
    "sum.smallest": _MANY + say("The smallest is {neat(min(values))}."),
    "sum.largest": _MANY + say("The largest is {neat(max(values))}."),
    "sum.sorted": _MANY + 'print(", ".join(neat(x) for x in sorted(values)))\n',
    "sum.spread": _MANY
    + say("The standard deviation is {neat(round(statistics.stdev(values), 6))}."),
    "sum.product": _MANY + say("The product is {neat(round(math.prod(values), 6))}."),
    "sum.cube_root": _A + say("The cube root of {a} is {neat(round(math.cbrt(a), 10))}."),
    "sum.root": AB + say("Root {a} of {b} is {neat(round(b ** (1 / a), 10))}."),
    "sum.square": _A + say("{a} squared is {neat(a * a)}."),
    "sum.log": _A + say("The natural logarithm of {a} is {neat(math.log(a))}."),
    "sum.log10": _A + say("The logarithm of {a} to base 10 is {neat(math.log10(a))}."),
    "sum.combinations": AB + say("{b} of {a} can be chosen in {math.comb(a, b):,} ways."),
    "sum.permutations": AB + say("{b} of {a} can be put in {math.perm(a, b):,} orders."),
    "sum.fraction": AB + say("{a}/{b} is {Fraction(a, b)}, or {neat(a / b)}."),
    "sum.circle": "radius = @a@\n"
    + say(
        "A circle of radius {radius} has the area {math.pi * radius ** 2:.6g} and the "
        "circumference {2 * math.pi * radius:.6g}."
    ),
    "sum.rectangle": AB + say("A rectangle of {a} by {b} has the area {neat(a * b)}."),
    "sum.hypotenuse": AB + say("The hypotenuse is {neat(math.hypot(a, b))}."),
    "sum.bmi": "kilos, height = @a@, @b@\n" + say("The BMI is {kilos / (height / 100) ** 2:.1f}."),
    "sum.consumption": "litres, km = @a@, @b@\n"
    + say("{litres} litres for {km} km are {litres / km * 100:.2f} litres per 100 km."),
    "sum.unit_price": AB + say("{a} for {b} is {neat(round(a / b, 4))} each."),
    "sum.from_binary": _S + say("{text} in binary is {int(text, 2)}."),
    "sum.from_hex": _S + say("{text} in hexadecimal is {int(text, 16)}."),
    "sum.from_roman": _S + say("{text} is {from_roman(text)}."),
    "sum.digit_sum": _A + say("The digits of {a} add up to {sum(map(int, str(a)))}."),
    "sum.divisors": _A
    + "found = [str(d) for d in range(1, a + 1) if a % d == 0]\n"
    + say("{a} has {len(found)} divisors: {', '.join(found)}"),
    "sum.is_even": _A + say("{a} is {'odd' if a % 2 else 'even'}."),
    "sum.table_of": _A + 'for n in range(1, 11):\n    print(f"{n} x {a} = {neat(n * a)}")\n',
    "sum.simple_interest": "amount, rate, years = @a@, @rate@, @years@\n"
    "interest = amount * rate / 100 * years\n"
    + say(
        "After {years} years it is {amount + interest:,.2f}, of which {interest:,.2f} is interest."
    ),
    "sum.loan": "amount, rate, years = @a@, @rate@, @years@\n"
    "monthly, n = rate / 1200, years * 12\n"
    "pay = amount * monthly / (1 - (1 + monthly) ** -n) if monthly else amount / n\n"
    + say("{pay:,.2f} a month, {pay * n:,.2f} in all, of which {pay * n - amount:,.2f} interest."),
    "sum.savings": "amount, rate, years = @a@, @rate@, @years@\n"
    "monthly, n = rate / 1200, years * 12\n"
    "total = amount * ((1 + monthly) ** n - 1) / monthly if monthly else amount * n\n"
    + say("After {years} years it is {total:,.2f}, of which {amount * n:,.2f} was paid in."),
    "sum.doubling": "rate = @rate@\n"
    + say("At {rate}% it takes {math.log(2) / math.log(1 + rate / 100):.1f} years to double."),
}

DATES: dict[str, str] = {
    "date.left_in_year": "last = date(date.today().year, 12, 31)\n"
    + say("{(last - date.today()).days} days are left in {last.year}."),
    "date.week_of": _DATE + say("{when} is in calendar week {when.isocalendar().week}."),
    "date.day_of_year": _DATE + say("{when} is day {when.timetuple().tm_yday} of the year."),
    "date.workdays": TWO_DAYS
    + say(
        "{len(working_days(first, second))} working days from {first} to {second}, both included."
    ),
    "date.workdays_plus": "n = @n@\n"
    + _DATE
    + say("{n} working days after {when} it is {after_workdays(when, n):%A, %d %B %Y}."),
    "date.weeks_between": TWO_DAYS
    + "days = abs((second - first).days)\n"
    + say(
        "{days // 7} weeks and {days % 7} days lie between {first} and {second} "
        "({neat(round(days / 7, 2))} weeks)."
    ),
    "date.months_between": TWO_DAYS
    + "months_, days = months_between(first, second)\n"
    + say("{months_} months and {days} days lie between {first} and {second}."),
    "date.month_end": _MONTH + _LAST + say("The last day is {last:%A, %d %B %Y}."),
    "date.days_in_month": _MONTH + _LAST + say("{first:%B %Y} has {last.day} days."),
    "date.count_weekday": 'weekday = "@weekday@"\n'
    + _MONTH
    + "found = dates_with(first, weekday)\n"
    + say("{first:%B %Y} has {len(found)} of the weekday {weekday}: {', '.join(map(str, found))}."),
    "date.next_weekday": 'weekday = "@weekday@"\n'
    "days = (weekday_number(weekday) - date.today().weekday() - 1) % 7 + 1\n"
    + say("The next {weekday} is {date.today() + timedelta(days):%A, %d %B %Y}."),
    "date.age_days": 'born = day("@date@")\n'
    + say("Somebody born on {born} is {(date.today() - born).days:,} days old."),
    "date.age_at": 'born, when = day("@date@"), day("@date2@")\n'
    + say("Somebody born on {born} is {years_between(born, when)} years old on {when}."),
    "date.minus": 'when = day("@date@") - timedelta(days=@n@)\n'
    + say("That is {when:%A, %d %B %Y} ({when})."),
    "date.plus_months": 'when = after_months(day("@date@"), @n@)\n'
    + say("That is {when:%A, %d %B %Y} ({when})."),
    "date.plus_years": 'when = after_months(day("@date@"), 12 * @n@)\n'
    + say("That is {when:%A, %d %B %Y} ({when})."),
    "date.quarter": _DATE + say("{when} is in quarter {(when.month + 2) // 3} of {when.year}."),
    "date.easter": "year = @year@\n" + say("Easter Sunday {year} is {easter(year):%d %B %Y}."),
    "date.calendar": _MONTH + "print(calendar.month(first.year, first.month))\n",
    "date.unix": _DATE
    + "seconds = int(datetime(when.year, when.month, when.day, tzinfo=timezone.utc).timestamp())\n"
    + say("{when} (midnight, UTC) is {seconds}."),
    "date.from_unix": "when = datetime.fromtimestamp(@a@, timezone.utc)\n"
    + say("That is {when:%Y-%m-%d %H:%M:%S} UTC."),
    "date.iso": _DATE + "print(when)\n",
}

RANDOM: dict[str, str] = {
    "random.shuffle": 'items = listed("@items@")\nrandom.shuffle(items)\nprint(", ".join(items))\n',
    "random.teams": 'items = listed("@items@")\n'
    "count = @n@\n"
    "random.shuffle(items)\n"
    "for number in range(count):\n"
    "    print(f\"Group {number + 1}: {', '.join(items[number::count])}\")\n",
    "random.numbers": "n, a, b = @n@, @a@, @b@\n"
    'print(", ".join(str(random.randint(a, b)) for _ in range(n)))\n',
    "random.pin": 'print("".join(secrets.choice(string.digits) for _ in range(@n@)))\n',
    "random.dice_n": "rolls = [random.randint(1, 6) for _ in range(@n@)]\n"
    + say("You rolled {', '.join(map(str, rolls))}: {sum(rolls)} in all."),
    "random.passphrase": 'print("-".join(secrets.choice(easy_words()) for _ in range(@n@)))\n',
}

STRINGS: dict[str, str] = {
    "string.capitalize": _S + "print(text[:1].upper() + text[1:].lower())\n",
    "string.swap_case": _S + "print(text.swapcase())\n",
    "string.slug": _S + 'print("-".join(re.findall(r"\\w+", plain_letters(text))))\n',
    "string.snake": _S
    + 'words = re.findall(r"[A-Z]?[^\\W_A-Z]+|[A-Z]+", text)\n'
    + 'print("_".join(words).lower())\n',
    "string.camel": _S
    + 'print("".join(word[:1].upper() + word[1:] for word in re.findall(r"[^\\W_]+", text)))\n',
    "string.no_spaces": _S + 'print(re.sub(r"\\s+", "", text))\n',
    "string.squeeze": _S + 'print(" ".join(text.split()))\n',
    "string.no_vowels": _S + 'print(re.sub("[aeiou]", "", text, flags=re.I))\n',
    "string.repeat": _S + "print(text * @n@)\n",
    "string.replace": _S + 'old, new = "@text@", "@to@"\nprint(text.replace(old, new))\n',
    "string.count_text": _S
    + 'wanted = "@text@"\n'
    + say("{wanted} occurs {times(text.lower().count(wanted.lower()), 'time')} in {text}."),
    "string.letter_counts": _S + "counts_of(c for c in text.lower() if c.isalpha())\n",
    "string.consonants": _S
    + say("{text} has {sum(c.isalpha() and c not in 'aeiou' for c in text.lower())} consonants."),
    "string.reverse_words": _S + 'print(" ".join(reversed(text.split())))\n',
    "string.sort_words": _S + 'print(" ".join(sorted(text.split(), key=str.lower)))\n',
    "string.longest_word": _S
    + "longest = max(words_of(text), key=len)\n"
    + say("{longest} with {len(longest)} letters."),
    "string.acronym": _S + 'print("".join(word[0].upper() for word in words_of(text)))\n',
    "string.anagram": (
        'first, second = "@string@", "@string2@"\n'
        "a, b = (sorted(c for c in text.lower() if c.isalnum()) for text in (first, second))\n"
        "print(f\"{'Yes' if a == b else 'No'}, {first} and {second} are \"\n"
        "    f\"{'' if a == b else 'not '}anagrams.\")\n"
    ),
    "string.rot13": _S + "print(shifted(text, 13))\n",
    "string.caesar": _S + "print(shifted(text, @n@))\n",
    "string.url_encode": _S + 'print(quote(text, safe=""))\n',
    "string.url_decode": _S + "print(unquote(text))\n",
    "string.html_escape": _S + "print(html.escape(text))\n",
    "string.sha1": _S + "print(hashlib.sha1(text.encode()).hexdigest())\n",
    "string.sha512": _S + "print(hashlib.sha512(text.encode()).hexdigest())\n",
    "string.to_binary": _S + 'print(" ".join(f"{byte:08b}" for byte in text.encode()))\n',
    "string.to_hex": _S + "print(text.encode().hex())\n",
    "string.codes": _S + 'print(" ".join(str(ord(c)) for c in text))\n',
    "string.morse": _S + "print(morse(text))\n",
    "string.spell": _S + "print(spelled(text))\n",
}

SHELL: dict[str, str] = {
    "shell.echo": _S + "print(text)\n",
    "shell.run_in": 'folder = folder_of("@folder@")\nrun("@command@", folder)\n',
    "shell.version": (
        'name = "@program@"\npath = shutil.which(name)\n'
        'print(f"{name} is {path}" if path else f"{name} is not installed.")\n'
        'if path:\n    run(f"{name} --version")\n'
    ),
    "shell.which": (
        'name = "@program@"\npath = shutil.which(name)\n'
        'print(f"{name} is {path}" if path else f"{name} is not installed.")\n'
    ),
    "git.last_message": 'run("git log -1 --format=%B")\n',
    "git.last_author": "run(\"git log -1 --format='%an, %ad: %s' --date=iso\")\n",
    "git.last_files": 'run("git show --stat --format=%s HEAD")\n',
    "git.log_n": 'run("git log --oneline -@n@")\n',
    "git.count": 'run("git rev-list --count HEAD")\n',
    "git.by_author": (
        'name = "@name@"\nrun(f"git log --oneline -i --author={shlex.quote(name)}")\n'
    ),
    "git.since": "run(f\"git log --oneline --since={day('@date@')}\")\n",
    "git.file_log": (
        'name = "@file@"\nrun(f"git log --oneline --follow -- {shlex.quote(name)}")\n'
    ),
    "git.search_log": (
        'name = "@text@"\nrun(f"git log --oneline -i --grep={shlex.quote(name)}")\n'
    ),
    "git.first": "run(\"git log --reverse --format='%h %an, %ad: %s' --date=iso | head -n 1\")\n",
    "git.tags": 'run("git tag --list")\n',
    "git.remotes": 'run("git remote --verbose")\n',
    "git.untracked": 'run("git ls-files --others --exclude-standard")\n',
    "git.changed_files": 'run("git diff --name-only HEAD")\n',
    "git.full_diff": 'run("git diff HEAD")\n',
    "git.file_diff": 'name = "@file@"\nrun(f"git diff HEAD -- {shlex.quote(name)}")\n',
    "git.staged": 'run("git diff --cached --stat")\n',
    "git.stashes": 'run("git stash list")\n',
    "git.files_count": 'run("git ls-files | wc -l")\n',
    "git.init": 'run("git init")\n',
    "git.commit": (
        'name = "@string@"\nrun(f"git add --all && git commit -m {shlex.quote(name)}")\n'
    ),
    "git.new_branch": 'name = "@name@"\nrun(f"git checkout -b {shlex.quote(name)}")\n',
}

RESULTS: dict[str, str] = {
    "sum.expression": "",
    "sum.add": "result = a + b\n",
    "sum.subtract": "result = a - b\n",
    "sum.multiply": "result = a * b\n",
    "sum.divide": "result = a / b\n",
    "sum.percent_of": "result = b * a / 100\n",
    "sum.add_percent": "result = b * (1 + a / 100)\n",
    "sum.off_percent": "result = b * (1 - a / 100)\n",
    "sum.vat": "result = b * (1 + a / 100)\n",
    "sum.split": "result = a / b\n",
    "sum.total": "result = sum(values)\n",
    "sum.average": "result = sum(values) / len(values)\n",
}
"""The result of a sum, to go on with."""
RECKONED: dict[str, str] = {
    "follow.times": "result = result * @b@\n",
    "follow.plus": "result = result + @b@\n",
    "follow.minus": "result = result - @b@\n",
    "follow.divided": "result = result / @b@\n",
    "follow.plus_percent": "result = result * (1 + @a@ / 100)\n",
    "follow.minus_percent": "result = result * (1 - @a@ / 100)\n",
}
RESULT = 'print(f"The result is {neat(round(result, 6))}.")\n'
DAYS: dict[str, str] = {
    "date.between": "n = abs((second - first).days)\n",
    "date.until": "n = (when - date.today()).days\n",
    "date.since": "n = (date.today() - when).days\n",
}
IN: dict[str, str] = {
    "weeks": 'print(f"{n} days are {neat(round(n / 7, 2))} weeks.")\n',
    "months": 'print(f"{n} days are about {neat(round(n / 30.4375, 1))} months.")\n',
}
WEEKDAY = 'print(f"{when} is a {when:%A}.")\n'
UNDO_FIRST = (
    "Not done: the files have been moved already. Take that back with the command interp undo, "
    "then ask for the copy."
)
