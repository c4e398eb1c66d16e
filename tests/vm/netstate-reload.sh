# SPDX-License-Identifier: GPL-2.0-or-later
# ice is reloaded under a host that has much on its capture ports, which no network manager owns: ip,
# bridge, ethtool and the files of the kernel say the same before and after, for the capture ports and
# for the management port, which nobody touched.
# topology: incident
# modules: irdma bonding 8021q macvlan bridge dummy
# files: tests/lab/guest/netstate.sh
# programs: /bin/ip /sbin/bridge /sbin/ethtool /sbin/tc
# cpus: 2
# nicctl: yes
# short-kernels: 6.1 6.12
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh

cap0=$(netdev cap0)
cap1=$(netdev cap1)
mgmt=$(netdev mgmt)

must ethtool -L "$cap1" combined 1 # ice refuses it under irdma
modprobe irdma
modprobe bonding max_bonds=0
ip addr add 10.0.2.15/24 dev "$mgmt"
ip link set "$mgmt" up

# cap0: part of a bond with its own options, the bond with addresses
must ip link add bond0 type bond mode active-backup miimon 100
must ip link set "$cap0" mtu 9000
must ip link set "$cap0" master bond0
must ip link set bond0 up
must ip link set "$cap0" type bond_slave queue_id 3
must ip addr add 198.51.100.1/24 dev bond0
must ip link property add dev "$cap0" altname capture-left
must ethtool -G "$cap0" rx 1024 tx 512
must ethtool -K "$cap0" gro off tx-checksum-ipv4 off
must ethtool -X "$cap0" weight 3 1
must ethtool -N "$cap0" rx-flow-hash udp4 sd

# cap1: addresses, routes, a VLAN, a macvlan, a bridge on the VLAN
must ip link set "$cap1" alias "the right side" txqueuelen 555
must ip link set "$cap1" address 02:aa:bb:cc:dd:01
must ip link set "$cap1" mtu 9000
must ip link set "$cap1" promisc on up
must ip link property add dev "$cap1" altname capture-right altname a-rather-long-alternative-name
echo 1 >"/proc/sys/net/ipv4/conf/$cap1/arp_ignore"
echo 0 >"/proc/sys/net/ipv6/conf/$cap1/accept_redirects"
echo 9 >"/proc/sys/net/ipv4/neigh/$cap1/unres_qlen"
wait_for 10 grep -q 1 "/sys/class/net/$cap1/carrier"
must ip addr add 192.0.2.1/24 brd + dev "$cap1"
must ip addr add 192.0.2.2/24 dev "$cap1" label "$cap1:b"
must ip -6 addr add 2001:db8::1/64 dev "$cap1" nodad
must ip route add 10.1.0.0/16 via 192.0.2.254 metric 7
must ip route add 10.64.0.0/10 via 192.0.2.254 table 100
must ip route add 10.2.0.0/16 table 100 nexthop via 192.0.2.8 dev "$cap1" weight 2 nexthop via 198.51.100.9 dev bond0
must ip -6 route add 2001:db8:5::/48 via 2001:db8::9 dev "$cap1"
must ip rule add from 192.0.2.1 lookup 100 priority 1000
must ip rule add iif "$cap1" lookup 100 priority 1001
must ip neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 nud permanent dev "$cap1"
must ip link add link "$cap1" name vlan5 type vlan id 5 egress-qos-map 1:5
must ip link set vlan5 mtu 1500 up
must ip addr add 203.0.113.1/24 dev vlan5
must ip route add 10.5.0.0/16 via 203.0.113.9
must ip link add link "$cap1" name macv0 address 02:aa:bb:cc:dd:02 type macvlan mode bridge
must ip link set macv0 up
must ip addr add 203.0.113.129/25 dev macv0 noprefixroute
must ip link add link "$cap1" name vlan6 type vlan id 6
must ip link add br0 type bridge vlan_filtering 1
must ip link set br0 up
must ip link set vlan6 master br0 up
must bridge vlan add dev vlan6 vid 30 pvid untagged
must bridge vlan del dev vlan6 vid 1
must bridge link set dev vlan6 cost 321 learning off
must bridge fdb add 02:00:00:00:00:99 dev vlan6 master static vlan 30
must ethtool -G "$cap1" rx 2048 tx 1024
must ethtool -C "$cap1" adaptive-rx off adaptive-tx off rx-usecs 30 tx-usecs 60
must ethtool -K "$cap1" ntuple on rx-vlan-offload off
must ethtool -X "$cap1" hkey "$(hash_key 52)"
must ethtool -N "$cap1" flow-type udp4 dst-port 4789 action 0
must ethtool --set-priv-flags "$cap1" link-down-on-close on
echo 1 >"/sys/class/net/$cap1/queues/rx-0/rps_cpus"
for irq in "/sys/class/net/$cap1/device/msi_irqs"/*; do
	irq=${irq##*/}
	case $(cat "/sys/kernel/irq/$irq/actions") in
	*TxRx-0) must sh -c "echo 1 >/proc/irq/$irq/smp_affinity_list" ;;
	esac
done
wait_for 10 grep -q 1 "/sys/class/net/bond0/carrier"

remember i40e
check_state_survives ice "$cap0" "$cap1" "$mgmt" bond0 vlan5 macv0
check_reloaded ice
check_untouched i40e
check "the state is in the journal" grep -q '"nicctl_netstate": 1' /var/lib/nicctl/transactions/*/netstate.json
finish
