# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" hooks --hooks-dir /nonexistent/nicctl.d --json
