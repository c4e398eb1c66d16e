# SPDX-License-Identifier: GPL-2.0-or-later
# One change at a time; a lost terminal does not stop an apply half-way; Ctrl-C undoes it.
# topology: plain
# modules: irdma ice i40e
# nicctl: yes
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
remember i40e ib_core ib_uverbs ice irdma
mkdir -p /etc/nicctl.d

# A pre hook that waits until it is told to go on: the moment for the signals.
printf '#!/bin/sh\ntouch /tmp/waiting\nwhile [ ! -e /tmp/go ]; do usleep 20000; done\n' \
	>/etc/nicctl.d/wait.pre
chmod 755 /etc/nicctl.d/wait.pre

nicctl configure-driver ice --yes >/tmp/first.out 2>&1 &
first=$!
check "the first one waits in its hook" wait_for 10 [ -e /tmp/waiting ]
expect_exit 1 nicctl configure-driver ice --yes
check_has "a second one is told who is at work" "$err" "another nicctl (pid $first) is changing this machine: 'nicctl configure-driver ice --yes', since 20"

kill -HUP $first
touch /tmp/go
wait $first
check_eq "SIGHUP did not stop the first" 0 $?
check_reloaded ice irdma
check_untouched i40e ib_core ib_uverbs
check_set_same "the loaded modules are the same"

rm -f /tmp/go /tmp/waiting
remember ice irdma
nicctl configure-driver ice --yes >/tmp/second.out 2>&1 &
second=$!
check "it waits in its hook" wait_for 10 [ -e /tmp/waiting ]
kill -INT $second
touch /tmp/go
wait $second
check_eq "interrupted before the first step: nothing was changed" 1 $?
check_has "and it says so" "$(cat /tmp/second.out)" interrupted
check_untouched ice irdma i40e ib_core ib_uverbs
check_set_same "the loaded modules are the same"

step "transactions that others could have written"
rm /etc/nicctl.d/wait.pre
chmod 777 /var/lib/nicctl
for command in recover "rollback --yes" "configure-driver ice --yes" "apply --yes"; do
	# shellcheck disable=SC2086 # words
	expect_exit 1 nicctl $command
	check_has "$command believes none" "$said" "'/var/lib/nicctl' is writable by others than its owner"
done
check_untouched ice irdma i40e ib_core ib_uverbs
chmod 755 /var/lib/nicctl
expect_exit 0 nicctl recover
finish
