# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver e1000e --accept-loss-of eth0 --from state/plain.json
