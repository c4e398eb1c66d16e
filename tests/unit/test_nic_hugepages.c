/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Huge pages of a machine that is a folder: counted, changed, and entered in the book. */
#include "test.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "hugepages.h"
#include "hugepages_set.h"
#include "hugetlbfs.h"
#include "temp_dir.h"

#define NODE "/sys/devices/system/node/node%d/hugepages/hugepages-%dkB"

static char *root;
static char state_dir[256];

static void put(const char *dir, const char *name, const char *value)
{
	char path[512];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	temp_file_below(root, path, 0644, value);
}

static void put_pages(const char *dir, const char *there, const char *free_pages,
		      const char *surplus)
{
	put(dir, "nr_hugepages", there);
	put(dir, "free_hugepages", free_pages);
	put(dir, "surplus_hugepages", surplus);
}

/* A machine of two nodes; node 2 has processors only. */
static int setup(void **state)
{
	(void)state;
	root = temp_dir_make();
	(void)snprintf(state_dir, sizeof(state_dir), "%s/state", root);
	put_pages("/sys/devices/system/node/node0/hugepages/hugepages-2048kB", "5", "3",
		  "0");
	put_pages("/sys/devices/system/node/node1/hugepages/hugepages-2048kB", "6", "6",
		  "2");
	temp_folders(root, "/sys/devices/system/node/node2/");
	put_pages("/sys/kernel/mm/hugepages/hugepages-2048kB", "11", "9", "2");
	put("/sys/kernel/mm/hugepages/hugepages-2048kB", "resv_hugepages", "4");
	put("/sys/devices/system/node/node0", "meminfo",
	    "Node 0 MemTotal:        2048 kB\n");
	put("/proc", "meminfo", "MemTotal: 9 kB\nMemAvailable:      4096 kB\n");
	put("/proc/sys/kernel/random", "boot_id", "first\n");
	put("/proc/self", "mountinfo",
	    "21 1 0:20 / /dev/hugepages rw - hugetlbfs hugetlbfs rw,pagesize=2M\n"
	    "22 1 0:21 / /mnt/my\\040pages rw - hugetlbfs x rw,gid=3,pagesize=1024M\n"
	    "23 1 0:22 / /mnt/old rw - hugetlbfs x rw\n"
	    "24 1 0:23 / /proc rw - proc proc rw\n"
	    "broken\n");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	temp_dir_remove(root);
	return 0;
}

static void assert_setting(const struct netstate *state, const char *group,
			   const char *name, const char *value)
{
	const struct net_setting *setting =
		netstate_setting(&state->devices.items[0], group, name);

	if (!setting)
		fail_msg("no %s %s", group, name);
	assert_string_equal(setting->value, value);
}

static void test_what_there_is(void **unused)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = netstate_new();
	NIC_CLEANUP(netstate_freep) struct netstate *limits = netstate_new();
	struct nic_err err;

	(void)unused;
	assert_int_equal(hugepages_capture(root, state, &err), 0);
	assert_setting(state, PAGES_GROUP, "node0.2M", "5");
	assert_setting(state, PAGES_GROUP, "node1.2M", "4"); /* two go by themselves */
	assert_setting(state, PAGES_MOUNT, "/dev/hugepages", "2M");
	assert_setting(state, PAGES_MOUNT, "/mnt/my pages", "1G");
	assert_setting(state, PAGES_MOUNT, "/mnt/old", "?");
	assert_int_equal(state->devices.items[0].settings.n, 5);
	assert_int_equal(hugepages_limits(root, state_dir, limits, &err), 0);
	assert_setting(limits, PAGES_FREE, "node0.2M", "3");
	assert_setting(limits, PAGES_FREE, "node1.2M", "4"); /* 9 less 4 promised are 5 */
	assert_setting(limits, PAGES_MEMORY, "available", "4096");
	assert_setting(limits, PAGES_MEMORY, "node0", "2048");
	assert_null(netstate_setting(&limits->devices.items[0], PAGES_OWN, "node0.2M"));
}

static void test_promised_pages_are_not_free(void **unused)
{
	struct pages_kind kind = {0, 2048};
	struct hugepages_count count;

	(void)unused;
	put("/sys/kernel/mm/hugepages/hugepages-2048kB", "resv_hugepages", "7");
	assert_int_equal(hugepages_count(root, &kind, &count), 0);
	assert_int_equal(count.free, 2);
	put("/sys/kernel/mm/hugepages/hugepages-2048kB", "resv_hugepages", "70");
	assert_int_equal(hugepages_count(root, &kind, &count), 0);
	assert_int_equal(count.free, 0);
	kind.node = 5;
	assert_int_equal(hugepages_count(root, &kind, &count), -ENOENT);
}

static void test_a_kernel_without_nodes_or_pages(void **unused)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = netstate_new();
	NIC_CLEANUP(netstate_freep) struct netstate *none = netstate_new();
	char from[512], to[512];
	struct nic_err err;

	(void)unused;
	(void)snprintf(from, sizeof(from), "%s/sys/devices/system/node", root);
	(void)snprintf(to, sizeof(to), "%s/nodes-away", root);
	assert_int_equal(rename(from, to), 0);
	assert_int_equal(hugepages_capture(root, state, &err), 0);
	assert_setting(state, PAGES_GROUP, "2M", "9");
	(void)snprintf(from, sizeof(from), "%s/sys/kernel/mm", root);
	(void)snprintf(to, sizeof(to), "%s/mm-away", root);
	assert_int_equal(rename(from, to), 0);
	assert_int_equal(hugepages_capture(root, none, &err), 0);
	assert_int_equal(none->devices.items[0].settings.n, 3); /* mounts */
}

static int change(const char *name, const char *to, struct nic_err *err)
{
	struct net_difference difference = {
		.device = PAGES_DEVICE, .group = PAGES_GROUP, .name = name, .before = to};

	return hugepages_set(root, state_dir, &difference, err);
}

static uint64_t own(const char *name)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	const struct pagebook_entry *entry;
	struct pagebook book;
	struct nic_err err;

	assert_int_equal(hugepages_book(root, state_dir, arena, &book, &err), 0);
	entry = pagebook_entry(&book, name);
	return entry ? entry->own : 0;
}

static uint64_t there(int32_t node)
{
	struct pages_kind kind = {node, 2048};
	struct hugepages_count count;

	assert_int_equal(hugepages_count(root, &kind, &count), 0);
	return count.there;
}

static void test_only_own_pages_are_released(void **unused)
{
	struct nic_err err;

	(void)unused;
	assert_int_equal(change("node0.2M", "7", &err), 0);
	assert_int_equal(there(0), 7);
	assert_int_equal(own("node0.2M"), 2);
	/* somebody takes one of all, and then wants more */
	put("/sys/devices/system/node/node0/hugepages/hugepages-2048kB", "nr_hugepages",
	    "9\n");
	assert_int_equal(change("node0.2M", "0", &err), -EBUSY);
	assert_contains(err.message, "7 pages instead of 0 stay: 2 of all were reserved");
	assert_int_equal(there(0), 7);
	assert_int_equal(own("node0.2M"), 0);
	assert_int_equal(change("node0.2M", "0", &err), -EBUSY);
	assert_int_equal(there(0), 7);
	assert_int_equal(change("node0.2M", "7", &err), 0);
}

static void test_pages_in_use_stay(void **unused)
{
	struct nic_err err;

	(void)unused;
	assert_int_equal(change("node0.2M", "12", &err), 0);
	assert_int_equal(own("node0.2M"), 7);
	/* of the fixture's pages 3 are free */
	assert_int_equal(change("node0.2M", "5", &err), -EBUSY);
	assert_int_equal(there(0), 9);
	assert_int_equal(own("node0.2M"), 4);
}

static void test_what_others_have_taken_is_not_own(void **unused)
{
	struct nic_err err;

	(void)unused;
	assert_int_equal(change("node0.2M", "12", &err), 0);
	put("/sys/devices/system/node/node0/hugepages/hugepages-2048kB", "nr_hugepages",
	    "4\n");
	assert_int_equal(own("node0.2M"), 4);
	put("/proc/sys/kernel/random", "boot_id", "second\n");
	assert_int_equal(own("node0.2M"), 0);
	assert_int_equal(change("node0.2M", "0", &err), -EBUSY);
	assert_int_equal(there(0), 4);
}

static void test_kinds_that_are_none(void **unused)
{
	struct nic_err err;

	(void)unused;
	assert_int_equal(change("node7.2M", "1", &err), -ENOENT);
	assert_int_equal(change("node0.1G", "1", &err), -ENOENT);
	assert_int_equal(change("../../x", "1", &err), -EINVAL);
	assert_int_equal(own("node7.2M"), 0);
}

static void test_a_damaged_book_is_not_believed(void **unused)
{
	struct nic_err err = {0};

	(void)unused;
	assert_int_equal(change("node0.2M", "8", &err), 0);
	temp_file(state_dir, "hugepages.json", 0600, "{\"boot_id\": \"first\"}\n");
	assert_int_equal(change("node0.2M", "5", &err), -EINVAL);
	assert_contains(err.message, "hugepages.json' is damaged");
	assert_contains(err.hint, "remove the file");
	assert_int_equal(there(0), 8);
}

static void test_mounts_of_others_stay(void **unused)
{
	struct net_difference difference = {.device = PAGES_DEVICE,
					    .group = PAGES_MOUNT,
					    .name = "/dev/hugepages",
					    .before = PAGES_NO_MOUNT};
	struct nic_err err;

	(void)unused;
	assert_int_equal(hugepages_set(root, state_dir, &difference, &err), -EPERM);
	assert_contains(err.message, "is not nicctl's: it stays");
	difference.before = "2M"; /* it is there already */
	assert_int_equal(hugepages_set(root, state_dir, &difference, &err), 0);
	difference.name = "/not/there";
	difference.before = PAGES_NO_MOUNT;
	assert_int_equal(hugepages_set(root, state_dir, &difference, &err), 0);
	assert_false(pagebook_exists(state_dir));
}

static void test_where_nothing_may_be_mounted(void **unused)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();

	(void)unused;
	assert_contains(hugetlbfs_problem("/tmp/x", arena), "writable by others");
	assert_contains(hugetlbfs_problem("/no/such/place", arena), "cannot be found");
	assert_contains(hugetlbfs_problem("/etc", arena), "is not empty");
	assert_contains(hugetlbfs_problem("/etc/passwd", arena), "is no folder");
	assert_contains(hugetlbfs_problem("/proc", arena), "something else is mounted");
	assert_null(hugetlbfs_problem("/etc/nicctl-no-such-folder", arena));
}

/* A change that was broken off is settled by what there is. */
static void test_settling(void **unused)
{
	static const struct {
		uint64_t own, from, to, there, expected;
	} cases[] = {
		{0, 5, 12, 5, 0}, {0, 5, 12, 12, 7}, {0, 5, 12, 9, 4}, {0, 5, 12, 20, 7},
		{0, 5, 12, 3, 0}, {7, 12, 5, 12, 7}, {7, 12, 5, 5, 0}, {7, 12, 5, 8, 3},
		{7, 12, 5, 2, 0}, {7, 12, 5, 20, 7}, {2, 5, 12, 9, 6}, {9, 12, 10, 3, 3},
	};

	(void)unused;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++) {
		struct pagebook_entry entry = {.own = cases[i].own,
					       .is_changing = true,
					       .from = cases[i].from,
					       .to = cases[i].to};

		pagebook_settle(&entry, cases[i].there);
		assert_int_equal(entry.own, cases[i].expected);
		assert_false(entry.is_changing);
		pagebook_settle(&entry, cases[i].there);
		assert_int_equal(entry.own, cases[i].expected);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_what_there_is),
		TEST(test_promised_pages_are_not_free),
		TEST(test_a_kernel_without_nodes_or_pages),
		TEST(test_only_own_pages_are_released),
		TEST(test_pages_in_use_stay),
		TEST(test_what_others_have_taken_is_not_own),
		TEST(test_kinds_that_are_none),
		TEST(test_a_damaged_book_is_not_believed),
		TEST(test_mounts_of_others_stay),
		TEST(test_where_nothing_may_be_mounted),
		TEST(test_settling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
