# SPDX-License-Identifier: GPL-2.0-or-later
# A key of the driver's own and a value that cannot be, in sections of ports.
umask 022
dir=$tmp/image
mkdir -p "$dir/etc/nicctl/drivers"
printf '[port eth2]\nrx-rings = max\nsource = stock\nmtu = 20\n[port]\n[port a b]\n' >"$dir/etc/nicctl/drivers/ice.conf"
"$NICCTL" config check --root "$dir" 2>"$tmp/messages"
code=$?
sed "s,$dir,ROOT,g" "$tmp/messages" >&2
exit $code
