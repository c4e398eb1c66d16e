# SPDX-License-Identifier: GPL-2.0-or-later
"""Just enough ELF (64 bit, little endian, relocatable) to find and change parts of a module."""

import struct
from collections import namedtuple

from store import LabError

Section = namedtuple("Section", "name type offset size link info entsize")
Symbol = namedtuple("Symbol", "name section value size")

SHT_RELA = 4


class Module:
    """A module file in memory; data is a bytearray that callers may change in place."""

    def __init__(self, data):
        self.data = bytearray(data)
        if self.data[:6] != b"\x7fELF\x02\x01":
            raise LabError("not a 64-bit little-endian ELF file")
        self.sections = self._read_sections()

    def section(self, name):
        """The section NAME; an error when the module has none."""
        for section in self.sections:
            if section.name == name:
                return section
        raise LabError(f"the module has no section {name}")

    def bytes_of(self, section):
        """The section's content."""
        return bytes(self.data[section.offset:section.offset + section.size])

    def symbol(self, name):
        """The symbol NAME."""
        table = self.section(".symtab")
        names = self.bytes_of(self.sections[table.link])
        for offset in range(table.offset, table.offset + table.size, 24):
            where, _, _, index, value, size = struct.unpack_from("<IBBHQQ", self.data, offset)
            if _string(names, where) == name:
                return Symbol(name, index, value, size)
        raise LabError(f"the module has no symbol {name}")

    def relocations(self, index):
        """Offsets in data of the relocation entries that apply to section number INDEX."""
        for section in self.sections:
            if section.type == SHT_RELA and section.info == index:
                yield from range(section.offset, section.offset + section.size, 24)

    def _read_sections(self):
        start, = struct.unpack_from("<Q", self.data, 40)
        size, count, names_at = struct.unpack_from("<HHH", self.data, 58)
        raw = [struct.unpack_from("<IIQQQQIIQQ", self.data, start + i * size) for i in range(count)]
        offset, length = raw[names_at][4:6]
        names = bytes(self.data[offset:offset + length])
        return [Section(_string(names, r[0]), r[1], r[4], r[5], r[6], r[7], r[9]) for r in raw]


def _string(table, offset):
    return table[offset:table.index(b"\0", offset)].decode("ascii", "replace")
