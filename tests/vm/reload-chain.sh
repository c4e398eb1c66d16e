# SPDX-License-Identifier: GPL-2.0-or-later
# Holders of holders, a diamond, and a replacement that needs a module that is not loaded yet.
# topology: plain
# modules: dummy
# fixtures: nicbase nicholdera nicholderb nicdiamond nicholdera=dummy
# nicctl: yes
# timeout: 90
# shellcheck shell=sh

. /lab/lib.sh

extra=/lib/modules/$(uname -r)/extra
mkdir -p "$extra"
for name in nicbase nicholdera nicholderb nicdiamond; do
	cp /lab/fixtures/$name.ko "$extra/"
done
depmod
modprobe nicdiamond
snapshot_set
remember nicbase nicholdera nicholderb nicdiamond

expect_exit 0 nicctl configure-driver nicbase --yes
check_reloaded nicbase nicholdera nicholderb nicdiamond
check_set_same "the loaded modules are the same"
check_eq "the diamond is closed again" nicdiamond "$(holders nicholderb)"

remember nicbase nicholdera nicholderb nicdiamond
expect_exit 0 nicctl configure-driver nicholdera --yes
check_reloaded nicholdera nicdiamond
check_untouched nicbase nicholderb
check_set_same "the loaded modules are the same"

note "a replacement that needs a module which is not loaded"
modprobe -r nicdiamond nicholdera nicholderb nicbase
check_not "nicbase is not loaded" loaded nicbase
modprobe dummy
snapshot_set
remember dummy
expect_exit 0 nicctl configure-driver dummy --yes --module /lab/fixtures/dummy.ko
check_reloaded dummy
check "what it needs was loaded first" loaded nicbase
check_eq "and is held by it" dummy "$(holders nicbase)"
note "and back to the installed one"
remember nicbase
expect_exit 0 nicctl configure-driver dummy --yes
check_untouched nicbase
check_eq "it is the stock one again" "" "$(holders nicbase)"
finish
