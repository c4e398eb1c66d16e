# SPDX-License-Identifier: GPL-2.0-or-later
# nicctl compat on emulated cards whose firmware is newer and older than any that was tested, and listed;
# and ice without its DDP package. Nothing is touched by asking.
# topology: compat
# nicctl: yes
# modules: ice
# files: data/compat/ice.json data/compat/i40e.json
# timeout: 180
# shellcheck shell=sh

. /lab/lib.sh

PACKAGE=/lib/firmware/intel/ice/ddp/ice.pkg

judge() {
	nicctl compat --tables /lab/files --own-tables /none "$@"
}

state() {
	cut -d' ' -f1-4 /proc/modules
	ip -o link
}

verdict() { # PORT: its verdict
	judge "$(netdev "$1")" | sed -n 's/^  verdict   \([a-z-]*\):.*/\1/p'
}

verdict_is() {
	[ "$(verdict "$1")" = "$2" ]
}

state >/tmp/before
judge | tee /tmp/all
check "all three cards are judged" [ "$(grep -c '^  verdict' /tmp/all)" = 3 ]
check "an X710 with an NVM newer than any" verdict_is x0 firmware-newer
check "an E810 with an NVM that is listed, and a newer kernel" verdict_is e0 driver-newer
check "an E810 with an NVM older than any" verdict_is e1 firmware-older
check "the DDP package that is loaded is named" grep -q '^  DDP       1\.3\.40\.0$' /tmp/all
check "the driver is the kernel's" grep -q "^  driver    $(uname -r) (in-tree" /tmp/all
state >/tmp/after
check "asking changed nothing" cmp /tmp/before /tmp/after

rmmod ice
mv "$PACKAGE" "$PACKAGE.away"
modprobe ice
wait_for 20 netdev e0
check "ice without its package is named" verdict_is e0 ddp-missing
judge "$(netdev e0)" | tee /tmp/safe
check "and so is what the kernel log says" grep -q 'entered its safe mode' /tmp/safe

finish
