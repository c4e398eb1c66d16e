# SPDX-License-Identifier: GPL-2.0-or-later
[ "$(id -u)" -eq 0 ] || { echo "only root comes this far" >&2; exit 77; }
"$NICCTL" configure-driver nicctl_no_such_driver
