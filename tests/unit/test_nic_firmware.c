/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firmware files: where they are looked for, and the version of a package for ice, also
 * out of files that are none. And which lines of the kernel log are kept. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "firmware.h"
#include "random.h"
#include "temp_dir.h"

/* Two segments, the metadata second. */
static const unsigned char package[] = {
	1, 0, 0, 0, 2, 0, 0, 0, 16, 0, 0, 0, 60, 0, 0, 0,
	/* type 0x10, format, size, name */
	0x10, 0, 0, 0, 1, 3, 0, 0, 44, 0, 0, 0, 'i', 'c', 'e', 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/* type 1, … , version 1.3.40.2 */
	1, 0, 0, 0, 1, 0, 0, 0, 48, 0, 0, 0, 'm', 'e', 't', 'a', 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 40, 2};

static void test_package_version(void **state)
{
	char version[16] = "";

	(void)state;
	assert_true(firmware_package_version(package, sizeof(package), version,
					     sizeof(version)));
	assert_string_equal(version, "1.3.40.2");
	for (size_t n = 0; n < sizeof(package); n++)
		assert_false(
			firmware_package_version(package, n, version, sizeof(version)));
}

/* Under the sanitizers: no byte outside is read, whatever the offsets say. */
static void test_damaged_packages(void **state)
{
	char version[16];

	(void)state;
	random_start();
	for (int i = 0; i < 20000; i++) {
		size_t n = random_below(sizeof(package) + 1);
		unsigned char *copy = malloc(n ? n : 1);

		assert_non_null(copy);
		memcpy(copy, package, n);
		for (int hits = 0; n && hits < 4; hits++)
			copy[random_below((unsigned int)n)] =
				(unsigned char)random_below(256);
		(void)firmware_package_version(copy, n, version, sizeof(version));
		free(copy);
	}
}

static void make_folders(const char *root, const char *path)
{
	char text[512];

	for (const char *slash = strchr(path, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		(void)snprintf(text, sizeof(text), "%s/%.*s", root, (int)(slash - path),
			       path);
		assert_true(mkdir(text, 0755) == 0 || errno == EEXIST);
	}
}

static void put_file(const char *root, const char *path)
{
	char text[512];
	FILE *file;

	make_folders(root, path);
	(void)snprintf(text, sizeof(text), "%s/%s", root, path);
	file = fopen(text, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(package, 1, sizeof(package), file), sizeof(package));
	assert_int_equal(fclose(file), 0);
}

static const struct firmware_file *read_one(struct host *host, const char *root)
{
	struct nic_err err = {0};

	host->firmware_files.n = 0;
	assert_int_equal(firmware_read_files(host, root, &err), 0);
	assert_int_equal(host->firmware_files.n, 1); /* named twice, listed once */
	return &host->firmware_files.items[0];
}

static void test_files_are_looked_for_where_the_kernel_looks(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();
	char *root = temp_dir_make();
	const struct firmware_file *file;

	(void)state;
	host->kernel.release = "6.1.0-1";
	for (int i = 0; i < 2; i++) {
		struct modfile *modfile = ARENA_PUSH(host->arena, &host->files);

		modfile->path = "/ice.ko";
		assert_int_equal(strv_push(host->arena, &modfile->firmware,
					   "intel/ice/ddp/ice.pkg"),
				 0);
	}
	file = read_one(host, root);
	assert_null(file->path);
	assert_null(file->version);
	put_file(root, "lib/firmware/intel/ice/ddp/ice.pkg.xz");
	file = read_one(host, root);
	assert_contains(file->path, "/lib/firmware/intel/ice/ddp/ice.pkg.xz");
	put_file(root, "lib/firmware/intel/ice/ddp/ice.pkg");
	file = read_one(host, root);
	assert_string_equal(file->name, "intel/ice/ddp/ice.pkg");
	assert_string_equal(file->version, "1.3.40.2");
	put_file(root, "lib/firmware/updates/6.1.0-1/intel/ice/ddp/ice.pkg");
	file = read_one(host, root);
	assert_contains(file->path, "/lib/firmware/updates/6.1.0-1/");
	temp_dir_remove(root);
}

static void test_lines_of_the_kernel_log(void **state)
{
	(void)state;
	assert_true(firmware_log_line("infiniband irdma0: ice 0000:02:00.0: HMC Error"));
	assert_true(firmware_log_line("ice 0000:02:00.0: The DDP package file was not "
				      "found or could not be read. Entering Safe Mode"));
	assert_true(firmware_log_line("i40e 0000:01:00.0: The driver for the device "
				      "detected a newer version of the NVM image v1.15"));
	assert_false(firmware_log_line("ice 0000:02:00.0 eth1: NIC Link is up 25 Gbps"));
	assert_false(firmware_log_line(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_package_version),
		cmocka_unit_test(test_damaged_packages),
		cmocka_unit_test(test_files_are_looked_for_where_the_kernel_looks),
		cmocka_unit_test(test_lines_of_the_kernel_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
