# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# kill -9 at the system calls of a change that leave something behind: whatever `nicctl recover` finds, it
# makes the state before or the state after of it, and nothing else. The next cut begins with the state that
# the one before has left, and cuts the change that leads to the other one. A scenario sources this after lib.sh
# and netstate.sh, and defines
#   stage         brings the machine to the first state, from whatever there is
#   go_a, go_b    commands for `nicctl` that lead to the first state, and to the second
#   untouched     modules that must stay the instances they are
#   more_state F  writes what else is to be the same, or nothing, into the folder F

# a traced program cannot be searched for leaks
export ASAN_OPTIONS=detect_leaks=0
PATH=/lab/tools:$PATH
cuts=0 cuts_before=0 cuts_after=0 cuts_wrong=0 _place=0
_random=$LAB_SEED

# random N: a number from 1 to N in $number
random() {
	_random=$(((_random * 1103515245 + 12345) & 0x7fffffff))
	number=$(((_random >> 8) % $1 + 1))
}

# machine FOLDER: all that must be as before or as after
machine() {
	rm -rf "$1"
	state "$1" 2>/dev/null
	loaded_set >"$1/modules"
	# shellcheck disable=SC2046 # names of modules
	(cd /sys/module && grep -r -s . $(sed 's|$|/parameters|' "$1/modules")) | sort >"$1/parameters"
	# shellcheck disable=SC2086 # names of modules
	(cd /sys/module && stat -c '%n %i' $untouched) >"$1/instances"
	(cd /sys/bus/pci/devices && for _function in *; do
		_link=$(readlink "$_function/driver")
		read -r _override <"$_function/driver_override"
		echo "$_function ${_link##*/} $_override"
	done) >"$1/drivers"
	grep -s . /sys/class/net/*/bonding/slaves >"$1/members"
	more_state "$1"
}

# is STATE: is the machine as it was in state a, or b?
is() {
	machine /tmp/now
	diff -r -U0 "/tmp/$1" /tmp/now >"/tmp/differs.$1"
}

# find_state: $found is a or b; after at most a few seconds, because links and IPv6 take their time
find_state() {
	_tries=0
	while [ $((_tries += 1)) -le 8 ]; do
		is a && found=a && return
		is b && found=b && return
		usleep 700000
	done
	return 1
}

# wrong TEXT: one cut that did not end well; the next begins with a fresh stage
wrong() {
	cuts_wrong=$((cuts_wrong + 1))
	note "WRONG: $1"
	for _file in run recover again differs.a differs.b; do
		note_file "$_file" "/tmp/$_file"
	done
	stage
	nicctl recover >/tmp/recover 2>&1
	now=a
}

# lap: milliseconds since the last call, in $lap
lap() {
	_now=$(lab_host time)
	lap=$((_now - ${_last:-_now}))
	_last=$_now
}

# recovered: nicctl recover has done its work, and says so
recovered() {
	: >/tmp/differs.a
	: >/tmp/differs.b
	nicctl recover >/tmp/recover 2>&1 || return 1
	nicctl recover >/tmp/again 2>&1 || return 1
	lap
	_times="$_times recover $lap"
	grep -q 'nothing to recover' /tmp/again && ! grep -q damaged /tmp/recover && find_state
}

# cut_at MOMENT [MOMENT]: kills the change at that moment and, if a second is given, the recovery at that one.
# Counts only when the first has come: a change may have a few moments less than the one before.
cut_at() {
	lap
	# shellcheck disable=SC2086 # words
	killat "$1" nicctl $go >/tmp/run 2>&1
	_status=$?
	_what="$now to $to, $(grep -o 'killat: [ke][in].*' /tmp/run)"
	if [ $# -gt 1 ]; then
		killat "$2" nicctl recover >/tmp/recover 2>&1
		_what="$_what; its recovery: $(grep -o 'killat: [ke][in].*' /tmp/recover)"
	fi
	lap
	_times="change $lap"
	if recovered; then
		_end=before
		[ "$found" = "$now" ] || _end=after
		now=$found
	else
		_end=wrong
		wrong "$_what"
	fi
	[ $_status -eq 3 ] || cuts=$((cuts + 1))
	[ $_status -eq 3 ] || [ $_end = wrong ] || eval "cuts_$_end=\$((cuts_$_end + 1))"
	lap
	echo "cut $cuts: $_what: $_end ($_times compare $lap ms, $_tries tries)"
	# so that the hundredth takes no longer than the first
	rm -rf /var/lib/nicctl/transactions/*
}

# direct: to the state in which the machine is not
direct() {
	if [ "$now" = a ]; then
		to=b go=$go_b
	else
		to=a go=$go_a
	fi
}

# remember_state STATE: how the machine is now
remember_state() {
	machine "/tmp/$1"
	keep "/tmp/$1"
}

# prepare_cuts: both states, each from the machine, and how many moments a change has
prepare_cuts() {
	stage
	remember_state a
	# shellcheck disable=SC2086 # words
	killat 100000 nicctl $go_b >/tmp/run 2>&1
	check_eq "the change comes to its end" 3 $?
	note_file run /tmp/run
	# the way back has about as many; a cut that comes too late does not count
	moments=$(sed -n 's/^killat: ended by itself after //p' /tmp/run)
	check "it has many moments ($moments)" [ "$moments" -gt 40 ]
	remember_state b
	check_not "the states differ" diff -r /tmp/a /tmp/b
	check "state b is found to be itself" find_state
	check_eq "exactly" b "$found"
	now=b
	rm -rf /var/lib/nicctl/transactions/*
}

# all_over: at the next moment of a series that comes by everywhere, sooner or later, in steps of the golden
# section; it begins anywhere
all_over() {
	[ $_place -gt 0 ] || {
		random 1000
		_place=$number
	}
	_place=$((_place + 618))
	cut_at $((_place % 1000 * moments / 1000 + 1))
}

# twice: at a random moment, and the recovery at another
twice() {
	random "$moments"
	_first=$number
	random 40
	cut_at "$_first" "$number"
}

# cut_some N COMMAND: until N have been cut; COMMAND says where
cut_some() {
	_wanted=$((cuts + $1))
	_tried=0
	while [ $cuts -lt $_wanted ] && [ $cuts_wrong -lt 6 ] && [ $((_tried += 1)) -lt $(($1 * 2 + 4)) ]; do
		direct
		"$2"
	done
}

# run_cuts N TWICE: N cuts all over the change, and TWICE ones in which the recovery is killed as well
run_cuts() {
	_begin=$(lab_host time)
	cut_some "$1" all_over
	cut_some "$2" twice
	note "$cuts cuts on $LAB_KERNEL ($moments moments; $2 with a killed recovery):" \
		"$cuts_before before, $cuts_after after, $cuts_wrong wrong; $((($(lab_host time) - _begin) / 1000)) s;" \
		"seed $LAB_SEED"
	check_eq "each of the $cuts cuts ended before or after" 0 $cuts_wrong
	check_eq "none was left out" $(($1 + $2)) $cuts
}

# sample_cuts N TWICE: run_cuts 1 1; with NICCTL_LONG=1 as many as said
sample_cuts() {
	[ "$LAB_LONG" = 1 ] || set -- 1 1
	prepare_cuts
	run_cuts "$1" "$2"
}
