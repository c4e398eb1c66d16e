# SPDX-License-Identifier: GPL-2.0-or-later
"""Which module files a scenario needs, read from the index files that depmod wrote."""

from pathlib import Path

from store import LabError


def name_of(path):
    """The module's name as the kernel shows it, from a path such as kernel/a/b-c.ko.xz."""
    return Path(path).name.split(".ko")[0].replace("-", "_")


class Tree:
    """The index of one kernel's module tree."""

    def __init__(self, folder):
        self.folder = folder
        self._files = {}
        self._needs = {}
        self._builtin = {name_of(line) for line in self._lines("modules.builtin")}
        for line in self._lines("modules.dep"):
            path, _, needs = line.partition(":")
            self._files[name_of(path)] = path
            self._needs[name_of(path)] = [name_of(need) for need in needs.split()]
        for line in self._lines("modules.softdep"):
            self._add_softdep(line.split())

    def __contains__(self, name):
        """Is there a file of module NAME?"""
        return name.replace("-", "_") in self._files

    def path(self, name):
        """The file of module NAME, or None when it is built in."""
        name = name.replace("-", "_")
        if name in self._files:
            return self.folder / self._files[name]
        if name in self._builtin:
            return None
        raise LabError(f"no module '{name}' in {self.folder}")

    def closure(self, names):
        """Paths (relative to the tree) of NAMES and of everything they could make modprobe load."""
        seen, todo = {}, list(names)
        while todo:
            name = todo.pop().replace("-", "_")
            if name not in seen and self.path(name):
                seen[name] = self._files[name]
                todo += self._needs[name]
        return sorted(seen.values())

    def index_files(self):
        """The modules.* files: the guest gets all of them, whatever modules it gets."""
        return sorted(self.folder.glob("modules.*"))

    def _add_softdep(self, words):
        if len(words) > 2 and words[0] == "softdep" and words[1] in self._needs:
            wanted = [word for word in words[2:] if word not in ("pre:", "post:")]
            self._needs[words[1]] += [w for w in wanted if w.replace("-", "_") in self._files]

    def _lines(self, name):
        text = (self.folder / name).read_text(encoding="utf-8")
        return [line for line in text.splitlines() if line and not line.startswith("#")]
