# SPDX-License-Identifier: GPL-2.0-or-later
# The fixture modules and the spoiled module files do what their descriptions promise.
# topology: plain
# modules: irdma ice i40e dummy
# fixtures: nicpin nicbase nicholdera nicholderb nicdiamond nicslow nicfail=ice
# bad-module: truncated dummy truncate 3000
# bad-module: text dummy not-elf
# bad-module: crc irdma crc ice_add_rdma_qset
# bad-module: offer ice export-crc ice_add_rdma_qset
# bad-module: unsigned dummy strip-signature
# bad-module: signature dummy bad-signature
# bad-module: release dummy release
# bad-module: vermagic dummy vermagic
# bad-module: foreign dummy foreign
# bad-module: init ice init-fails
# bad-module: folder dummy folder
# timeout: 120
# shellcheck shell=sh

. /lab/lib.sh

# refused FOLDER/NAME REASON: insmod of that file fails, and the kernel says why
refused() {
	dmesg -c >/dev/null
	run insmod "/lab/bad/$1.ko"
	check_eq "$1 is refused" 1 "$rc"
	check_has "$1: the reason" "$err $(dmesg)" "$2"
}

insmod /lab/fixtures/nicpin.ko text='"two words"' list=3,4,5
check_eq "parameters as sysfs shows them" \
	"flag=N limit=4000000000 list=3,4,5 number=7 secret=? text=two words" "$(params nicpin | xargs)"
check_eq "a free module" 0 "$(refcnt nicpin)"
wait_for 20 [ -c /dev/nicpin ]
exec 4</dev/nicpin
check_eq "an open file holds it" 1 "$(refcnt nicpin)"
check_eq "but no module does" "" "$(holders nicpin)"
expect_exit 1 rmmod nicpin
exec 4<&-
expect_exit 0 rmmod nicpin

for name in nicbase nicholdera nicholderb nicdiamond; do
	insmod "/lab/fixtures/$name.ko"
done
check_eq "two holders of the base" "nicholdera nicholderb" "$(holders nicbase)"
check_eq "a holder of the first" nicdiamond "$(holders nicholdera)"
check_eq "the same holder of the second" nicdiamond "$(holders nicholderb)"
rmmod nicdiamond nicholderb nicholdera nicbase

begin=$(cut -d. -f1 /proc/uptime)
insmod /lab/fixtures/nicslow.ko init_ms=2000
check "the slow module took its time" [ $(($(cut -d. -f1 /proc/uptime) - begin)) -ge 1 ]
rmmod nicslow

run insmod /lab/fixtures/ice.ko
check_eq "the failing ice is refused" 1 "$rc"
check_has "it fails with EIO" "$err" "Input/output error"

modprobe ice
modprobe i40e
modprobe ib_uverbs
refused crc/irdma "disagrees about version of symbol ice_add_rdma_qset"
modprobe irdma
rmmod irdma ice
refused init/ice "Input/output error"
insmod /lab/bad/offer/ice.ko
run modprobe irdma
check_eq "irdma refuses an ice with another ABI" 1 "$rc"
rmmod ice
modprobe irdma
check "stock irdma comes back" loaded irdma

refused truncated/dummy "Invalid module format"
refused text/dummy "Invalid module format"
refused signature/dummy "Key was rejected"
refused vermagic/dummy "version magic"
refused foreign/dummy "Invalid module format"
expect_exit 0 insmod /lab/bad/release/dummy.ko
rmmod dummy
check "a folder stands for a file" [ -d /lab/bad/folder/dummy.ko ]
expect_exit 0 insmod /lab/bad/unsigned/dummy.ko
check_has "an unsigned module taints" "$(cat /sys/module/dummy/taint)" E
finish
