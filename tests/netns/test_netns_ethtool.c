/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Device settings are read as they are and set as they are given, on a veth pair; what a
 * veth lacks is absent. The `ethtool` program, where there is one, is the second witness.
 */
#include <errno.h>
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ethtool.h"
#include "sandbox.h"

static struct ethtool ethtool;
static struct arena *arena;
static uint32_t device;

static int set_up(void **state)
{
	struct nic_err err;

	(void)state;
	sandbox_ip("link add ve0 numrxqueues 2 numtxqueues 2 type veth peer name ve1");
	device = if_nametoindex("ve0");
	arena = arena_new();
	return arena ? ethtool_open(&ethtool, &err) : -1;
}

static int tear_down(void **state)
{
	(void)state;
	ethtool_close(&ethtool);
	arena_free(arena);
	return 0;
}

static struct ethtool_settings read_group(enum ethtool_group group)
{
	struct ethtool_settings settings = {0};

	assert_int_equal(ethtool_settings_read(&ethtool, device, group, arena, &settings),
			 0);
	return settings;
}

static uint32_t value_of(enum ethtool_group group, const char *name)
{
	struct ethtool_settings settings = read_group(group);
	const struct ethtool_setting *setting = ethtool_settings_find(&settings, name);

	if (!setting)
		fail_msg("no setting %s in %s", name, ethtool_group_name((int)group));
	return setting ? setting->value : 0;
}

static int write_one(enum ethtool_group group, const char *name, uint32_t value)
{
	struct ethtool_setting setting = {.name = name, .value = value};
	struct ethtool_settings settings = {&setting, 1};

	return ethtool_settings_write(&ethtool, device, group, &settings);
}

/* Is the line in what `ethtool OPTION ve0` prints? */
static bool program_says(const char *option, const char *line)
{
	char command[64], text[256];
	bool found = false;
	FILE *pipe;

	if (access("/usr/sbin/ethtool", X_OK) < 0)
		return true;
	(void)snprintf(command, sizeof(command), "/usr/sbin/ethtool %s ve0", option);
	pipe = popen(command, "re");
	assert_non_null(pipe);
	while (fgets(text, sizeof(text), pipe))
		found |= strstr(text, line) != NULL;
	pclose(pipe);
	return found;
}

static void test_features(void **state)
{
	struct ethtool_setting two[] = {{.name = "tx-generic-segmentation", .value = 0},
					{.name = "rx-gro", .value = 1}};
	struct ethtool_settings both = {two, 2};

	(void)state;
	assert_int_equal(value_of(ETHTOOL_GROUP_FEATURES, "tx-generic-segmentation"), 1);
	assert_true(program_says("-k", "generic-segmentation-offload: on"));
	assert_int_equal(
		ethtool_settings_write(&ethtool, device, ETHTOOL_GROUP_FEATURES, &both),
		0);
	assert_int_equal(value_of(ETHTOOL_GROUP_FEATURES, "tx-generic-segmentation"), 0);
	assert_int_equal(value_of(ETHTOOL_GROUP_FEATURES, "rx-gro"), 1);
	assert_true(program_says("-k", "generic-segmentation-offload: off"));
	assert_true(program_says("-k", "generic-receive-offload: on"));
}

/* What can never be changed is not listed: nobody could restore it. */
static void test_fixed_features_are_left_out(void **state)
{
	struct ethtool_settings settings = read_group(ETHTOOL_GROUP_FEATURES);

	(void)state;
	assert_true(program_says("-k", "tx-checksum-ipv4: off [fixed]"));
	assert_null(ethtool_settings_find(&settings, "tx-checksum-ipv4"));
	assert_non_null(ethtool_settings_find(&settings, "tx-checksum-ip-generic"));
}

static void test_channels(void **state)
{
	struct ethtool_settings settings = read_group(ETHTOOL_GROUP_CHANNELS);
	const struct ethtool_setting *rx = ethtool_settings_find(&settings, "rx");

	(void)state;
	assert_non_null(rx);
	assert_true(rx->has_max);
	assert_int_equal(rx->max, 2);
	assert_int_equal(write_one(ETHTOOL_GROUP_CHANNELS, "rx", 1), 0);
	assert_int_equal(value_of(ETHTOOL_GROUP_CHANNELS, "rx"), 1);
	assert_int_equal(write_one(ETHTOOL_GROUP_CHANNELS, "rx", 2), 0);
	assert_int_equal(value_of(ETHTOOL_GROUP_CHANNELS, "rx"), 2);
	assert_int_equal(value_of(ETHTOOL_GROUP_CHANNELS, "tx"), 2);
	assert_int_equal(write_one(ETHTOOL_GROUP_CHANNELS, "rx", 3), -EINVAL);
	assert_int_equal(value_of(ETHTOOL_GROUP_CHANNELS, "rx"), 2);
}

static void test_absent_groups(void **state)
{
	struct ethtool_rss rss;
	struct ethtool_rules rules;

	(void)state;
	assert_int_equal(read_group(ETHTOOL_GROUP_PAUSE).n, 0);
	assert_int_equal(read_group(ETHTOOL_GROUP_FEC).n, 0);
	assert_int_equal(read_group(ETHTOOL_GROUP_EEE).n, 0);
	assert_int_equal(read_group(ETHTOOL_GROUP_WOL).n, 0);
	assert_int_equal(read_group(ETHTOOL_GROUP_LINKINFO).n, 0);
	assert_int_equal(read_group(ETHTOOL_GROUP_PRIVATE_FLAGS).n, 0);
	assert_int_equal(ethtool_rss_read(&ethtool, device, arena, &rss), 0);
	assert_int_equal(rss.key.n + rss.table.n, 0);
	assert_int_equal(ethtool_rules_read(&ethtool, device, arena, &rules), 0);
	assert_int_equal(rules.n, 0);
	assert_int_equal(write_one(ETHTOOL_GROUP_PAUSE, "rx", 1), -EOPNOTSUPP);
	assert_int_equal(write_one(ETHTOOL_GROUP_CHANNELS, "colour", 1), -EOPNOTSUPP);
}

static void test_driver(void **state)
{
	struct ethtool_driver driver;

	(void)state;
	assert_int_equal(ethtool_driver_read(&ethtool, device, &driver), 0);
	assert_string_equal(driver.driver, "veth");
}

static void test_device_that_is_gone(void **state)
{
	struct ethtool_settings settings;
	struct ethtool_driver driver;

	(void)state;
	for (int group = 0; ethtool_group_name(group); group++)
		assert_int_equal(ethtool_settings_read(&ethtool, 4711,
						       (enum ethtool_group)group, arena,
						       &settings),
				 -ENODEV);
	assert_int_equal(ethtool_driver_read(&ethtool, 4711, &driver), -ENODEV);
}

static int test_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_features),
		cmocka_unit_test(test_fixed_features_are_left_out),
		cmocka_unit_test(test_channels),
		cmocka_unit_test(test_absent_groups),
		cmocka_unit_test(test_driver),
		cmocka_unit_test(test_device_that_is_gone),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

int main(void)
{
	return sandbox_run(test_all);
}
