# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver ext4 --from state/incident.json
