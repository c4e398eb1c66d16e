# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" deps ib-core --from state/incident.json
