# SPDX-License-Identifier: GPL-2.0-or-later
# Each is refused with a sentence, and nothing is written.
. ./pfring-tree
try()
{
	"$NICCTL" import-pfring --root "$dir" --save 2>&1 >/dev/null | sed "s,$dir,ROOT," >&2
	ls "$dir/etc" >&2
}
echo 'RSS=4,x' >"$etc/zc/ice/ice.conf"
try
printf 'RSS=4\nRSS=5\n' >"$etc/zc/ice/ice.conf"
try
printf 'RSS=4\0RSS=5\n' >"$etc/zc/ice/ice.conf"
try
head -c 70000 /dev/zero | tr '\0' a >"$etc/zc/ice/ice.conf"
try
rm "$etc/zc/ice/ice.conf"
mkfifo "$etc/zc/ice/ice.conf"
try
rm "$etc/zc/ice/ice.conf"
ln -s /etc/passwd "$etc/zc/ice/ice.conf"
try
rm "$etc/zc/ice/ice.conf"
echo '02:00:00:00:00:01 9000 [driver]' >"$etc/mtu.conf"
try
echo '02:00:00:00:00:01 9000' >"$etc/mtu.conf"
echo 'MANAGEMENT_INTERFACES="../eno1"' >"$etc/interfaces.conf"
try
# shellcheck disable=SC2016 # it must not run
echo 'MANAGEMENT_INTERFACES="$(touch was-run)"' >"$etc/interfaces.conf"
"$NICCTL" import-pfring --root "$dir" | grep -A2 MANAGEMENT
