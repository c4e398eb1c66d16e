# SPDX-License-Identifier: GPL-2.0-or-later
# Also when it is of another driver: it would be wrong when it is needed.
"$NICCTL" compat cap0 --from state/compat.json --tables ../../data/compat --own-tables state/bad-tables
