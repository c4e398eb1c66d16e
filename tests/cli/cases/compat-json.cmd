# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat cap0 --from state/compat.json --json --tables ../../data/compat --own-tables /nonexistent
