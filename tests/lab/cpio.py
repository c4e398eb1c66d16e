# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes cpio archives (newc) for an initramfs: no root needed, and the same input gives the
same bytes. Format: kernel Documentation/driver-api/early-userspace/buffer-format.rst."""

import io
import os
import stat

# The guest has a merged /usr. A folder entry named like one of these would replace the link,
# so every path is rewritten to where the link points.
MERGED = ("bin", "sbin", "lib", "lib64")


def guest_path(path):
    """PATH as it is stored in the archive: relative, and below usr/ where the guest merges."""
    path = os.path.normpath("/" + str(path)).lstrip("/")
    return f"usr/{path}" if path.split("/")[0] in MERGED else path


class Archive:
    """Collects entries; bytes() gives the whole archive."""

    def __init__(self):
        self._out = io.BytesIO()
        self._count = 0
        self._folders = set()

    def folder(self, path, mode=0o755):
        """Add a folder and those above it."""
        path = guest_path(path)
        if not path or path in self._folders:
            return
        self.folder(os.path.dirname(path))
        self._folders.add(path)
        self._entry(path, stat.S_IFDIR | mode, b"")

    def file(self, path, data, mode=0o644):
        """Add a file with the content DATA (bytes or str)."""
        data = data.encode() if isinstance(data, str) else data
        self._parent(path)
        self._entry(guest_path(path), stat.S_IFREG | mode, data)

    def copy(self, source, path=None):
        """Add a copy of the host's file SOURCE (links are followed) with its own mode."""
        with open(source, "rb") as handle:
            mode = stat.S_IMODE(os.fstat(handle.fileno()).st_mode) & 0o777
            self.file(path or source, handle.read(), mode)

    def link(self, path, target):
        """Add a symbolic link; PATH is taken as it stands, for the links that merge /usr."""
        self.folder(os.path.dirname(path))
        self._entry(str(path).lstrip("/"), stat.S_IFLNK | 0o777, str(target).encode())

    def bytes(self):
        """The archive with its trailer. Padded, so that another one may follow it."""
        self._entry("TRAILER!!!", 0, b"")
        return self._out.getvalue()

    def _parent(self, path):
        self.folder(os.path.dirname("/" + guest_path(path)))

    def _entry(self, name, mode, data):
        self._count += 1
        raw = name.encode() + b"\0"
        fields = (self._count, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(raw), 0)
        self._out.write(b"070701" + b"".join(b"%08X" % field for field in fields) + raw)
        self._pad()
        self._out.write(data)
        self._pad()

    def _pad(self):
        self._out.write(b"\0" * (-self._out.tell() % 4))
