# SPDX-License-Identifier: GPL-2.0-or-later
# Of three lines, two may no longer match when the port moves from i40e to i40e_zc.
link='{"file": "/etc/systemd/network/10-a.link", "line": 2, "says": "Driver=i40e", "drivers": ["i40e"]}'
both='{"file": "/etc/netplan/50-a.yaml", "line": 7, "says": "driver: i40e*", "drivers": ["i40e*"]}'
rule='{"file": "/etc/udev/rules.d/7.rules", "line": 1, "says": "DRIVER==\\"ice|i40e\\"", "drivers": ["ice", "i40e"]}'
sed "s%^    \"rdma\": \[%\"driver_matches\": [$link, $both, $rule], &%" state/two-ports.json |
	"$NICCTL" configure-driver i40e --from - --strategy handover | grep -A5 'picks devices'
