# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" show 20260201T093000.000-4712 --state-dir state/journal
