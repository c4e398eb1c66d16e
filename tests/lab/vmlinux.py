# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes the kernel proper out of a bzImage. QEMU can start it directly (PVH), which saves the
guest from unpacking itself: 2.5 s of 5 under emulation."""

import lzma
import struct
import subprocess

from store import LabError


def unpack(image):
    """The ELF kernel within the bytes of IMAGE, a bzImage. Where its payload lies: kernel
    Documentation/arch/x86/boot.rst (setup_sects, payload_offset, payload_length)."""
    setup_sectors = image[0x1f1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    begin = (setup_sectors + 1) * 512 + offset
    # the last four bytes are the unpacked size, put there by the kernel's build
    kernel = _decompress(image[begin:begin + length - 4])
    if not kernel.startswith(b"\x7fELF"):
        raise LabError("the kernel's image holds no ELF file")
    return kernel


def _decompress(data):
    if data.startswith(b"\xfd7zXZ"):
        return lzma.decompress(data)
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return subprocess.run(["zstd", "-dcq"], input=data, stdout=subprocess.PIPE, check=True).stdout
    raise LabError(f"the kernel's image is packed in an unknown way: {data[:6].hex()}")
