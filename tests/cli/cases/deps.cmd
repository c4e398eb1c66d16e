# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" deps irdma --from state/incident.json
