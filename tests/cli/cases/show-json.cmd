# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" show 20260131T093000.000-4711 --state-dir state/journal --json
