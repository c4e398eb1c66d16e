# SPDX-License-Identifier: GPL-2.0-or-later
# The profile names a driver of another name, as PF_RING's do: it takes the place of ice with all of its
# ports, and --stock gives ice back. What it needs is loaded first, what cannot come back is lost as the
# profile says, and a failure brings ice and irdma back.
# topology: zc
# modules: irdma
# fixtures: nicbase nicholdera
# zc: ice_zc
# nicctl: yes
# timeout: 240
# shellcheck shell=sh

. /lab/lib.sh

# address PORT: its PCI function
address() {
	basename "$(readlink "/sys/class/net/$(netdev "$1")/device")"
}

# driver FUNCTION
driver() {
	basename "$(readlink "/sys/bus/pci/devices/$1/driver")" 2>/dev/null
}

extra=/lib/modules/$(uname -r)/extra
profile=/etc/nicctl/drivers/ice.conf
mkdir -p "$extra" "${profile%/*}"
cp /lab/fixtures/nicbase.ko /lab/fixtures/nicholdera.ko "$extra/"
depmod
modprobe irdma
# the lab's router would make both ports ways out of the machine, and with that protected
for place in default "$(netdev e0)" "$(netdev e1)"; do
	echo 0 >"/proc/sys/net/ipv6/conf/$place/accept_ra"
done
for port in e0 e1; do
	ip link set "$(netdev $port)" up
done
snapshot_set
remember i40e ib_core ib_uverbs ice irdma
e0=$(address e0)
e1=$(address e1)

printf '[driver]\nsource = /lab/zc/ice_zc.ko\nmodule = ice_zc\nload-first = nicholdera\n' >"$profile"
expect_exit 3 nicctl configure-driver ice --yes --param "ports=$e0,$e1"
check_has "irdma could not come back" "$said" "irdma could not come back"
check_untouched i40e ib_core ib_uverbs ice irdma
echo 'expect-lost = irdma' >>"$profile"

note "a port that the new driver does not take: the change is taken back, with all that was loaded"
expect_exit 4 nicctl configure-driver ice --yes --timeout 5 --param "ports=$e0"
check_set_same "the loaded modules are those from before"
check_eq "ice drives both again" "ice ice" "$(driver "$e0") $(driver "$e1")"
check_eq "irdma holds it" irdma "$(holders ice)"
check_untouched i40e ib_core ib_uverbs

expect_exit 0 nicctl configure-driver ice --yes --param "ports=$e0,$e1"
check_eq "the other driver has both ports" "ice_zc ice_zc" "$(driver "$e0") $(driver "$e1")"
check_not "ice is gone" loaded ice
check_not "irdma is gone, as expected" loaded irdma
check_eq "load-first is there, with what it needs" nicholdera "$(holders nicbase)"
check_eq "the port is up" up "$(cat "/sys/class/net/$(netdev e0)/operstate")"
check_untouched i40e ib_core ib_uverbs

note "nicctl rollback takes that back, and it is done again"
expect_exit 0 nicctl rollback --yes
check_eq "ice has its ports back" "ice ice" "$(driver "$e0") $(driver "$e1")"
check_not "the other driver is gone" loaded ice_zc
expect_exit 0 nicctl configure-driver ice --yes --param "ports=$e0,$e1"

note "once more: nothing is left to do, or asked for what is loaded is replaced by the same"
remember ice_zc nicholdera nicbase
expect_exit 0 nicctl configure-driver ice --yes
check_untouched ice_zc
expect_exit 0 nicctl configure-driver ice --yes --again
check_reloaded ice_zc
check_untouched nicholdera nicbase i40e
check_eq "both ports are back" "ice_zc ice_zc" "$(driver "$e0") $(driver "$e1")"

expect_exit 0 nicctl configure-driver ice --yes --stock
check_eq "ice has its ports back" "ice ice" "$(driver "$e0") $(driver "$e1")"
check_not "the other driver is gone" loaded ice_zc
check "irdma loads again" modprobe irdma
check_eq "on top of ice" irdma "$(holders ice)"
rmmod nicholdera
rmmod nicbase
check_set_same "the loaded modules are those from the beginning"
check_untouched i40e ib_core ib_uverbs
finish
