# SPDX-License-Identifier: GPL-2.0-or-later
# The power goes inside a reload of ice under irdma on an emulated E810 whose ports carry a bond, a VLAN, addresses
# and policy routing. The next boot makes all of that anew; then each disk that was kept gets its turn, and
# `nicctl recover` closes what was begun and touches nothing of it. Every 16th moment; with NICCTL_LONG=1
# all of them.
# topology: incident
# modules: irdma bonding 8021q
# nicctl: yes
# tools: killat
# disk: state
# programs: /bin/ip /sbin/ethtool
# files: tests/lab/guest/netstate.sh tests/lab/guest/cuts-disk.sh tests/lab/guest/cuts-cards.sh
# short-kernels: 6.1
# timeout: 400
# long-timeout: 1500
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh
# shellcheck disable=SC2034 # for cuts-cards.sh
driver=ice holder=irdma left=cap0 right=cap1
. /lab/files/cuts-cards.sh
. /lab/files/cuts-disk.sh

stage
if [ "$LAB_BOOT" = 1 ]; then
	lose_memory
	every=16
	[ "$LAB_LONG" != 1 ] || every=1
	cut_all $every configure-driver ice --param debug=32
	keep_cuts
fi

expect_exit 0 nicctl configure-driver ice --dry-run
recover_all
check "the bond has its member" grep -q "$left_dev" /sys/class/net/bond0/bonding/slaves
check "the VLAN has its address" sh -c "ip -o addr show dev vlan5 | grep -q 203.0.113.1"
check "the rule is there" sh -c "ip rule | grep -q 'from 192.0.2.1 lookup 100'"
finish
