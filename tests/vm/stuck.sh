# SPDX-License-Identifier: GPL-2.0-or-later
# A module whose removal does not come back in time: said as it is, nothing more is tried, and when the kernel
# does come back, nicctl recover puts all in order. The same with the RTNL lock held, which hangs everything that
# asks about the network: nicctl ends all the same, and its guardian takes the change back when it can.
# topology: plain
# nicctl: yes
# fixtures: nicslow nicbase nicrtnl
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh

extra=/lib/modules/$(uname -r)/extra
mkdir -p "$extra"
cp /lab/fixtures/nicbase.ko /lab/fixtures/nicslow.ko "$extra/"
depmod
modprobe nicbase
remember nicbase
modprobe nicslow init_ms=0 exit_ms=25000
snapshot_set
mkdir -p /etc/nicctl.d
printf '#!/bin/sh\ntouch /tmp/rollback-hook\n' >/etc/nicctl.d/told.rollback
chmod 755 /etc/nicctl.d/told.rollback
begin=$(date +%s)
expect_exit 5 nicctl configure-driver nicslow --step-timeout 2 --yes
spent=$(($(date +%s) - begin))
check "it does not wait for the kernel ($spent s)" [ $spent -lt 15 ]
check_has "it says what the step does" "$said" "sleeps in it, uninterruptibly"
check_has "and what helps" "$said" "only a reboot helps"
check_not "no hook was run" [ -e /tmp/rollback-hook ]
check "the kernel is still at it" grep -q '^nicslow .* Unloading' /proc/modules
expect_exit 1 nicctl configure-driver nicbase --yes
check_has "nothing else is begun: the step holds the lock" "$err" "another nicctl"
check "the kernel comes back" wait_for 60 not grep -q '^nicslow ' /proc/modules
expect_exit 0 nicctl recover
check_has "now it is taken back" "$said" "the machine is as it was before"
check_set_same "the loaded modules are the same"
check_eq "with its parameters" 25000 "$(cat /sys/module/nicslow/parameters/exit_ms)"
expect_exit 0 nicctl recover
check_has "and that is all" "$out" "nothing to recover"
check_untouched nicbase

step "with the RTNL lock held"
# hangs: does who asks about the network sleep uninterruptibly?
hangs() {
	[ "$(sed 's/.*) \(.\).*/\1/' "/proc/$asking/stat")" = D ]
}
cp /lab/fixtures/nicrtnl.ko "$extra/"
depmod
modprobe nicrtnl exit_ms=25000
snapshot_set
rm -f /tmp/rollback-hook
begin=$(date +%s)
expect_exit 5 nicctl configure-driver nicrtnl --step-timeout 2 --confirm-within 60 --yes
spent=$(($(date +%s) - begin))
check "it does not wait for the lock ($spent s)" [ $spent -lt 15 ]
check_has "it says what helps" "$said" "only a reboot helps"
check_not "no hook was run" [ -e /tmp/rollback-hook ]
ip link set dev lo mtu 65536 &
asking=$!
check "who asks about the network hangs" wait_for 20 hangs
check "the kernel is still at it" grep -q '^nicrtnl .* Unloading' /proc/modules
expect_exit 0 nicctl history
check_has "the history can be read" "$out" UNFINISHED
expect_exit 0 nicctl show
check_has "with the cause" "$out" "stuck"
expect_exit 1 nicctl configure-driver nicbase --yes
expect_exit 1 nicctl recover
check_has "it is refused before anything of the network is asked" "$err" "another nicctl"
check "the lock is still held" hangs
check "the guardian waits" [ -S /run/nicctl.guardian ]
check "the kernel comes back" wait_for 60 not grep -q '^nicrtnl .* Unloading' /proc/modules
wait $asking
check "then the guardian takes the change back, and ends" wait_for 30 not [ -e /run/nicctl.guardian ]
check_set_same "the loaded modules are the same"
check_eq "with its parameters" 25000 "$(cat /sys/module/nicrtnl/parameters/exit_ms)"
expect_exit 0 nicctl recover
check_has "nothing is left to do" "$out" "nothing to recover"
check_untouched nicbase
finish
