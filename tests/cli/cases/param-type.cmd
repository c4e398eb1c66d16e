# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel would refuse these values when the driver is gone already.
for param in debug=abc debug debug=99999999999; do
	"$NICCTL" configure-driver ice --from state/incident.json --strategy reload --param "$param" | grep -A1 REFUSE
done
