/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How often a boot tries, and what it says of the end. The program that it runs is this
 * one: it ends as a file says, with one exit code for each time. */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot_try.h"
#include "scratch.h"
#include "temp_dir.h"

#define CODES "BOOT_TRY_CODES"

/* Takes the first letter off the file, the exit code of this time. */
static int end_as_told(void)
{
	const char *path = getenv(CODES);
	char codes[16] = "";
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	ssize_t got = fd < 0 ? -1 : read(fd, codes, sizeof(codes) - 1);

	if (got <= 0 || pwrite(fd, codes + 1, (size_t)got - 1, 0) < 0 ||
	    ftruncate(fd, got - 1) < 0)
		return 99;
	if (codes[0] == '1')
		(void)fputs("the reason\n", stderr);
	return codes[0] - '0';
}

static int begin(void **state)
{
	(void)scratch_begin(state);
	return setenv(CODES, arena_printf(scratch_arena, "%s/codes", scratch_dir), 1);
}

static int end(void **state)
{
	(void)scratch_end(state);
	return unsetenv(CODES);
}

static struct boot_tried try(const char *codes)
{
	const struct boot_try try = {.driver = "ice",
				     .state_dir = scratch_dir,
				     .end_ms = boot_try_now_ms() + 60000};
	struct boot_tried tried = {0};
	struct nic_err err = {0};

	temp_file(scratch_dir, "codes", 0644, codes);
	if (boot_try_run(&try, scratch_arena, &tried, &err) < 0)
		fail_msg("%s", err.message);
	return tried;
}

static off_t left(void)
{
	struct stat st;

	assert_int_equal(stat(arena_printf(scratch_arena, "%s/codes", scratch_dir), &st),
			 0);
	return st.st_size;
}

static void test_what_is_done_is_not_tried_again(void **state)
{
	struct boot_tried tried = try("00");

	(void)state;
	assert_string_equal(tried.outcome, "unchanged");
	assert_null(tried.message);
	assert_int_equal(left(), 1);
}

static void test_a_refusal_is_tried_again(void **state)
{
	struct boot_tried tried = try("30");

	(void)state;
	assert_string_equal(tried.outcome, "unchanged");
	assert_int_equal(tried.code, EXIT_CODE_DONE);
}

static void test_three_refusals_are_one(void **state)
{
	struct boot_tried tried = try("3330");

	(void)state;
	assert_string_equal(tried.outcome, "refused");
	assert_int_equal(tried.code, EXIT_CODE_REFUSED);
	assert_string_equal(tried.message, "'nicctl apply ice --dry-run' tells why");
	assert_int_equal(left(), 1);
}

static void test_a_failure_before_the_first_step_is_tried_again(void **state)
{
	struct boot_tried tried = try("1110");

	(void)state;
	assert_string_equal(tried.outcome, "failed");
	assert_string_equal(tried.message, "the reason");
	assert_int_equal(left(), 1);
	tried = try("130");
	assert_string_equal(tried.outcome, "unchanged");
}

static void test_what_was_taken_back_is_not_tried_again(void **state)
{
	struct boot_tried tried = try("40");

	(void)state;
	assert_string_equal(tried.outcome, "rolled-back");
	assert_int_equal(left(), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_done_is_not_tried_again),
		TEST(test_a_refusal_is_tried_again),
		TEST(test_three_refusals_are_one),
		TEST(test_a_failure_before_the_first_step_is_tried_again),
		TEST(test_what_was_taken_back_is_not_tried_again),
	};

	if (argc > 1 && strcmp(argv[1], "apply") == 0)
		return end_as_told();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
