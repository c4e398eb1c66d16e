# SPDX-License-Identifier: GPL-2.0-or-later
# From an archive into an image; what was installed is replaced, and no other name is left behind.
command -v depmod >/dev/null || PATH=$PATH:/usr/sbin:/sbin
command -v depmod >/dev/null || exit 77
. ./state/fake-kernel.sh
mkdir "$tmp/linux-9.8" && mv "$source"/* "$tmp/linux-9.8/"
tar -C "$tmp" -cf "$tmp/linux.tar" linux-9.8
mkdir -p "$tmp/image/lib/modules/9.8.0-1-amd64"
build ice --source "$tmp/linux.tar" --install --root "$tmp/image"
build ice --source "$tmp/linux.tar" --install --root "$tmp/image"
(cd "$tmp/image/lib/modules/9.8.0-1-amd64/nicctl" && find . -type f | sort && cat ice.ko.reload)
