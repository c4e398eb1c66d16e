/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nicctl build reads out of headers and source, and how it handles files. */
#include "test.h"

#include <errno.h>
#include <string.h>

#include "zcbuild.h"
#include "zcfile.h"
#include "zckernel.h"
#include "zcsource.h"

static void reads_defines(void **state)
{
	struct arena *arena = arena_new();
	const char *text = "#define UTS_RELEASE_X \"no\"\n#define UTS_RELEASE \"6.1\"\n"
			   "CONFIG_A=y\nCONFIG_AB=\"sha256\"\nEMPTY =\nLAST = 7";

	(void)state;
	assert_string_equal(zckernel_define(text, "#define UTS_RELEASE", arena), "6.1");
	assert_string_equal(zckernel_define(text, "CONFIG_A", arena), "y");
	assert_string_equal(zckernel_define(text, "CONFIG_AB", arena), "sha256");
	assert_string_equal(zckernel_define(text, "EMPTY", arena), "");
	assert_string_equal(zckernel_define(text, "LAST", arena), "7");
	assert_null(zckernel_define(text, "CONFIG", arena));
	assert_null(zckernel_define("", "CONFIG", arena));
	arena_free(arena);
}

static void reads_version(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(zcsource_version("# SPDX\nVERSION = 6\nPATCHLEVEL = 1\n"
					     "SUBLEVEL = 192\nEXTRAVERSION =\n",
					     arena),
			    "6.1.192");
	assert_null(zcsource_version("VERSION = 6\nPATCHLEVEL = 1\n", arena));
	assert_null(
		zcsource_version("VERSION = six\nPATCHLEVEL = 1\nSUBLEVEL = 2\n", arena));
	assert_null(zcsource_version("VERSION =\nPATCHLEVEL = 1\nSUBLEVEL = 2\n", arena));
	assert_null(zcsource_version("", arena));
	arena_free(arena);
}

static void names_flavours(void **state)
{
	(void)state;
	assert_string_equal(zcbuild_flavour_name(ZCBUILD_RELOAD), "reload");
	assert_string_equal(zcbuild_flavour_name(ZCBUILD_HANDOVER), "handover");
	assert_null(zcbuild_flavour_name(ZCBUILD_FLAVOURS));
}

static void tells_missing_files(void **state)
{
	struct nic_err err = {0};
	uint64_t sum = 1;

	(void)state;
	assert_int_equal(zcfile_sum("/nonexistent", &sum, &err), -ENOENT);
	assert_int_equal(sum, 1);
	assert_non_null(strstr(err.message, "/nonexistent"));
	assert_int_equal(zcfile_remove_tree("/nonexistent", &err), 0);
	assert_int_equal(zcfile_copy("/nonexistent", "/dev/null/x", &err), -ENOENT);
	assert_int_equal(zcfile_make_folder("/dev/null/x", &err), -ENOTDIR);
	assert_int_equal(zcfile_write("/nonexistent/x", "text", &err), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_defines),
		cmocka_unit_test(reads_version),
		cmocka_unit_test(names_flavours),
		cmocka_unit_test(tells_missing_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
