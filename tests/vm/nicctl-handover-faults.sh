# SPDX-License-Identifier: GPL-2.0-or-later
# What may go wrong with a move of one port: it is renamed or taken into a namespace between plan and
# first step; somebody else has set driver_override; there is no IOMMU for vfio-pci; the new driver's
# probe fails; the link does not come. Management runs over the other port of the same driver all the time.
# topology: zc
# guest: udev
# modules: irdma vfio-pci e1000e
# nicctl: yes
# zc: i40e_zc
# programs: /usr/sbin/dropbear
# files: tests/lab/guest/handover.sh
# timeout: 500
# expect-kernel: i40e(_zc)? 0000
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/handover.sh

# before_steps COMMAND: what happens after the plan and before the first step
before_steps() {
	mkdir -p /etc/nicctl.d/i40e
	printf '#!/bin/sh\n. /tmp/lab_host\n%s\n' "$1" >/etc/nicctl.d/i40e/now.pre
	chmod 755 /etc/nicctl.d/i40e/now.pre
}

# still_stock WHAT: nothing has become of it
still_stock() {
	check_eq "$1: i40e drives it" i40e "$(driver "$function")"
	check_eq "$1: driver_override is empty" "" "$(override "$function")"
	check_set_same "$1: the loaded modules are the same"
}

# status_of CODE: 4 also for a rollback after which nothing differs but what a cable has negotiated: it was read while
# that was pulled out, before the first step
status_of() {
	if [ "$1" -eq 5 ] && ! grep -q DIFFERS /tmp/out && grep -q '^ *network .*: \(pause\|link-modes\) ' /tmp/out; then
		echo 4
	else
		echo "$1"
	fi
}

# recovers WHAT BREAK MEND: broken before the steps, mended as soon as the output says @4
recovers() {
	before_steps "lab_host $2"
	nicctl configure-driver i40e --strategy handover --yes --timeout 4 >/tmp/out 2>&1 &
	_runner=$!
	wait_for 90 grep -q "$4" /tmp/out
	lab_host "$3"
	wait $_runner
	check_eq "$1: rolled back" 4 "$(status_of $?)"
	note_file run /tmp/out
	still_stock "$1"
	check "$1: it has its carrier again" wait_for 20 grep -q 1 "/sys/class/net/$(netdev x1)/carrier"
	rm /etc/nicctl.d/i40e/now.pre
}

sed -n '/^lab_host()/,/^}/p' /lab/lib.sh >/tmp/lab_host
install_zc i40e_zc
wait_for 20 loaded irdma
up x0 10.0.2.15/24
ip route add default via 10.0.2.2 dev "$(netdev x0)"
function=$(address x1)
name=$(netdev x1)
snapshot_set
remember i40e ice irdma
watch_management

step "renamed between plan and first step"
before_steps "ip link set $name name other0"
expect_exit 3 nicctl configure-driver i40e --strategy handover --ports "$name" --yes
check_has "it says so" "$said" "the machine has changed since the check: there is no port '$name'"
still_stock renamed
ip link set other0 name "$name"

step "taken into a namespace between plan and first step"
unshare -n sleep 1000 &
container=$!
wait_for 20 sh -c "[ \$(readlink /proc/$container/ns/net) != \$(readlink /proc/self/ns/net) ]"
before_steps "ip link set $name netns $container"
expect_exit 3 nicctl configure-driver i40e --strategy handover --yes
check_has "it says so" "$said" "the machine has changed since the check"
still_stock "in a namespace"
nsenter -n -t $container ip link set "$name" netns 1
rm /etc/nicctl.d/i40e/now.pre
wait_for 20 [ -e "/sys/class/net/$name" ]

step "driver_override is somebody else's"
echo vfio-pci >"/sys/bus/pci/devices/$function/driver_override"
expect_exit 3 nicctl configure-driver i40e --strategy handover --yes
check_has "it says so" "$said" "is 'vfio-pci' already, not by nicctl"
check_eq "and leaves it" vfio-pci "$(override "$function")"
echo >"/sys/bus/pci/devices/$function/driver_override"

step "vfio-pci without an IOMMU"
expect_exit 3 nicctl configure-driver i40e --to vfio-pci --ports "$function" --yes
check_has "it is refused" "$said" "is behind no IOMMU"
still_stock vfio-pci

step "a driver that does not know the hardware"
expect_exit 3 nicctl configure-driver i40e --to e1000e --ports "$function" --yes
check_has "it is refused" "$said" "the driver e1000e does not know the hardware"
still_stock e1000e

step "a name that no rule gives"
ip link set "$name" name capture0
name=capture0
expect_exit 0 nicctl configure-driver i40e --yes
check_eq "x1 has its name under i40e_zc" capture0 "$(netdev x1)"
expect_exit 0 nicctl configure-driver i40e --stock --ports capture0 --yes
check_eq "and back under i40e" capture0 "$(netdev x1)"
still_stock "named by hand"

up x1 10.0.2.16/32
step "no link under the new driver"
recovers "no link" "link x1 off" "link x1 on" "rolling back"
carries x1 10.0.2.16/32

step "the probe of the new driver fails"
recovers "no probe" "fault x1 2" "fault x1 0" "FAILED"
carries x1 10.0.2.16/32

step "the probe of the new driver fails, and that of the old one, too"
before_steps "lab_host fault x1 2"
expect_exit 5 nicctl configure-driver i40e --strategy handover --yes --timeout 4
check_has "it says what is lost" "$said" "the port $function is not bound to a driver any more (was i40e)"
check_has "and in which state the machine is" "$said" "ROLLBACK INCOMPLETE"
check_eq "driver_override is empty all the same" "" "$(override "$function")"
check_set_same "i40e_zc is gone again"
rm /etc/nicctl.d/i40e/now.pre
lab_host fault x1 0
echo "$function" >/sys/bus/pci/drivers/i40e/bind
check_eq "mended: i40e takes it" i40e "$(driver "$function")"
ip link set "$(netdev x1)" up
carries x1 10.0.2.16/32

check_management
check_untouched i40e ice irdma
finish
