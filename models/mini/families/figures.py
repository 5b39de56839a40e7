"""Sums, dates, texts, the computer itself, and commands of the shell."""

from __future__ import annotations

from models.mini.families import quantities, reckoning
from models.mini.families.quantities import (
    DAYS,
    IN,
    RECKONED,
    RESULT,
    RESULTS,
    UNDO_FIRST,
    WEEKDAY,
)

__all__ = ["DAYS", "IN", "RECKONED", "RESULT", "RESULTS", "UNDO_FIRST", "WEEKDAY"]

HEAD_SYSTEM = "import platform\n"
HEAD_SUM = "import math\n"
HEAD_DATE = "from datetime import date, datetime, timedelta\n"
HEAD_TEXT = ""

SYSTEM: dict[str, str] = {
    "system.disk": (
        'disk = shutil.disk_usage(".")\n'
        'print(f"The disk has {readable(disk.free)} free of {readable(disk.total)}; '
        '{disk.used / disk.total:.0%} is used.")\n'
    ),
    "system.memory": (
        "memory = psutil.virtual_memory()\n"
        'print(f"{readable(memory.used)} of {readable(memory.total)} memory is used '
        '({memory.percent:.0f}%), {readable(memory.available)} is available.")\n'
    ),
    "system.cpu": (
        "busy = psutil.cpu_percent(interval=0.5)\n"
        'print(f"The processor has {os.cpu_count()} cores and is {busy:.0f}% busy.")\n'
    ),
    "system.load": (
        "one, five, fifteen = os.getloadavg()\n"
        'print(f"Load: {one:.2f} (1 minute), {five:.2f} (5), {fifteen:.2f} (15), '
        'on {os.cpu_count()} cores.")\n'
    ),
    "system.uptime": (
        "hours = (time.time() - psutil.boot_time()) / 3600\n"
        'print(f"The computer has been on for {hours // 24:.0f} days '
        'and {hours % 24:.1f} hours.")\n'
    ),
    "system.processes_memory": (
        'for p in busiest(lambda p: p["memory_info"].rss):\n'
        "    print(f\"{p['name']} ({p['pid']}): {readable(p['memory_info'].rss)}\")\n"
    ),
    "system.processes_cpu": (
        'busiest(lambda p: p["pid"])\ntime.sleep(0.5)\n'
        'for p in busiest(lambda p: p["cpu_percent"] or 0):\n'
        "    print(f\"{p['name']} ({p['pid']}): {p['cpu_percent']:.1f}% CPU\")\n"
    ),
    "system.os": 'print(f"This is {platform.platform()} on {platform.machine()}.")\n',
    "system.python": 'print(f"This is Python {platform.python_version()}.")\n',
    "system.whoami": 'print(f"You are {getpass.getuser()}.")\n',
    "system.host": 'print(f"This computer is called {socket.gethostname()}.")\n',
    "system.where": 'print(f"You are in {Path.cwd()}.")\n',
    "system.date": 'print(f"Today is {date.today():%A, %d %B %Y} ({date.today()}).")\n',
    "system.time": 'print(f"It is {datetime.now():%H:%M:%S}.")\n',
    "system.weekday": 'print(f"Today is {date.today():%A}.")\n',
    "system.week_number": 'print(f"This is calendar week {date.today().isocalendar().week}.")\n',
    "system.network_address": (
        "found = [a.address for list_ in psutil.net_if_addrs().values() for a in list_\n"
        "    if a.family == socket.AF_INET]\n"
        "print(f\"Addresses of this computer: {', '.join(found)}.\")\n"
    ),
    "system.packages": (
        'found = sorted({f"{d.name} {d.version}" for d in metadata.distributions()}, '
        "key=str.lower)\n"
        'print("\\n".join(found))\nprint(f"{len(found)} packages.")\n'
    ),
    "system.env": (
        'name = "@variable@"\n'
        'print(f"{name} is {os.environ[name]}" if name in os.environ else f"{name} is not set.")\n'
    ),
    "system.has_program": (
        'name = "@program@"\npath = shutil.which(name)\n'
        'print(f"{name} is {path}" if path else f"{name} is not installed.")\n'
        'if path:\n    run(f"{name} --version")\n'
    ),
    "system.package_version": (
        'name = "@package@"\n'
        "found = [d.version for d in metadata.distributions(name=name)]\n"
        'print(f"{name} {found[0]} is installed." if found else f"{name} is not installed.")\n'
    ),
}

_AB = "a, b = @a@, @b@\n"
_A = "a = @a@\n"

SUMS: dict[str, str] = {
    "sum.expression": 'result = @expr@\nprint(f"The result is {neat(result)}.")\n',
    "sum.add": _AB + 'print(f"{a} + {b} = {neat(a + b)}")\n',
    "sum.subtract": _AB + 'print(f"{a} - {b} = {neat(a - b)}")\n',
    "sum.multiply": _AB + 'print(f"{a} x {b} = {neat(a * b)}")\n',
    "sum.divide": _AB + 'print(f"{a} / {b} = {neat(a / b)}")\n',
    "sum.power": _AB + 'print(f"{a} to the power of {b} is {neat(a ** b)}.")\n',
    "sum.remainder": _AB + 'print(f"{a} divided by {b} leaves {neat(a % b)}.")\n',
    "sum.gcd": _AB + 'print(f"The greatest common divisor of {a} and {b} is {math.gcd(a, b)}.")\n',
    "sum.lcm": _AB + 'print(f"The least common multiple of {a} and {b} is {math.lcm(a, b)}.")\n',
    "sum.percent_of": _AB + 'print(f"{a}% of {b} is {neat(b * a / 100)}.")\n',
    "sum.what_percent": _AB + 'print(f"{a} is {neat(round(a / b * 100, 4))}% of {b}.")\n',
    "sum.change": _AB
    + 'print(f"From {a} to {b} is a change of {neat(round((b - a) / a * 100, 4))}%.")\n',
    "sum.add_percent": _AB + 'print(f"{b} plus {a}% is {neat(round(b * (1 + a / 100), 6))}.")\n',
    "sum.off_percent": _AB + 'print(f"{b} minus {a}% is {neat(round(b * (1 - a / 100), 6))}.")\n',
    "sum.random_between": _AB + 'print(f"A number between {a} and {b}: {random.randint(a, b)}")\n',
    "sum.sqrt": _A + 'print(f"The square root of {a} is {neat(math.sqrt(a))}.")\n',
    "sum.is_prime": _A
    + "prime = a > 1 and all(a % d for d in range(2, math.isqrt(a) + 1))\n"
    + "print(f\"{a} is {'a' if prime else 'not a'} prime number.\")\n",
    "sum.factorial": _A + 'print(f"The factorial of {a} is {math.factorial(a)}.")\n',
    "sum.factors": _A + "print(f\"{a} = {' x '.join(map(str, prime_factors(a)))}\")\n",
    "sum.binary": _A + 'print(f"{a} is {a:b} in binary.")\n',
    "sum.hex": _A + 'print(f"{a} is {a:x} in hexadecimal.")\n',
    "sum.roman": _A + 'print(f"{a} is {roman(a)} in Roman numerals.")\n',
    "sum.fibonacci": _A
    + "found = [0, 1]\n"
    + "while len(found) < a:\n    found.append(found[-1] + found[-2])\n"
    + "print(f\"The first {a} Fibonacci numbers: {', '.join(map(str, found[:a]))}\")\n",
    "sum.primes_below": _A
    + "found = [n for n in range(2, a) if all(n % d for d in range(2, math.isqrt(n) + 1))]\n"
    + "print(f\"{len(found)} primes below {a}: {', '.join(map(str, found))}\")\n",
    "sum.average": "values = [@numbers@]\n"
    'print(f"The average is {neat(round(sum(values) / len(values), 6))}.")\n',
    "sum.total": "values = [@numbers@]\n" + 'print(f"The sum is {neat(round(sum(values), 6))}.")\n',
    "sum.interest": "amount, rate, years = @a@, @rate@, @years@\n"
    "result = amount * (1 + rate / 100) ** years\n"
    'print(f"After {years} years it is {result:,.2f}, of which {result - amount:,.2f} '
    'is interest.")\n',
    "sum.convert": 'value, unit, wanted = @a@, "@unit@", "@unit2@"\n'
    'print(f"{value} {unit} = {neat(round(convert(value, unit, wanted), 4))} {wanted}")\n',
}

DATES: dict[str, str] = {
    "date.between": 'first, second = day("@date@"), day("@date2@")\n'
    'print(f"{abs((second - first).days)} days lie between {first} and {second}.")\n',
    "date.until": 'when = day("@date@")\n'
    "if when < date.today():\n    when = when.replace(year=when.year + 1)\n"
    'print(f"{(when - date.today()).days} days until {when}.")\n',
    "date.since": 'when = day("@date@")\n'
    'print(f"{(date.today() - when).days} days since {when}.")\n',
    "date.plus": (
        'when = day("@date@") + timedelta(days=@n@)\n'
        'print(f"That is {when:%A, %d %B %Y} ({when}).")\n'
    ),
    "date.from_now": "when = date.today() + timedelta(days=@n@)\n"
    'print(f"That is {when:%A, %d %B %Y} ({when}).")\n',
    "date.ago": "when = date.today() - timedelta(days=@n@)\n"
    'print(f"That was {when:%A, %d %B %Y} ({when}).")\n',
    "date.weekday": 'when = day("@date@")\n' + 'print(f"{when} is a {when:%A}.")\n',
    "date.age": 'born, today = day("@date@"), date.today()\n'
    "years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))\n"
    'print(f"Somebody born on {born} is {years} years old.")\n',
    "date.leap": "year = @year@\nleap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)\n"
    "print(f\"{year} is {'a' if leap else 'not a'} leap year.\")\n",
}

RANDOM: dict[str, str] = {
    "random.password": 'letters = string.ascii_letters + string.digits + "!#%+-_?"\n'
    'password = "".join(secrets.choice(letters) for _ in range(@n@))\nprint(password)\n',
    "random.uuid": "print(uuid.uuid4())\n",
    "random.dice": 'print(f"You rolled a {random.randint(1, 6)}.")\n',
    "random.coin": 'print(random.choice(["Heads", "Tails"]))\n',
    "random.pick": "items = @items@\n" + 'print(f"{random.choice(items)} is chosen.")\n',
}

_S = 'text = "@string@"\n'
STRINGS: dict[str, str] = {
    "string.reverse": _S + "print(text[::-1])\n",
    "string.upper": _S + "print(text.upper())\n",
    "string.lower": _S + "print(text.lower())\n",
    "string.title": _S + "print(text.title())\n",
    "string.length": _S + 'print(f"{text} has {len(text)} characters.")\n',
    "string.word_count": _S + 'print(f"{len(text.split())} words.")\n',
    "string.palindrome": _S
    + "letters = [c for c in text.lower() if c.isalnum()]\n"
    + "print(f\"{text} is {'a' if letters == letters[::-1] else 'not a'} palindrome.\")\n",
    "string.base64": _S + "print(base64.b64encode(text.encode()).decode())\n",
    "string.unbase64": _S + "print(base64.b64decode(text).decode())\n",
    "string.sha256": _S + "print(hashlib.sha256(text.encode()).hexdigest())\n",
    "string.md5": _S + "print(hashlib.md5(text.encode()).hexdigest())\n",
    "string.json_escape": _S + "print(json.dumps(text, ensure_ascii=False))\n",
    "string.vowels": _S
    + "print(f\"{text} has {sum(c in 'aeiou' for c in text.lower())} vowels.\")\n",
    "string.sort_letters": _S + 'print("".join(sorted(text)))\n',
    "string.count_letter": _S
    + 'letter = "@letter@"\n'
    + 'print(f"{letter} occurs {text.lower().count(letter.lower())} times in {text}.")\n',
}

SHELL: dict[str, str] = {
    "shell.run": 'run("@command@")\n',
    "git.status": 'run("git status --short --branch")\n',
    "git.log": 'run("git log --oneline -10")\n',
    "git.branches": 'run("git branch --all")\n',
    "git.branch": 'run("git branch --show-current")\n',
    "git.diff": 'run("git diff --stat HEAD")\n',
    "git.last": 'run("git log -1 --stat")\n',
    "git.authors": 'run("git shortlog --summary --numbered HEAD")\n',
}
HEAD_SHELL = "import subprocess\n"

REFUSAL = (
    "Not done: the built-in model handles files, tables, pictures, sums and commands only. "
    "For this, use a larger model: interp models pull, then interp -m NAME."
)
CHAT = (
    "Not done: nothing to run. The built-in model finds, moves and changes files, reads tables, "
    "edits pictures and does sums. For talk, use a larger model: interp models list."
)
WHICH_DELETE = (
    "Question: which files exactly shall be deleted? Name them, their kind, age or size, "
    "such as: delete the .tmp files older than 30 days."
)
WHICH_MOVE = (
    "Question: which files, and where to or what name? For example: move the PDFs to Documents."
)
LONELY = (
    "Question: what does that refer to? There is no answer before it that I could go on from. "
    "Say it in one sentence, with the file, folder or table that is meant."
)
UNDO = "Not done: the last changes are taken back with the command interp undo."

SAYINGS: dict[str, str] = {
    "limit.out_of_scope": REFUSAL,
    "limit.chat": CHAT,
    "limit.ambiguous_delete": WHICH_DELETE,
    "limit.ambiguous_move": WHICH_MOVE,
    "limit.undo": UNDO,
    "limit.lonely": LONELY,
}

SYSTEM |= quantities.SYSTEM
SUMS |= quantities.SUMS | reckoning.SUMS
RESULTS |= reckoning.RESULT_KEPT
DATES |= quantities.DATES | reckoning.DATES
RANDOM |= quantities.RANDOM
STRINGS |= quantities.STRINGS
SHELL |= quantities.SHELL
