# SPDX-License-Identifier: GPL-2.0-or-later
umask 022
mkdir "$tmp/nicctl"
"$NICCTL" apply --dry-run --json --config-dir "$tmp/nicctl"
