# SPDX-License-Identifier: GPL-2.0-or-later
# A holder that cannot come back refuses the reload; with expect-lost in the driver's profile it is removed
# and not loaded again, and a reload that fails brings it back all the same.
# topology: plain
# modules: irdma ice i40e
# bad-module: offer ice export-crc ice_add_rdma_qset
# bad-module: init ice init-fails
# nicctl: yes
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh

profile=/etc/nicctl/drivers/ice.conf
mkdir -p "${profile%/*}"
modprobe irdma
snapshot_set
remember i40e ib_core ib_uverbs ice irdma

expect_exit 3 nicctl configure-driver ice --yes --module /lab/bad/offer/ice.ko
check_has "irdma could not come back" "$said" "irdma could not come back"
check_untouched i40e ib_core ib_uverbs ice irdma
printf '[driver]\nsource = /lab/bad/offer/ice.ko\nexpect-lost = i40e\n' >"$profile"
expect_exit 3 nicctl configure-driver ice --yes
check_has "another name in expect-lost does not help" "$said" "irdma could not come back"

printf '[driver]\nsource = /lab/bad/offer/ice.ko\nexpect-lost = irdma\n' >"$profile"
expect_exit 0 nicctl configure-driver ice --dry-run
check_has "the report says that irdma is lost, and where that is from" "$said" \
	"irdma is removed and not loaded again, as expect-lost of $profile:3 says"
check_untouched i40e ib_core ib_uverbs ice irdma
expect_exit 0 nicctl configure-driver ice --yes
check_has "a real run says so, too" "$said" "irdma is removed and not loaded again"
check_not "irdma is gone" loaded irdma
check "ice is there" loaded ice
check_untouched i40e ib_core ib_uverbs
check_eq "nothing else is gone" "$(sed '/^irdma$/d' "$LAB_TMP/set")" "$(loaded_set)"

note "back to the stock driver, on which irdma loads again"
# the altered copy has the stock driver's build id, by which nicctl tells what is loaded
expect_exit 0 nicctl configure-driver ice --yes --stock --again
check "irdma loads" modprobe irdma
check_set_same "all is loaded again"
check_untouched i40e ib_core ib_uverbs

note "what fails is taken back, the lost holder too"
remember ice irdma
printf '[driver]\nsource = /lab/bad/init/ice.ko\nexpect-lost = irdma\n' >"$profile"
run nicctl configure-driver ice --yes
check_eq "the reload failed and was rolled back" 4 "$rc"
check_set_same "the loaded modules are as before"
check_eq "irdma holds ice again" irdma "$(holders ice)"
check_untouched i40e ib_core ib_uverbs
finish
