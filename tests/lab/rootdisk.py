# SPDX-License-Identifier: GPL-2.0-or-later
"""The root of the fuller guest: a small Debian of this machine's own release, with systemd, as one
read-only disk image in the cache. debootstrap makes it, from where this machine gets its packages."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from store import LabError, Unavailable, built_dir, cache_dir, digest, say

IMAGE = "root.ext4"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# what nobody reads in a guest
WASTE = ("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/man", "usr/share/locale",
         "usr/share/info", "debootstrap")
# debootstrap speaks in such lines; told are the first of each kind
STEPS = re.compile(r"I: (Retrieving InRelease|Validating|Extracting|Installing|Unpacking|Configuring)\b")


def find(packages):
    """The image of the root with PACKAGES; never touches the network."""
    path = _home(packages) / IMAGE
    if not path.is_file():
        raise Unavailable("the Debian root of this guest is not prepared: "
                          + (_obstacle() or "run tests/lab/lab prepare"))
    return path


def prepare(packages):
    """As find(), and makes the image first when it is not there."""
    if not _home(packages).is_dir() and _obstacle():
        raise Unavailable(f"cannot make the Debian root of the guests with systemd: {_obstacle()}")
    built_dir(_home(packages), lambda folder: _build(packages, folder))
    return find(packages)


def _home(packages):
    return cache_dir() / "guests" / f"root-{digest(_codename(), ' '.join(packages), Path(__file__))}"


def _obstacle():
    """Why this machine cannot make it, or ''."""
    if os.geteuid() != 0:
        return "only root can; run as root: tests/lab/lab prepare"
    missing = [name for name in ("debootstrap", "mke2fs", "unshare") if not shutil.which(name)]
    if missing:
        return f"missing programs: {' '.join(missing)}; scripts/packages lists what to install"
    return "" if _codename() else "this machine is not Debian"


def _codename():
    """The release of this machine, such as bookworm: nicctl is built here and must run there."""
    text = Path("/etc/os-release").read_text(encoding="utf-8")
    found = re.search(r"^VERSION_CODENAME=(\w+)$", text, re.M) if re.search(r"^ID=debian$", text, re.M) else None
    return found.group(1) if found else ""


def _mirror():
    """Where this machine gets the packages of its release from."""
    done = subprocess.run(["apt-get", "indextargets", "--format", "$(CODENAME) $(COMPONENT) $(REPO_URI)",
                           "Created-By: Packages"], stdout=subprocess.PIPE, text=True, check=False)
    found = re.search(rf"^{_codename()} main (\S+)$", done.stdout, re.M)
    if not found:
        raise LabError("apt's lists name no archive of this release; run as root: apt-get update")
    return found.group(1)


def _build(packages, folder):
    root = folder / "root"
    say("making a Debian root for the guests with systemd: one to two minutes, once")
    # dpkg need not wait for the disk after every package
    hurry = root / "etc" / "dpkg" / "dpkg.cfg.d" / "lab"
    hurry.parent.mkdir(parents=True)
    hurry.write_text("force-unsafe-io\n", encoding="ascii")
    _debootstrap(packages, root, folder / "debootstrap.log")
    for name in WASTE:
        shutil.rmtree(root / name, ignore_errors=True)
    say("writing its image")
    used = int(subprocess.run(["du", "-sm", root], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[0])
    # no journal: it is never written to
    subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-d", root,
                    folder / IMAGE, f"{used + used // 8 + 32}M"], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(root)


def _debootstrap(packages, root, log):
    """In a mount and process namespace of its own, so that nothing stays mounted or runs on when it is
    interrupted, and the temporary folder can always be removed."""
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "debootstrap", "--variant=minbase",
             f"--include={','.join(packages)}"]
    if KEYRING.is_file():
        words.append(f"--keyring={KEYRING}")
    words += [_codename(), root, _mirror()]
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C")
    with open(log, "w", encoding="utf-8") as out, \
            subprocess.Popen(words, text=True, errors="replace", env=env, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            told = set()
            for line in process.stdout:
                out.write(line)
                step = STEPS.match(line)
                if step and step.group(1) not in told:
                    told.add(step.group(1))
                    say(f"debootstrap: {line[3:].strip()}")
        except BaseException:
            process.terminate()
            raise
    text = log.read_text(encoding="utf-8")
    if process.returncode or "Failure while" in text:
        raise Unavailable("debootstrap failed:\n" + "\n".join(text.splitlines()[-10:]))
