/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: configuration that goes by the name of the driver. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

#define RULE "driver-match"

static struct driver_match *line(struct scene *scene, const char *driver)
{
	struct driver_match *match =
		ARENA_PUSH(scene->host->arena, &scene->host->driver_matches);

	match->file = "/etc/systemd/network/10-capture.network";
	match->line = 2;
	match->says = arena_printf(scene->host->arena, "Driver=%s", driver);
	fake_push(scene->host, &match->drivers, driver);
	return match;
}

/* The ports of ice move to ice_zc. */
static void handover(struct scene *scene)
{
	struct modfile *file = fake_file(scene->host, "ice_zc", "/lib/ice_zc.ko");
	struct param_decl *decl = ARENA_PUSH(scene->host->arena, &file->params);

	file->nicctl_zc = "flavour=handover overlay=1 kernel=6.1";
	*decl = (struct param_decl){"ports", "array of charp"};
	scene->request.strategy = STRATEGY_HANDOVER;
}

static void named(struct scene *scene)
{
	handover(scene);
	(void)line(scene, "ice");
}

static void pattern(struct scene *scene)
{
	handover(scene);
	(void)line(scene, "[a-i]ce");
}

static void inverted(struct scene *scene)
{
	handover(scene);
	line(scene, "ice")->is_inverted = true;
}

static void both_named(struct scene *scene)
{
	handover(scene);
	fake_push(scene->host, &line(scene, "ice")->drivers, "ice-zc");
}

static void pattern_for_both(struct scene *scene)
{
	handover(scene);
	(void)line(scene, "ice*");
}

static void part_of_a_name(struct scene *scene)
{
	handover(scene);
	(void)line(scene, "ic");
	(void)line(scene, "nice");
}

static void other_driver(struct scene *scene)
{
	handover(scene);
	(void)line(scene, "i40e");
}

static void new_one_only(struct scene *scene)
{
	handover(scene);
	(void)line(scene, "ice_zc");
}

static void reload(struct scene *scene)
{
	(void)line(scene, "ice");
}

static const struct guard_case cases[] = {
	CASE(named, RULE, WARN,
	     "/etc/systemd/network/10-capture.network, line 2, picks devices by their "
	     "driver (Driver=ice): it may no longer apply to ens1f0, ens1f1, whose "
	     "driver will be ice_zc",
	     "MAC address"),
	CASE(pattern, RULE, WARN, "(Driver=[a-i]ce): it may no longer", "both drivers"),
	CASE(inverted, RULE, WARN, "it may begin to apply to ens1f0", "both drivers"),

	SILENT(handover, RULE),
	SILENT(both_named, RULE),
	SILENT(pattern_for_both, RULE),
	SILENT(part_of_a_name, RULE),
	SILENT(other_driver, RULE),
	SILENT(new_one_only, RULE),
	SILENT(reload, RULE),
};

const struct guard_cases guard_cases_match = {cases, NIC_ARRAY_SIZE(cases)};
