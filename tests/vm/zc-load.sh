# SPDX-License-Identifier: GPL-2.0-or-later
# The ZC drivers load: flavour reload in place of the stock drivers and with the stock irdma on top,
# flavour handover beside them; all say what they are.
# topology: plain
# modules: irdma ice i40e e1000e
# zc: ice i40e ice_zc i40e_zc e1000e_zc
# short-kernels: 6.1 6.12
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh

# exports MODULE: its exported symbols, as the kernel lists them
exports() {
	grep "__ksymtab_.*\[$1\]" /proc/kallsyms | sed 's/.*__ksymtab_//; s/[[:space:]].*//' | sort
}

# identity MODULE FLAVOUR: is it that, built from the source of this series?
identity() {
	modinfo -F nicctl_zc "/lab/zc/$1.ko" | grep -q "^flavour=$2 overlay=[0-9]* kernel=$LAB_KERNEL\.[0-9]*$"
}

modprobe irdma
exports ice >/tmp/ice.stock
exports i40e >/tmp/i40e.stock
check "the stock drivers export symbols" [ -s /tmp/ice.stock -a -s /tmp/i40e.stock ]
rmmod irdma
rmmod ice
rmmod i40e

for name in ice i40e; do
	check "$name says what it is" identity $name reload
	for field in alias depends firmware import_ns vermagic; do
		modinfo -F $field $name | sort >/tmp/field.stock
		modinfo -F $field /lab/zc/$name.ko | sort >/tmp/field.zc
		check "$name has the stock driver's $field" cmp /tmp/field.stock /tmp/field.zc
	done
	check "$name (reload) loads" insmod /lab/zc/$name.ko
	exports $name >/tmp/$name.zc
	check "$name exports what the stock one exports" cmp /tmp/$name.stock /tmp/$name.zc
done
check "the stock irdma loads on top of both" modprobe irdma
check_eq "irdma holds ice" irdma "$(holders ice)"
check_eq "irdma holds i40e" irdma "$(holders i40e)"
check_has "ice is ours" "$(ls /sys/module/ice/parameters)" RSS
check_has "i40e is ours" "$(ls /sys/module/i40e/parameters)" RSS
rmmod irdma
rmmod ice
rmmod i40e

modprobe irdma
modprobe e1000e
remember irdma ice i40e e1000e
for name in ice i40e e1000e; do
	check "${name}_zc says what it is" identity ${name}_zc handover
	check_eq "${name}_zc has no alias" "" "$(modinfo -F alias "/lab/zc/${name}_zc.ko")"
	check "${name}_zc loads beside $name" insmod "/lab/zc/${name}_zc.ko"
	check_eq "${name}_zc exports nothing" "" "$(exports ${name}_zc)"
	check_eq "nothing holds ${name}_zc" "" "$(holders ${name}_zc)"
	check "it has a driver of its own" [ -d /sys/bus/pci/drivers/${name}_zc ]
done
check_untouched irdma ice i40e e1000e
check_has "all are loaded at once" "$(loaded_set | xargs)" "e1000e e1000e_zc"

for name in ice i40e e1000e; do
	check "${name}_zc is removed" rmmod ${name}_zc
done
for wrong in ens1f0 0000:00:03 0000:00:03.0y 00:1f.0.1; do
	check_not "ports=$wrong is refused" insmod /lab/zc/ice_zc.ko ports=00:03.0,$wrong
	check_not "and the module is not loaded" loaded ice_zc
done
check_has "the kernel's log tells why" "$(dmesg)" "ice_zc: ports=: 'ens1f0' is not a PCI address"
check_untouched irdma ice i40e e1000e
finish
