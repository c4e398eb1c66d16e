# SPDX-License-Identifier: GPL-2.0-or-later
# applications have rings of PF_RING on a capture port
sed 's/^{"nicctl_snapshot": 1, "host": {/&"pfring_rings": [{"ifindex": 3, "is_zc": true, "pid": 812, "comm": "zcount"}, {"ifindex": 3, "is_zc": false, "pid": 900, "comm": "pfcount"}, {"ifindex": 2, "is_zc": false, "pid": 901, "comm": "pfcount"}],/' \
	state/incident.json | "$NICCTL" configure-driver ice --from -
