# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat --from state/hostile.json --tables ../../data/compat --own-tables /nonexistent
