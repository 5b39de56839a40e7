"""Small functions that save and show tables, plots and pictures, which answers carry along."""
# ruff: noqa: E501 - backslashes are doubled here; in the answers the lines are shorter

DEFINITIONS = {
    "typed": '''\
def typed(df):
    """The table with its number columns as numbers; codes such as 00123 stay text."""
    df = df.copy()
    for c in df.columns:
        if df[c].map(type).isin([str, float]).all() and numeric(df[c]):
            df[c] = numbers(df[c]).convert_dtypes()
    return df

''',
    "save": '''\
def save(df, name, path=None):
    """Save a table in the format of the name's ending; a name that is taken gets a number."""
    above = df.attrs.get("above", "") if path else ""
    path = path or free(Path(name if Path(name).suffix else name + ".csv"))
    path.parent.mkdir(parents=True, exist_ok=True)
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xls"):
        typed(df).to_excel(path, index=False)
    elif ending == ".json":
        rows = json.loads(typed(df).to_json(orient="records", force_ascii=False))
        path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\\n", encoding="utf-8")
    else:
        separator = "\\t" if ending == ".tsv" else df.attrs.get("separator", ",").replace("\\t", ",")
        write(path, above + df.to_csv(sep=separator, index=False))
    print(f"Saved {len(df):,} rows and {len(df.columns)} columns to {path}.")

''',
    "show": '''\
def show(df, limit=50):
    """Print a table, at most `limit` rows of it."""
    if not df.empty:
        print(df.head(limit).to_string(index=False, na_rep=""))
    more = f", the first {limit} are shown" if len(df) > limit else ""
    print(f"{len(df):,} row{'' if len(df) == 1 else 's'}{more}.")

''',
    "figure": '''\
def figure(x):
    """A number with at most two decimals: '1,234.50', '17'."""
    if x != x:
        return "none, there are no numbers"
    return f"{x:,.0f}" if x == round(x) else f"{x:,.2f}"

''',
    "neat": '''\
def neat(x):
    """A number without needless digits: '391', '3.75'."""
    return str(int(x)) if x == int(x) else f"{x:.10g}"

''',
    "finish": '''\
def finish(title, x, y, name):
    """Give the plot its title and axes, save it as PNG and show it."""
    plt.title(title)
    plt.xlabel(x)
    plt.ylabel(y)
    plt.tight_layout()
    path = free(Path(name if Path(name).suffix else name + ".png"))
    path.parent.mkdir(parents=True, exist_ok=True)
    plt.savefig(path, dpi=150)
    plt.show()
    print(f"Saved the plot as {path}.")

''',
    "open_image": '''\
def open_image(path):
    """A picture, turned upright as its camera says."""
    open_image.folders.append(path.parent)
    return ImageOps.exif_transpose(Image.open(path))
open_image.folders = []

''',
    "save_image": '''\
def save_image(image, path, **options):
    """Save a picture in the format of the ending; in a JPEG what was transparent is white.
    A new name without a folder is one beside the only picture that was opened."""
    if len(open_image.folders) == 1 and path.parent == Path(".") != open_image.folders[0]:
        path = free(open_image.folders[0] / path.name)
    if path.suffix.lower() in (".jpg", ".jpeg", ".bmp"):
        options = {"quality": image.info["quality"]} | options if "quality" in image.info else options
        image = on_white(image)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, **options)
    print(f"Saved {path}: {image.width} x {image.height} pixels, {path.stat().st_size:,} bytes.")

''',
}
