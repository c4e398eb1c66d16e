# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian packages: which version is current, fetch them, unpack them; nothing gets installed."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from store import LabError, say

# apt's sandbox user cannot write into a private cache folder; without this apt warns and does the same.
APT = ["apt-get", "-q", "-o", "APT::Sandbox::User=root"]


def depends(package):
    """Names of the packages that PACKAGE depends on; empty when apt does not know it."""
    done = subprocess.run(["apt-cache", "depends", package], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=False)
    return re.findall(r"^ [ |]Depends: (\S+)$", done.stdout, re.MULTILINE)


def update():
    """Refresh apt's package lists."""
    if os.geteuid() != 0:
        raise LabError("apt's package lists are missing or too old; run as root: apt-get update")
    say("apt-get update")
    if subprocess.run(APT + ["update"], stdout=subprocess.DEVNULL, check=False).returncode:
        raise LabError("apt-get update failed: is there a network?")


def with_fresh_lists(action):
    """Run ACTION(); when it fails, refresh the lists once and try again (a security update
    removes the older version from the archive, so old lists lead to a 404)."""
    try:
        return action()
    except LabError as error:
        say(f"{error}; refreshing apt's lists")
    update()
    return action()


def fetch(packages, root):
    """Download PACKAGES and unpack them all into ROOT."""
    with tempfile.TemporaryDirectory(dir=root.parent) as folder:
        for package in packages:
            say(f"downloading {package}")
            done = subprocess.run(APT + ["download", package], cwd=folder, text=True, check=False,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if done.returncode:
                raise LabError(f"cannot download {package}: {done.stderr.strip()}")
        for deb in sorted(Path(folder).glob("*.deb")):
            say(f"unpacking {deb.name}")
            subprocess.run(["dpkg", "-x", deb, root], check=True)


def require(*programs):
    """Fail with a clear sentence when a program of this machine is missing."""
    missing = [name for name in programs if not shutil.which(name)]
    if missing:
        raise LabError(f"missing programs: {' '.join(missing)}; scripts/packages lists what to install")
