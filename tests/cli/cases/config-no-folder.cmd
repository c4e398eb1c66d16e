# SPDX-License-Identifier: GPL-2.0-or-later
# A folder that was named must be there.
"$NICCTL" configure-driver ice --from state/incident.json --config-dir /proc/none
