# SPDX-License-Identifier: GPL-2.0-or-later
# Virtual functions as a setting of the stock ice: made where there are none, never removed on the way to another
# number, removed for 'vfs = 0' unless somebody has one, and back with their settings after a rollback. The other
# port keeps its own.
# topology: sriov
# modules: pci-stub
# programs: /bin/ip
# nicctl: yes
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh

cap0=$(netdev cap0)
ip link set "$cap0" up
pf0=$(basename "$(readlink -f "/sys/class/net/$cap0/device")")
pf1=$(basename "$(readlink -f "/sys/class/net/$(netdev cap1)/device")")
conf=/etc/nicctl/drivers/ice.conf
mkdir -p /etc/nicctl/drivers

vfs() {
	cat "/sys/bus/pci/devices/$pf0/sriov_numvfs" "/sys/bus/pci/devices/$pf1/sriov_numvfs" | xargs
}

# profile LINE...: settings of the first port
profile() {
	printf '%s\n' "[port $cap0]" "$@" >$conf
}

step "made"
echo 1 >"/sys/bus/pci/devices/$pf1/sriov_numvfs"
remember ice
most=$(cat "/sys/bus/pci/devices/$pf0/sriov_totalvfs")
profile "vfs = $((most + 1))"
expect_exit 3 nicctl apply --yes
check_has "the most are named" "$said" "the port offers $most at most"
profile 'vfs = 2'
expect_exit 0 nicctl apply --dry-run
check_eq "a dry run makes none" "0 1" "$(vfs)"
expect_exit 0 nicctl apply --yes
check_eq "two of them" "2 1" "$(vfs)"
expect_exit 0 nicctl status
expect_exit 0 nicctl apply --yes
check_has "a second run" "$said" "unchanged"

step "never removed on the way to another number"
ip link set "$cap0" vf 1 vlan 33 qos 2
check_has "a function has a VLAN" "$(ip link show "$cap0")" "vlan 33, qos 2"
profile 'vfs = 3'
expect_exit 3 nicctl apply --yes
check_has "it says why" "$said" "the port has 2, and the kernel would remove them"
check_eq "all are there" "2 1" "$(vfs)"

step "in use"
profile 'vfs = 0'
vf=$(basename "$(readlink "/sys/bus/pci/devices/$pf0/virtfn0")")
modprobe pci-stub
echo pci-stub >"/sys/bus/pci/devices/$vf/driver_override"
echo "$vf" >/sys/bus/pci/drivers_probe
expect_exit 3 nicctl apply --yes
check_has "kept for a guest" "$said" "$vf, a virtual function of $pf0, is kept for guests by pci-stub"
check_eq "all are there" "2 1" "$(vfs)"
echo "$vf" >/sys/bus/pci/drivers/pci-stub/unbind

step "removed, and back"
expect_exit 0 nicctl apply --yes
check_eq "none is left" "0 1" "$(vfs)"
check_not "and nothing is missed" grep -q "cannot be put back" "$LAB_TMP/out"
expect_exit 0 nicctl rollback --yes
check_eq "both are back" "2 1" "$(vfs)"
check_has "with their settings" "$(ip link show "$cap0")" "vlan 33, qos 2"
check_untouched ice
finish
