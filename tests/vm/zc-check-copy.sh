# SPDX-License-Identifier: GPL-2.0-or-later
# Ports of drivers without zero-copy: zc-check says so, with the reason, and leaves nothing behind; the
# same with a ZC build of e1000e, which adds none.
# topology: ports
# zc: e1000e_zc
# programs: /bin/ip
# nicctl: yes
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

cap0=$(netdev cap0)
mgmt=$(netdev mgmt)
driver=$(basename "$(readlink "/sys/class/net/$mgmt/device/driver")")
snapshot_set
ip -d link >/tmp/before

expect_exit 7 nicctl zc-check "$cap0"
check_has "e1000e: copy only" "$said" "copy only the driver e1000e has no zero-copy"
check_has "the sum" "$said" "zero-copy on 0 of 1 queues"
expect_exit 7 nicctl zc-check "$mgmt"
check_has "virtio: copy only" "$said" "copy only the driver $driver has no zero-copy"
expect_exit 7 nicctl zc-check all
check_has "all three" "$said" "zero-copy on 0 of 3 queues"
expect_exit 7 nicctl zc-check lo
check_has "lo" "$said" "copy only the device has no zero-copy"

function=$(basename "$(readlink "/sys/class/net/$(netdev cap1)/device")")
mkdir -p "/lib/modules/$(uname -r)/nicctl"
cp /lab/zc/e1000e_zc.ko "/lib/modules/$(uname -r)/nicctl/"
depmod
insmod "/lib/modules/$(uname -r)/nicctl/e1000e_zc.ko" "ports=${function#0000:}"
echo "$function" >"/sys/bus/pci/devices/$function/driver/unbind"
echo e1000e_zc >"/sys/bus/pci/devices/$function/driver_override"
echo "$function" >/sys/bus/pci/drivers_probe
wait_for 10 netdev cap1
expect_exit 7 nicctl zc-check "$(netdev cap1)"
check_has "e1000e_zc: copy only" "$said" "copy only the driver e1000e_zc has no zero-copy"
run nicctl list
check_has "list names the ZC build" "$said" "e1000e_zc: flavour=handover overlay="
rmmod e1000e_zc
echo >"/sys/bus/pci/devices/$function/driver_override"
echo "$function" >/sys/bus/pci/drivers_probe
wait_for 10 netdev cap1
check_set_same "no module was loaded"
ip -d link show dev "$cap0" >/tmp/after
check "nothing stays behind" grep -Fqf /tmp/after /tmp/before

note "a protected port, in JSON"
ip addr add 192.0.2.1/24 dev "$cap0"
ip link set "$cap0" up
ip route add default via 192.0.2.2 dev "$cap0" metric 4000
expect_exit 3 nicctl zc-check "$cap0" --json
check_has "the port says why it was left out" "$out" '"left_out": "it is protected'
check_has "the exit code is in it" "$out" '"exit_code": 3'
ip addr flush dev "$cap0"
check_eq "no socket" 0 "$(awk '$1 == "XDP" { print $3 }' /proc/net/protocols)"
finish
