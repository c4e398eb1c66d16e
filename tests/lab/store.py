# SPDX-License-Identifier: GPL-2.0-or-later
"""The lab's cache: where it is, and how several runs share it without harming each other."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path

LAB = Path(__file__).resolve().parent
REPO = LAB.parent.parent


class LabError(Exception):
    """Something a person must mend; its text is the whole message."""


class Unavailable(LabError):
    """A part is not there (not prepared, no network): the test is skipped, not failed."""


def cache_dir():
    """The cache folder, made when missing."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    path = Path(os.environ.get("NICCTL_LAB_CACHE") or os.path.join(home, "nicctl-lab"))
    path.mkdir(parents=True, exist_ok=True)
    return path.resolve()


def say(text):
    """Progress for people; stderr, so that stdout stays what the caller asked for."""
    os.write(2, f"lab: {text}\n".encode())


@contextlib.contextmanager
def lock(name):
    """Hold the lock NAME; a second run waits here and then finds the work done."""
    folder = cache_dir() / "locks"
    folder.mkdir(exist_ok=True)
    with open(folder / name, "w", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another run that is making {name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def digest(*parts):
    """A short content key; parts are str, bytes or Path (a Path counts by its content)."""
    total = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part
        data = data.encode() if isinstance(data, str) else data
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()[:16]


def built_dir(path, build):
    """Return PATH, a folder; when missing, BUILD(temporary folder) makes it and it is renamed
    into place, so a half-made one is never seen."""
    if path.is_dir():
        return path
    with lock(path.name):
        if path.is_dir():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        temp = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
        try:
            build(temp)
            temp.chmod(0o755)
            temp.rename(path)
        finally:
            shutil.rmtree(temp, ignore_errors=True)
    return path


def built_file(path, build):
    """As built_dir, for one file: BUILD() returns its bytes."""
    if path.is_file():
        return path
    with lock(path.name):
        if path.is_file():
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temp = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(build())
            os.rename(temp, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temp)
    return path


def drop_unused(folder, days):
    """Remove the files in FOLDER that nobody has used (see touch) for DAYS."""
    limit = time.time() - days * 24 * 3600
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


def touch(path):
    """Note that PATH is in use."""
    os.utime(path)
    return path
