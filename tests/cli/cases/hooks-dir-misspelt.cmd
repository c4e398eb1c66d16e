# SPDX-License-Identifier: GPL-2.0-or-later
# Hooks that somebody counts on would not run.
"$NICCTL" configure-driver ice --from state/incident.json --hooks-dir /proc/none
