# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a bad module file from a good one (.ko or .ko.xz; the result is always a plain .ko).

    badmod.py GOOD BAD HOW [ARGUMENT]

The kernel refuses a signature that does not fit even where none is required, so whatever changes
the content takes the signature away as well. HOW is one of:
  plain               unchanged, only unpacked
  truncate N          the first N bytes
  not-elf             a text
  crc SYMBOL          the CRC of SYMBOL in __versions altered (it asks for another kernel or driver)
  export-crc SYMBOL   the CRC that the module offers for its own SYMBOL altered
  strip-signature     without the signature that is appended to the file
  bad-signature       with a signature that does not fit
  release             made for another release of the kernel, with fitting symbols: it loads
  vermagic            made for a kernel with other properties: it does not load
  init-fails          its init returns -EIO; all else, symbols too, as in the good one
  foreign             unchanged (the lab takes it from another kernel's tree)
"""

import lzma
import struct
import sys
from pathlib import Path

import elf
from store import LabError

SIGNATURE_MARK = b"~Module signature appended~\n"


def read(path):
    """The module at PATH, unpacked."""
    data = Path(path).read_bytes()
    return lzma.decompress(data) if str(path).endswith(".xz") else data


def spoil(data, how, *arguments):
    """DATA made bad in the way HOW."""
    if how not in WAYS:
        raise LabError(f"unknown way '{how}' to make a module bad: {' '.join(WAYS)}")
    try:
        return bytes(WAYS[how](data, *arguments))
    except TypeError as error:
        raise LabError(f"{how}: {error}") from error


def strip_signature(data):
    """Without the signature: struct module_signature ends with its length, then comes the mark
    (kernel include/linux/module_signature.h)."""
    if not data.endswith(SIGNATURE_MARK):
        return data
    end = len(data) - len(SIGNATURE_MARK)
    length, = struct.unpack_from(">I", data, end - 4)
    return data[:end - 12 - length]


def bad_signature(data):
    """The last byte of the RSA signature altered, which ends the PKCS#7 block before the 12 bytes
    of struct module_signature."""
    if not data.endswith(SIGNATURE_MARK):
        raise LabError("the module has no signature")
    broken = bytearray(data)
    broken[-len(SIGNATURE_MARK) - 13] ^= 1
    return broken


def alter_crc(data, symbol):
    """__versions is an array of {u64 crc; char name[56]} (struct modversion_info)."""
    module = elf.Module(strip_signature(data))
    section = module.section("__versions")
    wanted = symbol.encode()
    for offset in range(section.offset, section.offset + section.size, 64):
        if bytes(module.data[offset + 8:offset + 64]).rstrip(b"\0") == wanted:
            module.data[offset] ^= 0xff
            return module.data
    raise LabError(f"the module needs no symbol {symbol}")


def alter_export_crc(data, symbol):
    """The CRC stands in __kcrctab or __kcrctab_gpl, where the symbol __crc_NAME points; the symbol
    table says it once more to tools."""
    module = elf.Module(strip_signature(data))
    place = module.symbol(f"__crc_{symbol}")
    module.data[module.sections[place.section].offset + place.value] ^= 0xff
    return module.data


def _alter_vermagic(data, before):
    """Alter the byte of vermagic that follows the text BEFORE."""
    module = elf.Module(strip_signature(data))
    section = module.section(".modinfo")
    content = module.bytes_of(section)
    start = content.find(b"vermagic=")
    if start < 0:
        raise LabError("the module has no vermagic")
    module.data[section.offset + content.index(before, start) + len(before)] ^= 1
    return module.data


def alter_release(data):
    """The kernel's release is the first word; kernels with CONFIG_MODVERSIONS do not compare it
    (same_magic() in kernel/module/version.c)."""
    return _alter_vermagic(data, b"=")


def alter_vermagic(data):
    """The words behind the release (SMP, preempt, ...) are always compared."""
    return _alter_vermagic(data, b" ")


def init_fails(data):
    """x86: `mov $-EIO, %eax; ret` at the begin of init_module, behind the five bytes that ftrace
    patches (and endbr64 before them, where built with IBT). Relocations of the overwritten bytes
    become R_X86_64_NONE."""
    code = b"\xb8\xfb\xff\xff\xff\xc3"
    module = elf.Module(strip_signature(data))
    init = module.symbol("init_module")
    section = module.sections[init.section]
    start = init.value
    if module.data[section.offset + start:section.offset + start + 4] == b"\xf3\x0f\x1e\xfa":
        start += 4
    start += 5
    module.data[section.offset + start:section.offset + start + len(code)] = code
    for entry in module.relocations(init.section):
        where, = struct.unpack_from("<Q", module.data, entry)
        if start <= where < start + len(code):
            struct.pack_into("<Q", module.data, entry + 8, 0)
    return module.data


WAYS = {
    "plain": lambda data: data,
    "truncate": lambda data, count: data[:int(count)],
    "not-elf": lambda data: b"This is not a module.\n" * 20,
    "crc": alter_crc,
    "export-crc": alter_export_crc,
    "strip-signature": strip_signature,
    "bad-signature": bad_signature,
    "release": alter_release,
    "vermagic": alter_vermagic,
    "init-fails": init_fails,
    "foreign": lambda data: data,
}


def main():
    """The command line, see the top of the file."""
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    good, bad, how = sys.argv[1:4]
    try:
        Path(bad).write_bytes(spoil(read(good), how, *sys.argv[4:]))
    except LabError as error:
        sys.exit(f"badmod: {error}")


if __name__ == "__main__":
    main()
