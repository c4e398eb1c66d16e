/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Firmware files: where they are looked for, for which cards, and the version of a
 * package for ice, also out of files that are none. And which lines of the kernel log are
 * kept. */
#include "test.h"

#include <stdlib.h>

#include "firmware.h"
#include "pciserial.h"
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

static void put_file(const char *root, const char *path)
{
	char text[512];
	FILE *file;

	temp_folders(root, path);
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
		modfile->name = "ice";
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

static void put_text(const char *root, const char *path, const void *text, size_t bytes)
{
	char name[512];
	FILE *file;

	temp_folders(root, path);
	(void)snprintf(name, sizeof(name), "%s/%s", root, path);
	file = fopen(name, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, bytes, file), bytes);
	assert_int_equal(fclose(file), 0);
}

#define PUT_TEXT(root, path, text) put_text(root, path, text, sizeof(text) - 1)

static void ask_for(struct host *host, const char *module, const char *name)
{
	struct modfile *file = ARENA_PUSH(host->arena, &host->files);

	file->path = "/module.ko";
	file->name = module;
	if (name)
		assert_int_equal(strv_push(host->arena, &file->firmware, name), 0);
}

static void test_compressed_files(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();
	char *root = temp_dir_make();
	const struct firmware_file *file;

	(void)state;
	host->kernel.release = "6.1.0-1";
	ask_for(host, "ice", "intel/ice/ddp/ice.pkg");
	put_file(root, "lib/firmware/intel/ice/ddp/ice.pkg.xz");
	put_file(root, "lib/firmware/updates/intel/ice/ddp/ice.pkg.zst");
	file = read_one(host, root); /* what the kernel reads is not known */
	assert_contains(file->path, "/updates/intel/ice/ddp/ice.pkg.zst");
	assert_null(file->problem);
	assert_null(file->version); /* it is not looked into */
	PUT_TEXT(root, "proc/kallsyms",
		 "0000000000000000 t fw_decompress_xz\n0000000000000000 T _text\n");
	file = read_one(host, root);
	assert_contains(file->path, "/lib/firmware/intel/ice/ddp/ice.pkg.xz");
	assert_null(file->problem);
	PUT_TEXT(root, "proc/kallsyms", "0000000000000000 T _text\n");
	file = read_one(host, root);
	assert_contains(file->problem, "this kernel does not read");
	put_file(root, "lib/firmware/intel/ice/ddp/ice.pkg"); /* before compressed ones */
	file = read_one(host, root);
	assert_string_equal(file->version, "1.3.40.2");
	assert_null(file->problem);
	temp_dir_remove(root);
}

static void test_packages_of_cards_and_given_folder(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();
	char *root = temp_dir_make();
	struct nic_err err = {0};

	(void)state;
	host->kernel.release = "6.1.0-1";
	ask_for(host, "ice", "intel/ice/ddp/ice.pkg");
	ARENA_PUSH(host->arena, &host->ports)->serial = "b49691ffffa1b2c3";
	ARENA_PUSH(host->arena, &host->ports)->serial = "b49691ffffffffff";
	PUT_TEXT(root, "sys/module/firmware_class/parameters/path", "/given\n");
	put_file(root, "given/intel/ice/ddp/ice-b49691ffffa1b2c3.pkg");
	PUT_TEXT(root, "lib/firmware/intel/ice/ddp/ice.pkg", "not a package");
	assert_int_equal(firmware_read_files(host, root, &err), 0);
	assert_int_equal(host->firmware_files.n, 2);
	assert_string_equal(host->firmware_files.items[0].name,
			    "intel/ice/ddp/ice-b49691ffffa1b2c3.pkg");
	assert_contains(host->firmware_files.items[0].path, "/given/intel");
	assert_string_equal(host->firmware_files.items[0].version, "1.3.40.2");
	assert_string_equal(host->firmware_files.items[1].problem, "is no DDP package");
	temp_dir_remove(root);
}

static void test_profiles(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();
	char *root = temp_dir_make();
	struct nic_err err = {0};

	(void)state;
	host->kernel.release = "6.1.0-1";
	PUT_TEXT(root, "lib/firmware/intel/i40e/ddp/gtp.pkgo", "");
	PUT_TEXT(root, "lib/firmware/intel/i40e/ddp/README", "");
	ask_for(host, "ice", NULL);
	assert_int_equal(firmware_read_files(host, root, &err), 0);
	assert_int_equal(host->firmware_files.n, 0);
	ask_for(host, "i40e", NULL);
	assert_int_equal(firmware_read_files(host, root, &err), 0);
	assert_int_equal(host->firmware_files.n, 1);
	assert_string_equal(host->firmware_files.items[0].name,
			    "intel/i40e/ddp/gtp.pkgo");
	temp_dir_remove(root);
}

#define CONFIG "sys/bus/pci/devices/0000:5e:00.0/config"

/* Advanced error reporting first, then the serial number. */
static void test_serial_number(void **state)
{
	unsigned char space[4096] = {0};
	struct arena *arena = arena_new();
	char *root = temp_dir_make();
	const char *serial;

	(void)state;
	assert_null(pciserial_read(root, "0000:5e:00.0", arena));
	memcpy(space + 0x100, "\x01\x00\x02\x15", 4);
	memcpy(space + 0x150, "\x03\x00\x01\x00\xc3\xb2\xa1\xff\xff\x91\x96\xb4", 12);
	put_text(root, CONFIG, space, sizeof(space));
	serial = pciserial_read(root, "0000:5e:00.0", arena);
	assert_string_equal(serial, "b49691ffffa1b2c3");
	put_text(root, CONFIG, space, 64); /* what others than root see */
	assert_null(pciserial_read(root, "0000:5e:00.0", arena));
	memcpy(space + 0x150, "\x01\x00\x01\x10", 4); /* a circle */
	put_text(root, CONFIG, space, sizeof(space));
	assert_null(pciserial_read(root, "0000:5e:00.0", arena));
	serial = pciserial_of_text("b4-96-91-ff-ff-A1-b2-c3", arena);
	assert_string_equal(serial, "b49691ffffa1b2c3");
	assert_null(pciserial_of_text("MT2012X03712", arena));
	assert_null(pciserial_of_text("b4-96-91-ff-ff-a1-b2", arena));
	assert_null(pciserial_of_text("b4-96-91-ff-ff-a1-b2-c3-00", arena));
	temp_dir_remove(root);
	arena_free(arena);
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
		cmocka_unit_test(test_compressed_files),
		cmocka_unit_test(test_packages_of_cards_and_given_folder),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_serial_number),
		cmocka_unit_test(test_lines_of_the_kernel_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
