# SPDX-License-Identifier: GPL-2.0-or-later
# What is wanted is loaded already, from that very file: a second run does nothing.
"$NICCTL" configure-driver ice --from state/incident.json --stock
"$NICCTL" configure-driver ice --from state/incident.json --stock --param debug=16 | tail -n 1
"$NICCTL" configure-driver ice --from state/incident.json --stock --again --if-changed
