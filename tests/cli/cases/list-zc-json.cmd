# SPDX-License-Identifier: GPL-2.0-or-later
sed 's/"name": "ice", "vermagic"/"name": "ice", "nicctl_zc": "flavour=reload overlay=1 kernel=6.1.192", "vermagic"/' \
	state/incident.json | "$NICCTL" list --from - --json
