# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# A card breaks, or mends, at a chosen system call of a change, which stands still meanwhile. A scenario sources
# this after lib.sh and defines
#   stock         the driver of its functions
#   functions     their PCI addresses
#   picture FILE  writes what must be the same when it is all as before
#   mend          heals the cards and brings the machine back to where it was

# a traced program cannot be searched for leaks
export ASAN_OPTIONS=detect_leaks=0

{
	sed -n '/^lab_host()/,/^}/p' /lab/lib.sh
	cat <<'INJECT'
_at="$2 $3"
echo "$_at" >>/tmp/steps
while IFS='|' read -r _where _nth _action; do
	case $_at in $_where) ;; *) continue ;; esac
	echo >>"/tmp/met.$_where"
	[ "$(wc -l <"/tmp/met.$_where")" -ne "$_nth" ] || {
		lab_host $_action
		echo "$_action" >>/tmp/steps
	}
done </tmp/inject
INJECT
} >/tmp/inject.sh

# faulty COMMAND...: runs nicctl; standard input says what happens when: WHERE|NTH|ACTION, as in
# "before delete_module *|2|fault-op x1 10"; a file's folders in WHERE are left out
faulty() {
	sed 's|/|*|g' >/tmp/inject
	rm -f /tmp/met.* /tmp/steps
	picture /tmp/was
	_set=$(loaded_set)
	run /lab/tools/killat steps -c '. /tmp/inject.sh' nicctl "$@" --yes --timeout "${patience:-8}"
	status=$(printf '%s\n' "$err" | sed -n 's/^killat: its status was //p')
	case $said in
	*" done: "*) ended="$status, done" ;;
	*" rolled back: "*) ended="$status, rolled back" ;;
	*" ROLLBACK INCOMPLETE: "*) ended="$status, rollback incomplete" ;;
	*) ended="$status" ;;
	esac
}

# check_truth WHAT ENDED: it ended with that exit code and those words; the report names each function that has no driver, and no other;
# no override, no module is left over; and after a whole rollback all is as it was
check_truth() {
	check_eq "$1: ended" "$2" "$ended"
	_wrong=""
	for _function in $functions; do
		_driver=$(basename "$(readlink "/sys/bus/pci/devices/$_function/driver")" .)
		case $said in
		*"DIFFERS the port $_function is not bound"*) [ -z "$_driver" ] || _wrong="$_wrong $_function has a driver;" ;;
		*) [ "$_driver" = "$stock" ] || _wrong="$_wrong $_function has '$_driver';" ;;
		esac
		_override=$(sed 's/^(null)$//' "/sys/bus/pci/devices/$_function/driver_override")
		[ -z "$_override" ] || _wrong="$_wrong $_function has the override $_override;"
	done
	check_eq "$1: the report tells what the machine is" "" "$_wrong"
	check_eq "$1: the loaded modules are the same" "$_set" "$(loaded_set)"
	[ "$2" = "5, rollback incomplete" ] || {
		wait_for 20 same_picture
		check "$1: all else is as it was" diff -U0 /tmp/was /tmp/is
	}
	[ ! -s /tmp/inject ] || check_eq "$1: each fault has come" "$(wc -l </tmp/inject)" "$(grep -c -e ^fault -e ^link -e ^reset /tmp/steps)"
	note "$1: $(tr '\n' ';' </tmp/steps)"
}

same_picture() {
	picture /tmp/is
	cmp -s /tmp/was /tmp/is
}
