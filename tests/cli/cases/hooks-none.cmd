# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" hooks ice --hooks-dir /nonexistent/nicctl.d
