# SPDX-License-Identifier: GPL-2.0-or-later
# The report of an earlier boot is called so; of this one it is told how each driver ended.
umask 022
mkdir "$tmp/nicctl"
"$NICCTL" status --config-dir "$tmp/nicctl" --state-dir state/boot
echo "--- this boot"
sed "s/some-boot/$(cat /proc/sys/kernel/random/boot_id)/" state/boot/boot.json >"$tmp/boot.json"
"$NICCTL" status --config-dir "$tmp/nicctl" --state-dir "$tmp"
echo "--- metrics"
"$NICCTL" status --prometheus --config-dir "$tmp/nicctl" --state-dir "$tmp" | grep '^nicctl_boot'
sed '/"ended"/d' state/boot/boot.json >"$tmp/boot.json"
echo "--- not ended, another boot"
"$NICCTL" status --prometheus --config-dir "$tmp/nicctl" --state-dir "$tmp" | grep '^nicctl_boot'
