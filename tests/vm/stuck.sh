# SPDX-License-Identifier: GPL-2.0-or-later
# A module whose removal does not come back in time: said as it is, nothing more is tried, and when the kernel
# does come back, nicctl recover puts all in order.
# topology: plain
# nicctl: yes
# fixtures: nicslow nicbase
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
finish
