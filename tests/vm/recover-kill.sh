# SPDX-License-Identifier: GPL-2.0-or-later
# kill -9 at the system calls of a change that leave something behind, before and after each: whatever
# `nicctl recover` finds, it makes the state before or the state after of it. All of them with
# NICCTL_LONG=1, else a sample.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# tools: killat
# timeout: 600
# long-timeout: 6000
# shellcheck shell=sh

. /lab/lib.sh

# a traced program cannot be searched for leaks
export ASAN_OPTIONS=detect_leaks=0
PATH=/lab/tools:$PATH

# random N: a number from 1 to N in $number
state=$LAB_SEED
random() {
	state=$(((state * 1103515245 + 12345) & 0x7fffffff))
	number=$(((state >> 8) % $1 + 1))
}

# machine: all that must be as before or as after. Instances of the others: nothing else was touched.
machine() {
	loaded_set
	for _module in ice irdma; do
		echo "$_module"
		params $_module
	done
	for _module in i40e ib_core ib_uverbs; do
		echo "$_module $(mod_inode $_module)"
	done
}

# is_same FILE: is the machine as it was when FILE was written?
is_same() {
	machine | cmp -s - "$1"
}

# try COMMAND_NUMBER MOMENT: kills at that moment, recovers, compares
try() {
	set -- "$1" "$2" "debug=$1"
	killat "$2" nicctl configure-driver ice --param "$3" --yes >/tmp/run 2>&1
	killed=$?
	[ $killed -eq 0 ] || return 0
	what=$(sed -n 's/^killat: killed at //p' /tmp/run)
	nicctl recover >/tmp/recover 2>&1
	rc=$?
	nicctl recover >/tmp/again 2>&1
	if [ $rc -ne 0 ] || ! grep -q 'nothing to recover' /tmp/again; then
		bad "$what: recover ended with $rc"
	elif is_same /tmp/before; then
		before=$((before + 1))
	elif is_same /tmp/after; then
		after=$((after + 1))
		nicctl configure-driver ice --param debug=16 --yes >/tmp/reset 2>&1 || bad "$what: cannot go back"
	else
		bad "$what: neither before nor after"
		machine | diff /tmp/before - >/tmp/diff
		note_file before-now /tmp/diff
	fi
	cuts=$((cuts + 1))
}

# bad TEXT: one cut that went wrong
bad() {
	wrong=$((wrong + 1))
	note "$1"
	note_file run /tmp/run
	note_file recover /tmp/recover
	note_file again /tmp/again
}

modprobe irdma
expect_exit 0 nicctl configure-driver ice --param debug=32 --yes
machine >/tmp/after
expect_exit 0 nicctl configure-driver ice --param debug=16 --yes
machine >/tmp/before
check_not "before and after differ" is_same /tmp/after
killat 100000 nicctl configure-driver ice --param debug=16 --again --yes >/tmp/run 2>&1
moments=$(sed -n 's/^killat: ended by itself after //p' /tmp/run)
check "a change has many moments ($moments)" [ "$moments" -gt 30 ]

cuts=0 before=0 after=0 wrong=0 moment=0
if [ "$LAB_LONG" = 1 ]; then
	while [ $moment -lt "$moments" ]; do
		moment=$((moment + 1))
		try 32 $moment
	done
	# what is left of the 200 goes to the recovery itself
	wanted=200
else
	wanted=12
fi
while [ $cuts -lt $wanted ] && [ $wrong -lt 10 ]; do
	random "$moments"
	try 32 "$number"
done
note "$cuts cuts on $LAB_KERNEL: $before went back, $after went forward, $wrong wrong; seed $LAB_SEED"
check_eq "each of the $cuts ended before or after" 0 $wrong
check "there was more than one outcome" [ "$LAB_LONG" != 1 -o "$after" -gt 0 ]

# killed, and the recovery is killed as well
twice=0 wrong=0
while [ $twice -lt 4 ]; do
	random "$moments"
	killat "$number" nicctl configure-driver ice --param debug=32 --yes >/tmp/run 2>&1
	random 40
	killat "$number" nicctl recover >/tmp/recover 2>&1
	nicctl recover >/tmp/again 2>&1
	is_same /tmp/before || is_same /tmp/after || bad "$(cat /tmp/run /tmp/recover)"
	is_same /tmp/before || nicctl configure-driver ice --param debug=16 --yes >/tmp/reset 2>&1
	twice=$((twice + 1))
done
check_eq "killed twice: all $twice ended before or after" 0 $wrong

# nothing is begun on top of what is not finished
killed=1
while [ $killed -ne 0 ] || loaded ice; do
	nicctl recover >/dev/null 2>&1
	is_same /tmp/before || nicctl configure-driver ice --param debug=16 --yes >/dev/null 2>&1
	random "$moments"
	killat "$number" nicctl configure-driver ice --param debug=32 --yes >/tmp/run 2>&1
	killed=$?
done
expect_exit 3 nicctl configure-driver ice --yes
check_has "it names the command that helps" "$err" "nicctl recover"
run nicctl history
check_has "history shows it" "$out" UNFINISHED
expect_exit 0 nicctl recover
check "and it is as before" is_same /tmp/before
run nicctl history
check_eq "nothing is unfinished" "" "$(echo "$out" | grep UNFINISHED)"
finish
