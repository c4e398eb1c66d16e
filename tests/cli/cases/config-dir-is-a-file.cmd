# SPDX-License-Identifier: GPL-2.0-or-later
# Nothing is in a file, and the ports that [protect] was to name would not be protected.
"$NICCTL" configure-driver ice --from state/incident.json --config-dir state/incident.json
