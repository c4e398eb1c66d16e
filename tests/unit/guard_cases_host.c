/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: what the kernel and the target are. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

static void no_modules(struct scene *scene)
{
	scene->host->kernel.has_modules = false;
	scene->host->modules.n = 0;
}

static void modules_disabled(struct scene *scene)
{
	scene->host->kernel.modules_disabled = true;
}

static void not_loaded(struct scene *scene)
{
	scene->request.driver = "e1000e";
}

static void built_in(struct scene *scene)
{
	guard_ice(scene)->state = MODULE_BUILTIN;
}

static void still_loading(struct scene *scene)
{
	guard_ice(scene)->state = MODULE_LOADING;
}

static void oops(struct scene *scene)
{
	scene->host->kernel.tainted = 1 << 7;
}

static void warned(struct scene *scene)
{
	scene->host->kernel.tainted = 1 << 9;
}

static void tainted_by_module(struct scene *scene)
{
	scene->host->kernel.tainted = 1 << 12; /* 'O', an out-of-tree module */
}

static void unchanged(struct scene *scene)
{
	scene->request.if_changed = true;
}

static const struct guard_case cases[] = {
	CASE(guard_nothing, "kernel-modules", PASS, FAKE_RELEASE, NULL),
	CASE(no_modules, "kernel-modules", REFUSE, "no loadable modules", "container"),
	CASE(modules_disabled, "kernel-modules", REFUSE, "modules_disabled", "reboot"),

	CASE(guard_nothing, "target", PASS, "ice is loaded, held by irdma", NULL),
	CASE(not_loaded, "target", REFUSE, "'e1000e' is not loaded", "modprobe e1000e"),
	CASE(built_in, "target", REFUSE, "'ice' is built into", NULL),
	CASE(still_loading, "target", REFUSE, "'ice' is loading right now", NULL),
	CASE(unchanged, "target", PASS, "is the replacement already", NULL),

	CASE(guard_nothing, "kernel-health", PASS, "no oops", NULL),
	CASE(oops, "kernel-health", REFUSE, "oops", "reboot"),
	CASE(warned, "kernel-health", WARN, "warning", "kernel log"),
	CASE(tainted_by_module, "kernel-health", PASS, NULL, NULL),

	SILENT(not_loaded, "in-use"),
	SILENT(not_loaded, "protected-ports"),
	SILENT(unchanged, "protected-ports"),
	SILENT(built_in, "way-back"),
};

const struct guard_cases guard_cases_host = {cases, NIC_ARRAY_SIZE(cases)};
