# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver e1000e --from state/plain.json
