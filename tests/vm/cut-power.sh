# SPDX-License-Identifier: GPL-2.0-or-later
# The power goes at the system calls of a change that leave something behind, before and after each: the disk is
# kept as it is at that moment, without anything that was not synced. After a boot, each of these disks gets its
# turn, and the journal can be read, `nicctl recover` closes what was begun and touches nothing. Every eighth moment
# of a handover; with NICCTL_LONG=1 all moments of it, of the way back and of a reload. (power-cut boots after each
# cut, and does few.)
# topology: ports
# nicctl: yes
# zc: e1000e_zc
# tools: killat
# disk: state
# programs: /bin/ip
# files: tests/lab/guest/cuts-disk.sh
# short-kernels: 6.1 6.12
# timeout: 300
# long-timeout: 1500
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/cuts-disk.sh

ports="$(netdev cap0),$(netdev cap1)"
for port in cap0 cap1; do
	ip link set "$(netdev $port)" up
done
if [ "$LAB_BOOT" = 1 ]; then
	lose_memory
	every=8
	[ "$LAB_LONG" != 1 ] || every=1
	cut_all $every configure-driver e1000e --strategy handover --ports "$ports" --module /lab/zc/e1000e_zc.ko
	if [ "$LAB_LONG" = 1 ]; then
		cut_all 1 configure-driver e1000e --to e1000e_zc --stock
		cut_all 1 configure-driver e1000e --param copybreak=300
	fi
	keep_cuts
fi

expect_exit 0 nicctl configure-driver e1000e --dry-run
for port in cap0 cap1; do
	wait_for 20 grep -q 1 "/sys/class/net/$(netdev $port)/carrier"
done
recover_all
finish
