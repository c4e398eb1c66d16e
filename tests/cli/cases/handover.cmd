# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" configure-driver i40e --from state/two-ports.json
