# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat 02:00.1 enp2s0f0np0 --from state/compat.json --tables ../../data/compat --own-tables /nonexistent
