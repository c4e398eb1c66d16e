# SPDX-License-Identifier: GPL-2.0-or-later
# A folder, then an archive, without ice in it.
. ./state/fake-kernel.sh
rm -r "$source/drivers/net/ethernet/intel/ice"
build --source "$source"
tar -C "$tmp" -cf "$tmp/linux.tar" source
build --source "$tmp/linux.tar"
find "$tmp/cache" -name '*.new'
