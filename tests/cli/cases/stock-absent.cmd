# SPDX-License-Identifier: GPL-2.0-or-later
# A driver that the distribution does not have.
"$NICCTL" configure-driver no_such --from state/incident.json --stock
