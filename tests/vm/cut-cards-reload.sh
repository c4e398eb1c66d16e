# SPDX-License-Identifier: GPL-2.0-or-later
# kill -9 inside a reload of ice under irdma on an emulated E810 whose ports carry a bond, a VLAN, addresses and
# policy routing: after `nicctl recover` modules, parameters, drivers, links, addresses, routes, rules, bond and
# rings are those before or those after; i40e, with management, is the instance it was. A sample of the moments,
# 30 of them with NICCTL_LONG=1.
# topology: incident
# modules: irdma bonding 8021q
# nicctl: yes
# tools: killat
# programs: /bin/ip /sbin/bridge /sbin/tc /sbin/ethtool
# files: tests/lab/guest/netstate.sh tests/lab/guest/cuts.sh tests/lab/guest/cuts-cards.sh
# timeout: 480
# long-timeout: 3000
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh

# shellcheck disable=SC2034 # for cuts.sh and cuts-cards.sh
{
	driver=ice holder=irdma left=cap0 right=cap1
	untouched="i40e bonding"
	go_a="configure-driver ice --param debug=-1 --yes"
	go_b="configure-driver ice --param debug=32 --yes"
}
. /lab/files/cuts-cards.sh
. /lab/files/cuts.sh

mgmt=$(netdev mgmt)
ip addr add 10.0.2.15/24 dev "$mgmt"
ip link set "$mgmt" up
ip route add default via 10.0.2.2 dev "$mgmt"
check "management works" wait_for 20 ping -c 1 -W 1 10.0.2.2
sample_cuts 27 3
check "management works still" ping -c 1 -W 2 10.0.2.2
finish
