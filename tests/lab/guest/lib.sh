# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# Helpers for scenarios (busybox ash). A scenario begins with `. /lab/lib.sh` and ends with
# `finish`. Results go to file descriptor 3 as TAP; stdout and stderr are the console's. Never
# call check in a pipe or a subshell: its count would be lost, and the lab reports that as failure.

set -u

LAB_TMP=$(mktemp -d)
# after a power cut it goes on with the count of the boots before
_count=${LAB_COUNT:-0}

# note TEXT...: a diagnostic line next to the results
note() {
	printf '# %s\n' "$*" >&3
}

# note_file LABEL FILE: the file's lines as diagnostics
note_file() {
	[ ! -s "$2" ] || sed "s/^/#   $1: /" "$2" >&3
}

pass() {
	_count=$((_count + 1))
	printf 'ok %d - %s\n' "$_count" "$1" >&3
}

fail() {
	_count=$((_count + 1))
	printf 'not ok %d - %s\n' "$_count" "$1" >&3
}

# check DESCRIPTION COMMAND...: passes when the command succeeds
check() {
	_what=$1
	shift
	if "$@" >"$LAB_TMP/check" 2>&1; then
		pass "$_what"
	else
		_status=$?
		fail "$_what"
		note "command: $*"
		note "exit: $_status"
		note_file output "$LAB_TMP/check"
	fi
}

# check_not DESCRIPTION COMMAND...: passes when the command fails
check_not() {
	_what=$1
	shift
	check "$_what" not "$@"
}

not() {
	! "$@"
}

# check_eq DESCRIPTION WANTED FOUND
check_eq() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1"
		note "wanted: $2"
		note "found:  $3"
	fi
}

# check_has DESCRIPTION TEXT PART: passes when PART occurs in TEXT
check_has() {
	case $2 in
	*"$3"*) pass "$1" ;;
	*)
		fail "$1"
		note "missing: $3"
		printf '%s\n' "$2" >"$LAB_TMP/has"
		note_file in "$LAB_TMP/has"
		;;
	esac
}

# run COMMAND...: leaves the exit code in $rc, stdout in $out, stderr in $err, and both on one line,
# without the line breaks of a text for people, in $said; always succeeds
run() {
	rc=0
	"$@" >"$LAB_TMP/out" 2>"$LAB_TMP/err" || rc=$?
	out=$(cat "$LAB_TMP/out")
	err=$(cat "$LAB_TMP/err")
	# shellcheck disable=SC2034 # for the scenario
	said=$(tr -s '[:space:]' ' ' <"$LAB_TMP/out")$(tr -s '[:space:]' ' ' <"$LAB_TMP/err")
	# for the console's reader only
	printf '+ %s\n%s\n%s\n(exit %s)\n' "$*" "$out" "$err" "$rc"
}

# expect_exit CODE COMMAND...: runs it, and checks the exit code; $out and $err are set
expect_exit() {
	_wanted=$1
	shift
	run "$@"
	if [ "$rc" -eq "$_wanted" ]; then
		pass "exit $_wanted: $*"
	else
		fail "exit $_wanted: $*"
		note "exit was $rc"
		note_file stdout "$LAB_TMP/out"
		note_file stderr "$LAB_TMP/err"
	fi
}

# wait_for SECONDS COMMAND...: polls until the command succeeds
wait_for() {
	_left=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		_left=$((_left - 1))
		[ "$_left" -gt 0 ] || return 1
		usleep 50000
	done
}

# loaded MODULE: is it loaded?
loaded() {
	[ -d "/sys/module/$1" ] && grep -q "^$1 " /proc/modules
}

# loaded_set: the loaded modules, sorted, one a line
loaded_set() {
	cut -d' ' -f1 /proc/modules | sort
}

# mod_inode MODULE: identifies this very loading of the module; a module that was removed and
# loaded again has another one. Prints "absent" when it is not loaded.
mod_inode() {
	stat -c %i "/sys/module/$1" 2>/dev/null || echo absent
}

# load_order MODULE: its place among the loaded modules, 1 is the oldest (the kernel lists the
# newest first)
load_order() {
	awk -v name="$1" '{ line[NR] = $1 } END { for (i = NR; i; i--) if (line[i] == name) print NR - i + 1 }' \
		/proc/modules
}

# holders MODULE: who holds it, sorted, on one line
holders() {
	# shellcheck disable=SC2012 # module names hold no odd characters
	ls "/sys/module/$1/holders" | sort | xargs
}

# refcnt MODULE
refcnt() {
	cat "/sys/module/$1/refcnt"
}

# params MODULE: NAME=VALUE of every parameter that can be read, sorted
params() {
	for _file in "/sys/module/$1/parameters"/*; do
		[ -e "$_file" ] || continue
		printf '%s=%s\n' "${_file##*/}" "$(cat "$_file" 2>/dev/null || echo '?')"
	done
}

# snapshot_set: remembers the loaded modules for check_set_same
snapshot_set() {
	loaded_set >"$LAB_TMP/set"
}

# check_set_same DESCRIPTION: passes when the loaded modules are those of snapshot_set
check_set_same() {
	loaded_set >"$LAB_TMP/set.now"
	check "$1" diff -U0 "$LAB_TMP/set" "$LAB_TMP/set.now"
}

# remember MODULE...: notes which loadings these are, for check_untouched
remember() {
	for _module in "$@"; do
		mod_inode "$_module" >"$LAB_TMP/inode.$_module"
	done
}

# check_untouched MODULE...: passes when none of them was ever removed since `remember`
check_untouched() {
	for _module in "$@"; do
		check_eq "$_module was never removed" "$(cat "$LAB_TMP/inode.$_module")" "$(mod_inode "$_module")"
	done
}

# check_reloaded MODULE...: passes when each is loaded, but no longer the same loading
check_reloaded() {
	for _module in "$@"; do
		_now=$(mod_inode "$_module")
		check "$_module was loaded anew" \
			[ "$_now" != absent -a "$_now" != "$(cat "$LAB_TMP/inode.$_module")" ]
	done
}

# netdev PORT: the network device that the topology's port has now
netdev() {
	eval "_mac=\$MAC_$1"
	for _dev in /sys/class/net/*; do
		[ -e "$_dev/device" ] && [ "$(cat "$_dev/address")" = "$_mac" ] && echo "${_dev##*/}" && return
	done
	return 1
}

# lab_host ACTION...: has the lab do something outside the guest, at this very moment; prints its
# answer. Fails, with the reason, when the lab cannot. The actions are in tests/lab/host.py.
lab_host() {
	exec 5<>/dev/ttyS4
	stty -F /dev/ttyS4 raw -echo
	printf '%s\n' "$*" >&5
	read -r _answer <&5
	exec 5>&-
	case $_answer in
	ok) ;;
	"ok "*) echo "${_answer#ok }" ;;
	*)
		echo "lab_host $*: $_answer" >&2
		return 1
		;;
	esac
}

# keep FILE [NAME]: hands the file to the host, into the folder kept/ of the results
keep() {
	mkdir -p /tmp/kept
	cp -r "$1" "/tmp/kept/${2:-}"
}

# step TEXT: a headline
step() {
	printf '\n=== %s\n' "$*"
}

# tell TEXT: a remark
tell() {
	printf '    %s\n' "$*"
}

# show COMMAND...: the command, what it prints, and its exit code in $rc
show() {
	printf '\n$ %s\n' "$*"
	rc=0
	"$@" || rc=$?
}

# skip REASON...: ends the scenario as skipped
skip() {
	printf '1..0 # SKIP %s\n' "$*" >&3
	exit 0
}

# finish: ends the scenario; without it the lab takes it as broken off
finish() {
	printf '1..%d\n' "$_count" >&3
	exit 0
}
