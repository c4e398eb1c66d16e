# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" deps ice --from state/no-modules.json
