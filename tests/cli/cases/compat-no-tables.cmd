# SPDX-License-Identifier: GPL-2.0-or-later
# Not installed, say: nothing is known, and nothing is made up.
"$NICCTL" compat cap0 --from state/compat.json --tables /nonexistent --own-tables /nonexistent
