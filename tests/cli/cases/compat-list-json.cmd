# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat --list iavf --json --tables ../../data/compat --own-tables /nonexistent
