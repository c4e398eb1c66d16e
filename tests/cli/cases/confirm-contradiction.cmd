# SPDX-License-Identifier: GPL-2.0-or-later
# Who asks for the confirmation must not find the change kept without one.
"$NICCTL" configure-driver ice --from state/incident.json --confirm-within 60 --no-confirm
