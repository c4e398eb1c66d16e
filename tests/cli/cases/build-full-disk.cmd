# SPDX-License-Identifier: GPL-2.0-or-later
# A disk that has no room for the modules: those that were there stay as they were.
unshare -r -m true 2>/dev/null || exit 77
export tmp NICCTL
mkdir "$tmp/disk"
unshare -r -m sh <<'END'
mount -t tmpfs -o size=160k none "$tmp/disk"
echo old >"$tmp/disk/ice.ko"
. ./state/fake-kernel.sh
sed -i 's|@echo $(FLAVOUR) >|@head -c 100000 /dev/zero >|' "$overlay/Makefile"
build ice --source "$source" --output "$tmp/disk"
find "$tmp/disk" -type f | sed "s|$tmp|TMP|"
cat "$tmp/disk/ice.ko"
END
