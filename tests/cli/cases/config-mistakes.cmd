# SPDX-License-Identifier: GPL-2.0-or-later
# All mistakes at once, each with its place.
umask 022
dir=$tmp/image
mkdir -p "$dir/etc/nicctl/nicctl.conf.d/20.conf" "$dir/etc/nicctl/drivers"
printf '[protect]\nport = eno1\nports\n[protekt]\n' >"$dir/etc/nicctl/nicctl.conf"
printf '[protect]\nports = 3b:00\n' >"$dir/etc/nicctl/nicctl.conf.d/10.conf"
printf '[driver]\nsource = dkms\nmodul = a\0b\n' >"$dir/etc/nicctl/drivers/ice.conf"
printf '[driver]\n' >"$dir/etc/nicctl/drivers/open.conf"
chmod go+w "$dir/etc/nicctl/drivers/open.conf"
"$NICCTL" config check --root "$dir" 2>"$tmp/messages"
code=$?
sed "s,$dir,ROOT,g" "$tmp/messages" >&2
exit $code
