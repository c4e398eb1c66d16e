# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Signals at the system calls of a change that leave something behind: Ctrl-C and SIGTERM have it finish what it is
# at, take all of it back and say so; SIGHUP and a lost terminal do not stop it. A scenario sources this after
# cuts.sh, defines what that wants, and may define
#   beside        is called after each of them: what nobody may have noticed

interrupts=0 ends_before=0 ends_after=0 _sent=""

beside() {
	:
}

# ended_as_told SIGNAL: exit code and words agree with each other and with the state of the machine; sets $found
ended_as_told() {
	: >/tmp/differs.a
	: >/tmp/differs.b
	nicctl recover >/tmp/again 2>&1 && grep -q 'nothing to recover' /tmp/again || return 1
	find_state || return 1
	case $_status in
	0) [ "$found" = "$to" ] ;;
	# before the signals are held nothing has begun
	1 | 129 | 130 | 143) [ "$found" = "$now" ] ;;
	4) [ "$found" = "$now" ] && [ "$1" != HUP ] && [ "$1" != PTY ] &&
		grep -q '^rolling back: interrupted' /tmp/run && grep -q '^rolled back: ' /tmp/run ;;
	*) false ;;
	esac
}

# interrupt_at MOMENT SIGNAL
interrupt_at() {
	lap
	# shellcheck disable=SC2086 # words
	killat "$1" -s "$2" nicctl $go >/tmp/run 2>&1
	_status=$?
	_what="$now to $to, $(grep -o 'killat: .*' /tmp/run)"
	lap
	_times="change $lap"
	# it came to its end before: as any other change
	_sent=$2
	[ $_status -ne 30 ] || _status=0 _sent=
	if ended_as_told "$2"; then
		_end=before
		[ "$found" = "$now" ] || _end=after
		now=$found
		[ -z "$_sent" ] || eval "ends_$_end=\$((ends_$_end + 1))"
	else
		_end=wrong
		wrong "$_what: exit $_status"
	fi
	[ -z "$_sent" ] || interrupts=$((interrupts + 1))
	beside
	lap
	echo "interrupt $interrupts: $_what: exit $_status, $_end ($_times compare $lap ms, $_tries tries)"
	rm -rf /var/lib/nicctl/transactions/*
}

# run_interrupts N SIGNAL...: N of each, all over the change
run_interrupts() {
	_wanted=$1
	shift
	for _signal in "$@"; do
		_have=$interrupts
		_tried=0
		while [ $((interrupts - _have)) -lt "$_wanted" ] && [ $((_tried += 1)) -lt $((_wanted + 4)) ]; do
			direct
			_place=$((_place ? _place + 618 : LAB_SEED % 1000 + 1))
			interrupt_at $((_place % 1000 * moments / 1000 + 1)) "$_signal"
		done
		check_eq "$_signal: none was left out" "$_wanted" $((interrupts - _have))
	done
	note "$interrupts signals on $LAB_KERNEL ($moments moments): $ends_before before, $ends_after after, $cuts_wrong wrong;" \
		"seed $LAB_SEED"
	check_eq "each of the $interrupts ended as it said, before or after" 0 "$cuts_wrong"
}

# sample_interrupts SIGNAL: one of it; with NICCTL_LONG=1 ten of each there is
sample_interrupts() {
	if [ "$LAB_LONG" = 1 ]; then
		run_interrupts 10 INT TERM HUP PTY
	else
		run_interrupts 1 "$1"
	fi
}
