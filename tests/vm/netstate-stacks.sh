# SPDX-License-Identifier: GPL-2.0-or-later
# e1000e is reloaded under what stands on its ports: ipvlan and macvlan devices in their modes, trees of queueing
# disciplines, a team with a real teamd, and a forced speed. All of it is as before. What nicctl cannot put back
# (classes of htb, filters) is named and refused before, until its port is named.
# topology: ports
# modules: ipvlan macvlan macvtap team team_mode_activebackup sch_prio sch_fq_codel sch_codel sch_fq sch_htb sch_ingress cls_matchall act_gact
# files: tests/lab/guest/netstate.sh
# programs: /bin/ip /sbin/bridge /sbin/ethtool /sbin/tc /usr/bin/teamd /usr/bin/teamdctl
# nicctl: yes
# short-kernels: 6.1
# timeout: 300
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh

cap0=$(netdev cap0)
cap1=$(netdev cap1)

step "children, queueing disciplines, settings of the link"
must ip link set "$cap0" up
must ip link set "$cap1" up
must ip link add link "$cap0" name ipv0 type ipvlan mode l3 private
must ip link add link "$cap0" name ipv1 type ipvlan mode l3 private
must ip addr add 192.0.2.1/24 dev ipv0
must ip addr add 203.0.113.1/24 dev ipv1
must ip link set ipv0 up mtu 1400
must ip link add link "$cap1" name macv0 address 02:aa:bb:cc:dd:01 type macvlan mode private
must ip link add link "$cap1" name macv1 address 02:aa:bb:cc:dd:02 type macvlan mode vepa
must ip link add link "$cap1" name tap0 address 02:aa:bb:cc:dd:03 type macvtap mode bridge
must ip addr add 198.51.100.1/24 dev macv0
must ip link set macv0 up
must ip link set macv1 up
must ip route add 10.1.0.0/16 via 198.51.100.9 dev macv0
must tc qdisc replace dev "$cap0" root handle 9: prio bands 4
must tc qdisc replace dev "$cap0" parent 9:1 handle 91: codel limit 111 target 7ms interval 110ms ecn
must tc qdisc replace dev "$cap0" parent 9:2 handle 92: fq_codel limit 222 flows 64 quantum 999 target 6ms noecn
must tc qdisc replace dev "$cap1" root handle a: fq limit 555 flow_limit 44 maxrate 100mbit
must ethtool -s "$cap1" speed 100 duplex full autoneg off
links_up "$cap0" "$cap1"
ethtool "$cap1" >/tmp/ethtool
note_file ethtool /tmp/ethtool
check "the speed is forced" grep -q 'Auto-negotiation: off' /tmp/ethtool
check_state_survives e1000e "$cap0" "$cap1" ipv0 macv0
check "the tree is there" grep -q 'fq_codel 92: .*parent 9:2' /tmp/after/qdiscs
check_reloaded e1000e
for dev in ipv0 ipv1 macv0 macv1 tap0; do
	ip link del "$dev"
done
ethtool -s "$cap1" autoneg on
tc qdisc del dev "$cap0" root
tc qdisc del dev "$cap1" root

step "what tc has, and nicctl cannot put back"
must tc qdisc replace dev "$cap0" root handle 1: htb default 10
must tc class add dev "$cap0" parent 1: classid 1:10 htb rate 100mbit
must tc qdisc add dev "$cap1" ingress
must tc filter add dev "$cap1" ingress matchall action drop
remember e1000e
expect_exit 3 nicctl configure-driver e1000e --yes
check_has "the tree is named" "$said" "$cap0: the queueing discipline 'htb' would be lost"
check_has "the filters are" "$said" "$cap1: what tc has attached to 'ingress' would be lost"
expect_exit 3 nicctl configure-driver e1000e --yes --accept-loss-of "$cap0"
check_untouched e1000e
expect_exit 0 nicctl configure-driver e1000e --yes --no-confirm --accept-loss-of "$cap0" --accept-loss-of "$cap1"
check_not "then it is lost" sh -c "tc qdisc show | grep -e htb -e ingress"
check_reloaded e1000e
must tc qdisc replace dev "$cap0" root handle 9: prio
must tc filter add dev "$cap0" parent 9: matchall classid 9:1
expect_exit 3 nicctl configure-driver e1000e --yes
check_has "filters of the root are named" "$said" "$cap0: what tc has attached to 'root' would be lost"
tc qdisc del dev "$cap0" root

step "a team"
# a team takes only ports that are down
must ip link set "$cap0" down
must ip link set "$cap1" down
mkdir -p /run/teamd
[ -e /var/run ] || ln -s /run /var/run
teamd -U -d -c '{"device":"team0","runner":{"name":"activebackup"},"link_watch":{"name":"ethtool"},"ports":{"'"$cap0"'":{"prio":7},"'"$cap1"'":{"prio":5}}}' \
	>/tmp/teamd 2>&1
note_file teamd /tmp/teamd
must ip link set team0 up
must ip addr add 192.0.2.7/24 dev team0
# team_state: what teamd knows of its ports
team_state() {
	teamdctl -U team0 state 2>&1 | grep -v -e 'down count' -e 'duration'
}
check "teamd has both ports" wait_for 20 sh -c "[ \$(teamdctl -U team0 state | grep -c 'link: up') -ge 2 ]"
links_up "$cap0" "$cap1"
team_state >/tmp/team.before
state /tmp/before
expect_exit 0 nicctl configure-driver e1000e --yes
check_has "teamd's part is told before" "$said" "only a teamd that runs gives it its options there"
check "teamd has both ports again" wait_for 20 sh -c "[ \$(teamdctl -U team0 state | grep -c 'link: up') -ge 2 ]"
team_state >/tmp/team.after
state /tmp/after
check "teamd says the same" diff -U0 /tmp/team.before /tmp/team.after
check "so does ip" diff -r -U0 /tmp/before /tmp/after
teamd -k -t team0
ip link del team0 2>/dev/null
finish
