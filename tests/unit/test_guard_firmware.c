/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules about firmware and DDP packages: which ports they name, when they refuse, and
 * when they have nothing to say. */
#include "test.h"

#include "compat_table.h"
#include "fake_host.h"
#include "guard.h"

#define PACKAGE "intel/ice/ddp/ice.pkg"
#define OF_CARD "intel/ice/ddp/ice-b49691ffffa1b2c3.pkg"

struct scene {
	struct host *host;
	struct request request;
};

static struct port *port(struct scene *scene, const char *address)
{
	for (size_t i = 0; i < scene->host->ports.n; i++) {
		if (strcmp(scene->host->ports.items[i].address, address) == 0)
			return &scene->host->ports.items[i];
	}
	fail_msg("no port %s", address);
	return NULL;
}

/* What the driver tells of the port: its firmware, and the package it has loaded. */
static void tells(struct scene *scene, const char *address, const char *package)
{
	struct port *it = port(scene, address);

	it->driver_version = FAKE_RELEASE;
	it->firmware_version = "4.40 0x8001c7d4 1.3534.0";
	*ARENA_PUSH(scene->host->arena, &it->devlink) =
		(struct devlink_version){"fw.mgmt", "running", "7.4.13"};
	*ARENA_PUSH(scene->host->arena, &it->devlink) =
		(struct devlink_version){"fw.app", "running", package};
}

static void has_file(struct scene *scene, const char *name, const char *path,
		     const char *version, const char *problem)
{
	*ARENA_PUSH(scene->host->arena, &scene->host->firmware_files) =
		(struct firmware_file){name, path, version, problem};
}

static struct scene begin(const char *package)
{
	struct scene scene = {fake_incident("6.1"), {.driver = "ice"}};

	fake_push(scene.host, &fake_file_of(scene.host, "ice")->firmware, PACKAGE);
	tells(&scene, "0000:5e:00.0", package);
	tells(&scene, "0000:5e:00.1", package);
	return scene;
}

/* The only verdict of @rule; NULL: it says nothing. */
static const struct verdict *verdict(struct scene *scene, const char *rule)
{
	const struct verdict *found = NULL;
	struct verdicts verdicts;
	struct nic_err err = {0};
	struct plan *plan;

	assert_int_equal(plan_make(scene->host, &scene->request, &plan, &err), 0);
	assert_int_equal(guard_check(scene->host, &scene->request, plan,
				     scene->host->arena, &verdicts, &err),
			 0);
	for (size_t i = 0; i < verdicts.n; i++) {
		if (strcmp(verdicts.items[i].rule, rule) != 0)
			continue;
		if (found)
			fail_msg("two verdicts of %s: %s; %s", rule, found->message,
				 verdicts.items[i].message);
		found = &verdicts.items[i];
	}
	plan_free(plan);
	return found;
}

static void assert_says(struct scene *scene, const char *rule, enum verdict_level level,
			const char *text)
{
	const struct verdict *found = verdict(scene, rule);

	if (!found)
		fail_msg("%s says nothing", rule);
	else if (found->level != level || !strstr(found->message, text))
		fail_msg("%s: level %d: %s", rule, (int)found->level, found->message);
	assert_true((found->remedy != NULL) == (level != VERDICT_PASS));
	host_free(scene->host);
}

static void assert_silent(struct scene *scene, const char *rule)
{
	const struct verdict *found = verdict(scene, rule);

	if (found)
		fail_msg("%s says: %s", rule, found->message);
	host_free(scene->host);
}

static void test_package(void **state)
{
	struct scene scene = begin("1.3.36.0");

	(void)state;
	has_file(&scene, PACKAGE, "/lib/firmware/ice.pkg", "1.3.36.0", NULL);
	assert_says(&scene, "ddp-package", VERDICT_PASS,
		    "ens1f0, ens1f1: DDP package 1.3.36.0 is there: /lib/firmware");

	scene = begin("1.3.36.0");
	has_file(&scene, PACKAGE, NULL, NULL, NULL);
	assert_says(&scene, "ddp-package", VERDICT_REFUSE, "would be in safe mode");

	scene = begin("0.0.0.0");
	has_file(&scene, PACKAGE, NULL, NULL, NULL);
	assert_says(&scene, "ddp-package", VERDICT_WARN, "stays in safe mode");

	scene = begin("1.3.36.0");
	has_file(&scene, PACKAGE, "/ice.pkg.zst", NULL, "is compressed with zstd, which");
	assert_says(&scene, "ddp-package", VERDICT_REFUSE,
		    "'/ice.pkg.zst' is compressed");
}

/* A driver that tells nothing of its package is not known to be in safe mode. */
static void test_package_not_known(void **state)
{
	struct scene scene = begin("1.3.36.0");

	(void)state;
	port(&scene, "0000:5e:00.0")->devlink.n = 0;
	port(&scene, "0000:5e:00.1")->devlink.n = 0;
	has_file(&scene, PACKAGE, NULL, NULL, NULL);
	assert_says(&scene, "ddp-package", VERDICT_REFUSE, "would be in safe mode");

	scene = begin("1.3.36.0"); /* nobody looked for files */
	assert_silent(&scene, "ddp-package");

	scene = begin("1.3.36.0"); /* a driver that asks for none */
	fake_file_of(scene.host, "ice")->firmware.n = 0;
	has_file(&scene, PACKAGE, NULL, NULL, NULL);
	assert_silent(&scene, "ddp-package");
}

static void test_package_of_card(void **state)
{
	struct scene scene = begin("1.3.36.0");

	(void)state;
	port(&scene, "0000:5e:00.0")->serial = "b49691ffffa1b2c3";
	port(&scene, "0000:5e:00.1")->serial = "b49691ffffa1b2c3";
	has_file(&scene, PACKAGE, NULL, NULL, NULL);
	has_file(&scene, OF_CARD, "/updates/card.pkg", "1.3.41.0", NULL);
	assert_says(&scene, "ddp-package", VERDICT_PASS, "1.3.41.0 is there: /updates");

	/* the kernel passes over what it cannot read, the driver takes what is damaged */
	scene = begin("1.3.36.0");
	port(&scene, "0000:5e:00.0")->serial = "b49691ffffa1b2c3";
	port(&scene, "0000:5e:00.1")->serial = "b49691ffffa1b2c3";
	has_file(&scene, PACKAGE, "/ice.pkg", "1.3.36.0", NULL);
	has_file(&scene, OF_CARD, "/card.pkg.zst", NULL, "is compressed with zstd");
	assert_says(&scene, "ddp-package", VERDICT_PASS, "1.3.36.0 is there: /ice.pkg");

	scene = begin("1.3.36.0");
	port(&scene, "0000:5e:00.0")->serial = "b49691ffffa1b2c3";
	port(&scene, "0000:5e:00.1")->serial = "b49691ffffa1b2c3";
	has_file(&scene, PACKAGE, "/ice.pkg", "1.3.36.0", NULL);
	has_file(&scene, OF_CARD, "/card.pkg", NULL, "is no DDP package");
	assert_says(&scene, "ddp-package", VERDICT_REFUSE, "'/card.pkg' is no DDP");
}

static void test_accepted(void **state)
{
	struct scene scene = begin("1.3.36.0");

	(void)state;
	has_file(&scene, PACKAGE, NULL, NULL, NULL);
	fake_push(scene.host, &scene.request.accept_safe_mode, "ens1f0");
	fake_push(scene.host, &scene.request.accept_safe_mode, "5e:00.1");
	assert_says(&scene, "ddp-package", VERDICT_WARN, "this was accepted");

	scene = begin("1.3.36.0");
	has_file(&scene, PACKAGE, "/ice.pkg", "1.3.36.0", NULL);
	fake_push(scene.host, &scene.request.accept_safe_mode, "ens1f9");
	scene.host->firmware_files.n = 0;
	assert_says(&scene, "ddp-package", VERDICT_REFUSE, "'ens1f9'");
}

static const struct compat_table *table_of(struct scene *scene, const char *driver)
{
	struct compat_table *table = NULL;
	struct nic_err err = {0};

	assert_int_equal(compat_table_load(COMPAT_DATA, NULL, driver, scene->host->arena,
					   &table, &err),
			 0);
	assert_non_null(table);
	return table;
}

static void test_versions(void **state)
{
	struct scene scene = begin("1.3.36.0");

	(void)state;
	assert_silent(&scene, "firmware"); /* nothing is known */

	scene = begin("1.3.36.0");
	scene.request.compat = table_of(&scene, "ice");
	assert_says(&scene, "firmware", VERDICT_PASS, "driver-newer, as now");

	scene = begin("1.3.36.0");
	scene.request.compat = table_of(&scene, "ice");
	scene.request.replacement = "/new/ice.ko";
	fake_rebuild(scene.host, "ice", "/new/ice.ko")->version = "1.12.7";
	assert_says(&scene, "firmware", VERDICT_WARN, "driver-older: driver 1.12.7");

	scene = begin("1.3.36.0"); /* a card that does not tell its firmware */
	scene.request.compat = table_of(&scene, "ice");
	port(&scene, "0000:5e:00.0")->firmware_version = NULL;
	port(&scene, "0000:5e:00.1")->firmware_version = NULL;
	assert_silent(&scene, "firmware");

	scene = begin("1.3.36.0"); /* a table of another driver says nothing of ice */
	scene.request.compat = table_of(&scene, "i40e");
	assert_silent(&scene, "firmware");
}

static void test_other_package(void **state)
{
	struct scene scene = begin("1.3.36.0");

	(void)state;
	scene.request.compat = table_of(&scene, "ice");
	has_file(&scene, PACKAGE, "/ice.pkg", "1.4.0.0", NULL);
	assert_says(&scene, "ddp-package", VERDICT_REFUSE, "has version 1.4.0.0, which");
}

static void test_kernel_log(void **state)
{
	struct scene scene = begin("1.3.36.0");

	(void)state;
	assert_silent(&scene, "rdma-errors");

	scene = begin("1.3.36.0");
	fake_push(scene.host, &scene.host->kernel_log,
		  "infiniband irdma0: ice 0000:5e:00.1: HMC Error");
	assert_says(&scene, "rdma-errors", VERDICT_WARN,
		    "ens1f1: the kernel log has HMC");

	scene = begin("1.3.36.0"); /* of a card that stays */
	fake_push(scene.host, &scene.host->kernel_log, "i40e 0000:19:00.0: HMC Error");
	assert_silent(&scene, "rdma-errors");
}

static void test_profiles(void **state)
{
	struct scene scene = begin("1.3.36.0");

	(void)state;
	has_file(&scene, "intel/i40e/ddp/gtp.pkgo", "/lib/gtp.pkgo", NULL, NULL);
	assert_silent(&scene, "ddp-profiles"); /* i40e is not touched */

	scene = begin("1.3.36.0");
	scene.request.driver = "i40e";
	has_file(&scene, "intel/i40e/ddp/gtp.pkgo", "/lib/gtp.pkgo", NULL, NULL);
	assert_says(&scene, "ddp-profiles", VERDICT_WARN, "(gtp.pkgo)");

	scene = begin("1.3.36.0");
	scene.request.driver = "i40e";
	fake_push(scene.host, &scene.host->kernel_log,
		  "i40e 0000:19:00.0 eno1: DDP profile overlaps with existing one.");
	assert_says(&scene, "ddp-profiles", VERDICT_WARN,
		    "eno1: a DDP profile is loaded");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_package),
		cmocka_unit_test(test_package_not_known),
		cmocka_unit_test(test_package_of_card),
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_other_package),
		cmocka_unit_test(test_kernel_log),
		cmocka_unit_test(test_profiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
