# SPDX-License-Identifier: GPL-2.0-or-later
# A disk that has no room for the modules, first where they are wanted, then where they are built: those that
# were there stay as they were, and half a module does not count as built.
unshare -r -m true 2>/dev/null || exit 77
export tmp NICCTL
mkdir "$tmp/disk" "$tmp/small"
unshare -r -m sh <<'END'
mount -t tmpfs -o size=160k none "$tmp/disk"
mount -t tmpfs -o size=160k none "$tmp/small"
echo old >"$tmp/disk/ice.ko"
. ./state/fake-kernel.sh
sed -i 's|@echo $(FLAVOUR) >|@head -c 100000 /dev/zero >|' "$overlay/Makefile"
build ice --source "$source" --output "$tmp/disk"
find "$tmp/disk" -type f | sed "s|$tmp|TMP|"
cat "$tmp/disk/ice.ko"

rm -r "$tmp/cache"
ln -s small "$tmp/cache"
build ice --source "$source" --flavour reload --output "$tmp/out"
find "$tmp/cache/" "$tmp/out" -name '*.ko*' 2>/dev/null | sed "s|$tmp|TMP|"
END
