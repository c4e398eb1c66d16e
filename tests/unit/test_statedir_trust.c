/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose transactions are believed: those that nobody but root could have written. */
#include "test.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "private_root.h"
#include "statedir.h"
#include "temp_dir.h"

#define DIR "/var/nicctl"

static void believe(int wanted, const char *words)
{
	struct nic_err err = {0};
	int r = statedir_believe(DIR, &err);

	if (r != wanted)
		fail_msg("it is %d: %s", r, err.message);
	if (words)
		assert_non_null(strstr(err.message, words));
}

static void mode(const char *path, mode_t bits)
{
	assert_int_equal(chmod(path, bits), 0);
}

static void test_each_folder_counts(void **state)
{
	static const char *const folders[] = {DIR "/transactions", DIR, "/var"};

	(void)state;
	believe(0, NULL); /* there is none yet */
	temp_folders("", DIR "/");
	mode("/var", 0755);
	mode(DIR, 0700);
	believe(0, NULL);
	temp_folders("", DIR "/transactions/");
	mode(DIR "/transactions", 0700);
	believe(0, NULL);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(folders); i++) {
		mode(folders[i], 0775);
		believe(-EPERM, folders[i]);
		mode(folders[i], 0757);
		believe(-EPERM, "writable by others than its owner");
		mode(folders[i], 0755);
		believe(0, NULL);
	}
}

static void test_where_a_link_leads(void **state)
{
	(void)state;
	temp_folders("", "/elsewhere/transactions/");
	mode("/elsewhere", 0777);
	assert_int_equal(rename(DIR, "/var/before"), 0);
	assert_int_equal(symlink("/elsewhere", DIR), 0);
	believe(-EPERM, "/elsewhere");
	mode("/elsewhere", 0755);
	mode("/elsewhere/transactions", 0755);
	believe(0, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_folder_counts),
		cmocka_unit_test(test_where_a_link_leads),
	};

	private_root_enter();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
