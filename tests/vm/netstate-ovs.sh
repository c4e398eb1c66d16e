# SPDX-License-Identifier: GPL-2.0-or-later
# e1000e is reloaded under a bridge of a real Open vSwitch: ovs-vswitchd takes the ports back, and nicctl waits for
# that. Without the daemon the change is refused; where the loss is accepted, nobody waits for it.
# topology: ports
# modules: crc32c_generic openvswitch
# files: tests/lab/guest/netstate.sh
# programs: /bin/ip /sbin/bridge /sbin/ethtool /sbin/tc /usr/lib/openvswitch-switch/ovs-vswitchd /usr/sbin/ovsdb-server /usr/bin/ovsdb-tool /usr/bin/ovs-vsctl /usr/share/openvswitch/vswitch.ovsschema
# nicctl: yes
# short-kernels: 6.1
# timeout: 150
# shellcheck shell=sh

. /lab/lib.sh
. /lab/files/netstate.sh

cap0=$(netdev cap0)
cap1=$(netdev cap1)

modprobe crc32c_generic
modprobe openvswitch
mkdir -p /run/openvswitch /etc/openvswitch /var/log/openvswitch
[ -e /var/run ] || ln -s /run /var/run
ovsdb-tool create /etc/openvswitch/conf.db /usr/share/openvswitch/vswitch.ovsschema
ovsdb-server /etc/openvswitch/conf.db --remote=punix:/run/openvswitch/db.sock --pidfile=/run/openvswitch/ovsdb-server.pid --detach >/tmp/ovsdb 2>&1
ovs-vsctl --db=unix:/run/openvswitch/db.sock --no-wait init
ovs-vswitchd unix:/run/openvswitch/db.sock --pidfile=/run/openvswitch/ovs-vswitchd.pid --detach >/tmp/vswitchd 2>&1
vsctl() {
	ovs-vsctl --db=unix:/run/openvswitch/db.sock --timeout=20 "$@"
}
vsctl add-br br0
vsctl add-port br0 "$cap0"
vsctl add-port br0 "$cap1" tag=5
check "ovs-vswitchd has both ports" wait_for 20 sh -c "ip -o link show $cap1 | grep -q 'master ovs-system'"
links_up "$cap0" "$cap1"
vsctl show >/tmp/ovs.before
state /tmp/before
expect_exit 0 nicctl configure-driver e1000e --yes
check_not "nothing is said to differ" sh -c "printf '%s' \"\$1\" | grep -q ' network '" sh "$said"
check "both are part of the bridge" sh -c "[ \$(ip -o link show | grep -c 'master ovs-system') -eq 2 ]"
vsctl show >/tmp/ovs.after
state /tmp/after
check "ovs-vsctl says the same" diff -U0 /tmp/ovs.before /tmp/ovs.after
check "so does ip" diff -r -U0 /tmp/before /tmp/after
kill "$(cat /run/openvswitch/ovs-vswitchd.pid)"
wait_for 20 sh -c '! pidof ovs-vswitchd'
expect_exit 3 nicctl configure-driver e1000e --yes
check_has "without its daemon it is refused" "$said" "only ovs-vswitchd can put it back into its Open vSwitch bridge"
begin=$(date +%s)
expect_exit 9 nicctl configure-driver e1000e --accept-loss-of "$cap0" --accept-loss-of "$cap1" --timeout 100 --no-confirm --yes
spent=$(($(date +%s) - begin))
check "a daemon that does not run is not waited for ($spent s)" [ $spent -lt 60 ]
check_has "and the ports are said to be out of the bridge" "$said" ovs-system
finish
