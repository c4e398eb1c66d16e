/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lifts the bar of one driver, and leaves that of all others: the sum over what is
 * effective for it, and the times of its own files. */
#include "test.h"

#include <sys/stat.h>
#include <time.h>

#include "boot_sum.h"
#include "macro.h"
#include "scratch.h"
#include "temp_dir.h"

#define LONG_AGO 1000000000
#define LATER 1900000000

static char *path_of(const char *rest)
{
	char *path = arena_printf(scratch_arena, "%s/%s", scratch_dir, rest);

	assert_non_null(path);
	return path;
}

/* The file below the folder of the configuration, as it was at @seconds. */
static void put(const char *folder, const char *name, const char *text, time_t seconds)
{
	struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};

	temp_file(path_of(folder), name, 0644, text);
	assert_int_equal(
		utimensat(-1, path_of(arena_printf(scratch_arena, "%s/%s", folder, name)),
			  times, 0),
		0);
}

static int begin(void **state)
{
	static const char *const folders[] = {"etc", "etc/drivers",
					      "etc/drivers/i40e.conf.d", "modules"};
	struct timespec times[2] = {{.tv_sec = LONG_AGO}, {.tv_sec = LONG_AGO}};

	(void)scratch_begin(state);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(folders); i++)
		assert_int_equal(mkdir(path_of(folders[i]), 0755), 0);
	put("etc/drivers", "ice.conf", "[driver]\nrss = 4\n", LONG_AGO);
	put("etc/drivers", "i40e.conf", "[driver]\nrss = 4\n[port eth2]\nmtu = 9000\n",
	    LONG_AGO);
	put("etc/drivers/i40e.conf.d", "more.conf", "[driver]\nrx-ring = 512\n",
	    LONG_AGO);
	put("etc", "nicctl.conf",
	    "[protect]\nports = eth0\n[hugepages]\nreserve = 2M=64\n", LONG_AGO);
	assert_int_equal(utimensat(-1, path_of("etc/drivers/i40e.conf.d"), times, 0), 0);
	temp_file(path_of("modules"), "i40e.ko", 0644, "one build");
	return 0;
}

static struct conf read_conf(void)
{
	struct conf_place place = {path_of("etc"), scratch_dir};
	struct conf conf = {0};

	if (conf_read(&place, NULL, scratch_arena, &conf) < 0)
		fail_msg("%s", conf.problems.items[0].message);
	return conf;
}

/* Of i40e with the module file @file. */
static struct boot_sum sum_with(const char *file)
{
	struct conf conf = read_conf();
	struct boot_sum sum = {0};
	struct nic_err err = {0};

	if (boot_sum_of_driver(conf_driver_of(&conf, "i40e"), file, scratch_arena, &sum,
			       &err) < 0)
		fail_msg("%s", err.message);
	assert_non_null(sum.text);
	return sum;
}

static struct boot_sum sum_of_pages(void)
{
	struct conf conf = read_conf();
	struct boot_sum sum = {0};
	struct nic_err err = {0};

	if (boot_sum_of_pages(&conf, path_of("etc"), scratch_arena, &sum, &err) < 0)
		fail_msg("%s", err.message);
	return sum;
}

static void assert_same(const struct boot_sum *a, const struct boot_sum *b)
{
	assert_string_equal(a->text, b->text);
	assert_int_equal(a->changed.tv_sec, b->changed.tv_sec);
}

static void assert_other(const struct boot_sum *a, const struct boot_sum *b)
{
	assert_string_not_equal(a->text, b->text);
	assert_int_equal(b->changed.tv_sec, LATER);
}

static void test_other_drivers_do_not_count(void **state)
{
	struct boot_sum before = sum_with(NULL), after;

	(void)state;
	assert_int_equal(before.changed.tv_sec, LONG_AGO);
	put("etc/drivers", "ice.conf", "[driver]\nrss = 8\n", LATER);
	put("etc/drivers", "mlx5_core.conf", "[driver]\nmtu = 9000\n", LATER);
	put("etc", "nicctl.conf", "[hugepages]\nreserve = 2M=128\n", LATER);
	after = sum_with(NULL);
	assert_same(&before, &after);
}

static void test_each_of_its_own_assignments_counts(void **state)
{
	static const char *const texts[] = {
		"[driver]\nrss = 8\n[port eth2]\nmtu = 9000\n",
		"[driver]\nrss =\n[port eth2]\nmtu = 9000\n",
		"[driver]\n[port eth2]\nmtu = 9000\n",
		"[driver]\nrss = 4\n[port eth2]\nmtu = 1500\n",
		"[driver]\nrss = 4\n[port eth3]\nmtu = 9000\n",
		"[driver]\nrss = 4\nmtu = 9000\n",
		"[driver]\nrss = 4\nsource = stock\n[port eth2]\nmtu = 9000\n",
	};
	struct boot_sum before = sum_with(NULL), after;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(texts); i++) {
		put("etc/drivers", "i40e.conf", texts[i], LATER);
		after = sum_with(NULL);
		assert_other(&before, &after);
	}
}

static void test_a_file_that_adds_to_it_counts(void **state)
{
	struct boot_sum before = sum_with(NULL), after;

	(void)state;
	put("etc/drivers/i40e.conf.d", "more.conf", "[driver]\nrx-ring = 1024\n", LATER);
	after = sum_with(NULL);
	assert_other(&before, &after);
}

static void test_words_that_say_the_same_do_not(void **state)
{
	struct boot_sum before = sum_with(NULL), after;

	(void)state;
	put("etc/drivers", "i40e.conf",
	    "# new here\n\n[driver]\n\nrss=4\n[port eth2]\nmtu = 9000\n", LONG_AGO);
	after = sum_with(NULL);
	assert_same(&before, &after);
}

static void test_a_new_build_counts(void **state)
{
	const char *file = path_of("modules/i40e.ko");
	struct boot_sum none = sum_with(NULL), before = sum_with(file), after;

	(void)state;
	assert_string_not_equal(none.text, before.text);
	assert_true(before.changed.tv_sec > none.changed.tv_sec);
	after = sum_with(file);
	assert_same(&before, &after);
	temp_file(path_of("modules"), "other.ko", 0644, "one build");
	after = sum_with(path_of("modules/other.ko"));
	assert_string_not_equal(before.text, after.text);
	/* As a package installs it: with the time that it was built. */
	put("modules", "i40e.ko", "two builds", LONG_AGO);
	after = sum_with(file);
	assert_string_not_equal(before.text, after.text);
	assert_true(after.changed.tv_sec >= before.changed.tv_sec);
	after = sum_with(path_of("modules/gone.ko"));
	assert_same(&none, &after);
}

static void test_huge_pages_have_their_own_section(void **state)
{
	struct boot_sum before = sum_of_pages(), after;

	(void)state;
	put("etc/drivers", "i40e.conf", "[driver]\nrss = 8\n", LATER);
	put("etc", "nicctl.conf",
	    "[protect]\nports = eth1\n[hugepages]\nreserve = 2M=64\n", LONG_AGO);
	after = sum_of_pages();
	assert_same(&before, &after);
	put("etc", "nicctl.conf", "[hugepages]\nreserve = 2M=32\n", LATER);
	after = sum_of_pages();
	assert_other(&before, &after);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_other_drivers_do_not_count),
		TEST(test_each_of_its_own_assignments_counts),
		TEST(test_a_file_that_adds_to_it_counts),
		TEST(test_words_that_say_the_same_do_not),
		TEST(test_a_new_build_counts),
		TEST(test_huge_pages_have_their_own_section),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
