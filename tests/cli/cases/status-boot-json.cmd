# SPDX-License-Identifier: GPL-2.0-or-later
umask 022
mkdir "$tmp/nicctl"
"$NICCTL" status --json --config-dir "$tmp/nicctl" --state-dir state/boot
