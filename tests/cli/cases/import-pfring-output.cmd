# SPDX-License-Identifier: GPL-2.0-or-later
# One driver: the ports of mtu.conf are its ports.
. ./pfring-tree
rm "$dir/etc/pf_ring/zc/i40e/i40e.start"
mkdir -p "$tmp/out/etc"
"$NICCTL" import-pfring --root "$dir" --output "$tmp/out/etc/nicctl" >/dev/null || exit
cat "$tmp/out/etc/nicctl/drivers/ice.conf"
(cd "$tmp" && find out image/etc -type f | sort)
"$NICCTL" config check --root "$tmp/out" | sed "s,$tmp,TMP,"
