# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the small programs of tools/, which scenarios have in the guest as /lab/tools/NAME."""

import subprocess
import tempfile
from pathlib import Path

import debian
from store import LAB, LabError, built_file, cache_dir, digest

SOURCES = LAB / "tools"


def built(wanted):
    """{name: program} for the names WANTED. Static, so that no guest lacks a library."""
    return {name: _built(name) for name in wanted}


def _built(name):
    source = SOURCES / f"{name}.c"
    if not source.is_file():
        raise LabError(f"no tool '{name}' in tests/lab/tools")
    parts = sorted(SOURCES.glob(f"{name}_*.h"))
    path = cache_dir() / "tools" / f"{name}-{digest(source, *parts, Path(__file__))}"
    if not path.is_file():
        built_file(path, lambda: _compile(source))
        path.chmod(0o755)
    return path


def _compile(source):
    debian.require("gcc")
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program"
        done = subprocess.run(["gcc", "-O1", "-Wall", "-Wextra", "-D_GNU_SOURCE", "-static", "-I", SOURCES, "-o", program,
                               source], text=True, check=False, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        if done.returncode:
            raise LabError(f"{source.name} does not build:\n{done.stdout}")
        return program.read_bytes()
