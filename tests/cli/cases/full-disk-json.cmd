# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver ice --json --from state/incident.json >/dev/full
