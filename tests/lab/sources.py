# SPDX-License-Identifier: GPL-2.0-or-later
"""Fetches a Debian source package, from where this machine gets its binary packages. The machine's
own apt configuration is read, never changed: lists and cache are in a temporary folder."""

import re
import subprocess
from pathlib import Path

import debian
from store import LabError, say

APT_ETC = Path("/etc/apt")


def deb_src(text, deb822):
    """TEXT, a list of package sources in one of apt's two formats, as a list of the source packages
    of the same archives."""
    if deb822:
        stanzas = re.split(r"\n\s*\n", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
        wanted = [stanza for stanza in stanzas if re.search(r"^Types:", stanza, re.M | re.I)
                  and not re.search(r"^Enabled:\s*(no|false|0)\b", stanza, re.M | re.I)]
        return "\n\n".join(re.sub(r"^Types:.*$", "Types: deb-src", stanza, flags=re.M | re.I)
                           for stanza in wanted) + "\n"
    wanted = re.findall(r"^\s*deb(?:-src)?(\s.*)$", text, re.M)
    return "".join(f"deb-src{rest}\n" for rest in wanted)


def fetch(package, version, folder):
    """Download the source of PACKAGE into FOLDER: VERSION, or the newest when the archive no longer
    has that one. Returns the path of its description (.dsc)."""
    apt = _private_apt(folder)
    say(f"downloading the source of {package} {version}")
    # an archive without sources fails here; what counts is whether the package is found
    listed = subprocess.run(apt + ["update"], text=True, check=False, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT)
    for wanted in (f"{package}={version}", package):
        done = subprocess.run(apt + ["source", "--download-only", "--only-source", wanted], cwd=folder, text=True,
                              check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        found = list(folder.glob("*.dsc"))
        if not done.returncode and found:
            return found[0]
        say(f"{wanted} is not to be had")
    raise LabError(f"cannot download the source of {package}: is there a network?\n{listed.stdout}{done.stdout}")


def _private_apt(folder):
    """apt-get with everything it reads and writes in FOLDER."""
    parts = folder / "sources.list.d"
    for place in (parts, folder / "lists" / "partial", folder / "cache" / "archives" / "partial"):
        place.mkdir(parents=True)
    for path in [APT_ETC / "sources.list", *sorted((APT_ETC / "sources.list.d").glob("*"))]:
        if path.suffix in (".list", ".sources") and path.is_file():
            (parts / path.name).write_text(deb_src(path.read_text(encoding="utf-8"), path.suffix == ".sources"),
                                           encoding="utf-8")
    settings = {"Dir::Etc::SourceList": "/dev/null", "Dir::Etc::SourceParts": parts,
                "Dir::State::Lists": folder / "lists", "Dir::Cache": folder / "cache"}
    return debian.APT + [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]
