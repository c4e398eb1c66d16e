/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of /proc/net/pf_ring, as the module writes them and otherwise. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_host.h"
#include "pfring_users.h"
#include "temp_dir.h"

#define STANDARD                                                                         \
	"Bound Device(s)    : eth1\n"                                                    \
	"Active             : 1\n"                                                       \
	"Breed              : Standard\n"                                                \
	"Appl. Name         : pfcount\n"                                                 \
	"Socket Mode        : RX+TX\n"                                                   \
	"Slot Version       : 19 [8.4.0]\n"
#define ZC                                                                               \
	"Bound Device(s)    : eth2\n"                                                    \
	"Active             : 1\n"                                                       \
	"Breed              : ZC\n"                                                      \
	"Appl. Name         : zcount\n"                                                  \
	"Channel Id         : 0\n"

static char *root;
static struct host *host;

static void ring(const char *name, const char *text)
{
	char path[512];

	(void)snprintf(path, sizeof(path), "/proc/net/pf_ring/%s", name);
	temp_file_below(root, path, 0644, text);
}

static int setup(void **state)
{
	(void)state;
	root = temp_dir_make();
	host = fake_host();
	fake_netdev(host, "lo", 1, NULL);
	fake_netdev(host, "eth1", 2, NULL);
	fake_netdev(host, "eth2", 3, NULL);
	fake_netdev(host, "my-nic.7", 4, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	host_free(host);
	temp_dir_remove(root);
	return 0;
}

static void read_rings(void)
{
	struct nic_err err;

	assert_int_equal(pfring_users_read(root, host, &err), 0);
}

static const struct pfring_ring *find(uint32_t ifindex)
{
	for (size_t i = 0; i < host->pfring_rings.n; i++) {
		if (host->pfring_rings.items[i].ifindex == ifindex)
			return &host->pfring_rings.items[i];
	}
	fail_msg("no ring on device %u", ifindex);
	return NULL;
}

static void test_names(void **state)
{
	static const struct {
		const char *file;
		uint32_t pid;
		const char *device;
	} good[] = {
		{"4711-ens1f0.3", 4711, "ens1f0"},
		{"1-my-nic.7.12", 1, "my-nic.7"},
		{"9-none.0", 9, "none"},
	};
	static const char *const bad[] = {
		"",
		"info",
		"dev",
		"stats",
		"4711",
		"4711.3",
		"-eth1.3",
		"4711-.3",
		"4711-eth1",
		"4711-eth1.",
		"4711-eth1.x",
		"0-eth1.1",
		"x-eth1.1",
		"4711-eth1.3x",
		"99999999999999999999-eth1.1",
		"4294967296-eth1.1",
		".",
		"..",
	};
	struct pfring_users_name name;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(good); i++) {
		assert_true(pfring_users_parse(good[i].file, &name));
		assert_int_equal(name.pid, good[i].pid);
		assert_int_equal(name.bytes, strlen(good[i].device));
		assert_memory_equal(name.device, good[i].device, name.bytes);
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++) {
		if (pfring_users_parse(bad[i], &name))
			fail_msg("'%s' is taken", bad[i]);
	}
}

static void test_without_the_module_there_are_none(void **state)
{
	(void)state;
	read_rings();
	assert_int_equal(host->pfring_rings.n, 0);
	assert_int_equal(host->not_read.n, 0);
}

static void test_rings_and_whose_they_are(void **state)
{
	(void)state;
	ring("info", "PF_RING Version          : 8.4.0 (unknown)\nTotal rings : 3\n");
	ring("4711-eth1.1", STANDARD);
	ring("4712-eth2.2", ZC);
	temp_file_below(root, "/proc/4711/comm", 0644, "pfcount\n");
	temp_folders(root, "/proc/net/pf_ring/dev/eth1/");
	temp_folders(root, "/proc/net/pf_ring/stats/");
	read_rings();
	assert_int_equal(host->pfring_rings.n, 2);
	assert_false(find(2)->is_zc);
	assert_int_equal(find(2)->pid, 4711);
	assert_string_equal(find(2)->comm, "pfcount");
	assert_true(find(3)->is_zc);
	assert_null(find(3)->comm); /* it is gone, or in another namespace */
	assert_int_equal(host->not_read.n, 0);
}

static void test_one_ring_on_several_devices(void **state)
{
	(void)state;
	ring("5-eth1.1",
	     "Bound Device(s)    : eth1,eth2\nBreed              : Standard\n");
	ring("6-eth9.2",
	     "Bound Device(s)    : zc:my-nic.7@3\nBreed              : DNA\n");
	read_rings();
	assert_int_equal(host->pfring_rings.n, 3);
	assert_int_equal(find(2)->pid, 5);
	assert_int_equal(find(3)->pid, 5);
	assert_int_equal(find(4)->pid, 6);
	assert_true(find(4)->is_zc);
}

/* What the file does not say, its name does; what is not known to be otherwise is
 * zero-copy. */
static void test_content_that_says_nothing(void **state)
{
	static const char *const texts[] = {"",
					    "\n\n",
					    "Bound Device(s)",
					    "Breed\n:\n",
					    "Bound Device(s)    : \n",
					    "Bound Device(s)    : ,,, ,\nAppl: x\n",
					    "WARNING m->private == NULL\n",
					    "\x01\xff:::"};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(texts); i++) {
		host->pfring_rings.n = 0;
		ring("7-eth1.4", texts[i]);
		read_rings();
		assert_int_equal(host->pfring_rings.n, 1);
		assert_int_equal(find(2)->pid, 7);
		assert_true(find(2)->is_zc);
	}
}

static void test_no_device_of_this_machine(void **state)
{
	(void)state;
	ring("7-any.4", "Bound Device(s)    : any\nBreed              : Standard\n");
	ring("7-none.5", "Bound Device(s)    : \nBreed              : Standard\n");
	ring("8-eth7.6", "Bound Device(s)    : eth7\nBreed              : Standard\n");
	read_rings();
	assert_int_equal(host->pfring_rings.n, 0);
	assert_int_equal(host->not_read.n, 1);
	assert_contains(host->not_read.items[0], "of pid 8: 'eth7' is no device here");
}

static void test_a_file_that_cannot_be_read(void **state)
{
	char path[512];

	(void)state;
	ring("7-eth1.4", "");
	(void)snprintf(path, sizeof(path), "%s/proc/net/pf_ring/7-eth1.4", root);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0755), 0); /* EISDIR */
	read_rings();
	assert_int_equal(host->pfring_rings.n, 1);
	assert_true(find(2)->is_zc);
}

static void test_hostile_content(void **state)
{
	static char text[8192];

	(void)state;
	srand(1);
	for (int round = 0; round < 300; round++) {
		size_t n = (size_t)rand() % (sizeof(text) - 1);

		for (size_t i = 0; i < n; i++)
			text[i] = "Bound Device(s) : eth12,\n@:Breed"[rand() % 32];
		text[n] = '\0';
		host->pfring_rings.n = 0;
		ring("7-eth1.4", text);
		read_rings();
		assert_true(host->pfring_rings.n >= 1);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_names),
		TEST(test_without_the_module_there_are_none),
		TEST(test_rings_and_whose_they_are),
		TEST(test_one_ring_on_several_devices),
		TEST(test_content_that_says_nothing),
		TEST(test_no_device_of_this_machine),
		TEST(test_a_file_that_cannot_be_read),
		TEST(test_hostile_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
