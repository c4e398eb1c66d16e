# SPDX-License-Identifier: GPL-2.0-or-later
# A driver that needs a module beside it, as PF_RING's do: load-first loads it before the driver, takes it
# back when the change fails, and a module that does not match the driver is refused before anything moves.
# topology: plain
# modules: dummy
# fixtures: nicbase nicholderb nicholdera=dummy nicfail
# bad-module: other nicbase export-crc nicbase_value
# nicctl: yes
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

extra=/lib/modules/$(uname -r)/extra
profile=/etc/nicctl/drivers/dummy.conf
mkdir -p "$extra" "${profile%/*}"
modprobe dummy
snapshot_set
remember dummy

note "it is not installed"
printf '[driver]\nsource = /lab/fixtures/dummy.ko\nload-first = nicbase\n' >"$profile"
expect_exit 3 nicctl configure-driver dummy --yes
check_has "the reason names the profile" "$said" \
	"load-first of $profile:3 needs module 'nicbase', which is neither loaded nor installed"
check_set_same "nothing was loaded or removed"

note "another release of it is installed: the symbols do not match"
cp /lab/bad/other/nicbase.ko "$extra/"
depmod
expect_exit 3 nicctl configure-driver dummy --yes
check_has "the reason names the symbol" "$said" "about the version of nicbase_value"
check_set_same "nothing was loaded or removed"
check_untouched dummy
note "and when it is loaded already"
insmod "$extra/nicbase.ko"
expect_exit 3 nicctl configure-driver dummy --yes
check_has "the reason names the symbol" "$said" "about the version of nicbase_value"
rmmod nicbase
check_untouched dummy

note "the one that matches is installed, and something else that needs it"
cp /lab/fixtures/nicbase.ko /lab/fixtures/nicholderb.ko "$extra/"
depmod
printf '[driver]\nsource = /lab/fixtures/dummy.ko\nload-first = nicholderb\n' >"$profile"
expect_exit 0 nicctl configure-driver dummy --dry-run
check_has "the report names the profile" "$said" "load-first of $profile:3 says so"
check_set_same "a dry run changes nothing"
expect_exit 0 nicctl configure-driver dummy --yes
check_reloaded dummy
check_eq "it is the new one, on top of the module that was loaded first" "dummy nicholderb" \
	"$(holders nicbase | tr ' ' '\n' | sort | xargs)"
check "load-first itself is there" loaded nicholderb
expect_exit 0 nicctl configure-driver dummy --yes --stock
check_eq "the stock driver is back" nicholderb "$(holders nicbase)"
check "what was loaded first stays" loaded nicholderb
rmmod nicholderb
rmmod nicbase
check_set_same "the loaded modules are those from the beginning"

note "what fails is taken back, the modules that were loaded first too"
remember dummy
printf '[driver]\nsource = /lab/fixtures/nicfail.ko\nmodule = nicfail\nload-first = nicholderb\n' >"$profile"
expect_exit 4 nicctl configure-driver dummy --yes
check_reloaded dummy
check_set_same "the loaded modules are the same"
finish
