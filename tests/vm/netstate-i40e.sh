# SPDX-License-Identifier: GPL-2.0-or-later
# i40e is reloaded with its settings changed: hash key and table, queues, rings, coalescing, private
# flags, a flow rule, wake on LAN, EEE, FEC, a queueing discipline, a bond, a VLAN in a bridge, a VRF, policy routing. The other
# card stays untouched. The state is put back at once (--restore always).
# topology: netstate-i40e
# modules: 8021q bonding bridge vrf sch_fq_codel sch_fq
# files: tests/lab/guest/netstate.sh
# programs: /bin/ip /sbin/bridge /sbin/ethtool /sbin/tc
# nicctl: yes
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh

x0=$(netdev x0)
x1=$(netdev x1)
e0=$(netdev e0)

must ip link add br0 type bridge vlan_filtering 1
must ip link set br0 up
modprobe bonding max_bonds=0
must ip link add bond0 type bond mode active-backup miimon 100
must ip link set "$x0" mtu 9000
must ip link set "$x0" master bond0
must ip link set bond0 up
must ip addr add 203.0.113.65/26 dev bond0
must ip link add link "$x1" name vlan7 type vlan id 7
must ip link set vlan7 master br0
must bridge vlan add dev vlan7 vid 11 pvid untagged
must bridge vlan add dev vlan7 vid 12
must bridge link set dev vlan7 cost 77 guard on hairpin on mcast_flood off
must ip link property add dev "$x1" altname the-right-port
echo 1 >"/proc/sys/net/ipv4/conf/$x1/arp_ignore"
must ip rule add from 192.0.2.1 lookup 500 priority 1000
must ip rule add iif "$x1" lookup 500 priority 1001
must ip addr add 198.51.100.1/24 dev br0
must ethtool -L "$x0" combined 1
must ethtool -X "$x0" hkey "$(hash_key 52)"
must tc qdisc replace dev "$x0" root handle 9: fq_codel limit 777 ecn

must ip link add vrf1 type vrf table 500
must ip link set vrf1 up
must ip link set "$x1" master vrf1
must ip link set "$x1" mtu 9000 up
must ip link set vlan7 up
must ip addr add 192.0.2.1/24 dev "$x1"
must ip route add 10.0.0.0/8 via 192.0.2.9 table 500
must tc qdisc replace dev "$x1" root handle a: fq limit 555 maxrate 100mbit
must ethtool -X "$x1" weight 3 1
must ethtool -X "$x1" hkey "$(hash_key 52)"
must ethtool -G "$x1" rx 1024 tx 256
must ethtool -C "$x1" adaptive-rx off adaptive-tx off rx-usecs 40 tx-usecs 80
must ethtool -K "$x1" ntuple on lro off gso off
must ethtool -N "$x1" flow-type tcp4 dst-port 80 action 1
must ethtool --set-priv-flags "$x1" legacy-rx on
must ethtool -s "$x1" wol d
must ethtool --set-eee "$x1" eee on
must ethtool --set-fec "$x1" encoding rs
echo 3 >"/sys/class/net/$x1/queues/rx-1/rps_cpus"
must ip link set "$e0" up
must ip addr add 203.0.113.7/24 dev "$e0"
wait_for 10 grep -q 1 "/sys/class/net/$x1/carrier"
wait_for 10 grep -q 1 /sys/class/net/bond0/carrier
check_has "wake on LAN is off" "$(ethtool "$x1")" "Wake-on: d"
check_has "EEE is on" "$(ethtool --show-eee "$x1")" "EEE status: enabled"
check_has "FEC is RS" "$(ethtool --show-fec "$x1" | tr '\t' ' ')" "encodings: RS"

RESTORE=always
check_state_survives i40e "$x0" "$x1" "$e0" bond0 vlan7 vrf1
check_reloaded i40e
finish
