# SPDX-License-Identifier: GPL-2.0-or-later
# A second run finds what it would write; what is missing of it is written again.
. ./pfring-tree
"$NICCTL" import-pfring --root "$dir" --save >/dev/null || exit
"$NICCTL" import-pfring --root "$dir" --save | tail -n 1
rm "$dir/etc/nicctl/drivers/ice.conf"
"$NICCTL" import-pfring --root "$dir" --save | tail -n 1 | sed "s,$dir,ROOT,"
(cd "$dir/etc" && find nicctl -printf '%M %p\n' | sort)
