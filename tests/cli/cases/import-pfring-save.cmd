# SPDX-License-Identifier: GPL-2.0-or-later
# What is written is a configuration without mistakes; over a file of another text a run refuses, and changes nothing.
. ./pfring-tree
umask 077
mkdir -m 755 "$dir/etc/nicctl"
"$NICCTL" import-pfring --root "$dir" --save >/dev/null || exit
(cd "$dir/etc" && find nicctl -printf '%M %p\n' | sort)
"$NICCTL" config check --root "$dir" | sed "s,$dir,ROOT,"
"$NICCTL" config show --root "$dir" | sed "s,$dir,ROOT,"
sum=$(find "$dir" -type f -exec md5sum {} + | sort)
rm "$dir/etc/nicctl/drivers/i40e.conf"
echo mine >"$dir/etc/nicctl/drivers/i40e.conf"
rm "$dir/etc/nicctl/nicctl.conf.d/pf_ring.conf" "$dir/etc/nicctl/drivers/ice.conf"
"$NICCTL" import-pfring --root "$dir" --save 2>"$tmp/err"
code=$?
sed "s,$dir,ROOT," "$tmp/err" >&2
find "$dir/etc/nicctl" -type f -exec cat {} +
exit $code
