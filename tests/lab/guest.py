# SPDX-License-Identifier: GPL-2.0-or-later
"""Guests: the user land around a scenario, from guests/NAME.ini."""

import configparser
from dataclasses import dataclass
from pathlib import Path

import debian
from store import LAB, LabError, Unavailable, built_dir, cache_dir


@dataclass(frozen=True)
class Guest:
    """A guest of kind initramfs. links: {name: program that it leads to}."""
    name: str
    init: Path
    busybox: Path
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
    return Guest(name, LAB / settings["init"], root / settings["busybox"],
                 [Path(program) for program in settings["programs"].split()], links)


def prepare(name):
    """As find(), and downloads the guest's packages first when they are not there."""
    packages = _settings(name)["packages"].split()
    built_dir(_root(name), lambda root: debian.with_fresh_lists(lambda: debian.fetch(packages, root)))
    return find(name)


def _settings(name):
    config = configparser.ConfigParser()
    if not config.read(LAB / "guests" / f"{name}.ini", encoding="utf-8"):
        raise LabError(f"no guest '{name}': the lab has {', '.join(names())}")
    return config["guest"]


def _root(name):
    return cache_dir() / "guests" / name
