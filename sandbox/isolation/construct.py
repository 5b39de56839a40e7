"""Builds the sandbox's file system from a plan, in the process that becomes its process 1.

Everything that comes from the host is first taken hold of by descriptor; then the new, empty root
takes the place of the old one; then the pieces are put in their places. So no name is looked up
in the host's tree while folders are created, and links inside the work folder lead nowhere else.
Standard library only; see `linux`.
"""

from __future__ import annotations

import os
import stat

from sandbox.isolation import linux

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.isolation.plan import Plan

QUIET = linux.ATTR_NOSUID | linux.ATTR_NODEV
STAGES = ("/tmp", "/var/tmp", "/run", "/mnt", "/srv")
ASIDE = "/run/before"
"""Where the view of the last turn is, for those who are still in it."""
PER_NAMESPACE_PID_MAX = (6, 14)
RESERVED_PIDS = 300
"""When numbers start again, the kernel never gives out those below."""
EMPTY = {"size": "64k", "nr_inodes": "64", "mode": "555"}


class OverlayRefused(OSError):
    """The copy-on-write view of this folder cannot be had; everything else may well work."""


def build(plan: Plan) -> None:
    """Make and enter the new root. The caller is alone in a mount namespace that it owns."""
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    pieces = _pieces(plan)
    devices = [(f"/dev/{name}", _device(name)) for name in plan["devices"]]
    proc = linux.new_filesystem("proc", {}, QUIET | linux.ATTR_NOEXEC)
    terminals = linux.new_filesystem(
        "devpts", {"mode": "620", "ptmxmode": "666"}, linux.ATTR_NOSUID | linux.ATTR_NOEXEC
    )
    _enter_new_root()
    _attach("/proc", proc)
    limit_processes(plan["processes"])
    for path, descriptor in (*devices, ("/dev/pts", terminals)):
        _attach(path, descriptor)
    for path, target in plan["links"].items():
        _folder(os.path.dirname(path))
        os.symlink(target, path)
    for path, text in plan["files"].items():
        _folder(os.path.dirname(path))
        _write(path, text)
    for path, make in sorted(pieces, key=lambda piece: piece[0].split("/")):
        _attach(path, make())
    masked = [path for path in plan["masks"] if _mask(path)]
    for path in plan["hidden"]:
        _mask(path)
    for path in ("/proc", "/", *masked):
        _seal(path)


def overlay(paths: dict[str, str]) -> int:
    """A detached copy-on-write view. Descriptors instead of names: a name may hold `:` or `,`."""
    try:  # left by a view that was not synced when its processes were killed; nothing is lost
        os.unlink(f"{paths['work']}/work/incompat/volatile/dirty")
        os.rmdir(f"{paths['work']}/work/incompat/volatile")
    except OSError:
        pass
    opened: dict[str, int] = {}
    try:
        for name, path in paths.items():
            opened[name] = os.open(path, os.O_PATH | os.O_CLOEXEC)
        options: dict[str, str | None] = {
            f"{name}dir": f"/proc/self/fd/{descriptor}" for name, descriptor in opened.items()
        }
        options |= {"userxattr": None, "volatile": None}
        return linux.new_filesystem("overlay", options, QUIET)
    except OSError as error:
        raise OverlayRefused(error.errno, error.strerror) from error
    finally:
        for descriptor in opened.values():
            os.close(descriptor)


def swap(plan: Plan, paths: dict[str, str], namespace: int) -> None:
    """Put a new view at the work folder's place in a living sandbox. The caller is a process of its
    own that may enter that mount namespace, and ends afterwards.

    The old view is moved aside, not thrown away: processes still stand in it, and where a current
    folder has no path at all, not even `import` works. Landlock lets it be read, not written."""
    folder = plan["folder"]
    if plan["wrapper"]:  # the namespaces are not our parent's, but our user's
        linux.setns(linux.owner_of(namespace), linux.CLONE_NEWUSER)
    linux.unshare(linux.CLONE_NEWNS)
    view = overlay(paths)
    linux.setns(namespace, linux.CLONE_NEWNS)
    within = [bind["target"] for bind in plan["binds"] if _is_below(bind["target"], folder)]
    kept = [(path, linux.open_tree(path)) for path in within]
    _set_aside(folder)
    linux.move_mount(view, folder)
    for path, descriptor in kept:
        if os.path.lexists(path):
            linux.move_mount(descriptor, path)
    for path in plan["masks"]:
        if _is_below(path, folder) and _mask(path):
            _seal(path)


def _set_aside(folder: str) -> None:
    """Move what is mounted at the folder out of the way, in the place of what was there before."""
    try:
        linux.umount(ASIDE)
    except OSError:
        pass  # nothing was there
    descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    linux.move_mount(descriptor, ASIDE)
    os.close(descriptor)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")


def _pieces(plan: Plan) -> list[tuple[str, Callable[[], int]]]:
    """What is put in place, each with the call that yields its mount. What exists on the host is
    opened now; empty file systems are made when it is their turn."""
    pieces: list[tuple[str, Callable[[], int]]] = []
    for bind in plan["binds"]:
        tree = linux.open_tree(bind["source"])
        linux.mount_setattr(tree, QUIET | (0 if bind["writable"] else linux.ATTR_RDONLY))
        pieces.append((bind["target"], lambda tree=tree: tree))  # type: ignore[misc]
    if plan["overlay"]:
        view = overlay(plan["overlay"])
        pieces.append((plan["folder"], lambda: view))
    for scratch in plan["scratch"]:
        options: dict[str, str | None] = {
            "size": str(scratch["size"]),
            "nr_inodes": str(plan["inodes"]),
            "mode": f"{scratch['mode']:o}",
        }
        pieces.append(
            (scratch["target"], lambda how=options: linux.new_filesystem("tmpfs", how, QUIET))  # type: ignore[misc]
        )
    return pieces


def _device(name: str) -> int:
    tree = linux.open_tree(f"/dev/{name}")
    linux.mount_setattr(tree, linux.ATTR_NOSUID | linux.ATTR_NOEXEC)
    return tree


def _enter_new_root() -> None:
    """An empty root in memory replaces the host's, which is gone from here afterwards."""
    stage = next(path for path in STAGES if os.path.isdir(path))
    root = linux.new_filesystem("tmpfs", {"size": "4m", "nr_inodes": "4096", "mode": "755"}, QUIET)
    linux.move_mount(root, stage)
    os.close(root)
    os.chdir(stage)
    linux.pivot_root(".", ".")
    linux.umount(".")
    os.chdir("/")
    _folder(ASIDE)


def _attach(path: str, descriptor: int) -> None:
    """Put a detached mount in its place, making the place where there is none."""
    if stat.S_ISDIR(os.stat(descriptor).st_mode):
        _folder(path)
    elif not os.path.lexists(path):
        _folder(os.path.dirname(path))
        _write(path, "")
    linux.move_mount(descriptor, path)
    os.close(descriptor)


def _folder(path: str) -> None:
    os.makedirs(path, 0o755, exist_ok=True)


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    os.write(descriptor, text.encode("utf-8", "surrogateescape"))
    os.close(descriptor)


def _mask(path: str) -> bool:
    """Hide what is at `path`; True when it was a folder (sealed later, for something may be shown
    inside it). A link needs no mask: it leads to nothing that is shown."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    if stat.S_ISLNK(mode):
        return False
    if not stat.S_ISDIR(mode):
        linux.mount("/dev/null", path, None, linux.MS_BIND)
        return False
    cover = linux.new_filesystem("tmpfs", dict(EMPTY), QUIET)
    linux.move_mount(cover, path)
    os.close(cover)
    return True


def _seal(path: str) -> None:
    """Make one mount read-only."""
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        linux.mount_setattr(descriptor, linux.ATTR_RDONLY, recursive=False)
    finally:
        os.close(descriptor)


def bounds_everybody() -> bool:
    """Whether `limit_processes` has an effect on this kernel."""
    release = tuple(int(part) for part in os.uname().release.split("-")[0].split(".")[:2])
    return release >= PER_NAMESPACE_PID_MAX


def limit_processes(number: int) -> None:
    """RLIMIT_NPROC does not bind root. The largest process id of this namespace binds everybody;
    before 6.14 that number was the whole machine's and must not be touched."""
    if not bounds_everybody():
        return
    descriptor = os.open("/proc/sys/kernel/pid_max", os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, str(RESERVED_PIDS + number).encode())
    finally:
        os.close(descriptor)
