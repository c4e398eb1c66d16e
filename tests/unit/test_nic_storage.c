/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a machine keeps on the network, and what a port hangs on, by copies of /sys, /proc
 * and /etc. */
#include "test.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include "blockdevs.h"
#include "port_tree.h"
#include "storage.h"
#include "temp_dir.h"

/* Makes the folders above ROOT/@path. */
static void put(const char *root, const char *path, const char *text)
{
	temp_file_below(root, path, 0644, text);
}

static void put_link(const char *root, const char *path, const char *target)
{
	char whole[PATH_MAX], to[PATH_MAX];

	temp_folders(root, path);
	(void)snprintf(whole, sizeof(whole), "%s/%s", root, path);
	(void)snprintf(to, sizeof(to), "%s/%s", root, target);
	assert_int_equal(symlink(to, whole), 0);
}

/* A disk at @place below /sys/devices. */
static void put_disk(const char *root, const char *name, const char *number,
		     const char *place)
{
	char path[PATH_MAX], target[PATH_MAX - 16];

	(void)snprintf(target, sizeof(target), "sys/devices/%s/%s", place, name);
	(void)snprintf(path, sizeof(path), "%s/size", target);
	put(root, path, "2048\n");
	(void)snprintf(path, sizeof(path), "sys/class/block/%s", name);
	put_link(root, path, target);
	(void)snprintf(path, sizeof(path), "sys/dev/block/%s", number);
	put_link(root, path, target);
}

static struct host *read_storage(const char *root)
{
	struct host *host = host_new();
	struct nic_err err = {0};

	assert_non_null(host);
	if (storage_read(host, root, &err) < 0)
		fail_msg("%s", err.message);
	return host;
}

/* "what|where|server|root" for each use. */
static void check_uses(const char *root, const char *const *expected)
{
	NIC_CLEANUP(host_freep) struct host *host = read_storage(root);
	size_t n = 0;

	for (size_t i = 0; i < host->network_uses.n; i++) {
		const struct network_use *use = &host->network_uses.items[i];
		char text[512];

		(void)snprintf(text, sizeof(text), "%s|%s|%s%s%s", use->what, use->where,
			       use->server ? use->server : "?",
			       use->is_root ? "|root" : "",
			       use->is_advisory ? "|advisory" : "");
		for (n = 0; expected[n] && strcmp(expected[n], text) != 0; n++)
			;
		if (!expected[n])
			fail_msg("not expected: %s", text);
	}
	for (n = 0; expected[n]; n++)
		;
	assert_int_equal(host->network_uses.n, n);
}

#define EXPECT(...) ((const char *const[]){__VA_ARGS__, NULL})
#define MOUNTINFO "proc/self/mountinfo"

static void test_network_file_systems(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();

	(void)state;
	put(root, MOUNTINFO,
	    "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
	    "30 20 0:40 / /a rw - nfs4 srv:/a rw,vers=4.2,clientaddr=192.0.2.1,"
	    "addr=192.0.2.9\n"
	    "31 20 0:41 / /b rw - nfs4 srv:/b rw,addr=192.0.2.9\n"
	    "32 20 0:42 / /c rw - cifs //srv/c rw,addr=2001:db8::9,unix\n"
	    "33 20 0:43 / /d rw - ceph 192.0.2.11:6789,[2001:db8::b]:6789:/ rw,name=admin\n"
	    "34 20 0:44 / /e rw - ceph admin@11.fs=/ rw,mon_addr=192.0.2.21:3300/"
	    "192.0.2.22:3300\n"
	    "35 20 0:45 / /f rw - fuse.sshfs u@192.0.2.31:/ rw,user_id=0\n"
	    "36 20 0:46 / /g rw - fuse.glusterfs gluster1:/vol rw\n"
	    "37 20 0:47 / /h rw - 9p 192.0.2.41 rw,trans=tcp\n"
	    "38 20 0:48 / /i rw - 9p share rw,trans=virtio\n"
	    "39 20 0:49 / /j rw - tmpfs tmpfs rw\n");
	check_uses(root, EXPECT("nfs4|/a|192.0.2.9", "cifs|/c|2001:db8::9",
				"ceph|/d|192.0.2.11", "ceph|/d|2001:db8::b",
				"ceph|/e|192.0.2.21", "ceph|/e|192.0.2.22",
				"fuse.sshfs|/f|192.0.2.31", "fuse.glusterfs|/g|?",
				"9p|/h|192.0.2.41"));
}

static void test_root_on_nfs(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();

	(void)state;
	put(root, MOUNTINFO,
	    "20 1 0:20 / / rw - nfs 192.0.2.9:/root rw,nolock,addr=192.0.2.9\n"
	    "21 1 0:21 / /srv rw - nfs 192.0.2.9:/srv rw,addr=192.0.2.9\n");
	check_uses(root, EXPECT("nfs|/|192.0.2.9|root", "nfs|/srv|192.0.2.9"));
}

#define SESSION "platform/host3/session1/target3:0:0/3:0:0:1/block"

static void put_iscsi(const char *root)
{
	put_disk(root, "sda", "8:0", SESSION);
	put(root, "sys/devices/" SESSION "/sda/sda1/partition", "1\n");
	put_link(root, "sys/class/block/sda1", "sys/devices/" SESSION "/sda/sda1");
	put_link(root, "sys/dev/block/8:1", "sys/devices/" SESSION "/sda/sda1");
	put(root, "sys/class/iscsi_connection/connection1:0/address", "192.0.2.9\n");
	put(root, "sys/class/iscsi_connection/connection11:0/address", "192.0.2.99\n");
}

/* ext4 on a partition of an iSCSI disk: nothing in the mount table says network. */
static void test_root_on_iscsi(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();

	(void)state;
	put_iscsi(root);
	put_disk(root, "sdb", "8:16", "pci0000:00/0000:00:1f.2/ata1/host0/block");
	put(root, MOUNTINFO,
	    "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
	    "21 1 8:16 / /home rw - ext4 /dev/sdb rw\n");
	check_uses(root, EXPECT("iscsi|/|192.0.2.9|root"));
}

static void test_iscsi_that_is_not_connected(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();

	(void)state;
	put_iscsi(root);
	put(root, "sys/class/iscsi_connection/connection1:0/address", "\n");
	put(root, "sys/class/iscsi_connection/connection1:0/persistent_address",
	    "portal.example\n");
	put(root, MOUNTINFO, "20 1 8:1 / /srv rw - ext4 /dev/sda1 rw\n");
	check_uses(root, EXPECT("iscsi|/srv|?"));
}

/* LVM on dm-crypt on two iSCSI disks, swap on the same, and a disk nobody uses. */
static void test_stacks_of_block_devices(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();

	(void)state;
	put_iscsi(root);
	put_disk(root, "sdc", "8:32",
		 "platform/host4/session2/target4:0:0/4:0:0:1/block");
	put_disk(root, "sdd", "8:48",
		 "platform/host5/session3/target5:0:0/5:0:0:2/block");
	put(root, "sys/class/iscsi_connection/connection2:0/address", "2001:db8::9\n");
	put(root, "sys/class/iscsi_connection/connection3:0/address", "192.0.2.33\n");
	put_disk(root, "dm-0", "253:0", "virtual/block");
	put_disk(root, "dm-1", "253:1", "virtual/block");
	put_link(root, "sys/devices/virtual/block/dm-1/slaves/dm-0",
		 "sys/devices/virtual/block/dm-0");
	put_link(root, "sys/devices/virtual/block/dm-0/slaves/sda1",
		 "sys/devices/" SESSION "/sda/sda1");
	put_link(root, "sys/devices/virtual/block/dm-0/slaves/sdc",
		 "sys/devices/platform/host4/session2/target4:0:0/4:0:0:1/block/sdc");
	put(root, MOUNTINFO, "20 1 253:1 / /srv rw - xfs /dev/mapper/vg-srv rw\n");
	put(root, "proc/swaps",
	    "Filename Type Size Used Priority\n/dev/dm-0 partition 1048572 0 -2\n"
	    "/srv/swap file 1024 0 -3\n");
	check_uses(root, EXPECT("iscsi|/srv|192.0.2.9", "iscsi|/srv|2001:db8::9",
				"swap on iscsi|/dev/dm-0|192.0.2.9",
				"swap on iscsi|/dev/dm-0|2001:db8::9",
				"iscsi|/dev/sdd|192.0.2.33"));
}

static void test_loops_of_block_devices_end(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct strv disks = {0};

	(void)state;
	put_disk(root, "dm-0", "253:0", "virtual/block");
	put_link(root, "sys/devices/virtual/block/dm-0/slaves/dm-0",
		 "sys/devices/virtual/block/dm-0");
	assert_int_equal(blockdevs_disks(root, "253:0", arena, &disks), 0);
	assert_int_equal(blockdevs_disks(root, "9:9", arena, &disks), 0);
	assert_int_equal(disks.n, 1);
}

static void test_nvme_over_the_network(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();

	(void)state;
	put_disk(root, "nvme0n1", "259:0", "pci0000:00/0000:01:00.0/nvme/nvme0");
	put(root, "sys/class/nvme/nvme0/transport", "pcie\n");
	put_disk(root, "nvme1n1", "259:1", "virtual/nvme-fabrics/ctl/nvme1");
	put(root, "sys/class/nvme/nvme1/transport", "tcp\n");
	put(root, "sys/class/nvme/nvme1/address",
	    "traddr=192.0.2.9,trsvcid=4420,src_addr=192.0.2.1\n");
	put_disk(root, "nvme2n1", "259:2", "virtual/nvme-subsystem/nvme-subsys2");
	put(root, "sys/devices/virtual/nvme-subsystem/nvme-subsys2/nvme2/state",
	    "live\n");
	put(root, "sys/devices/virtual/nvme-subsystem/nvme-subsys2/nvme3/state",
	    "live\n");
	put(root, "sys/class/nvme/nvme2/transport", "rdma\n");
	put(root, "sys/class/nvme/nvme2/address", "traddr=2001:db8::9,trsvcid=4420\n");
	put(root, "sys/class/nvme/nvme3/transport", "rdma\n");
	put(root, "sys/class/nvme/nvme3/address", "traddr=2001:db8::a,trsvcid=4420\n");
	put(root, MOUNTINFO,
	    "20 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n"
	    "21 1 259:2 / /usr rw - ext4 /dev/nvme2n1 rw\n"
	    "22 1 0:30 / /data rw - btrfs /dev/nvme1n1 rw\n");
	check_uses(root,
		   EXPECT("nvme-rdma|/usr|2001:db8::9|root",
			  "nvme-rdma|/usr|2001:db8::a|root", "nvme-tcp|/data|192.0.2.9"));
}

/* One that is not connected, one whose process is on this machine only, one whose process
 * has gone. */
static void test_nbd_and_rbd(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();
	char pid[32];

	(void)state;
	put_disk(root, "nbd0", "43:0", "virtual/block");
	put_disk(root, "nbd1", "43:16", "virtual/block");
	(void)snprintf(pid, sizeof(pid), "%d\n", getpid());
	put(root, "sys/devices/virtual/block/nbd1/pid", pid);
	put_disk(root, "nbd2", "43:32", "virtual/block");
	put(root, "sys/devices/virtual/block/nbd2/pid", "999999999\n");
	put_disk(root, "rbd0", "252:0", "rbd/0/block");
	put(root, MOUNTINFO, "20 1 43:32 / /srv rw - ext4 /dev/nbd2 rw\n");
	check_uses(root, EXPECT("nbd|/srv|?", "rbd|/dev/rbd0|?"));
}

static void test_kdump(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();

	(void)state;
	put(root, MOUNTINFO, "");
	put(root, "etc/kdump.conf",
	    "# nfs 192.0.2.1:/old\n#ssh nobody@192.0.2.2\nnfs [2001:db8::9]:/dumps\n"
	    "path /var/crash\ncore_collector makedumpfile -l\n");
	put(root, "etc/default/kdump-tools",
	    "USE_KDUMP=1\nSSH=\"kdump@192.0.2.9\"\n#NFS=\"192.0.2.3:/x\"\nNFS=\"store:/x\"\n");
	check_uses(root, EXPECT("kdump (nfs)|/etc/kdump.conf|2001:db8::9|advisory",
				"kdump (ssh)|/etc/default/kdump-tools|192.0.2.9|advisory",
				"kdump (nfs)|/etc/default/kdump-tools|?|advisory"));
}

static void test_a_machine_without_any(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();

	(void)state;
	put(root, MOUNTINFO, "20 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
	check_uses(root, (const char *const[]){NULL});
}

/* A virtio port hangs on virtio_pci behind a root port; the card's driver is no part. */
static void test_device_tree_of_a_port(void **state)
{
	static const char *const place =
		"sys/devices/pci0000:00/0000:00:1c.0/0000:01:00.0/virtio0";
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct port port = {.address = "0000:01:00.0"};
	char path[PATH_MAX];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/net/eth0/mtu", place);
	put(root, path, "1500\n");
	(void)snprintf(path, sizeof(path), "%s/driver", place);
	put(root, "sys/bus/virtio/drivers/virtio_net/x", "");
	put_link(root, path, "sys/bus/virtio/drivers/virtio_net");
	put(root, "sys/module/virtio_net/x", "");
	put_link(root, "sys/bus/virtio/drivers/virtio_net/module",
		 "sys/module/virtio_net");
	put(root, "sys/bus/pci/drivers/virtio-pci/x", "");
	put(root, "sys/module/virtio_pci/x", "");
	put_link(root, "sys/bus/pci/drivers/virtio-pci/module", "sys/module/virtio_pci");
	put_link(root, "sys/devices/pci0000:00/0000:00:1c.0/0000:01:00.0/driver",
		 "sys/bus/pci/drivers/virtio-pci");
	(void)snprintf(path, sizeof(path), "%s/%s", root, place);
	assert_int_equal(port_tree_read(arena, path, &port), 0);
	assert_string_equal(port.root_port, "0000:00:1c.0");
	assert_int_equal(port.below.n, 1);
	assert_string_equal(port.below.items[0], "virtio_pci");
}

static void test_ports_without_a_root_port(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();

	(void)state;
	assert_null(port_tree_root_port(arena, "/sys/devices/pci0000:00/0000:00:03.0",
					"0000:00:03.0"));
	assert_null(port_tree_root_port(
		arena, "/sys/devices/pci0000:00/0000:00:03.0/virtio0", "0000:00:03.0"));
	assert_null(port_tree_root_port(arena, "/sys/devices/platform/soc/eth", "eth"));
	assert_null(port_tree_root_port(arena, "/sys/devices/pci0000:00", "x"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_network_file_systems),
		cmocka_unit_test(test_root_on_nfs),
		cmocka_unit_test(test_root_on_iscsi),
		cmocka_unit_test(test_iscsi_that_is_not_connected),
		cmocka_unit_test(test_stacks_of_block_devices),
		cmocka_unit_test(test_loops_of_block_devices_end),
		cmocka_unit_test(test_nvme_over_the_network),
		cmocka_unit_test(test_nbd_and_rbd),
		cmocka_unit_test(test_kdump),
		cmocka_unit_test(test_a_machine_without_any),
		cmocka_unit_test(test_device_tree_of_a_port),
		cmocka_unit_test(test_ports_without_a_root_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
