"""Small functions about texts, words and signs that answers carry along."""

DEFINITIONS = {
    "keep_lines": r'''def keep_lines(path, lines):
    """Write the lines back into their file, with the line endings that it had."""
    end = "\r\n" if path.exists() and b"\r\n" in path.read_bytes() else "\n"
    write(path, "".join(line + end for line in lines))

''',
    "save_lines": r'''def save_lines(name, lines):
    """Save lines as a new file; a name that is taken gets a number."""
    path = free(Path(name if Path(name).suffix else f"{name}.txt"))
    write(path, "".join(f"{line}\n" for line in lines))
    print(f"Saved {times(len(lines), 'line')} as {path}.")

''',
    "by_number": r'''def by_number(line):
    """What to sort a line by when its number counts; lines without one come last."""
    found = figures_in(line) or [float(n) for n in re.findall(r"\d+", line)]
    return (0, found[0]) if found else (1, 0)

''',
    "with_numbers": r'''def with_numbers(lines, fits):
    """Print the lines that fit, each with its number."""
    found = [(n, line) for n, line in enumerate(lines, 1) if fits(line)]
    for n, line in found:
        print(f"{n}: {line}")
    print(f"{times(len(found), 'line')} of {len(lines)}.")

''',
    "figures_in": r'''def figures_in(text):
    """The numbers that stand in a text, as numbers."""
    found = re.findall(r"(?<![\w.,/:-])-?\d+(?:[.,]\d+)*(?![\w/:-]|[.,]\d)", text)
    usual = r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d+(?:[.,]\d+)?)"
    return [figure_of(each) for each in found if re.fullmatch(usual, each)]

''',
    "figure_of": r'''def figure_of(text):
    """A number as people write it: '1,234.50', '1.234,50', '3,5', '12'."""
    text = text.strip()
    if "," in text and (text.rfind(",") > text.rfind(".")) and not re.search(r",\d{3}$", text):
        text = text.replace(".", "").replace(",", ".")
    text = text.replace(",", "")
    return float(text) if "." in text else int(text)

''',
    "listed": r'''def listed(text):
    """The items of a list as people write it: 'red, green and blue', 'tea or coffee', 'a b c'."""
    parts = re.split(r"\s*[,;\n]\s*(?:and |or |& )?", text.strip())
    last = re.split(r"\s+(?:and|or|&)\s+", parts[-1])
    parts = [*parts[:-1], *last]
    parts = text.split() if len(parts) == 1 else parts
    return [part.strip() for part in parts if part.strip()]

''',
    "words_of": r'''def words_of(text):
    """The words of a text, without punctuation."""
    return re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)

''',
    "ranked_line": r'''def ranked_line(lines, n):
    """Say which line is number n by length."""
    ranked = sorted(enumerate(lines, 1), key=lambda pair: -len(pair[1]))
    if not 0 < n <= len(ranked):
        print(f"There are only {len(ranked)} lines.")
        return
    number, line = ranked[n - 1]
    print(f"Number {n} by length is line {number} with {len(line)} characters: {line}")

''',
    "counts_of": r'''def counts_of(items, limit=None):
    """Print how often each item occurs, the commonest first."""
    found = Counter(items).most_common(limit)
    for item, n in found:
        print(f"{item}: {n}")
    if not found:
        print("There is nothing to count.")

''',
    "easy_words": r'''def easy_words():
    """Short words, for passwords that can be remembered."""
    starts, middles = "b d f g h k l m n p r s t v w z br cl dr fl gr kn pl st tr".split(), "aeiou"
    ends = "ck ld lm mp nd nk nt pt rd rk rn sk st t".split()
    return [a + b + c for a in starts for b in middles for c in ends]

''',
    "morse": r'''def morse(text):
    """A text in Morse code."""
    signs = (".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- "
        "...- .-- -..- -.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----.")
    table = dict(zip("abcdefghijklmnopqrstuvwxyz0123456789", signs.split()))
    words = text.lower().split()
    return " / ".join(" ".join(table[c] for c in word if c in table) for word in words)

''',
    "spelled": r'''def spelled(text):
    """A text in the alphabet of radio operators."""
    names = ("Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike "
        "November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu")
    table = {name[0]: name for name in names.split()}
    return " ".join(table.get(c.upper(), c) for c in text if c.strip())

''',
    "shifted": r'''def shifted(text, n):
    """A text with each letter moved on by n places in the alphabet."""
    def move(c):
        first = ord("a" if c.islower() else "A")
        return chr((ord(c) - first + n) % 26 + first) if c.isascii() and c.isalpha() else c
    return "".join(map(move, text))

''',
    "plain_letters": r'''def plain_letters(text):
    """A text in small letters without accents: 'Über café' is 'uber cafe'."""
    text = text.replace("ß", "ss")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()

''',
}
