# SPDX-License-Identifier: GPL-2.0-or-later
"""Guests: the user land around a scenario, from guests/NAME.ini. A guest is an initramfs; one of kind
`root disk` goes on from there to a root of its own (see rootdisk.py)."""

import configparser
import os
from dataclasses import dataclass
from pathlib import Path

import debian
import rootdisk
from store import LAB, LabError, Unavailable, built_dir, cache_dir, digest


@dataclass(frozen=True)
class Guest:
    """A guest. files: {path in the guest: file in the cache}, from packages of its own; programs: of
    this machine; links: {path in the guest: where it leads to}; modules: that its init needs; append:
    words for the kernel's command line; disk: the image of its root, or None."""
    name: str
    init: Path
    files: dict
    programs: list
    links: dict
    modules: list
    append: list
    disk: Path


def names():
    """All guests."""
    return sorted(path.stem for path in (LAB / "guests").glob("*.ini"))


def find(name):
    """The prepared guest NAME; never touches the network."""
    settings, root = _settings(name), _root(name)
    if not root.is_dir():
        raise Unavailable(f"guest {name} is not prepared: run tests/lab/lab prepare")
    links = dict(reversed(word.split(":")) for word in settings["links"].split())
    disk = rootdisk.find(settings["root"].split()) if settings["kind"] == "root disk" else None
    return Guest(name, LAB / settings["init"], _files(root, settings["files"].split()),
                 [Path(program) for program in settings["programs"].split()], links,
                 settings.get("modules", "").split(), settings.get("append", "").split(), disk)


def prepare(name):
    """As find(), and downloads the guest's packages first when they are not there."""
    settings = _settings(name)
    packages = settings["packages"].split()
    built_dir(_root(name), lambda root: debian.with_fresh_lists(lambda: debian.fetch(packages, root)))
    if settings["kind"] == "root disk":
        rootdisk.prepare(settings["root"].split())
    return find(name)


def _files(root, wanted):
    """{path in the guest: file} of the files WANTED, and of all files in the folders WANTED; newer packages
    have them below usr."""
    result = {}
    for name in wanted:
        found = [path for place in (root / name, root / "usr" / name) for path in [place, *sorted(place.rglob("*"))]]
        files = {str(path.relative_to(root)): _inside(root, path) for path in found
                 if path.is_symlink() or path.is_file()}
        if not files:
            raise LabError(f"no '{name}' in the packages of {root}")
        result.update(files)
    return result


def _inside(root, path):
    """PATH; where it is a link to an absolute path, that file below ROOT: on this machine it may be another
    one, or none."""
    if not path.is_symlink() or not os.readlink(path).startswith("/"):
        return path
    return _inside(root, root / os.readlink(path).lstrip("/"))


def _settings(name):
    config = configparser.ConfigParser()
    if not config.read(LAB / "guests" / f"{name}.ini", encoding="utf-8"):
        raise LabError(f"no guest '{name}': the lab has {', '.join(names())}")
    own = dict(config["guest"], home=name)
    if "like" not in own:
        return own
    # what this one does not say is as there
    other = _settings(own["like"])
    return {**other, **own, "home": other["home"]}


def _root(name):
    settings = _settings(name)
    return cache_dir() / "guests" / f"{settings['home']}-{digest(settings['packages'])}"
