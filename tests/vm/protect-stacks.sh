# SPDX-License-Identifier: GPL-2.0-or-later
# Management by every kind of stack over X710 ports: the chain is told down to the port, i40e is refused,
# and nothing is touched. What cannot be followed is refused for any driver, until ports are named.
# topology: x710-pair
# modules: tcp_diag crc32c_generic i40e bonding team 8021q bridge macvlan ipvlan veth vxlan ip_gre ip6_gre ipip wireguard openvswitch tun vrf dummy
# nicctl: yes
# programs: /bin/ip /usr/sbin/bridge /usr/bin/wg /usr/bin/ovs-dpctl
# short-kernels: 6.1 6.12
# timeout: 400
# shellcheck shell=sh

. /lab/lib.sh

for module in tcp_diag crc32c_generic bonding team 8021q bridge macvlan ipvlan veth vxlan ip_gre ip6_gre ipip wireguard openvswitch tun vrf dummy; do
	modprobe "$module"
done
m0=$(netdev mgmt0)
m1=$(netdev mgmt1)
p0=$(basename "$(readlink -f "/sys/class/net/$m0/device")")
p1=$(basename "$(readlink -f "/sys/class/net/$m1/device")")
end0="$m0 -> $p0 -> i40e"
end1="$m1 -> $p1 -> i40e"
# the outside announces itself as a router
echo 0 >/proc/sys/net/ipv6/conf/default/accept_ra
echo 0 >"/proc/sys/net/ipv6/conf/$m0/accept_ra"
echo 0 >"/proc/sys/net/ipv6/conf/$m1/accept_ra"
ip netns add blue
ip -n blue link set lo up
ip link set "$m0" up
ip link set "$m1" up
ip addr add 10.0.2.15/24 dev "$m0"
remember i40e bonding openvswitch wireguard
snapshot_set

# kept WHAT CHAIN...: each chain is in the list and in the refusal, and nothing was touched
kept() {
	_what=$1
	shift
	run nicctl list
	_listed=$said
	expect_exit 3 nicctl configure-driver i40e --yes
	for _chain in "$@"; do
		check_has "$_what: the list tells $_chain" "$_listed" "$_chain"
		check_has "$_what: so does the refusal" "$said" "$_chain"
	done
}

ip link add link "$m0" name v5 type vlan id 5
ip link set v5 up
ip route add default dev v5
kept VLAN "default route (inet) -> v5 -> $end0"
ip link del v5

ip link add bond0 type bond
for port in "$m0" "$m1"; do
	ip link set "$port" down
	ip link set "$port" master bond0
done
ip link add link bond0 name bond0.100 type vlan id 100
ip link set bond0 up
ip link set bond0.100 up
ip route add default dev bond0.100
kept "VLAN over a bond" "default route (inet) -> bond0.100 -> bond0 -> $end0" \
	"default route (inet) -> bond0.100 -> bond0 -> $end1"
run nicctl configure-driver bonding --yes
check_eq "the bond's own driver is refused" 3 "$rc"
check_has "because of the bond" "$said" "'bond0' goes with the module 'bonding'"
ip link del bond0.100
ip link del bond0

if ip link add team0 type team; then
	for port in "$m0" "$m1"; do
		ip link set "$port" down
		ip link set "$port" master team0
	done
	ip link set team0 up
	ip route add default dev team0
	kept team "default route (inet) -> team0 -> $end0" "default route (inet) -> team0 -> $end1"
	ip link del team0
else
	note "this kernel has no team device"
fi
ip link set "$m0" up
ip link set "$m1" up

ip link add br0 type bridge
ip link set "$m0" master br0
ip link set br0 up
ip route add default dev br0
kept bridge "default route (inet) -> br0 -> $end0"
ip link add in0 netns blue type veth peer name out0
ip link set out0 master br0
ip link set out0 up
ip -n blue link set in0 up
ip -n blue route add default dev in0
ip route del default
kept "a container on the bridge" "default route (inet) -> in0 [blue] -> out0 -> br0 -> $end0"
ip link del br0

ip route add default via 10.0.2.2 dev "$m0"
kept "a container that is routed" "default route (inet) -> in0 [blue] -> out0 -> $end0"
ip route del default
ip link del out0

for kind in macvlan ipvlan; do
	ip link add link "$m0" name up0 netns blue type $kind
	ip -n blue link set up0 up
	ip -n blue route add default dev up0
	kept "$kind in a namespace" "default route (inet) -> up0 [blue] -> $end0"
	ip -n blue link del up0
done

ip link set "$m1" netns blue
ip -n blue link set "$m1" up
ip -n blue route add default dev "$m1"
kept "the port in a namespace" "default route (inet) -> $m1 [blue] -> $p1 -> i40e"
ip -n blue link set "$m1" netns 1
ip link set "$m1" up

ip link add blues type vrf table 10
ip link set blues up
ip link set "$m1" master blues
ip route add default dev "$m1" table 10
kept "a VRF's table" "default route (inet) -> $end1"
ip link del blues
ip route flush table 10

ip addr add 10.0.2.15/24 dev "$m0" 2>/dev/null
ip link add vx0 type vxlan id 7 remote 10.0.2.2 dstport 4789
ip link set vx0 up
ip route add default dev vx0
kept VXLAN "default route (inet) -> vx0 -> tunnel to 10.0.2.2 -> $end0"
ip link del vx0
ip link add vx0 type vxlan id 7 dstport 4789 nolearning
bridge fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.2.7
ip link set vx0 up
ip route add default dev vx0
kept "VXLAN by its forwarding table" "default route (inet) -> vx0 -> tunnel to 10.0.2.7 -> $end0"
ip link del vx0

for kind in gre gretap ipip; do
	ip link add tun7 type $kind local 10.0.2.15 remote 10.0.2.2
	ip link set tun7 up
	ip route add default dev tun7
	kept $kind "default route (inet) -> tun7 -> tunnel to 10.0.2.2 -> $end0"
	ip link del tun7
done
ip link add tun7 type gre local 10.0.2.15 remote 10.0.2.2
ip link set tun7 netns blue
ip -n blue link set tun7 up
ip -n blue route add default dev tun7
kept "GRE moved to a namespace" "default route (inet) -> tun7 [blue] -> tunnel to 10.0.2.2 -> $end0"
ip -n blue link del tun7
ip addr add fd00:7::1/64 dev "$m0" nodad
ip link add tun7 type ip6gre local fd00:7::1 remote fd00:7::2
ip link set tun7 up
ip route add default dev tun7
kept ip6gre "default route (inet) -> tun7 -> tunnel to fd00:7::2 -> $end0"
ip link del tun7

wg genkey >/tmp/key
peer=$(wg genkey | wg pubkey)
ip link add wg0 type wireguard
wg set wg0 private-key /tmp/key peer "$peer" endpoint 10.0.2.2:51820 allowed-ips 0.0.0.0/0
ip link set wg0 up
ip route add default dev wg0
kept WireGuard "default route (inet) -> wg0 -> tunnel to 10.0.2.2 -> $end0"
# as wg-quick does it: everything into the tunnel but its own packets, which have a mark
ip route del default
wg set wg0 fwmark 51820 peer "$peer" endpoint 198.51.100.9:51820
ip route add default via 10.0.2.2 dev "$m0"
ip route add default dev wg0 table 51820
ip rule add not fwmark 51820 table 51820
kept "WireGuard with a mark" "default route (inet) -> wg0 -> tunnel to 198.51.100.9 -> $end0"
ip rule del not fwmark 51820 table 51820
ip route del default
ip link del wg0

ovs-dpctl add-dp ovs-system
ovs-dpctl add-if ovs-system "$m0"
ovs-dpctl add-if ovs-system "$m1"
ovs-dpctl add-if ovs-system br-ex,type=internal
ip link set br-ex up
ip addr add 10.9.0.1/24 dev br-ex
ip route add default dev br-ex
kept "Open vSwitch" "default route (inet) -> br-ex -> $end0" "default route (inet) -> br-ex -> $end1"
ovs-dpctl del-dp ovs-system
ip link set "$m0" up

# what no kernel interface can follow
ip tuntap add tun0 mode tun
ip link set tun0 up
ip route add default dev tun0
expect_exit 3 nicctl configure-driver dummy --yes
check_has "what cannot be followed is refused for any driver" "$said" "default route (inet) -> tun0 (a process carries it (tun))"
check_has "and the remedy says what to configure" "$said" "ports= in section [protect] of /etc/nicctl/nicctl.conf"
mkdir -p /etc/nicctl
printf '[protect]\nports = %s\n' "$m0" >/etc/nicctl/nicctl.conf
expect_exit 0 nicctl configure-driver dummy --dry-run
check_has "with ports named it is a warning" "$said" "tun0 (a process carries it (tun))"
expect_exit 3 nicctl configure-driver i40e --yes
check_has "and those are protected" "$said" "configuration (protect $m0) -> $end0"
ip link del tun0

printf '[protect]\nports = %s mgmt7\n' "$m1" >/etc/nicctl/nicctl.conf
expect_exit 3 nicctl configure-driver dummy --yes
check_has "a misspelt name is refused" "$said" "'mgmt7' (/etc/nicctl/nicctl.conf:2) is no network device"
for name in "$p1" "$MAC_mgmt1"; do
	printf '[protect]\nports = %s\n' "$name" >/etc/nicctl/nicctl.conf
	expect_exit 3 nicctl configure-driver i40e --yes
	check_has "'$name' names the port" "$said" "configuration (protect $name) -> "
done
ip link property add dev "$m1" altname uplink
printf '[protect]\nports = uplink\n' >/etc/nicctl/nicctl.conf
expect_exit 3 nicctl configure-driver i40e --yes
check_has "an alternative name names the port" "$said" "configuration (protect uplink) -> $end1"
rm /etc/nicctl/nicctl.conf

check_untouched i40e bonding openvswitch wireguard
check_set_same "the loaded modules are the same"
finish
