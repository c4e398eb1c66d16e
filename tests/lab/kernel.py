# SPDX-License-Identifier: GPL-2.0-or-later
"""A kernel of the distribution, unpacked in the cache: image, modules and headers."""

import configparser
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import debian
import vmlinux
from store import LAB, LabError, Unavailable, built_dir, cache_dir


@dataclass(frozen=True)
class Kernel:
    """One unpacked kernel. root holds boot/, lib/modules/ and usr/src/ as on a machine."""
    series: str
    release: str
    root: Path

    @property
    def image(self):
        """What QEMU boots: the kernel proper, taken out of the distribution's image."""
        return self.root / "boot" / f"vmlinux-{self.release}"

    @property
    def modules(self):
        """The module tree with its index files."""
        return self.root / "lib" / "modules" / self.release

    @property
    def headers(self):
        """What `make -C` wants for external modules."""
        return self.root / "usr" / "src" / f"linux-headers-{self.release}"


def packages():
    """{series: package that depends on its newest image}"""
    config = configparser.ConfigParser()
    config.read(LAB / "kernels.ini", encoding="utf-8")
    return {series: config[series]["package"] for series in config.sections()}


def all_series():
    """The series the lab knows, as in kernels.ini."""
    return list(packages())


def _home(series):
    if series not in packages():
        raise LabError(f"unknown kernel '{series}': the lab has {', '.join(packages())}")
    return cache_dir() / "kernels" / series


def find(series):
    """The prepared kernel of SERIES; never touches the network."""
    root = _home(series)
    if not root.is_dir():
        raise Unavailable(f"kernel {series} is not prepared: run tests/lab/lab prepare")
    release = next((root / "lib" / "modules").iterdir()).name
    return Kernel(series, release, root)


def prepare(series):
    """As find(), and downloads the kernel first when it is not there."""
    built_dir(_home(series), lambda root: debian.with_fresh_lists(lambda: _unpack(series, root)))
    return find(series)


def _unpack(series, root):
    debian.require("apt-get", "dpkg", "depmod", "zstd")
    release = _newest(series)
    debian.fetch([f"linux-image-{release}"] + _header_packages(release), root)
    _relocate_headers(root, release)
    subprocess.run(["depmod", "-b", root, release], check=True)
    packed = (root / "boot" / f"vmlinuz-{release}").read_bytes()
    (root / "boot" / f"vmlinux-{release}").write_bytes(vmlinux.unpack(packed))


def _newest(series):
    """The release that the distribution's package of this series points at now."""
    pattern = re.compile(rf"linux-image-({re.escape(series)}\.\S+-amd64)$")
    for name in debian.depends(packages()[series]):
        match = pattern.match(name)
        if match:
            return match.group(1)
    raise LabError(f"apt knows no image behind {packages()[series]}")


def _header_packages(release):
    """The headers and the parts of them that are packages of their own (not the compiler, and
    not the kernel image that newer header packages pull in)."""
    name = f"linux-headers-{release}"
    parts = [dep for dep in debian.depends(name) if re.match(r"linux-(headers|kbuild)-", dep)]
    return [name] + parts


def _relocate_headers(root, release):
    """The headers name /usr/src absolutely; make that relative, so that they work in the cache."""
    headers = root / "usr" / "src" / f"linux-headers-{release}"
    makefile = headers / "Makefile"
    text = makefile.read_text(encoding="ascii")
    moved, count = re.subn(r"^include /usr/src/([^/\n]+)/Makefile$", r"include $(dir $(lastword "
                           r"$(MAKEFILE_LIST)))../\1/Makefile", text, flags=re.MULTILINE)
    if count != 1:
        raise LabError(f"unexpected text in {makefile}: {text!r}")
    makefile.write_text(moved, encoding="ascii")
