# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" history --state-dir state/journal --json
