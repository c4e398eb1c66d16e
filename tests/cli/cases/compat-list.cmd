# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat --list bnxt_en --tables ../../data/compat --own-tables /nonexistent
