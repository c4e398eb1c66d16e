# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat cap9 --from state/compat.json --tables ../../data/compat --own-tables /nonexistent
