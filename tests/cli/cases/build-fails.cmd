# SPDX-License-Identifier: GPL-2.0-or-later
# The log's first line that tells why is shown, nothing is copied, and the next run begins afresh.
. ./state/fake-kernel.sh
cp "$overlay/Makefile" "$tmp/good"
printf 'all:\n\t@echo "  CC [M]  ice_main.o"; echo "ice_main.c:1: error: oh no"; echo later; false\n' \
	>"$overlay/Makefile"
build ice --source "$source" --flavour reload --output "$tmp/out"
(cd "$tmp" && find out cache/*/ice-reload cache/*/work -type f 2>/dev/null)
cp "$tmp/good" "$overlay/Makefile"
build ice --source "$source" --flavour reload --output "$tmp/out"
