# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver i40e --from state/incident.json --accept-loss-of eno1 --accept-loss-of 0000:19:00.0
