/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds a module in images as Debian and RHEL make them, and tells what is wrong with
 * those that are cut short, damaged, or no images at all. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "initramfs.h"
#include "macro.h"
#include "scratch.h"
#include "temp_dir.h"

#define RELEASE "6.1.0-9-amd64"
#define STOCK "usr/lib/modules/" RELEASE "/kernel/drivers/net/ethernet/intel/ice/ice.ko"

/* An image that grows. */
struct image {
	unsigned char bytes[65536];
	size_t n;
};

static void put(struct image *image, const void *bytes, size_t n)
{
	assert_true(image->n + n <= sizeof(image->bytes));
	memcpy(image->bytes + image->n, bytes, n);
	image->n += n;
}

static void pad(struct image *image, size_t to)
{
	while (image->n % to)
		put(image, "", 1);
}

static void add(struct image *image, const char *name, const char *text)
{
	char header[160];

	(void)snprintf(header, sizeof(header),
		       "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", 1U,
		       0100644U, 0U, 0U, 1U, 0U, (unsigned int)strlen(text), 0U, 0U, 0U,
		       0U, (unsigned int)strlen(name) + 1, 0U);
	put(image, header, 110);
	put(image, name, strlen(name) + 1);
	pad(image, 4);
	put(image, text, strlen(text));
	pad(image, 4);
}

static void finish(struct image *image)
{
	add(image, "TRAILER!!!", "");
	pad(image, 512);
}

static char *write_image(const struct image *image, const char *name)
{
	char *path = arena_printf(scratch_arena, "%s/%s", scratch_dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, image->bytes, image->n), (ssize_t)image->n);
	assert_int_equal(close(fd), 0);
	return path;
}

/* Appends what @program (with its arguments up to NULL) makes of @inner. False: there is
 * no such program. */
static bool pack(struct image *image, const struct image *inner, char *const program[])
{
	char *from = write_image(inner, "inner"),
	     *to = arena_printf(scratch_arena, "%s/packed", scratch_dir);
	posix_spawn_file_actions_t actions;
	extern char **environ;
	unsigned char bytes[65536];
	int status, fd;
	ssize_t got;
	pid_t pid;

	assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
	assert_int_equal(posix_spawn_file_actions_addopen(&actions, 0, from, O_RDONLY, 0),
			 0);
	assert_int_equal(posix_spawn_file_actions_addopen(
				 &actions, 1, to, O_WRONLY | O_CREAT | O_TRUNC, 0600),
			 0);
	status = posix_spawnp(&pid, program[0], &actions, NULL, program, environ);
	(void)posix_spawn_file_actions_destroy(&actions);
	if (status != 0)
		return false;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return false;
	assert_int_equal(status, 0);
	fd = open(to, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	got = read(fd, bytes, sizeof(bytes));
	assert_true(got > 0);
	put(image, bytes, (size_t)got);
	(void)close(fd);
	return true;
}

static int look(const char *path, struct initramfs *ret, struct nic_err *err)
{
	*ret = (struct initramfs){0};
	*err = (struct nic_err){0};
	return initramfs_read(path, RELEASE, "ice", 0, scratch_arena, ret, err);
}

static void microcode(struct image *image)
{
	add(image, "kernel/x86/microcode/GenuineIntel.bin", "not for us");
	finish(image);
}

static void fill(struct image *image)
{
	add(image, "init", "#!/bin/sh\n");
	add(image, "usr/lib/modules/5.10.0/kernel/ice.ko", "of another kernel");
	add(image, "usr/lib/modules/" RELEASE "/kernel/icewm.ko", "another name");
	add(image, STOCK ".xz", "no ELF file, which is fine: the name counts");
	add(image, "usr/lib/firmware/intel/ice/ddp/ice.pkg", "package");
	finish(image);
}

static void check_found(const char *path)
{
	struct initramfs found;
	struct nic_err err;

	if (look(path, &found, &err) < 0)
		fail_msg("%s %s", path, err.message);
	assert_non_null(found.path);
	assert_string_equal(found.path,
			    "kernel/drivers/net/ethernet/intel/ice/ice.ko.xz");
	assert_true(found.has_ddp);
	assert_null(found.build_id);
}

static void test_plain_archives_one_after_the_other(void **state)
{
	struct image image = {.n = 0};

	(void)state;
	microcode(&image);
	fill(&image);
	check_found(write_image(&image, "image"));
}

static void test_every_compression_behind_microcode(void **state)
{
	static char *const programs[][4] = {
		{"gzip", "-c", NULL},	    {"xz", "-c", NULL},
		{"zstd", "-c", "-q", NULL}, {"lz4", "-c", "-q", NULL},
		{"lz4", "-l", "-c", NULL},  {"bzip2", "-c", NULL},
		{"lzma", "-c", NULL},
	};
	size_t tried = 0;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(programs); i++) {
		struct image image = {.n = 0}, inner = {.n = 0};
		struct initramfs found;
		struct nic_err err;
		char *path;

		fill(&inner);
		microcode(&image);
		if (!pack(&image, &inner, programs[i]))
			continue;
		tried++;
		path = write_image(&image, programs[i][0]);
#ifdef NICCTL_HAS_LIBARCHIVE
		check_found(path);
		image.n -= 20; /* within the compressed part */
		path = write_image(&image, "cut");
		assert_int_equal(look(path, &found, &err) < 0, true);
		assert_non_null(err.message[0] ? err.message : NULL);
#else
		assert_int_equal(look(path, &found, &err), -EOPNOTSUPP);
		assert_contains(err.message, "without libarchive");
#endif
	}
	assert_true(tried >= 2); /* gzip and xz are everywhere */
}

static void test_no_module_is_no_error(void **state)
{
	struct image image = {.n = 0};
	struct initramfs found;
	struct nic_err err;

	(void)state;
	microcode(&image);
	assert_int_equal(look(write_image(&image, "image"), &found, &err), 0);
	assert_null(found.path);
	assert_false(found.has_ddp);
}

/* Cut at every byte: told of, or at the end of an archive; never found where it is not.
 */
static void test_cut_anywhere(void **state)
{
	struct image whole = {.n = 0};
	size_t complete = 0;

	(void)state;
	microcode(&whole);
	fill(&whole);
	for (size_t n = 1; n < whole.n; n += 7) {
		struct image image = whole;
		struct initramfs found;
		struct nic_err err;
		int r;

		image.n = n;
		r = look(write_image(&image, "image"), &found, &err);
		if (r < 0)
			assert_non_null(strchr(err.message, ' '));
		complete += r == 0;
	}
	/* after either trailer, in the zeros */
	assert_in_range(complete, 1, 2 * 512 / 7);
}

static void test_what_is_no_image(void **state)
{
	static const struct {
		const char *text, *says;
	} files[] = {
		{"This is not an image.", "format that nicctl does not know"},
		{"07070", "format that nicctl does not know"},
		{"070701zzzz", "cut short"},
		{"\037\213 not gzip", ""},
	};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(files); i++) {
		struct initramfs found;
		struct nic_err err;

		temp_file(scratch_dir, "image", 0600, files[i].text);
		assert_int_equal(
			look(arena_printf(scratch_arena, "%s/image", scratch_dir), &found,
			     &err) < 0,
			true);
#ifdef NICCTL_HAS_LIBARCHIVE
		assert_contains(err.message, files[i].says);
#endif
		assert_non_null(err.message[0] ? err.message : NULL);
	}
}

static void test_a_header_that_claims_too_much(void **state)
{
	struct image image = {.n = 0};
	struct initramfs found;
	struct nic_err err;

	(void)state;
	add(&image, STOCK, "x");
	memcpy(image.bytes + 6 + 6 * 8, "FFFFFFF0", 8); /* its size */
	finish(&image);
	assert_int_equal(look(write_image(&image, "image"), &found, &err), -EINVAL);
	assert_contains(err.message, "4294967280 bytes");
	memcpy(image.bytes + 6 + 11 * 8, "00FFFFFF", 8); /* its name's length */
	assert_int_equal(look(write_image(&image, "image"), &found, &err), -EINVAL);
	assert_contains(err.message, "is damaged");
}

static void test_files_that_cannot_be_read(void **state)
{
	struct initramfs found;
	struct nic_err err;

	(void)state;
	assert_int_equal(look("/nonexistent/image", &found, &err), -ENOENT);
	assert_contains(err.message, "cannot be opened");
	assert_int_equal(look(scratch_dir, &found, &err), -EINVAL);
	assert_contains(err.message, "no regular file");
	temp_file(scratch_dir, "image", 0600, "");
	assert_int_equal(
		look(arena_printf(scratch_arena, "%s/image", scratch_dir), &found, &err),
		-EINVAL);
	assert_contains(err.message, "is empty");
}

/* Zeros may stand between archives, however many. */
static void test_a_time_limit_ends_it(void **state)
{
	const char *path = arena_printf(scratch_arena, "%s/large", scratch_dir);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	struct initramfs found;
	struct nic_err err = {0};

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 512L * 1024 * 1024), 0);
	(void)close(fd);
	assert_int_equal(
		initramfs_read(path, RELEASE, "ice", 1, scratch_arena, &found, &err),
		-ETIME);
	assert_string_equal(err.message, "takes more than 1 ms to be read");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_plain_archives_one_after_the_other,
						scratch_begin, scratch_end),
		cmocka_unit_test_setup_teardown(test_every_compression_behind_microcode,
						scratch_begin, scratch_end),
		cmocka_unit_test_setup_teardown(test_no_module_is_no_error, scratch_begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(test_cut_anywhere, scratch_begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(test_what_is_no_image, scratch_begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(test_a_header_that_claims_too_much,
						scratch_begin, scratch_end),
		cmocka_unit_test_setup_teardown(test_a_time_limit_ends_it, scratch_begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(test_files_that_cannot_be_read,
						scratch_begin, scratch_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
