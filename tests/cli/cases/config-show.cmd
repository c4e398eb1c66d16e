# SPDX-License-Identifier: GPL-2.0-or-later
# Each value with the file and line it was assigned in; later ones win, lists grow.
umask 022
dir=$tmp/image
mkdir -p "$dir/etc/nicctl/nicctl.conf.d" "$dir/etc/nicctl/drivers"
printf '[protect]\nports = eno1 bond0\n' >"$dir/etc/nicctl/nicctl.conf"
printf '[protect]\nports = 0000:3b:00.0\nadmin-tcp-ports =\n' >"$dir/etc/nicctl/nicctl.conf.d/50-more.conf"
printf '[driver]\nsource = dkms\ndkms = ice-zc\nload-first = pf_ring\n' >"$dir/etc/nicctl/drivers/ice.conf"
"$NICCTL" config show --root "$dir" | sed "s,$dir,ROOT,"
