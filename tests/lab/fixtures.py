# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the fixture modules of tests/fixtures for a kernel, under the names asked for."""

import os
import shutil
import subprocess
from pathlib import Path

import debian
from store import REPO, LabError, built_dir, cache_dir, digest

SOURCES = REPO / "tests" / "fixtures"


def sources():
    """Names of all fixture modules."""
    return sorted(path.stem for path in SOURCES.glob("*.c"))


def built(kernel, wanted):
    """{module name: built file} for WANTED, words SOURCE or SOURCE=NAME (another module name)."""
    if not wanted:
        return {}
    common = folder(kernel)
    result = {}
    for word in wanted:
        source, _, name = word.partition("=")
        if source not in sources():
            raise LabError(f"no fixture '{source}' in tests/fixtures")
        home = _renamed(kernel, source, name) if name else common
        result[name or source] = home / f"{name or source}.ko"
    return result


def _key(kernel):
    files = sorted(path for path in SOURCES.iterdir() if path.is_file())
    return digest(kernel.release, *files, Path(__file__))


def folder(kernel):
    """The folder of all fixtures under their own names, built together: some use each other's symbols."""
    return built_dir(cache_dir() / "fixtures" / f"{kernel.release}-{_key(kernel)}",
                     lambda temp: _build(kernel, temp, {name: name for name in sources()}))


def _renamed(kernel, source, name):
    home = cache_dir() / "fixtures" / f"{kernel.release}-{_key(kernel)}-{source}-as-{name}"
    return built_dir(home, lambda temp: _build(kernel, temp, {source: name}, _symbols(kernel, source)))


def _symbols(kernel, but):
    """The Module.symvers lines of all fixtures but the one that is built anew."""
    lines = (folder(kernel) / "Module.symvers").read_text(encoding="ascii").splitlines(True)
    return "".join(line for line in lines if Path(line.split("\t")[2]).name != but)


def _build(kernel, place, names, symbols=""):
    """Build {source: module name} in PLACE, where the sources are copied to; SYMBOLS: what other
    fixtures offer, as lines of a Module.symvers."""
    debian.require("make", "gcc")
    for path in SOURCES.glob("*.h"):
        shutil.copy(path, place)
    for source, name in names.items():
        shutil.copy(SOURCES / f"{source}.c", place / f"{name}.c")
    objects = " ".join(f"{name}.o" for name in names.values())
    (place / "Kbuild").write_text(f"obj-m := {objects}\n", encoding="ascii")
    (place / "others.symvers").write_text(symbols, encoding="ascii")
    # BTF would need pahole, and no test reads it
    done = subprocess.run(["make", "-s", f"-j{os.cpu_count()}", "-C", kernel.headers, f"M={place}",
                           f"KBUILD_EXTRA_SYMBOLS={place}/others.symvers",
                           "CONFIG_DEBUG_INFO_BTF_MODULES=", "modules"], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    missing = [name for name in names.values() if not (place / f"{name}.ko").is_file()]
    if done.returncode or missing:
        raise LabError(f"fixtures do not build for {kernel.release}:\n{done.stdout}")
    for path in Path(place).iterdir():
        if path.suffix not in (".ko", ".c", ".h", ".symvers"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
