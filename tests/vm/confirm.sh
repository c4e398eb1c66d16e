# SPDX-License-Identifier: GPL-2.0-or-later
# Commit-confirm: what nobody confirms is taken back by itself, by a process that no lost terminal ends; and
# nicctl rollback takes back what was kept.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# short-kernels: 6.1 6.12
# timeout: 300
# shellcheck shell=sh

. /lab/lib.sh

# debug: the present value of ice's parameter
debug() {
	cat /sys/module/ice/parameters/debug
}

# is_back: has the guardian done its work, and ended?
is_back() {
	[ ! -e /run/nicctl.guardian ]
}

modprobe irdma
remember i40e ib_core ib_uverbs
snapshot_set
first=$(debug)

step "not confirmed"
expect_exit 0 nicctl configure-driver ice --param debug=32 --confirm-within 4 --yes
check_has "it says what has to be done" "$said" "run 'nicctl confirm' within 4 s"
check_eq "the change is in force meanwhile" 32 "$(debug)"
run nicctl history
check_has "history says what it waits for" "$out" UNCONFIRMED
expect_exit 1 nicctl configure-driver ice --yes
check "after the time all is taken back" wait_for 60 is_back
check_eq "the parameter is the one from before" "$first" "$(debug)"
check_set_same "the loaded modules are the same"
expect_exit 1 nicctl confirm
check_has "too late: there is nothing to confirm" "$err" "nothing to confirm"
run nicctl show
check_has "show says why" "$out" "nobody has confirmed it"

step "confirmed, twice"
expect_exit 0 nicctl configure-driver ice --param debug=32 --confirm-within 60 --yes
expect_exit 0 nicctl confirm
check_has "it says so" "$out" "stays in force"
check "the guardian has ended" wait_for 10 is_back
expect_exit 1 nicctl confirm
check_has "the second says that there is nothing to confirm" "$err" "nothing to confirm"
check_eq "it stays" 32 "$(debug)"

step "rollback of a change that was kept"
expect_exit 0 nicctl rollback --yes
check_eq "the parameter is the one from before" "$first" "$(debug)"
check_set_same "the loaded modules are the same"

step "rollback instead of a confirmation"
expect_exit 0 nicctl configure-driver ice --param debug=32 --confirm-within 60 --yes
expect_exit 0 nicctl rollback
check_eq "at once, by the guardian" "$first" "$(debug)"
check "which has ended" wait_for 10 is_back

step "the caller is killed in the middle, with its whole session"
mkdir -p /etc/nicctl.d
printf '#!/bin/sh\ntouch /tmp/waiting\nwhile [ ! -e /tmp/go ]; do usleep 20000; done\n' >/etc/nicctl.d/wait.post
chmod 755 /etc/nicctl.d/wait.post
setsid nicctl configure-driver ice --param debug=32 --confirm-within 3 --yes >/tmp/out 2>&1 &
check "it runs" wait_for 60 [ -e /tmp/waiting ]
# by the lock file: setsid may have forked
kill -9 "$(cat /run/nicctl.lock)"
touch /tmp/go
rm -f /etc/nicctl.d/wait.post
check "the guardian outlives it and takes the change back" wait_for 60 is_back
check_eq "the parameter is the one from before" "$first" "$(debug)"

step "the guardian is killed, too"
expect_exit 0 nicctl configure-driver ice --param debug=32 --confirm-within 60 --yes
guardian=$(pidof nicctl)
check "the guardian is a process in its own session" [ "$(cut -d' ' -f6 /proc/"$guardian"/stat)" != \
	"$(cut -d' ' -f6 /proc/$$/stat)" ]
kill -HUP "$guardian"
kill -INT "$guardian"
check "SIGHUP and SIGINT do not end it" [ -d "/proc/$guardian" ]
kill -9 "$guardian"
expect_exit 3 nicctl configure-driver ice --yes
expect_exit 0 nicctl recover
check_eq "recover takes back what nobody confirmed" "$first" "$(debug)"

step "in a remote session without being asked"
export SSH_CONNECTION="127.0.0.1 5000 127.0.0.1 22"
expect_exit 0 nicctl configure-driver ice --param debug=32 --yes
# 60 s, or more when a change of the history took long
check_has "it is to be confirmed" "$said" "next: run 'nicctl confirm' within "
expect_exit 0 nicctl rollback
expect_exit 0 nicctl configure-driver ice --param debug=32 --no-confirm --yes
check_eq "and no guardian" "" "$(pidof nicctl)"
unset SSH_CONNECTION
expect_exit 2 nicctl configure-driver ice --confirm-within never --yes
check_untouched i40e ib_core ib_uverbs
check_set_same "the loaded modules are the same"
finish
