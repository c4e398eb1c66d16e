# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver ice --from state/incident.json --quiet
"$NICCTL" configure-driver i40e --from state/incident.json --quiet
