# SPDX-License-Identifier: GPL-2.0-or-later
# A misspelt driver, or one without a profile: what is not configured is said, in JSON nothing is refused.
umask 022
mkdir "$tmp/nicctl"
cd "$tmp" || exit
"$NICCTL" apply icee --dry-run --config-dir nicctl
"$NICCTL" apply icee --dry-run --config-dir nicctl --json | grep -E 'would_proceed|exit_code'
