# SPDX-License-Identifier: GPL-2.0-or-later
# A section of a port that is not there, and a driver that has no ports.
umask 022
mkdir -p "$tmp/nicctl/drivers"
printf '[driver]\nmtu = 9000\n[port nosuchport]\nrss = 4\n' >"$tmp/nicctl/drivers/nosuchdriver.conf"
cd "$tmp" || exit
"$NICCTL" apply --dry-run --config-dir nicctl
