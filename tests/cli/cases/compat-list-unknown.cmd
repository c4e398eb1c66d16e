# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat --list e1000 --tables ../../data/compat --own-tables /nonexistent
