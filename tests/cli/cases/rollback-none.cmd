# SPDX-License-Identifier: GPL-2.0-or-later
[ -e /var/lib/nicctl/transactions ] && exit 77
"$NICCTL" rollback --dry-run
