# SPDX-License-Identifier: GPL-2.0-or-later
# With a mistake in the configuration nothing is looked at.
umask 022
mkdir -p "$tmp/nicctl/drivers"
printf '[driver]\nmtu = big\n' >"$tmp/nicctl/drivers/ice.conf"
cd "$tmp" || exit
"$NICCTL" apply --dry-run --config-dir nicctl
