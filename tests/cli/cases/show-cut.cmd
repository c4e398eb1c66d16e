# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" show 20260202T093000.000-4713 --state-dir state/journal
