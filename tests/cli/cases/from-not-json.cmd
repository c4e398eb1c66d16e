# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" list --from state/not-json.txt
