# SPDX-License-Identifier: GPL-2.0-or-later
# What a change and its way back need stays in memory: before its first step and after its last one, nicctl and
# its guardian have all of their memory locked. As users build it: under a sanitizer nothing is locked.
# topology: plain
# modules: irdma ice i40e
# nicctl: release
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

# kb FILE KEY: a size in a copy of /proc/PID/status, in KiB
kb() {
	sed -n "s/^$2:[[:space:]]*\([0-9]*\) kB$/\1/p" "$1"
}

# is_locked FILE: is all locked that is resident? But for two pages that are the kernel's (vdso and vvar); and
# it is at least a megabyte: an empty process would prove nothing
is_locked() {
	[ $(($(kb "$1" VmLck) + 8)) -ge "$(kb "$1" VmRSS)" ] && [ "$(kb "$1" VmLck)" -ge 1024 ]
}

mkdir -p /etc/nicctl.d
for kind in pre post; do
	cat >/etc/nicctl.d/1.$kind <<-EOF
		#!/bin/sh
		cat /proc/\$PPID/status >/tmp/$kind
	EOF
	chmod 755 /etc/nicctl.d/1.$kind
done
modprobe irdma
snapshot_set

expect_exit 0 nicctl configure-driver ice --param debug=32 --confirm-within 60 --yes
check_eq "it was nicctl that called" "nicctl nicctl" "$(sed -n 's/^Name:[[:space:]]*//p' /tmp/pre /tmp/post | xargs)"
note "before the first step: $(kb /tmp/pre VmLck) KiB locked, $(kb /tmp/pre VmRSS) KiB resident"
check "nicctl is locked before the first step" is_locked /tmp/pre
check "and after the last one" is_locked /tmp/post
guardian=$(pidof nicctl)
cat "/proc/$guardian/status" >/tmp/guardian
note "guardian: $(kb /tmp/guardian VmLck) KiB locked, $(kb /tmp/guardian VmRSS) KiB resident"
check "its guardian is locked while it waits" is_locked /tmp/guardian
check_not "a process that locks nothing is told from it" is_locked /proc/$$/status

expect_exit 0 nicctl rollback
check_set_same "the loaded modules are the same"
finish
