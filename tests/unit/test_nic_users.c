/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Open device files: found by what they pin, once for each process and file. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "devices.h"

/* /dev/zero plays the device (memory devices: Documentation/admin-guide/devices.txt). */
#define ZERO_MAJOR 1
#define ZERO_MINOR 5

static const char *module_of_zero(void *ctx, unsigned int major, unsigned int minor)
{
	(void)ctx;
	return major == ZERO_MAJOR && minor == ZERO_MINOR ? "nicpin" : NULL;
}

static struct host *host_with_module(int64_t refcnt, bool has_details)
{
	struct host *host = host_new();
	struct module *module;

	assert_non_null(host);
	module = ARENA_PUSH(host->arena, &host->modules);
	assert_non_null(module);
	module->name = "nicpin";
	module->has_refcnt = true;
	module->refcnt = refcnt;
	module->has_details = has_details;
	assert_int_equal(strv_push(host->arena, &module->holders, "holder"), 0);
	return host;
}

static size_t count_own(struct host *host)
{
	struct nic_err err;
	size_t n = 0;

	if (devices_collect_users(host, module_of_zero, NULL, &err) < 0)
		fail_msg("%s", err.message);
	for (size_t i = 0; i < host->users.n; i++) {
		const struct device_user *user = &host->users.items[i];

		if (user->pid != (uint32_t)getpid() ||
		    strcmp(user->path, "/dev/zero") != 0)
			continue;
		assert_string_equal(user->module, "nicpin");
		assert_string_equal(user->comm, "test_nic_users");
		assert_null(user->port);
		n++;
	}
	return n;
}

static void test_file_that_pins_a_module(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = host_with_module(2, true);
	int first = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	int second = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_true(first >= 0 && second >= 0);
	assert_int_equal(count_own(host), 1);
	close(first);
	close(second);
}

static void test_nothing_open(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = host_with_module(2, true);

	(void)state;
	assert_int_equal(count_own(host), 0);
}

/* Holders account for all references: nobody else can be behind them. */
static void test_module_without_unknown_users(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = host_with_module(1, true);
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(count_own(host), 0);
	close(fd);
}

static void test_module_that_does_not_matter(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = host_with_module(2, false);
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(count_own(host), 0);
	assert_int_equal(host->not_read.n, 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_file_that_pins_a_module),
		cmocka_unit_test(test_nothing_open),
		cmocka_unit_test(test_module_without_unknown_users),
		cmocka_unit_test(test_module_that_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
