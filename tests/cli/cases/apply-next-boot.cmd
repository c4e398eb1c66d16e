# SPDX-License-Identifier: GPL-2.0-or-later
# The dry run tells what the next boot makes of it: nicctl.service does not read another configuration.
[ -d /sys/kernel/mm/hugepages/hugepages-2048kB ] || exit 77
umask 022
mkdir "$tmp/nicctl"
printf '[hugepages]\nreserve = 2M=0\n' >"$tmp/nicctl/nicctl.conf"
cd "$tmp" || exit
"$NICCTL" apply hugepages --dry-run --config-dir nicctl
"$NICCTL" apply hugepages --dry-run --config-dir nicctl --json | sed -n '/"next_boot"/,$p'
