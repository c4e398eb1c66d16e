# SPDX-License-Identifier: GPL-2.0-or-later
# kill -9 while two ports of an emulated X710, which carry a bond, a VLAN, addresses and policy routing, are moved
# from i40e to i40e_zc: after `nicctl recover` modules, drivers, driver_override, links, addresses, routes, rules,
# bond and rings are those before or those after, be it between unbind and bind; ice beside it is the instance it
# was. A sample of the moments, 30 of them with NICCTL_LONG=1.
# topology: cards
# modules: bonding 8021q
# nicctl: yes
# zc: i40e_zc
# tools: killat
# programs: /bin/ip /sbin/bridge /sbin/tc /sbin/ethtool
# files: tests/lab/guest/netstate.sh tests/lab/guest/cuts.sh tests/lab/guest/cuts-cards.sh
# short-kernels: 6.1
# timeout: 480
# long-timeout: 3000
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh

# shellcheck disable=SC2034 # for cuts.sh and cuts-cards.sh
{
	driver=i40e holder="" left=x0 right=x1
	untouched="ice bonding"
	go_a="configure-driver i40e --to i40e_zc --stock --yes"
	go_b="configure-driver i40e --strategy handover --ports $(netdev x0),$(netdev x1) --module /lab/zc/i40e_zc.ko --yes"
}
. /lab/files/cuts-cards.sh
. /lab/files/cuts.sh

sample_cuts 27 3
finish
