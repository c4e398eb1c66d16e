# SPDX-License-Identifier: GPL-2.0-or-later
"""Guests: the user land around a scenario, from guests/NAME.ini."""

import configparser
from dataclasses import dataclass
from pathlib import Path

import debian
from store import LAB, LabError, Unavailable, built_dir, cache_dir, digest


@dataclass(frozen=True)
class Guest:
    """A guest of kind initramfs. files: {path in the guest: file in the cache}, from packages of
    its own; programs: of this machine; links: {path in the guest: where it leads to}."""
    name: str
    init: Path
    files: dict
    programs: list
    links: dict


def names():
    """All guests."""
    return sorted(path.stem for path in (LAB / "guests").glob("*.ini"))


def find(name):
    """The prepared guest NAME; never touches the network."""
    settings, root = _settings(name), _root(name)
    if not root.is_dir():
        raise Unavailable(f"guest {name} is not prepared: run tests/lab/lab prepare")
    links = dict(reversed(word.split(":")) for word in settings["links"].split())
    return Guest(name, LAB / settings["init"], _files(root, settings["files"].split()),
                 [Path(program) for program in settings["programs"].split()], links)


def prepare(name):
    """As find(), and downloads the guest's packages first when they are not there."""
    packages = _settings(name)["packages"].split()
    built_dir(_root(name), lambda root: debian.with_fresh_lists(lambda: debian.fetch(packages, root)))
    return find(name)


def _files(root, wanted):
    """{path in the guest: file} of the files WANTED, and of all files in the folders WANTED."""
    found = [path for name in wanted for path in [root / name, *sorted((root / name).rglob("*"))]]
    return {str(path.relative_to(root)): path for path in found if path.is_file()}


def _settings(name):
    config = configparser.ConfigParser()
    if not config.read(LAB / "guests" / f"{name}.ini", encoding="utf-8"):
        raise LabError(f"no guest '{name}': the lab has {', '.join(names())}")
    return config["guest"]


def _root(name):
    return cache_dir() / "guests" / f"{name}-{digest(_settings(name)['packages'])}"
