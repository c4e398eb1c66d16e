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
# timeout: 300
# long-timeout: 1500
# shellcheck shell=sh

. /lab/lib.sh

# a traced program cannot be searched for leaks
export ASAN_OPTIONS=detect_leaks=0
disk=/var/lib/nicctl

# cut_all KEEP COMMAND...: the moments of one change, every KEEP-th
cut_all() {
	_keep=$1
	shift
	sed -n '/^lab_host()/,/^}/p' /lab/lib.sh >/tmp/cut.sh
	cat >>/tmp/cut.sh <<CUT
[ \$((\$1 % $_keep)) -ne $((LAB_SEED % _keep)) ] || echo "\$(lab_host disk-keep) \$2 of $*" >>/tmp/cuts
CUT
	/lab/tools/killat each -c '. /tmp/cut.sh' nicctl "$@" --yes
	check_eq "$*: it came to its end" 3 $?
}

# machine: what nothing may touch
machine() {
	(cd /sys/module && stat -c '%n %i' -- *)
	ls -l /sys/bus/pci/devices/*/driver
	grep . /sys/bus/pci/devices/*/driver_override
	ip -o link show | sed 's/ qdisc.*//'
	ip -o -4 addr show
	ip -4 route show table all
	ip rule
}

# recovers NUMBER WHAT: the disk of this cut
recovers() {
	lab_host disk-put "$1" || return 1
	mount -t ext4 /dev/vda $disk || return 1
	nicctl history >/tmp/history 2>&1 || return 1
	! grep -q -i -e damaged -e unreadable /tmp/history || return 1
	nicctl recover >/tmp/recover 2>&1 || return 1
	! grep -q -i -e damaged -e 'NOT DECIDED' -e warn /tmp/recover || return 1
	nicctl recover >/tmp/again 2>&1 || return 1
	grep -q '^nothing to recover' /tmp/again || return 1
	if grep -q 'started anew' /tmp/recover; then
		closed=$((closed + 1))
	elif grep -q 'nothing was changed' /tmp/recover; then
		not_begun=$((not_begun + 1))
	elif grep -q -w "done" /tmp/history; then
		finished=$((finished + 1))
	else
		nothing=$((nothing + 1))
	fi
	machine >/tmp/now
	diff -U0 /tmp/before /tmp/now >/tmp/differs
}

ports="$(netdev cap0),$(netdev cap1)"
for port in cap0 cap1; do
	ip link set "$(netdev $port)" up
done
if [ "$LAB_BOOT" = 1 ]; then
	# what is not synced stays in memory, and is lost
	mount -o remount,commit=3000 $disk
	echo 0 >/proc/sys/vm/dirty_writeback_centisecs
	every=8
	[ "$LAB_LONG" != 1 ] || every=1
	cut_all $every configure-driver e1000e --strategy handover --ports "$ports" --module /lab/zc/e1000e_zc.ko
	if [ "$LAB_LONG" = 1 ]; then
		cut_all 1 configure-driver e1000e --to e1000e_zc --stock
		cut_all 1 configure-driver e1000e --param copybreak=300
	fi
	cp /tmp/cuts $disk/cuts
	sync
	lab_host disk-keep >$disk/last
	sync
	lab_host power-cut
fi

cp $disk/cuts /tmp/cuts
expect_exit 0 nicctl configure-driver e1000e --dry-run
for port in cap0 cap1; do
	wait_for 20 grep -q 1 "/sys/class/net/$(netdev $port)/carrier"
done
machine >/tmp/before
umount $disk
begin=$(lab_host time)
cuts=0 closed=0 not_begun=0 finished=0 nothing=0 wrong=0
while read -r number what; do
	cuts=$((cuts + 1))
	: >/tmp/differs
	if ! recovers "$number"; then
		wrong=$((wrong + 1))
		note "WRONG: $number $what"
		for file in history recover again differs; do
			note_file $file /tmp/$file
		done
	fi
	umount $disk
done </tmp/cuts
note "$cuts power cuts on $LAB_KERNEL: closed by recover $closed, closed as not begun $not_begun; finished before $finished," \
	"no journal yet $nothing, wrong $wrong; $((($(lab_host time) - begin) / 1000)) s; seed $LAB_SEED"
check "there were many ($cuts)" [ $cuts -gt 8 ]
check_eq "each of them was closed, and nothing was touched" 0 $wrong
check "some were cut half-way" [ $closed -gt 2 ]
finish
