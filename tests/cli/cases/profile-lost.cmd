# SPDX-License-Identifier: GPL-2.0-or-later
# What a profile says, planned for another machine.
umask 022
mkdir -p "$tmp/nicctl/drivers"
printf '[driver]\nsource = stock\nexpect-lost = irdma\nload-first = pf_ring\n' >"$tmp/nicctl/drivers/ice.conf"
cd "$tmp" || exit
"$NICCTL" configure-driver ice --from "$here/state/incident.json" --config-dir nicctl --again
