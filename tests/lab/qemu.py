# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU with the device models of devices/, built from the distribution's own source package.

Nothing is installed: sources, build tree and program are in the cache. The program's key is the
package's version, the models and how it is configured, so it is built again when one of these
changes; the build tree stays, so that a changed model costs seconds."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import debian
import sources
from store import LAB, LabError, Unavailable, built_dir, cache_dir, digest, lock, say

PROGRAM = "qemu-system-x86_64"
PACKAGE = "qemu-system-x86"
MODELS = LAB / "devices"
# QEMU's interfaces for devices move: the models are written for these versions of it.
SUPPORTED = re.compile(r"(\d+:)?7\.2\b")
CONFIGURE = ("--target-list=x86_64-softmmu", "--without-default-features", "--enable-tcg", "--enable-slirp",
             "--disable-debug-info", "--disable-werror", "--meson=/usr/bin/meson")
# Firmware comes from the packages of the machine's own QEMU.
DATA = ("/usr/share/qemu", "/usr/share/seabios")
STEP_PERCENT = 10


def find():
    """The built program; never touches the network."""
    program = _home(_version()) / PROGRAM
    if not program.is_file():
        raise Unavailable("QEMU with the emulated X710 and E810 is not built: run tests/lab/lab qemu")
    return program


def arguments():
    """The program and where it finds firmware: the beginning of a command line."""
    return [find(), *(word for folder in DATA for word in ("-L", folder))]


def prepare():
    """As find(), and builds the program first when it is not there."""
    version = _version()
    built_dir(_home(version), lambda temp: _build(version, temp))
    return find()


def _version():
    """The version of the machine's QEMU, as its source package counts."""
    done = subprocess.run(["dpkg-query", "-W", "-f", "${source:Version}", PACKAGE], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.returncode or not done.stdout:
        raise LabError(f"{PACKAGE} is not installed; scripts/packages lists what to install")
    if not SUPPORTED.match(done.stdout):
        raise Unavailable(f"the emulated X710 and E810 are written for QEMU 7.2, this machine has {done.stdout}")
    return done.stdout


def _models():
    """The files that become part of QEMU."""
    return sorted(path for path in MODELS.rglob("*")
                  if path.suffix in (".c", ".h") or path.name in ("meson.build", "Kconfig"))


def _home(version):
    names = " ".join(str(path.relative_to(MODELS)) for path in _models())
    return cache_dir() / "qemu" / digest(version, " ".join(CONFIGURE), names, *_models())


def _build(version, folder):
    debian.require("dpkg-source", "gcc", "meson", "ninja", "pkg-config", "flex", "bison", "python3")
    tree = cache_dir() / "qemu" / f"tree-{digest(version, ' '.join(CONFIGURE))}"
    with lock(f"build-{tree.name}"):
        built_dir(tree, lambda temp: _unpack(version, temp))
        _add_models(tree)
        if not (tree / "build" / "build.ninja").is_file():
            _configure(tree)
        _ninja(tree)
        shutil.copy(tree / "build" / PROGRAM, folder)


def _unpack(version, folder):
    with tempfile.TemporaryDirectory(dir=folder.parent) as temp:
        description = sources.fetch("qemu", version, Path(temp))
        say(f"unpacking {description.name}")
        # dpkg-source wants to make the folder itself
        folder.rmdir()
        _logged(["dpkg-source", "--no-check", "--no-copy", "-x", description, folder], Path(temp) / "unpack.log")


def _add_models(tree):
    """Copy the models to hw/net/nicctl and have QEMU's build find them; unchanged files stay, so
    that only what changed is compiled again."""
    net = tree / "hw" / "net"
    wanted = {net / "nicctl" / path.relative_to(MODELS): path for path in _models()}
    for old in (net / "nicctl").rglob("*"):
        if old.is_file() and old not in wanted:
            old.unlink()
    for target, source in wanted.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != source.read_bytes():
            shutil.copyfile(source, target)
    _append(net / "meson.build", "subdir('nicctl')\n")
    _append(net / "Kconfig", "source nicctl/Kconfig\n")


def _append(path, line):
    text = path.read_text(encoding="utf-8")
    if line not in text:
        path.write_text(text + "\n" + line, encoding="utf-8")


def _configure(tree):
    say("configuring and building QEMU: about 4 minutes on two processors, once")
    build = tree / "build"
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir()
    _logged(["../configure", *CONFIGURE], tree / "configure.log", cwd=build)


def _ninja(tree):
    """Compile, and tell how far it is."""
    told, log = 0, tree / "build.log"
    with open(log, "w", encoding="utf-8") as out:
        with subprocess.Popen(["ninja", PROGRAM], cwd=tree / "build", text=True, errors="replace",
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            for line in process.stdout:
                out.write(line)
                done = re.match(r"\[(\d+)/(\d+)\]", line)
                percent = 100 * int(done.group(1)) // int(done.group(2)) if done else 0
                if percent >= told + STEP_PERCENT:
                    told = percent
                    say(f"building QEMU: {percent} %")
    if process.returncode:
        raise LabError(f"QEMU does not build:\n{_tail(log)}\nthe whole log is {log}")


def _logged(words, log, cwd=None):
    with open(log, "wb") as out:
        done = subprocess.run([str(word) for word in words], cwd=cwd, check=False, stdin=subprocess.DEVNULL,
                              stdout=out, stderr=subprocess.STDOUT)
    if done.returncode:
        raise LabError(f"{words[0]} failed:\n{_tail(log)}\nthe whole log is {log}")


def _tail(log):
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
