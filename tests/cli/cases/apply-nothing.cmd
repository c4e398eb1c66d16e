# SPDX-License-Identifier: GPL-2.0-or-later
# Without a profile there is nothing to do.
umask 022
mkdir "$tmp/nicctl"
"$NICCTL" apply --dry-run --config-dir "$tmp/nicctl"
