# SPDX-License-Identifier: GPL-2.0-or-later
"""A disk that outlives its guest, and the boots of one run on it: after each power cut the scenario is
started again, knows by $LAB_BOOT which start it is, and goes on counting its checks."""

import re
import shutil
import subprocess

import debian
from store import LabError

BYTES = "64M"

# in the results' folder: the guest did not end by itself
POWER_CUT = "power-cut"

# a scenario that cuts the power at every start would never end
MOST_BOOTS = 100

# what is joined, so that all boots are judged as one run
LOGS = ("tap.log", "console.log")


def make(folder):
    """An empty ext4 file system in FOLDER."""
    debian.require("mke2fs")
    path = folder / "state.img"
    done = subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", path, BYTES], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise LabError(f"mke2fs failed:\n{done.stdout}")
    return path


def copies(path):
    """The copies of the disk PATH that were kept."""
    return list(path.parent.glob(f"{path.name}.*"))


def keep(path, number):
    """Keep a copy of it under that number; holes stay holes."""
    subprocess.run(["cp", "--sparse=always", path, f"{path}.{number}"], check=True)


def put(path, number):
    """Make the disk, which QEMU has open, what that copy is."""
    with open(path, "r+b") as disk, open(f"{path}.{number}", "rb") as copy:
        shutil.copyfileobj(copy, disk, 1 << 20)


def remove(path):
    """The disk and its copies."""
    for file in [path, *copies(path)]:
        file.unlink()


class Boots:
    """The boots of one run, whose logs are in FOLDER."""

    def __init__(self, folder):
        self._folder = folder
        self._logs = dict.fromkeys(LOGS, b"")
        self._number = 1

    def variables(self):
        """What the guest has to know of the boots before."""
        tap = self._logs["tap.log"].decode("utf-8", "replace")
        count = len(re.findall(r"^(?:not )?ok \d", tap, re.MULTILINE))
        return {"LAB_BOOT": str(self._number), "LAB_COUNT": str(count)}

    def again(self):
        """Was the power cut, so that another boot follows? Else the logs are those of all boots now."""
        for name in LOGS:
            self._logs[name] += (self._folder / name).read_bytes()
        mark = self._folder / POWER_CUT
        was_cut = mark.exists()
        mark.unlink(missing_ok=True)
        self._number += 1
        if was_cut and self._number <= MOST_BOOTS:
            return True
        for name in LOGS:
            (self._folder / name).write_bytes(self._logs[name])
        return False
