# SPDX-License-Identifier: GPL-2.0-or-later
# ice is reloaded under virtual functions: as many come back, with the settings that each had, and with
# them the eswitch, devlink's parameters, the speeds that the link offers and the fields of the RSS hash.
# The same after nicctl rollback. What cannot come back is refused until the port is named: an XDP
# program, a device in a container.
# topology: sriov
# modules: irdma 8021q
# files: tests/lab/guest/netstate.sh
# programs: /bin/ip /sbin/bridge /sbin/ethtool /sbin/tc /sbin/devlink
# tools: xsk
# nicctl: yes
# timeout: 200
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh

cap0=$(netdev cap0)
cap1=$(netdev cap1)
pf0=$(basename "$(readlink -f "/sys/class/net/$cap0/device")")
pf1=$(basename "$(readlink -f "/sys/class/net/$cap1/device")")

vfs() {
	cat "/sys/bus/pci/devices/$pf0/sriov_numvfs" "/sys/bus/pci/devices/$pf1/sriov_numvfs" | xargs
}

# summary FILE: what the kernel says of functions, ports and devlink; a representor's MAC is made up anew
summary() {
	{
		vfs
		ip -o link show "$cap0" | sed 's/^[0-9]*: //; s/ state [A-Z]* / /'
		for _dev in "/sys/bus/pci/devices/$pf1/net"/*; do
			echo "${_dev##*/} $(cat "$_dev/phys_port_name") $(cat "$_dev/mtu")"
		done
		devlink dev param show
		devlink dev eswitch show "pci/$pf0"
		devlink dev eswitch show "pci/$pf1"
	} >"$1"
}

step "settings"
must devlink dev param set "pci/$pf0" name enable_roce value false cmode runtime
must devlink dev eswitch set "pci/$pf1" mode switchdev
must ip link set "$cap0" up
must ip link set "$cap1" up
echo 3 >"/sys/bus/pci/devices/$pf0/sriov_numvfs"
echo 2 >"/sys/bus/pci/devices/$pf1/sriov_numvfs"
check_eq "there are virtual functions" "3 2" "$(vfs)"
must ip link set "$cap0" vf 0 mac 02:00:00:00:aa:01
must ip link set "$cap0" vf 0 trust on
must ip link set "$cap0" vf 1 vlan 33 qos 2
must ip link set "$cap0" vf 1 spoofchk off
must ip link set "$cap0" vf 1 max_tx_rate 1000
must ip link set "$cap0" vf 2 state disable
must ethtool -N "$cap0" rx-flow-hash udp4 sd
must ethtool -s "$cap0" advertise 0x2000000000
for dev in "/sys/bus/pci/devices/$pf1/net"/*; do
	case $(cat "$dev/phys_port_name") in
	*vf1) must ip link set "${dev##*/}" mtu 1400 ;;
	esac
done
wait_for 10 grep -q 1 "/sys/class/net/$cap0/carrier"
summary /tmp/summary
keep /tmp/summary
for part in "3 2" "02:00:00:00:aa:01 .*trust on" "vlan 33, qos 2.*max_tx_rate 1000Mbps.*checking off" \
	"link-state disable" "pf1vf1 1400" "mode switchdev" "value false"; do
	check "the setting is in force: $part" grep -q "$part" /tmp/summary
done

step "the reload"
check_state_survives ice "$cap0"
summary /tmp/summary.after
check "functions, devlink and eswitch are as before" diff -U0 /tmp/summary /tmp/summary.after

step "nicctl rollback"
remember ice
expect_exit 0 nicctl rollback --yes
check_reloaded ice
summary /tmp/summary.after
check "the same after a rollback" diff -U0 /tmp/summary /tmp/summary.after

step "what cannot come back"
remember ice
expect_exit 3 nicctl configure-driver ice --restore never --yes
check_has "without restoring, functions would get lost" "$said" "$pf0 has 3 virtual functions"
/lab/tools/xsk pass "$cap0" >/tmp/xdp &
xdp=$!
check "an XDP program runs" wait_for 10 sh -c "ip link show $cap0 | grep -q xdp"
expect_exit 3 nicctl configure-driver ice --yes
check_has "it is named" "$said" "$cap0: an XDP program is attached"
check_has "with the way to accept it" "$said" "--accept-loss-of $pf0"
expect_exit 0 nicctl configure-driver ice --dry-run --accept-loss-of "$cap0"
check_has "functions that nobody uses come back" "$said" "the 3 virtual functions of $pf0 are made again"
kill $xdp
wait $xdp
ip netns add box
must ip link add link "$cap0" name vlan9 type vlan id 9
must ip link set vlan9 netns box
expect_exit 3 nicctl configure-driver ice --yes
check_has "a device in a container is named" "$said" "'vlan9' in the network namespace 'box' stands on $cap0"
must ip netns exec box ip link del vlan9
check_untouched ice

step "losses that are accepted"
expect_exit 0 nicctl configure-driver ice --yes --restore never --accept-loss-of "$pf0" --accept-loss-of "$pf1"
check_has "what is not put back is told" "$said" "vfs number is 0, was 3"
check_eq "and it is not put back" "0 0" "$(vfs)"
check_reloaded ice
finish
