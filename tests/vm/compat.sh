# SPDX-License-Identifier: GPL-2.0-or-later
# nicctl compat on emulated cards for each of its verdicts, and ice without its DDP package; then what
# configure-driver says of the driver that is about to be loaded: it refuses to bring a card into its safe
# mode, finds the package wherever the kernel does (compressed, for one card, in the folder of
# firmware_class.path), and what it says is what happens.
# topology: compat
# nicctl: yes
# modules: ice
# files: data/compat/ice.json data/compat/i40e.json
# programs: /usr/bin/xz /usr/bin/zstd
# timeout: 300
# shellcheck shell=sh

. /lab/lib.sh

FOLDER=/lib/firmware/intel/ice/ddp
PACKAGE=$FOLDER/ice.pkg

judge() {
	nicctl compat --tables /lab/files --own-tables "${OWN:-/none}" "$@"
}

configure() {
	nicctl configure-driver ice --tables /lab/files "$@"
}

state() {
	cut -d' ' -f1-4 /proc/modules
	ip -o link
}

verdict() { # PORT: its verdict
	judge "$(netdev "$1")" | sed -n 's/^  verdict   \([a-z-]*\):.*/\1/p'
}

# own HOW: a table of one's own with one statement about the firmware of e0
own() {
	mkdir -p /tmp/own
	echo "{\"nicctl_compat\": 1, \"driver\": \"ice\", \"replaces\": true,
		\"devices\": [{\"name\": \"E810\", \"ids\": [\"8086:1591\", \"8086:1592\", \"8086:1593\"]}],
		\"sources\": [{\"id\": \"lab\", \"title\": \"this lab\"}],
		\"facts\": [{\"devices\": [\"E810\"], \"sources\": [\"lab\"], $1}]}" >/tmp/own/lab.json
}

# ddp PORT: the package that its card has, as the driver tells
ddp() {
	judge "$(netdev "$1")" | sed -n 's/^  DDP       //p'
}

all_back() {
	netdev e0 && netdev e1 && netdev e2
}

# reloaded WORDS...: does it, and the ports come back
reloaded() {
	expect_exit 0 configure --yes "$@"
	wait_for 20 all_back >/dev/null
}

state >/tmp/before
judge | tee /tmp/all
check_eq "all cards are judged" 5 "$(grep -c '^  verdict' /tmp/all)"
check_eq "an X710 with an NVM newer than any" firmware-newer "$(verdict x0)"
check_eq "an X710 with an NVM between listed ones" untested "$(verdict x1)"
check_eq "an E810 with an NVM that is listed, and a newer kernel" driver-newer "$(verdict e0)"
check_eq "an E810 with an NVM older than any" firmware-older "$(verdict e1)"
check_eq "an E810 that is listed with the vendor's driver only" unknown "$(verdict e2)"
check "the DDP package that is loaded is named" grep -q '^  DDP       1\.3\.40\.0$' /tmp/all
check "the driver is the kernel's" grep -q "^  driver    $(uname -r) (in-tree" /tmp/all
OWN=/tmp/own
own "\"kernel\": \"$(uname -r)\", \"firmware\": \"4.40 0x8001c7d4 1.3534.0\""
check_eq "an E810 that a table of one's own has with this kernel" tested "$(verdict e0)"
own '"how": "minimum", "firmware_min": "4.50"'
check_eq "an E810 below the minimum of such a table" below-minimum "$(verdict e0)"
own '"kernel": "9.9.0", "firmware": "4.40 0x8001c7d4 1.3534.0"'
check_eq "an E810 that was tested with a newer kernel" driver-older "$(verdict e0)"
own '"how": "minimum", "driver_min": "1.0.0", "driver_max": "9.0.0", "ddp_min": "2.0.0.0", "ddp_max": "2.9.0.0"'
check_eq "an E810 whose package is not for this driver" ddp-other "$(verdict e0)"
OWN=
state >/tmp/after
check "asking changed nothing" cmp /tmp/before /tmp/after

mkdir -p /etc/nicctl/compat.d
own '"how": "minimum", "firmware_min": "4.50"'
mv /tmp/own/lab.json /etc/nicctl/compat.d/
expect_exit 0 configure --dry-run
check_has "configure-driver warns of firmware below the minimum" "$said" "below-minimum"
rm /etc/nicctl/compat.d/lab.json
expect_exit 0 configure --dry-run --verbose
check_has "a package that is there" "$said" "DDP package 1.3.40.0 is there: $PACKAGE"
check_has "what is known of the pair" "$said" "driver-newer, as now"

step "no package"
snapshot_set
mv "$PACKAGE" /tmp/ice.pkg
expect_exit 3 configure --yes
check_has "a change that would end in safe mode is refused" "$said" "would be in safe mode"
check_has "the package is named" "$said" "intel/ice/ddp/ice.pkg"
state >/tmp/after
check "and changes nothing" cmp /tmp/before /tmp/after

step "compressed"
xz --check=crc32 -k -c /tmp/ice.pkg >"$PACKAGE.xz"
reloaded
check_eq "compressed with xz it is loaded" 1.3.40.0 "$(ddp e0)"
rm "$PACKAGE.xz"
zstd -q -c /tmp/ice.pkg >"$PACKAGE.zst"
if [ "$LAB_KERNEL" = 6.1 ]; then
	expect_exit 3 configure --yes
	check_has "zstd is not for this kernel" "$said" "compressed with zstd, which this kernel does not"
	check_eq "nothing has changed" 1.3.40.0 "$(ddp e0)"
else
	reloaded
	check_eq "compressed with zstd it is loaded" 1.3.40.0 "$(ddp e0)"
fi
rm "$PACKAGE.zst"

step "the folder of firmware_class.path"
mkdir -p /tmp/given/intel/ice/ddp
cp /tmp/ice.pkg /tmp/given/intel/ice/ddp/
printf %s /tmp/given >/sys/module/firmware_class/parameters/path
reloaded
check_eq "the package in it is loaded" 1.3.40.0 "$(ddp e0)"
printf ' ' >/sys/module/firmware_class/parameters/path
rm -r /tmp/given

step "a package for one card"
echo "no package" >"$PACKAGE"
cp /tmp/ice.pkg "$FOLDER/ice-0000000000000001.pkg"
expect_exit 3 configure --dry-run
check_has "the other cards have none" "$(printf '%s\n' "$out" | grep 'would be in safe mode')" \
	"REFUSE  $(netdev e1), $(netdev e2):"
check_has "because it is damaged" "$said" "is no DDP package"
expect_exit 3 configure --yes --accept-safe-mode "$(netdev e1)"
expect_exit 1 nicctl configure-driver ice --tables /none/ --dry-run --config-dir /none
# newer kernels have a parameter of devlink that is gone in safe mode: done, but it differs
case $(uname -r) in
6.1.*) code=0 ;;
*) code=9 ;;
esac
expect_exit $code configure --yes --accept-safe-mode "$(netdev e1)" --accept-safe-mode "$(netdev e2)"
wait_for 20 all_back >/dev/null
check_eq "the card with a package of its own has it" 1.3.40.0 "$(ddp e0)"
check_eq "another is in safe mode" ddp-missing "$(verdict e1)"
check_eq "as was accepted" ddp-missing "$(verdict e2)"
rm "$FOLDER/ice-0000000000000001.pkg" "$PACKAGE"

step "safe mode"
rmmod ice
modprobe ice
wait_for 20 netdev e0
check_eq "ice without its package is named" ddp-missing "$(verdict e0)"
judge "$(netdev e0)" | tee /tmp/safe
check "and so is what the kernel log says" grep -q 'entered its safe mode' /tmp/safe
expect_exit 0 configure --dry-run
check_has "what is so already is a warning" "$said" "stays in safe mode"
mv /tmp/ice.pkg "$PACKAGE"
reloaded
check_eq "with the package back, a reload ends it" 1.3.40.0 "$(ddp e0)"

step "what the kernel log tells"
address=$(basename "$(readlink "/sys/class/net/$(netdev e0)/device")")
echo "infiniband irdma0: ice $address: HMC Error" >/dev/kmsg
expect_exit 0 configure --dry-run
check_has "errors of the RDMA engine" "$said" "HMC errors of this card"
mkdir -p /lib/firmware/intel/i40e/ddp
touch /lib/firmware/intel/i40e/ddp/gtp.pkgo
expect_exit 0 nicctl configure-driver i40e --dry-run
check_has "profiles that an X710 may have" "$said" "DDP profiles for i40e (gtp.pkgo)"
check_set_same "the loaded modules are the same"
finish
