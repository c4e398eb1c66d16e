# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds the ZC drivers of zc-driver/ for a kernel of the lab, from the distribution's source of it."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import debian
from store import REPO, LabError, built_dir, cache_dir, digest

OVERLAY = REPO / "zc-driver"
INTEL = "drivers/net/ethernet/intel"
# module: (driver, flavour)
MODULES = {
    "ice": ("ice", "reload"),
    "ice_zc": ("ice", "handover"),
    "i40e": ("i40e", "reload"),
    "i40e_zc": ("i40e", "handover"),
    "e1000e_zc": ("e1000e", "handover"),
}
DRIVERS = sorted({driver for driver, _ in MODULES.values()})


def built(kernel, wanted):
    """{module name: built file} for the module names WANTED."""
    unknown = set(wanted) - set(MODULES)
    if unknown:
        raise LabError(f"no ZC driver {' '.join(sorted(unknown))}: the lab has {' '.join(MODULES)}")
    return {name: folder(kernel, name) / f"{name}.ko" for name in wanted}


def folder(kernel, name):
    """The folder with the built module NAME, its build's log and its table of symbols."""
    # documents, CMake's and DKMS's files have no part in a build
    parts = ("Kbuild", "Makefile", "check-*", "drivers/*", "overlay/**/*")
    files = sorted({path for part in parts for path in OVERLAY.glob(part) if path.is_file()})
    key = digest(kernel.release, package_version(kernel), repr(MODULES[name]),
                 *(str(path.relative_to(OVERLAY)) for path in files), *files)
    return built_dir(cache_dir() / "zc" / f"{kernel.release}-{name}-{key}",
                     lambda temp: _build(kernel, name, temp))


def source(kernel):
    """The unpacked folders of the drivers, from the very source the kernel was built from."""
    version = package_version(kernel)
    return built_dir(cache_dir() / "zc-source" / f"{kernel.series}-{version}",
                     lambda temp: debian.with_fresh_lists(lambda: _unpack(kernel, version, temp)))


def package_version(kernel):
    """The version of the kernel's source package, as the kernel itself says it: 6.1.192-2."""
    path = kernel.headers / "include" / "generated" / "utsversion.h"
    match = re.search(r"Debian (\S+)", path.read_text(encoding="ascii"))
    if not match:
        raise LabError(f"{path} does not tell the version of the package")
    return match.group(1)


def _unpack(kernel, version, place):
    debian.require("dpkg", "tar", "xz")
    with tempfile.TemporaryDirectory(dir=place.parent) as temp:
        debian.fetch([f"linux-source-{kernel.series}={version}"], Path(temp))
        archive = Path(temp) / "usr" / "src" / f"linux-source-{kernel.series}.tar.xz"
        names = ["Makefile"] + [f"{INTEL}/{driver}" for driver in DRIVERS]
        subprocess.run(["tar", "-C", place, "-xf", archive, "--no-same-owner", "--strip-components=1",
                        *(f"linux-source-{kernel.series}/{name}" for name in names)], check=True)


def _build(kernel, name, place):
    debian.require("make", "gcc")
    driver, flavour = MODULES[name]
    with tempfile.TemporaryDirectory(dir=place.parent) as work:
        # BTF would need pahole and a third of the time, and no test reads it
        done = subprocess.run(
            ["nice", "make", f"-j{os.cpu_count()}", "-C", OVERLAY, f"DRIVER={driver}",
             f"FLAVOUR={flavour}", f"HEADERS={kernel.headers}", f"SOURCE={source(kernel)}",
             f"OUTPUT={work}", "BTF=no"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            raise LabError(f"{name} does not build for {kernel.release}:\n{done.stdout}")
        shutil.copy(Path(work) / f"{name}.ko", place)
        symbols = Path(work) / f"{driver}-{flavour}" / INTEL / driver / "Module.symvers"
        shutil.copy(symbols, place / "Module.symvers")
        (place / "build.log").write_text(done.stdout, encoding="utf-8")
