# SPDX-License-Identifier: GPL-2.0-or-later
"$NICCTL" apply --dry-run --timeout 0
