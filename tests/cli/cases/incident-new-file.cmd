# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver ice --from state/incident.json --module /opt/ice-1.12.7/ice.ko --param debug=16
