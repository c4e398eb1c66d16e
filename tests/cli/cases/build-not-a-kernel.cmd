# SPDX-License-Identifier: GPL-2.0-or-later
. ./state/fake-kernel.sh
echo "all:" >"$source/Makefile"
build --source "$source"
echo "not an archive" >"$tmp/linux.tar"
build --source "$tmp/linux.tar"
