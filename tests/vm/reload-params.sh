# SPDX-License-Identifier: GPL-2.0-or-later
# Parameters of every common type survive a reload: set at load time, set later through sysfs, and
# one that only modprobe.d knows; a named one changes alone.
# topology: plain
# fixtures: nicpin
# nicctl: yes
# short-kernels: 6.1 6.12
# timeout: 90
# shellcheck shell=sh

. /lab/lib.sh

mkdir -p /etc/modprobe.d "/lib/modules/$(uname -r)/extra"
cp /lab/fixtures/nicpin.ko "/lib/modules/$(uname -r)/extra/"
depmod
echo 'options nicpin hidden=77 number=1' >/etc/modprobe.d/nicpin.conf
modprobe nicpin text='"two words"' list=3,4,5 limit=4000000001
echo 42 >/sys/module/nicpin/parameters/number
echo Y >/sys/module/nicpin/parameters/flag
snapshot_set
remember nicpin
params nicpin >/tmp/before

expect_exit 0 nicctl configure-driver nicpin --yes --verbose
check_reloaded nicpin
check_eq "all parameters are as before" "$(cat /tmp/before)" "$(params nicpin)"
check_has "the hidden one is passed as configured" "$out" hidden=77

expect_exit 0 nicctl configure-driver nicpin --yes --param number=0x10
check_eq "the named one changed, no other" \
	"$(sed 's/^number=.*/number=16/' /tmp/before)" "$(params nicpin)"

remember nicpin
expect_exit 0 nicctl configure-driver nicpin --yes --if-changed --param number=16
check_untouched nicpin
check_has "nothing to do" "$said" "nothing to do"
expect_exit 0 nicctl configure-driver nicpin --yes --if-changed --param number=17
check_reloaded nicpin
check_set_same "the loaded modules are the same"
finish
