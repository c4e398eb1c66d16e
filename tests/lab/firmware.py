# SPDX-License-Identifier: GPL-2.0-or-later
"""UEFI with Secure Boot for the guest, and modules signed for it.

The distribution's package ovmf has a store of variables in which Secure Boot is on and one certificate
is enrolled (PK, KEK and db), and the private key that belongs to it. Whatever is signed with that
key is what the firmware starts, and what the kernel takes for its own: it reads db into its keyring
.platform. A second key, made here, is enrolled nowhere."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import debian
import zcbuild
from store import LabError, Unavailable, built_dir, cache_dir, digest

CODE = Path("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd")
VARIABLES = Path("/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd")
ENROLLED_CERT = Path("/usr/share/ovmf/PkKek-1-snakeoil.pem")
ENROLLED_KEY = Path("/usr/share/ovmf/PkKek-1-snakeoil.key")
# Source: /usr/share/doc/ovmf/README.Debian
PASSWORD = "snakeoil"
# /lab/zc-signed/FOLDER/NAME.ko in the guest
KEYS = ("enrolled", "unknown")
# The firmware's code for Secure Boot keeps its variables where only its own mode (SMM) can write.
MACHINE = ("-global", "driver=cfi.pflash01,property=secure,value=on")


def arguments():
    """QEMU's arguments for the firmware; what the guest writes to its variables is dropped."""
    _require()
    flash = "if=pflash,format=raw"
    return [*MACHINE, "-drive", f"{flash},unit=0,readonly=on,file={CODE}",
            "-drive", f"{flash},unit=1,snapshot=on,file={VARIABLES}"]


def image(kernel):
    """The distribution's image of KERNEL with the enrolled key's signature beside the distribution's."""
    packed = kernel.root / "boot" / f"vmlinuz-{kernel.release}"

    def sign(folder):
        debian.require("sbsign")
        _run("sbsign", "--key", keys() / "enrolled.key", "--cert", keys() / "enrolled.pem",
             "--output", folder / packed.name, packed)
    key = digest(packed, ENROLLED_CERT)
    return built_dir(cache_dir() / "firmware" / f"{kernel.release}-{key}", sign) / packed.name


def keys():
    """The folder with NAME.key and NAME.pem for each of KEYS."""
    def make(folder):
        debian.require("openssl")
        shutil.copy(ENROLLED_CERT, folder / "enrolled.pem")
        _run("openssl", "rsa", "-in", ENROLLED_KEY, "-passin", f"pass:{PASSWORD}", "-out", folder / "enrolled.key")
        _run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "36500", "-subj",
             "/CN=A key that is enrolled nowhere", "-keyout", folder / "unknown.key", "-out", folder / "unknown.pem")
    _require()
    return built_dir(cache_dir() / "firmware" / f"keys-{digest(ENROLLED_CERT, ENROLLED_KEY)}", make)


def signed(kernel, names, nicctl):
    """{path below zc-signed/: bytes} of the ZC drivers NAMES, signed by `nicctl build` with each of KEYS."""
    built = zcbuild.built(kernel, names)
    if names and not nicctl:
        raise LabError("zc-signed needs nicctl: yes")
    return {f"{key}/{name}.ko": _signed_by(nicctl, kernel, name, built[name], key) for name in names for key in KEYS}


def _signed_by(nicctl, kernel, name, built, key):
    """nicctl builds with a stand-in for the overlay that hands out what is BUILT already: to compile
    takes a minute, and others test that."""
    driver, flavour = zcbuild.MODULES[name]
    with tempfile.TemporaryDirectory() as temp:
        overlay = Path(temp) / "overlay"
        (overlay / "drivers").mkdir(parents=True)
        (overlay / "overlay").mkdir()
        for part in ("Kbuild", "check-source", "check-symbols"):
            (overlay / part).touch()
        (overlay / "Makefile").write_text(f"all:\n\tcp '{built}' $(OUTPUT)/\n", encoding="utf-8")
        _run(nicctl, "build", driver, "--flavour", flavour, "--headers", kernel.headers, "--source",
             zcbuild.source(kernel), "--overlay", overlay, "--cache", Path(temp) / "cache", "--output", temp,
             "--sign", keys() / f"{key}.key", "--cert", keys() / f"{key}.pem")
        return (Path(temp) / f"{name}.ko").read_bytes()


def _require():
    missing = [str(path) for path in (CODE, VARIABLES, ENROLLED_CERT, ENROLLED_KEY) if not path.is_file()]
    if missing:
        raise Unavailable(f"there is no {missing[0]}: the package ovmf is not installed, or is another one")


def _run(*words):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)
    if done.returncode:
        raise LabError(f"{words[0]} failed:\n{done.stdout}")
