# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat --from state/compat.json --tables ../../data/compat --own-tables /nonexistent
