# SPDX-License-Identifier: GPL-2.0-or-later
"""Scenarios: shell scripts in tests/vm whose header comments say what they need."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import kernel
from store import REPO, LabError

FOLDER = REPO / "tests" / "vm"

# Header keys that may be given more than once; each line is one value.
REPEATED = ("append", "expect-kernel", "bad-module")
SINGLE = ("topology", "guest", "kernels", "short-kernels", "modules", "timeout", "fixtures", "files", "programs",
          "nicctl", "long-timeout", "cpus", "tools", "disk", "zc", "zc-signed")


@dataclass
class Scenario:
    """One scenario as its header describes it; see tests/lab/README.md for the keys."""
    name: str
    path: Path
    topology: str = "plain"
    guest: str = "initramfs"
    kernels: list = field(default_factory=kernel.all_series)
    short_kernels: list = field(default_factory=list)
    modules: list = field(default_factory=list)
    timeout: int = 90
    fixtures: list = field(default_factory=list)
    zc: list = field(default_factory=list)
    tools: list = field(default_factory=list)
    disk: str = ""
    zc_signed: list = field(default_factory=list)
    files: list = field(default_factory=list)
    programs: list = field(default_factory=list)
    append: list = field(default_factory=list)
    expect_kernel: list = field(default_factory=list)
    bad_module: list = field(default_factory=list)
    nicctl: bool = False
    is_release: bool = False
    long_timeout: int = 0
    cpus: int = 0

    @property
    def planned(self):
        """The kernels of a run of all tests: the newest alone, or those that it names, unless the run is long."""
        return self.kernels if is_long() else self.short_kernels or self.kernels[-1:]

    def wants_release(self, series):
        """Is the program on this kernel to be the one that users build? On the newest it is, unless the run is
        a long one: both are tried, and sanitizers take twice the time in a guest."""
        return self.is_release or (self.nicctl and series == kernel.all_series()[-1] and not is_long())

    @property
    def limit(self):
        """Seconds that a run may take: a long one (NICCTL_LONG=1) may have its own limit."""
        return self.long_timeout if self.long_timeout and is_long() else self.timeout


def is_long():
    """Are long runs asked for?"""
    return os.environ.get("NICCTL_LONG") == "1"


def load(name):
    """The scenario NAME (tests/vm/NAME.sh), or a path to a script."""
    path = Path(name) if name.endswith(".sh") else FOLDER / f"{name}.sh"
    if not path.is_file():
        raise LabError(f"no scenario '{name}': tests/lab/lab list shows them")
    return parse(path.stem, path, path.read_text(encoding="utf-8"))


def load_all():
    """Every scenario of the project."""
    return [load(path.stem) for path in sorted(FOLDER.glob("*.sh"))]


def parse(name, path, text):
    """The scenario that TEXT describes; an unknown key is an error, so that no typo is ignored."""
    result = Scenario(name, path)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        match = re.match(r"# ([a-z-]+): *(.*)$", line)
        if match:
            _set(result, match.group(1), match.group(2).strip(), f"{path}:{number}")
    unknown = set(result.kernels + result.short_kernels) - set(kernel.all_series())
    if unknown:
        raise LabError(f"{path}: unknown kernel {' '.join(sorted(unknown))}")
    return result


def _set(result, key, value, where):
    attribute = key.replace("-", "_")
    if key in REPEATED:
        getattr(result, attribute).append(value)
    elif key not in SINGLE:
        raise LabError(f"{where}: unknown key '{key}'")
    elif key == "nicctl":
        if value not in ("yes", "no", "release"):
            raise LabError(f"{where}: '{key}' is yes, no or release")
        result.nicctl = value != "no"
        result.is_release = value == "release"
    elif key in ("timeout", "long-timeout", "cpus"):
        setattr(result, attribute, int(value))
    elif key == "disk":
        if value != "state":
            raise LabError(f"{where}: 'disk' is state")
        setattr(result, attribute, value)
    elif key in ("topology", "guest"):
        setattr(result, attribute, value)
    else:
        setattr(result, attribute, value.split())
