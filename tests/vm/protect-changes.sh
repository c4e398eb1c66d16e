# SPDX-License-Identifier: GPL-2.0-or-later
# What is protected changes between plan and apply; sessions of others; storage; a loss that is accepted.
# Management and world are two ports on one wire: the world is in a namespace of its own.
# topology: ports
# modules: tcp_diag nvmet nvmet-tcp nvme-tcp brd ext4 crc32c_generic
# nicctl: yes
# programs: /bin/ip /sbin/mkfs.ext4
# timeout: 300
# shellcheck shell=sh

. /lab/lib.sh

c0=$(netdev cap0)
c1=$(netdev cap1)
pci0=$(basename "$(readlink -f "/sys/class/net/$c0/device")")
end0="$c0 -> $pci0 -> e1000e"
mgmt_driver=$(basename "$(readlink "/sys/class/net/$(netdev mgmt)/device/driver/module")")
modprobe tcp_diag
modprobe crc32c_generic
snapshot_set
remember e1000e
mkdir -p /etc/nicctl.d

# hook LINE...: runs between plan and apply
hook() {
	printf '%s\n' '#!/bin/sh' "$@" >/etc/nicctl.d/10-between.pre
	chmod 755 /etc/nicctl.d/10-between.pre
}

hook "ip link set $c0 up" "ip addr add 192.0.2.1/24 dev $c0" "ip route add default via 192.0.2.9"
expect_exit 0 nicctl configure-driver e1000e --dry-run
expect_exit 3 nicctl configure-driver e1000e --yes
check_has "a default route that came between plan and apply is seen" "$said" "default route (inet) -> $end0"
check_untouched e1000e
ip route del default
ip netns add elsewhere
hook "ip link set $c0 netns elsewhere"
expect_exit 3 nicctl configure-driver e1000e --yes
check_has "a port that went to a namespace between plan and apply is seen" "$said" "namespace 'elsewhere'"
check_untouched e1000e
ip -n elsewhere link set "$c0" netns 1
rm /etc/nicctl.d/10-between.pre

# the world
ip netns add world
ip link set "$c1" netns world
ip -n world link set lo up
ip -n world link set "$c1" up
ip -n world addr add 192.0.2.9/24 dev "$c1"
ip link set "$c0" up
ip addr add 192.0.2.1/24 dev "$c0" 2>/dev/null
check "the world answers" wait_for 10 ping -c 1 -W 1 192.0.2.9

# somebody administers the machine from there, while nicctl is started at the console
nc -l -p 22 >/dev/null </dev/ttyS0 &
server=$!
wait_for 20 grep -q ':0016 00000000:0000 0A' /proc/net/tcp
ip netns exec world sh -c 'sleep 1000 | nc 192.0.2.1 22' &
wait_for 20 grep -q ':0016 .* 01 ' /proc/net/tcp
expect_exit 3 nicctl configure-driver e1000e --yes
check_has "a session of somebody else is seen" "$said" "session at port 22 (from 192.0.2.9) -> $end0"
mkdir -p /etc/nicctl
printf '[protect]\nadmin-tcp-ports = 2222\n' >/etc/nicctl/nicctl.conf
run nicctl configure-driver e1000e --dry-run
check_not "with other ports of administration it is none" sh -c 'grep -q "session at port" "$0"' "$LAB_TMP/out"
rm /etc/nicctl/nicctl.conf
kill $server
wait_for 20 not grep -q ':0016 .* 01 ' /proc/net/tcp

# storage: NVMe over TCP, the target is in the world
modprobe nvmet-tcp
modprobe nvme-tcp
modprobe brd rd_nr=1 rd_size=131072
mount -t configfs none /sys/kernel/config 2>/dev/null
nsenter -n/run/netns/world sh -e -c '
	cd /sys/kernel/config/nvmet
	mkdir subsystems/disk subsystems/disk/namespaces/1 ports/1
	echo 1 >subsystems/disk/attr_allow_any_host
	echo /dev/ram0 >subsystems/disk/namespaces/1/device_path
	echo 1 >subsystems/disk/namespaces/1/enable
	echo tcp >ports/1/addr_trtype
	echo ipv4 >ports/1/addr_adrfam
	echo 192.0.2.9 >ports/1/addr_traddr
	echo 4420 >ports/1/addr_trsvcid
	ln -s /sys/kernel/config/nvmet/subsystems/disk ports/1/subsystems/disk'
check "the target is there" [ -e /sys/kernel/config/nvmet/ports/1/subsystems/disk ]
echo "transport=tcp,traddr=192.0.2.9,trsvcid=4420,nqn=disk" >/dev/nvme-fabrics
check "and its disk" wait_for 10 [ -e /sys/class/block/nvme0n1 ]
mkfs.ext4 -q -F /dev/nvme0n1
mkdir -p /mnt/far
mount -t ext4 /dev/nvme0n1 /mnt/far
snapshot_set
remember e1000e nvme_tcp
expect_exit 3 nicctl configure-driver e1000e --yes
check_has "a file system on the network protects its port" "$said" \
	"nvme-tcp at '/mnt/far' (192.0.2.9) -> $end0"
run nicctl list
check_has "the list tells it as well" "$said" "nvme-tcp at '/mnt/far' (192.0.2.9) -> $end0"
cp -a /usr/. /mnt/far
umount /mnt/far
# in a mount namespace, which ends with the command
expect_exit 3 unshare -m sh -c \
	"mount -t ext4 /dev/nvme0n1 /usr && exec nicctl configure-driver e1000e --yes --accept-loss-of $c0"
check_has "what the machine itself runs from is never given up" "$said" "the root file system must stay"
check_untouched e1000e nvme_tcp
check_set_same "the loaded modules are the same"
echo 1 >/sys/class/nvme/nvme0/delete_controller
wait_for 10 not [ -e /sys/class/block/nvme0n1 ]

# a loss that is accepted
ip -n world link set "$c1" netns 1
ip route add default via 192.0.2.9
remember e1000e "$mgmt_driver"
expect_exit 3 nicctl configure-driver e1000e --yes --accept-loss-of "$(netdev mgmt)"
expect_exit 3 nicctl configure-driver e1000e --yes --accept-loss-of nobody
check_has "a misspelt name is refused" "$said" "'nobody' (--accept-loss-of) is no port here"
check_untouched e1000e
expect_exit 0 nicctl configure-driver e1000e --yes --accept-loss-of "$MAC_cap0"
check_has "the report says that it was accepted" "$said" "this loss was accepted (--accept-loss-of)"
check_has "such a change waits to be confirmed, at a console, too" "$said" "run 'nicctl confirm' within"
expect_exit 0 nicctl confirm
check_reloaded e1000e
check_untouched "$mgmt_driver"

# what drives the bus below the management port is that port's driver as well
run nicctl list
ip addr add 10.0.2.15/24 dev "$(netdev mgmt)"
ip link set "$(netdev mgmt)" up
ip route replace default via 10.0.2.2
if loaded virtio_pci; then
	expect_exit 3 nicctl configure-driver virtio_pci --yes
	check_has "virtio_pci would take the port of virtio_net" "$said" "default route (inet) -> $(netdev mgmt)"
fi
finish
