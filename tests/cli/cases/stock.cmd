# SPDX-License-Identifier: GPL-2.0-or-later
# The distribution's driver, which is the installed one here.
"$NICCTL" configure-driver ice --from state/incident.json --stock --again | grep -E "reason|replacement|^would"
