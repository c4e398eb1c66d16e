# SPDX-License-Identifier: GPL-2.0-or-later
# Every kind of file that could not take ice's place is refused beforehand, with exit 3, one
# sentence with the reason, and no change.
# topology: plain
# modules: irdma ice i40e dummy
# nicctl: yes
# bad-module: truncated ice truncate 300000
# bad-module: text ice not-elf
# bad-module: crc ice crc register_netdev
# bad-module: offer ice export-crc ice_add_rdma_qset
# bad-module: vermagic ice vermagic
# bad-module: release ice release
# bad-module: foreign ice foreign
# bad-module: folder ice folder
# bad-module: good dummy plain
# short-kernels: 6.1 6.12
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
remember ice i40e irdma ib_core ib_uverbs

# refused REASON ARGUMENT...: nicctl refuses it, says why, and has touched nothing
refused() {
	_reason=$1
	shift
	expect_exit 3 nicctl configure-driver "$@"
	check_has "the reason: $_reason" "$said" "$_reason"
	check_set_same "nothing was loaded or removed"
	check_untouched ice i40e irdma ib_core ib_uverbs
}

refused "is cut short" ice --yes --module /lab/bad/truncated/ice.ko
refused "not an ELF file" ice --yes --module /lab/bad/text/ice.ko
refused "disagrees" ice --yes --module /lab/bad/crc/ice.ko
refused "could not come back" ice --yes --module /lab/bad/offer/ice.ko
refused "is built for" ice --yes --module /lab/bad/vermagic/ice.ko
refused "is built for kernel" ice --yes --module /lab/bad/release/ice.ko
refused "is built for" ice --yes --module /lab/bad/foreign/ice.ko
refused "is a directory" ice --yes --module /lab/bad/folder/ice.ko
refused "is the module 'dummy'" ice --yes --module /lab/bad/good/dummy.ko
refused "does not exist" ice --yes --module /nowhere/ice.ko
refused "has no parameter 'no_such'" ice --yes --param no_such=1
refused "is not loaded" no_such_module --yes
check "no transaction was begun" [ -z "$(ls /var/lib/nicctl/transactions 2>/dev/null)" ]
finish
