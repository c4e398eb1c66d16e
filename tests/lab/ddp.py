# SPDX-License-Identifier: GPL-2.0-or-later
"""A DDP package that ice loads into the emulated E810 (devices/e810): without one the driver enters
its safe mode, with one queue, no offloads and no RDMA.

It holds nothing of the vendor's: the metadata, the packet types that the device reports, and one
group for each packet type. It is unsigned and its parser tables are empty, so no real card would
take it. The layout is the one that the driver checks (ice_ddp.c in the kernel)."""

import struct

GUEST_PATH = "lib/firmware/intel/ice/ddp/ice.pkg"

VERSION = (1, 3, 40, 0)
NAME = b"E810 emulation package"
FORMAT = (1, 0, 0, 0)

BUFFER_SIZE = 4096
GROUP_TABLE_SIZE = 1024

# segment types
GLOBAL_METADATA = 1
ICE_SEGMENT = 0x10

# section types
METADATA = 1
XLT1_SWITCH = 12
XLT1_FLOW_DIRECTOR = 32
XLT1_RSS = 42
PACKET_TYPES = 55

TRACK_ID = 0xC0000001

# numbers of the driver's own tables: plain Ethernet, ARP, IPv4, IPv6, and those inside tunnels
PTYPES = sorted({1, 6, 7, 10, 11, *range(22, 154)} - {25, 91})


def package():
    """The bytes of the package file."""
    buffers = [_buffer(METADATA, struct.pack("<4B28sI", *VERSION, NAME, TRACK_ID)),
               _buffer(PACKET_TYPES, _packet_types()),
               *(_buffer(table, _groups()) for table in (XLT1_SWITCH, XLT1_FLOW_DIRECTOR, XLT1_RSS))]
    # no device table, no NVM table
    body = struct.pack("<III", 0, 0, len(buffers)) + b"".join(buffers)
    ice = _segment(ICE_SEGMENT, (1, 3, 0, 0), b"CPK Configuration Data", body)
    metadata = _segment(GLOBAL_METADATA, (1, 0, 0, 0), b"Global Metadata",
                        struct.pack("<4BI32s", *VERSION, 1, NAME))
    offset = 8 + 2 * 4
    header = struct.pack("<4BIII", *FORMAT, 2, offset, offset + len(metadata))
    return header + metadata + ice


def _segment(kind, version, name, body):
    return struct.pack("<I4BI32s", kind, *version, 44 + len(body), name) + body


def _buffer(kind, data):
    """A buffer with one section; the driver wants at least 12 bytes before its data."""
    offset = 12
    whole = struct.pack("<HHIHH", 1, offset + len(data), kind, offset, len(data)) + data
    return whole.ljust(BUFFER_SIZE, b"\0")


def _packet_types():
    entries = (struct.pack("<HH20s", index, ptype, b"") for index, ptype in enumerate(PTYPES))
    return struct.pack("<HH", len(PTYPES), 0) + b"".join(entries)


def _groups():
    """Every packet type is a group of its own."""
    table = bytearray(GROUP_TABLE_SIZE)
    for index, ptype in enumerate(PTYPES, 1):
        table[ptype] = index
    return struct.pack("<HH", GROUP_TABLE_SIZE, 0) + bytes(table)
