# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's initramfs: cpio archives put one behind the other, each built once.

The layers, from the slowest to change to the quickest: user land, module index files (per
kernel), nicctl with its libraries, modules, and last the scenario itself."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import badmod
import firmware
import fixtures
import guest
import kernel as kernels
import modules
import tools
import zcbuild
from cpio import Archive, guest_path
from store import LAB, REPO, LabError, built_file, cache_dir, digest, drop_unused, touch

ETC = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
    "etc/group": "root:x:0:\n",
    "etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
}
# what a disk that outlives the guest takes; guest/init loads them
STATE_MODULES = ["virtio_pci", "virtio_blk", "crc32c_generic", "ext4"]
FOLDERS = ("proc", "sys", "dev", "run", "tmp", "root", "etc/modprobe.d", "var/log")


def initramfs(kernel, scenario, topology, nicctl, variables):
    """The bytes of the whole initramfs for one run. nicctl: Path or None."""
    tree = modules.Tree(kernel.modules)
    user_land = guest.find(scenario.guest)
    wanted = scenario.modules + topology.modules() + user_land.modules + (STATE_MODULES if scenario.disk else [])
    programs = [Path(program) for program in scenario.programs]
    layers = [_base(user_land), _index(kernel, tree), _modules(kernel, tree, wanted)]
    if nicctl:
        layers.append(_programs({"/usr/sbin/nicctl": nicctl}))
    if programs:
        layers.append(_programs({str(program): program for program in programs}))
    data = b"".join(layer.read_bytes() for layer in layers)
    return data + _scenario(kernel, tree, scenario, topology, nicctl, variables)


def _layer(name, key, build):
    """The cached archive NAME for content KEY; BUILD fills an Archive."""
    def pack():
        archive = Archive()
        build(archive)
        return archive.bytes()
    path = cache_dir() / "layers" / f"{name}-{key}.cpio"
    if path.is_file():
        return touch(path)
    # every build of nicctl leaves a layer behind
    built_file(path, pack)
    drop_unused(path.parent, days=2)
    return path


def _base(user_land):
    own = [path for path in user_land.files.values() if os.access(path, os.X_OK)]
    libraries = _libraries([*own, *user_land.programs])
    key = digest(user_land.init, repr(user_land), *user_land.files.values(), *user_land.programs,
                 *libraries, Path(__file__))

    def build(archive):
        for path in ("bin", "sbin", "lib", "lib64"):
            archive.link(path, f"usr/{path}")
        for folder in FOLDERS:
            archive.folder(folder)
        for path, text in ETC.items():
            archive.file(path, text)
        archive.copy(user_land.init, "init")
        for path, source in user_land.files.items():
            archive.copy(source, path)
        for path in user_land.programs + libraries:
            archive.copy(path)
        _links(archive, user_land)
    return _layer("base", key, build)


def _links(archive, user_land):
    """Names that lead to programs, and busybox's names where no real program has them."""
    for path, program in user_land.links.items():
        archive.link(guest_path(path), program)
    taken = {Path(path).name for path in (*user_land.links, *user_land.files, *user_land.programs)}
    done = subprocess.run([user_land.files["bin/busybox"], "--list-full"], stdout=subprocess.PIPE,
                          text=True, check=True)
    for applet in map(Path, done.stdout.split()):
        if applet.name not in taken and applet.name != "linuxrc":
            archive.link(f"usr/{applet.parent.name}/{applet.name}", "/bin/busybox")


def _index(kernel, tree):
    files = tree.index_files()

    def build(archive):
        for path in files:
            archive.copy(path, f"lib/modules/{kernel.release}/{path.name}")
    return _layer("index", digest(kernel.release, *files), build)


def _modules(kernel, tree, names):
    paths = tree.closure(names)

    def build(archive):
        for path in paths:
            archive.copy(tree.folder / path, f"lib/modules/{kernel.release}/{path}")
    key = digest(kernel.release, str(tree.folder), "\n".join(paths))
    return _layer("modules", key, build)


def _programs(programs):
    """The layer of {path in the guest: host's file} with all libraries they need."""
    libraries = _libraries(programs.values())

    def build(archive):
        for path, source in programs.items():
            archive.copy(source, path)
            # /usr/sbin comes first in the search path; busybox may have the name there
            if Path(path).parent.name != "sbin":
                archive.link(f"usr/sbin/{Path(path).name}", path)
        for library in libraries:
            archive.copy(library)
    key = digest(*programs, *(Path(p) for p in programs.values()), *libraries)
    return _layer("programs", key, build)


def _libraries(programs):
    """Every library of PROGRAMS, and the loader, as ldd finds them."""
    found = set()
    for program in programs:
        done = subprocess.run(["ldd", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)
        if "not found" in done.stdout:
            raise LabError(f"{program} lacks libraries:\n{done.stdout}")
        found.update(re.findall(r"(?:=> |^\s+)(/\S+) \(0x", done.stdout, re.MULTILINE))
    return sorted(Path(path) for path in found)


def _scenario(kernel, tree, scenario, topology, nicctl, variables):
    archive = Archive()
    for name in ("lib.sh", "run", "scenario-service", "scenario.service"):
        archive.copy(LAB / "guest" / name, f"lab/{name}")
    archive.file("lab/scenario.sh", scenario.path.read_bytes(), 0o755)
    words = {"LAB_KERNEL": kernel.series, **topology.variables(), **variables}
    archive.file("lab/env", "".join(f"export {k}={shlex.quote(v)}\n" for k, v in words.items()))
    archive.file("lab/load", "".join(f"{name}\n" for name in topology.modules()))
    for path, data in topology.files().items():
        archive.file(path, data)
    for path in scenario.files:
        archive.copy(REPO / path, f"lab/files/{Path(path).name}")
    built = fixtures.built(kernel, scenario.fixtures)
    for name, path in built.items():
        archive.copy(path, f"lab/fixtures/{name}.ko")
    for name, path in zcbuild.built(kernel, scenario.zc).items():
        archive.copy(path, f"lab/zc/{name}.ko")
    for path, data in firmware.signed(kernel, scenario.zc_signed, nicctl).items():
        archive.file(f"lab/zc-signed/{path}", data)
    for name, path in tools.built(scenario.tools).items():
        archive.file(f"lab/tools/{name}", path.read_bytes(), 0o755)
    for line in scenario.bad_module:
        _bad_module(archive, kernel, tree, built, line.split())
    return archive.bytes()


def _bad_module(archive, kernel, tree, built, words):
    """One header line `# bad-module: FOLDER MODULE HOW [ARGUMENT]`: lab/bad/FOLDER/MODULE.ko, made
    from the stock module of that name, or from the fixture among BUILT when there is none: a fixture
    may be built under the name of a stock module."""
    folder, name, how = words[:3]
    path = f"lab/bad/{folder}/{name}.ko"
    if how == "folder":
        archive.folder(path)
    else:
        source = _other_tree(kernel) if how == "foreign" else tree
        good = source.path(name) if name in source or name not in built else built[name]
        archive.file(path, badmod.spoil(badmod.read(good), how, *words[3:]))


def _other_tree(kernel):
    """The module tree of another kernel than KERNEL."""
    series = next(name for name in kernels.all_series() if name != kernel.series)
    return modules.Tree(kernels.find(series).modules)
