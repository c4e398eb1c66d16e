# SPDX-License-Identifier: GPL-2.0-or-later
# The emptiest scenario: the guest boots, helpers work, the kernel log is clean.
# topology: plain
# modules: dummy
# timeout: 60
# shellcheck shell=sh

. /lab/lib.sh

check "a command that succeeds" true
check_not "a command that fails" false
run sh -c 'echo out; echo err >&2; exit 3'
check_eq "run keeps the exit code" 3 "$rc"
check_eq "run keeps stdout" out "$out"
check_eq "run keeps stderr apart" err "$err"
expect_exit 2 sh -c 'exit 2'

snapshot_set
modprobe dummy
remember dummy
check "dummy is loaded" loaded dummy
check_eq "the newest module is the last in load order" \
	"$(wc -l </proc/modules)" "$(load_order dummy)"
check_untouched dummy
rmmod dummy
modprobe dummy
check_reloaded dummy
rmmod dummy
check_set_same "the loaded set is what it was"
check "wait_for sees a condition" wait_for 1 true
check_not "wait_for gives up" wait_for 1 false
echo kept >/tmp/report
keep /tmp/report
finish
