# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# The power goes at the system calls of a change that leave something behind, before and after each: the disk is
# kept as it is at that moment, without anything that was not synced. After one boot, each of these disks gets its
# turn: the journal can be read, `nicctl recover` closes what was begun and touches nothing. A scenario with `#
# disk: state` sources this after lib.sh.

# a traced program cannot be searched for leaks
export ASAN_OPTIONS=detect_leaks=0
disk=/var/lib/nicctl

# lose_memory: what is not synced from now on stays in memory, and is lost
lose_memory() {
	mount -o remount,commit=3000 $disk
	echo 0 >/proc/sys/vm/dirty_writeback_centisecs
}

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

# keep_cuts: they go on the disk, and the power goes
keep_cuts() {
	cp /tmp/cuts $disk/cuts
	sync
	lab_host disk-keep >$disk/last
	sync
	lab_host power-cut
}

# machine: what nothing may touch
machine() {
	(cd /sys/module && stat -c '%n %i' -- *)
	ls -l /sys/bus/pci/devices/*/driver
	grep . /sys/bus/pci/devices/*/driver_override
	ip -o link show | sed 's/ qdisc.*//'
	ip -o addr show | sed 's/ tentative//; s/ *valid_lft.*//'
	ip -4 route show table all
	ip rule
}

# recovers NUMBER: the disk of this cut
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

# recover_all: all disks that were kept in the boot before, on the machine as it is now
recover_all() {
	cp $disk/cuts /tmp/cuts
	machine >/tmp/before
	umount $disk
	_begin=$(lab_host time)
	cuts=0 closed=0 not_begun=0 finished=0 nothing=0 wrong=0
	while read -r _number _what_was; do
		cuts=$((cuts + 1))
		: >/tmp/differs
		if ! recovers "$_number"; then
			wrong=$((wrong + 1))
			note "WRONG: $_number $_what_was"
			for _file in history recover again differs; do
				note_file $_file /tmp/$_file
			done
		fi
		umount $disk
	done </tmp/cuts
	note "$cuts power cuts on $LAB_KERNEL: closed by recover $closed, closed as not begun $not_begun; finished before" \
		"$finished, no journal yet $nothing, wrong $wrong; $((($(lab_host time) - _begin) / 1000)) s; seed $LAB_SEED"
	check "there were many ($cuts)" [ $cuts -gt 8 ]
	check_eq "each of them was closed, and nothing was touched" 0 $wrong
	check "some were cut half-way" [ $closed -gt 2 ]
}
