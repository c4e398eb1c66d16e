# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver ice --from state/incident.json --param debug=5 --param debug=6
