/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernels' own files, as far as tests/lab has unpacked them: symbol versions in plain
 * and compressed modules of several kernels. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>
#include <glob.h>

#include "modfile.h"

struct known_crc {
	const char *release;
	const char *symbol;
	uint32_t crc;
};

/* Read off with other means: modprobe --dump-modversions irdma.ko. */
static const struct known_crc known_crcs[] = {
	{"6.1.0-56-amd64", "ice_add_rdma_qset", 0x15f042b5},
	{"6.1.0-56-amd64", "ice_get_qos_params", 0xde283e11},
	{"6.1.0-56-amd64", "i40e_client_device_register", 0xe721419a},
	{"6.12.117+deb12-amd64", "ice_add_rdma_qset", 0x526c0b11},
	{"6.12.117+deb12-amd64", "ice_rdma_request_reset", 0x63636d00},
	{"6.12.117+deb12-amd64", "i40e_client_device_unregister", 0xe3902beb},
};

/* All unpacked kernels' files whose path ends so. */
static size_t find_files(const char *end, glob_t *ret_files)
{
	const char *cache = getenv("NICCTL_LAB_CACHE");
	const char *xdg = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	char pattern[4096];

	if (cache)
		(void)snprintf(pattern, sizeof(pattern), "%s", cache);
	else if (xdg)
		(void)snprintf(pattern, sizeof(pattern), "%s/nicctl-lab", xdg);
	else
		(void)snprintf(pattern, sizeof(pattern), "%s/.cache/nicctl-lab",
			       home ? home : "");
	(void)snprintf(pattern + strlen(pattern), sizeof(pattern) - strlen(pattern),
		       "/kernels/*/lib/modules/*/kernel/%s", end);
	return glob(pattern, 0, NULL, ret_files) == 0 ? ret_files->gl_pathc : 0;
}

static void must_read(struct arena *arena, const char *path, struct modfile *ret)
{
	assert_int_equal(modfile_read(arena, path, NULL, "x86_64", ret), 0);
	if (ret->problem)
		fail_msg("%s %s", path, ret->problem);
}

static const struct symbol *find(const struct symbol_list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++) {
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	}
	return NULL;
}

static void check_known(const struct modfile *file, const struct symbol_list *symbols)
{
	for (size_t i = 0; i < sizeof(known_crcs) / sizeof(known_crcs[0]); i++) {
		const struct known_crc *known = &known_crcs[i];
		const struct symbol *symbol = find(symbols, known->symbol);

		if (symbol &&
		    strncmp(file->vermagic, known->release, strlen(known->release)) == 0)
			assert_int_equal(symbol->crc, known->crc);
	}
}

/* What irdma needs of a driver has the CRC with which that driver offers it. */
static void compare(const struct modfile *irdma, const struct modfile *driver)
{
	const struct symbol *need;
	size_t n = 0;

	for (size_t i = 0; i < driver->offers.n; i++) {
		need = find(&irdma->needs, driver->offers.items[i].name);
		if (!need || strcmp(irdma->vermagic, driver->vermagic) != 0)
			continue;
		assert_true(need->has_crc && driver->offers.items[i].has_crc);
		assert_int_equal(need->crc, driver->offers.items[i].crc);
		n++;
	}
	if (strcmp(irdma->vermagic, driver->vermagic) == 0)
		assert_true(n >= 2);
	check_known(irdma, &irdma->needs);
	check_known(driver, &driver->offers);
}

static void compare_with_all(const char *pattern)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	glob_t holders = {0}, drivers = {0};
	struct modfile irdma, driver;

	(void)find_files("drivers/infiniband/hw/irdma/irdma.ko*", &holders);
	(void)find_files(pattern, &drivers);
	for (size_t i = 0; i < holders.gl_pathc; i++) {
		must_read(arena, holders.gl_pathv[i], &irdma);
		assert_true(irdma.depends.n >= 4);
		assert_true(irdma.is_signed);
		assert_non_null(irdma.signer);
		assert_non_null(irdma.build_id);
		for (size_t k = 0; k < drivers.gl_pathc; k++) {
			must_read(arena, drivers.gl_pathv[k], &driver);
			compare(&irdma, &driver);
		}
	}
	globfree(&holders);
	globfree(&drivers);
}

static void test_ice(void **state)
{
	(void)state;
	compare_with_all("drivers/net/ethernet/intel/ice/ice.ko*");
}

static void test_i40e(void **state)
{
	(void)state;
	compare_with_all("drivers/net/ethernet/intel/i40e/i40e.ko*");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ice),
		cmocka_unit_test(test_i40e),
	};
	glob_t files = {0};

	if (!find_files("drivers/infiniband/hw/irdma/irdma.ko*", &files)) {
		(void)fprintf(stderr, "skipped: tests/lab has unpacked no kernel\n");
		return 77;
	}
	globfree(&files);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
