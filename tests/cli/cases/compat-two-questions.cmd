# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" compat cap0 --list ice
