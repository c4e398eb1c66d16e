# SPDX-License-Identifier: GPL-2.0-or-later
# Settings of a driver's ports, and of single ones: only what was assigned is shown.
umask 022
dir=$tmp/image
mkdir -p "$dir/etc/nicctl/drivers/ice.conf.d"
printf '[driver]\nrss = 4\npreset = capture\n[port eth2]\nrss = max\noffloads = gro=on lro=off\n' >"$dir/etc/nicctl/drivers/ice.conf"
printf '[port 0000:3b:00.1]\nmtu = 9000\n[port eth2]\nrss =\n' >"$dir/etc/nicctl/drivers/ice.conf.d/10.conf"
"$NICCTL" config show ice --root "$dir" | sed "s,$dir,ROOT,"
