# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" show 2026 --state-dir state/journal
