# SPDX-License-Identifier: GPL-2.0-or-later
# What nicctl.service runs reserves the configured huge pages, before any driver; the report of the boot
# names them, a second run changes nothing, and no module is touched.
# topology: plain
# nicctl: yes
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

pages=/proc/sys/vm/nr_hugepages
mkdir -p /etc/nicctl
printf '[hugepages]\nreserve = 2M=8\n' >/etc/nicctl/nicctl.conf
snapshot_set
check_eq "none are reserved before" 0 "$(cat $pages)"

expect_exit 0 nicctl apply --boot
check_has "it says what it did" "$said" "hugepages: done"
check_eq "they are reserved" 8 "$(cat $pages)"
run nicctl status
check_has "the report of the boot has them" "$out" hugepages
expect_exit 0 nicctl apply --boot
check_has "a second run has nothing to do" "$said" "hugepages: unchanged"
expect_exit 0 nicctl apply hugepages --yes
check_has "by name, too" "$said" "unchanged"
check_eq "as many as before" 8 "$(cat $pages)"
check_set_same "the loaded modules are the same"
finish
