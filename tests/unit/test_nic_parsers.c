/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts that nic/ takes apart, also odd ones: from the environment, /proc and /sys. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ancestry.h"
#include "mounts.h"
#include "netdevs.h"
#include "netns.h"
#include "rdma.h"
#include "session.h"

static void test_session_is_taken_apart(void **state)
{
	struct session_ends ends;

	(void)state;
	assert_int_equal(session_parse("192.0.2.9 50000 192.0.2.1 22", &ends), 0);
	assert_string_equal(ends.peer, "192.0.2.9");
	assert_string_equal(ends.local, "192.0.2.1");
	assert_string_equal(ends.zone, "");
	assert_int_equal(session_parse("fe80::9%eth0 1 fe80::1%eth0 22", &ends), 0);
	assert_string_equal(ends.local, "fe80::1");
	assert_string_equal(ends.zone, "eth0");
	assert_int_equal(session_parse("  ::FFFF:192.0.2.9\t1  ::1 22 ", &ends), 0);
	assert_string_equal(ends.peer, "192.0.2.9");
	assert_string_equal(ends.local, "::1");
}

static void test_odd_sessions_are_refused(void **state)
{
	static const char *const odd[] = {
		"",
		" ",
		"192.0.2.9",
		"192.0.2.9 50000 192.0.2.1",
		"192.0.2.9 50000 192.0.2.1 22 more",
		"192.0.2.9 port 192.0.2.1 22",
		"192.0.2.9 -1 192.0.2.1 22",
		"192.0.2.9 65536 192.0.2.1 22",
		"192.0.2.9 50000 192.0.2.256 22",
		"UNKNOWN 65535 UNKNOWN 65535", /* sshd without an inet socket */
		"fe80::9% 1 fe80::1 22",
		"fe80::9%a-name-that-is-too-long 1 fe80::1 22",
		"1:2:3:4:5:6:7:8:9 1 ::1 22",
		"%s%n%n %s %n 22",
		"111111111111111111111111111111111111111111111111111111111111111111111 1 ::1 2",
	};
	struct session_ends ends = {.peer = "untouched"};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(odd); i++)
		assert_int_equal(session_parse(odd[i], &ends), -EINVAL);
	assert_string_equal(ends.peer, "untouched");
}

static int parse_mount(const char *text, char *line, size_t bytes,
		       struct mount_entry *entry)
{
	(void)snprintf(line, bytes, "%s", text);
	return mounts_parse_line(line, entry);
}

static void test_mount_line_is_taken_apart(void **state)
{
	struct mount_entry entry;
	char line[512];

	(void)state;
	assert_int_equal(
		parse_mount("36 35 98:0 / /mnt/a\\040b\\134c rw,noatime shared:2 "
			    "master:1 - nfs4 srv:/x\\011y rw,proto=rdma\n",
			    line, sizeof(line), &entry),
		0);
	assert_string_equal(entry.root, "/");
	assert_string_equal(entry.where, "/mnt/a b\\c");
	assert_string_equal(entry.type, "nfs4");
	assert_string_equal(entry.source, "srv:/x\ty");
	assert_string_equal(entry.options, "rw,proto=rdma");
	/* No optional field, and a source that is empty. */
	assert_int_equal(
		parse_mount("1 1 0:4 net:[4026532181] /run/netns/b rw - nsfs  rw", line,
			    sizeof(line), &entry),
		0);
	assert_string_equal(entry.root, "net:[4026532181]");
	assert_string_equal(entry.source, "");
	assert_string_equal(entry.options, "rw");
}

static void test_odd_mount_lines_are_refused(void **state)
{
	static const char *const odd[] = {
		"",
		"\n",
		"1",
		"1 2 3 4 5",
		"1 2 3",
		"1 2 3 / /a rw -",
		"1 2 3 / /a - x",
		"1 2 3 / /a rw shared:1 nfs s o",
		"- - -",
		"1 2 3 / /a rw - x y",
	};
	struct mount_entry entry;
	char line[128];

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(odd); i++)
		assert_int_equal(parse_mount(odd[i], line, sizeof(line), &entry),
				 -EINVAL);
	/* A lone backslash at the end is itself. */
	assert_int_equal(
		parse_mount("1 2 3 / /a\\04 rw - x s\\ o", line, sizeof(line), &entry),
		0);
	assert_string_equal(entry.where, "/a\\04");
	assert_string_equal(entry.source, "s\\");
}

static bool is_rdma(const char *type, const char *source, const char *options)
{
	char texts[3][128];
	struct mount_entry entry = {
		.type = texts[0], .source = texts[1], .options = texts[2]};

	(void)snprintf(texts[0], sizeof(texts[0]), "%s", type);
	(void)snprintf(texts[1], sizeof(texts[1]), "%s", source);
	(void)snprintf(texts[2], sizeof(texts[2]), "%s", options);
	return mounts_is_rdma(&entry);
}

static void test_rdma_mounts(void **state)
{
	(void)state;
	assert_true(is_rdma("nfs4", "s:/x", "rw,vers=4.2,proto=rdma,port=20049"));
	assert_true(is_rdma("nfs", "s:/x", "rw,proto=rdma6"));
	assert_true(is_rdma("cifs", "//s/x", "rw,vers=3.1.1,rdma"));
	assert_true(is_rdma("smb3", "//s/x", "rdma,rw"));
	assert_true(is_rdma("9p", "s", "rw,trans=rdma,port=5640"));
	assert_true(is_rdma("lustre", "10.0.0.1@o2ib:10.0.0.2@o2ib:/fs", "rw"));
	assert_true(is_rdma("lustre", "10.0.0.1@o2ib7:/fs", "rw"));
}

static void test_other_mounts_are_not_rdma(void **state)
{
	(void)state;
	assert_false(is_rdma("nfs4", "rdma:/proto=rdma", "rw,proto=tcp"));
	assert_false(is_rdma("nfs4", "s:/x", "rw,mountproto=rdma"));
	assert_false(is_rdma("cifs", "//s/x", "rw,username=rdma,nordma"));
	assert_false(is_rdma("9p", "s", "rw,trans=virtio"));
	assert_false(is_rdma("lustre", "10.0.0.1@tcp:/fs", "rw"));
	assert_false(is_rdma("ext4", "/dev/rdma", "rw,rdma,proto=rdma"));
	assert_false(is_rdma("nfs", "", ""));
}

static void test_rdma_state(void **state)
{
	(void)state;
	assert_string_equal(rdma_state_name("4: ACTIVE"), "ACTIVE");
	assert_string_equal(rdma_state_name("1: DOWN"), "DOWN");
	assert_string_equal(rdma_state_name("12:ARMED"), "ARMED");
	assert_string_equal(rdma_state_name("ACTIVE"), "ACTIVE");
	assert_string_equal(rdma_state_name("4"), "4");
	assert_string_equal(rdma_state_name("4:"), "");
	assert_string_equal(rdma_state_name(""), "");
}

static void test_process_status(void **state)
{
	char comm[16];
	pid_t parent;

	(void)state;
	assert_int_equal(ancestry_parse_stat("77 (bash) S 42 77 77 0", &parent, comm,
					     sizeof(comm)),
			 0);
	assert_int_equal(parent, 42);
	assert_string_equal(comm, "bash");
	assert_int_equal(
		ancestry_parse_stat("77 (a) R 1 (b) S 9 7", &parent, comm, sizeof(comm)),
		0);
	assert_int_equal(parent, 9);
	assert_string_equal(comm, "a) R 1 (b");
	assert_int_equal(ancestry_parse_stat("7 () S 1 ", &parent, comm, sizeof(comm)),
			 0);
	assert_string_equal(comm, "");
}

static void test_odd_process_status(void **state)
{
	static const char *const odd[] = {
		"",
		"77",
		"77 (bash",
		"77 bash) S 1 2",
		"77 (bash)",
		"77 (bash) S",
		"77 (bash) S x 1",
		")77( S 1 1",
		"7 (b) S -4",
		"7 (b) S 99999999999999999999",
		"7 (a name longer than the sixteen bytes) S 1 2",
	};
	char comm[16];
	pid_t parent;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(odd); i++)
		assert_int_equal(ancestry_parse_stat(odd[i], &parent, comm, sizeof(comm)),
				 -EINVAL);
}

static void test_namespace_links(void **state)
{
	(void)state;
	assert_int_equal(netns_inode("net:[4026531840]"), 4026531840);
	assert_int_equal(netns_inode("net:[4026531840"), 0);
	assert_int_equal(netns_inode("mnt:[4026531840]"), 0);
	assert_int_equal(netns_inode("net:[]"), 0);
	assert_int_equal(netns_inode("/"), 0);
	assert_int_equal(netns_inode(""), 0);
}

static void test_mounted_namespaces(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct netns_list list = {0};
	char texts[][40] = {"nsfs",
			    "net:[11]",
			    "/run/docker/netns/default",
			    "/var/run/netns/blue",
			    "/run/netns/blue",
			    "mnt:[12]"};
	struct mount_entry entry = {
		.type = texts[0], .root = texts[1], .where = texts[2]};

	(void)state;
	assert_int_equal(netns_add_mount(&list, arena, &entry), 0);
	assert_int_equal(list.n, 1);
	assert_string_equal(list.items[0].name, "/run/docker/netns/default");
	entry.where = texts[3]; /* the same namespace, by its short name */
	assert_int_equal(netns_add_mount(&list, arena, &entry), 0);
	entry.where = texts[4];
	assert_int_equal(netns_add_mount(&list, arena, &entry), 0);
	assert_int_equal(list.n, 1);
	assert_string_equal(list.items[0].name, "blue");
	entry.root = texts[5]; /* of another kind */
	assert_int_equal(netns_add_mount(&list, arena, &entry), 0);
	assert_int_equal(list.n, 1);
}

static void test_operstate(void **state)
{
	(void)state;
	assert_string_equal(netdevs_operstate(0), "unknown");
	assert_string_equal(netdevs_operstate(2), "down");
	assert_string_equal(netdevs_operstate(6), "up");
	assert_string_equal(netdevs_operstate(7), "unknown");
	assert_string_equal(netdevs_operstate(255), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session_is_taken_apart),
		cmocka_unit_test(test_odd_sessions_are_refused),
		cmocka_unit_test(test_mount_line_is_taken_apart),
		cmocka_unit_test(test_odd_mount_lines_are_refused),
		cmocka_unit_test(test_rdma_mounts),
		cmocka_unit_test(test_other_mounts_are_not_rdma),
		cmocka_unit_test(test_rdma_state),
		cmocka_unit_test(test_process_status),
		cmocka_unit_test(test_odd_process_status),
		cmocka_unit_test(test_namespace_links),
		cmocka_unit_test(test_mounted_namespaces),
		cmocka_unit_test(test_operstate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
