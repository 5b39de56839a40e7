"""Small functions about how names begin, and about what archives hold."""

DEFINITIONS = {
    "begun_with": r'''def begun_with(name, old, new):
    """A name that begins with one text, beginning with another; else as it is."""
    if not name.lower().startswith(old.lower()):
        return name
    return new + name[len(old):] if new.strip() else name[len(old):].lstrip(" _-") or name

''',
    "show_archives": r'''def show_archives(archives):
    """Print what each of these archives holds."""
    for archive in archives:
        names = members(archive)
        print(f"{archive} holds {len(names)} files: {', '.join(names) or 'nothing'}.")
    if not archives:
        print("There is no archive.")

''',
}
