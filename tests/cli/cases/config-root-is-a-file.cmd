# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" config check --root state/incident.json
