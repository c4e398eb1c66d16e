# SPDX-License-Identifier: GPL-2.0-or-later
# A report that cannot be read is told of, and the rest of the status holds.
umask 022
mkdir "$tmp/nicctl"
echo '{"nicctl_boot": 1, "began": 7}' >"$tmp/boot.json"
cd "$tmp" || exit
"$NICCTL" status --config-dir nicctl --state-dir .
