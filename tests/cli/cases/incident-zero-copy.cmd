# SPDX-License-Identifier: GPL-2.0-or-later
# an application receives from a capture port in zero-copy
sed 's/^{"nicctl_snapshot": 1, "host": {/&"xsk_sockets": [{"ifindex": 3, "queue": 0, "mode": "zero-copy", "pid": 812, "comm": "suricata"}, {"ifindex": 3, "queue": 1, "mode": "zero-copy", "pid": 812, "comm": "suricata"}],/' \
	state/incident.json | "$NICCTL" configure-driver ice --from -
