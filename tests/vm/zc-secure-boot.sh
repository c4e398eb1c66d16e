# SPDX-License-Identifier: GPL-2.0-or-later
# Secure Boot: the kernel is locked down. What is not signed, or signed with a key that it does not know, is
# refused while the stock driver runs; a ZC build signed by `nicctl build` with a key that is enrolled in the
# firmware takes over, and the stock driver comes back.
# topology: secure-boot
# modules: irdma ice i40e
# zc: ice
# zc-signed: ice ice_zc
# nicctl: yes
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh

modprobe irdma
snapshot_set
remember ice i40e irdma ib_core ib_uverbs
check_has "Secure Boot locks the kernel down" "$(cat /sys/kernel/security/lockdown)" "[integrity]"
check_has "the enrolled key is in its keyrings" "$(cat /proc/keys)" "SnakeOil: "

expect_exit 3 nicctl configure-driver ice --yes --module /lab/zc/ice.ko
check_has "the reason" "$said" "is not signed, and this kernel takes signed modules only (locked down: integrity)"
check_has "how to sign" "$said" "nicctl build --sign KEY --cert FILE"
check_has "how to enroll" "$said" "mokutil --import"
check_untouched ice i40e irdma ib_core ib_uverbs
check_not "the kernel refuses it, too" insmod /lab/zc/ice.ko

expect_exit 3 nicctl configure-driver ice --yes --module /lab/zc-signed/unknown/ice.ko
check_has "the reason" "$said" "is signed by 'A key that is enrolled nowhere', a key this kernel does not know"
check_untouched ice i40e irdma ib_core ib_uverbs
check_not "the kernel refuses it, too" insmod /lab/zc-signed/unknown/ice_zc.ko
check_set_same "nothing was loaded or removed"

run nicctl configure-driver ice --dry-run --module /lab/zc-signed/enrolled/ice.ko
check_has "the signer is known" "$said" "ice is signed by 'SnakeOil', which this kernel trusts"
expect_exit 0 nicctl configure-driver ice --yes --module /lab/zc-signed/enrolled/ice.ko
check "it is the ZC build" [ -e /sys/module/ice/parameters/RSS ]
check_reloaded ice irdma
check_untouched i40e ib_core ib_uverbs
check_set_same "no module is missing"
check "the other flavour loads beside it" insmod /lab/zc-signed/enrolled/ice_zc.ko
rmmod ice_zc

expect_exit 0 nicctl configure-driver ice --yes
check_not "the stock ice is back" [ -e /sys/module/ice/parameters/RSS ]
check_untouched i40e ib_core ib_uverbs
check_set_same "no module is missing"
finish
