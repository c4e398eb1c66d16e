/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Causes, hints and wrapping. */
#include "test.h"

#include <errno.h>

#include "err.h"

static void test_set_writes_the_cause_and_clears_the_hint(void **state)
{
	struct nic_err err = {.hint = "old"};

	(void)state;
	assert_int_equal(nic_err_set(&err, -ENOENT, "no '%s'", "ice"), -ENOENT);
	assert_string_equal(err.message, "no 'ice'");
	assert_string_equal(err.hint, "");
	nic_err_hint(&err, "load %s", "it");
	assert_string_equal(err.hint, "load it");
}

static void test_wrap_puts_the_place_before_the_cause(void **state)
{
	struct nic_err err;

	(void)state;
	nic_err_set(&err, -EIO, "broken");
	nic_err_hint(&err, "mend it");
	assert_int_equal(nic_err_wrap(&err, -EIO, "file '%s'", "x"), -EIO);
	assert_string_equal(err.message, "file 'x': broken");
	assert_string_equal(err.hint, "mend it");
}

static void test_null_only_passes_the_code_on(void **state)
{
	(void)state;
	assert_int_equal(nic_err_set(NULL, -EPERM, "x"), -EPERM);
	nic_err_hint(NULL, "x");
	assert_int_equal(nic_err_wrap(NULL, -EPERM, "x"), -EPERM);
}

static void test_long_texts_are_cut(void **state)
{
	struct nic_err err;

	(void)state;
	nic_err_set(&err, -1, "%0*d", 2000, 1);
	assert_int_equal(strlen(err.message), NIC_ERR_TEXT_BYTES - 1);
	nic_err_hint(&err, "%0*d", 2000, 1);
	assert_int_equal(strlen(err.hint), NIC_ERR_TEXT_BYTES - 1);
	for (int i = 0; i < 3; i++)
		nic_err_wrap(&err, -1, "%0*d", 300, 2);
	assert_int_equal(strlen(err.message), NIC_ERR_TEXT_BYTES - 1);
	nic_err_wrap(&err, -1, "%0*d", 2000, 3);
	assert_int_equal(strlen(err.message), NIC_ERR_TEXT_BYTES - 1);
}

static void test_errno_is_kept(void **state)
{
	struct nic_err err;

	(void)state;
	errno = EXDEV;
	nic_err_set(&err, -1, "%s", "x");
	nic_err_hint(&err, "%s", "x");
	nic_err_wrap(&err, -1, "%s", "x");
	assert_int_equal(errno, EXDEV);
}

static void test_strerror_takes_both_signs(void **state)
{
	(void)state;
	assert_string_equal(nic_strerror(-ENOENT), "No such file or directory");
	assert_string_equal(nic_strerror(ENOENT), "No such file or directory");
	assert_non_null(nic_strerror(99999));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_writes_the_cause_and_clears_the_hint),
		cmocka_unit_test(test_wrap_puts_the_place_before_the_cause),
		cmocka_unit_test(test_null_only_passes_the_code_on),
		cmocka_unit_test(test_long_texts_are_cut),
		cmocka_unit_test(test_errno_is_kept),
		cmocka_unit_test(test_strerror_takes_both_signs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
