/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: the replacement file itself. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

static void no_replacement(struct scene *scene)
{
	guard_ice(scene)->installed_path = NULL;
}

static void file_not_known(struct scene *scene)
{
	scene->request.replacement = "/opt/absent.ko";
}

static void file_cut_short(struct scene *scene)
{
	fake_rebuild(scene->host, "ice", "/opt/ice.ko")->problem = "is cut short";
	scene->request.replacement = "/opt/ice.ko";
}

static void file_of_another_module(struct scene *scene)
{
	fake_rebuild(scene->host, "i40e", "/opt/i40e.ko");
	scene->request.replacement = "/opt/i40e.ko";
}

static void good_rebuild(struct scene *scene)
{
	guard_rebuild(scene)->version = "1.2.3";
}

static void no_vermagic(struct scene *scene)
{
	guard_rebuild(scene)->vermagic = NULL;
}

static void other_kernel(struct scene *scene)
{
	guard_rebuild(scene)->vermagic = "6.12.117+deb12-amd64 SMP preempt mod_unload "
					 "modversions ";
}

static void longer_release(struct scene *scene)
{
	guard_rebuild(scene)->vermagic =
		FAKE_RELEASE "-rt SMP preempt mod_unload modversions ";
}

static void other_flags(struct scene *scene)
{
	guard_rebuild(scene)->vermagic = FAKE_RELEASE " SMP mod_unload modversions ";
}

static void weak_update(struct scene *scene)
{
	struct modfile *file = guard_rebuild(scene);

	file->vermagic = "6.1.0-50-amd64 SMP preempt mod_unload modversions ";
	file->origin = ORIGIN_EXTRA;
}

static void weak_update_that_cannot_be_checked(struct scene *scene)
{
	struct modfile *file = guard_rebuild(scene);

	file->vermagic = "6.1.0-50-amd64 SMP preempt mod_unload modversions ";
	file->origin = ORIGIN_EXTRA;
	fake_need(scene->host, file, "unknown_thing", 1);
}

static void unsigned_file(struct scene *scene)
{
	struct modfile *file = guard_rebuild(scene);

	file->is_signed = false;
	file->signer = NULL;
}

static void enforced(struct scene *scene)
{
	scene->host->kernel.enforces_signatures = true;
	fake_push(scene->host, &scene->host->kernel.trusted_keys,
		  "Debian Secure Boot CA: 6ccece7e4c6c0d1f");
}

static void unsigned_and_enforced(struct scene *scene)
{
	enforced(scene);
	unsigned_file(scene);
}

static void unsigned_and_locked_down(struct scene *scene)
{
	unsigned_and_enforced(scene);
	scene->host->kernel.lockdown = "integrity";
}

static void foreign_key(struct scene *scene)
{
	enforced(scene);
	guard_rebuild(scene)->signer = "Somebody";
}

static void keys_not_readable(struct scene *scene)
{
	scene->host->kernel.enforces_signatures = true;
}

static void unsigned_holder(struct scene *scene)
{
	enforced(scene);
	fake_file_of(scene->host, "irdma")->is_signed = false;
}

static void unknown_parameter(struct scene *scene)
{
	fake_param(scene->host, "ice", "debug", "int", NULL);
	fake_push(scene->host, &scene->request.params, "turbo=1");
}

static void known_parameter(struct scene *scene)
{
	fake_param(scene->host, "ice", "debug", "int", NULL);
	fake_push(scene->host, &scene->request.params, "debug=1");
}

static void lost_parameter(struct scene *scene)
{
	struct param *param;

	fake_param(scene->host, "ice", "debug", "int", "5");
	param = ARENA_PUSH(scene->host->arena, &guard_ice(scene)->params);
	*param = (struct param){"gone", "1"};
}

static void lost_parameter_of_holder(struct scene *scene)
{
	struct module *irdma = host_module(scene->host, "irdma");
	struct param *param = ARENA_PUSH(scene->host->arena, &irdma->params);

	*param = (struct param){"gone", "1"};
}

static const struct guard_case cases[] = {
	CASE(guard_nothing, "replacement", PASS, "the replacement is in-tree", NULL),
	CASE(good_rebuild, "replacement", PASS, "other, version 1.2.3: /opt/ice.ko",
	     NULL),
	CASE(no_replacement, "replacement", REFUSE, "no module 'ice' is installed",
	     "--module"),
	CASE(file_not_known, "replacement", REFUSE, "'/opt/absent.ko'", "--module"),
	CASE(file_cut_short, "replacement", REFUSE, "'/opt/ice.ko' is cut short", NULL),
	CASE(file_of_another_module, "replacement", REFUSE,
	     "is the module 'i40e', not 'ice'", NULL),

	CASE(guard_nothing, "vermagic", PASS, FAKE_RELEASE, NULL),
	CASE(no_vermagic, "vermagic", REFUSE, "'/opt/ice.ko' does not say", FAKE_RELEASE),
	CASE(other_kernel, "vermagic", REFUSE, "6.12.117", FAKE_RELEASE),
	CASE(longer_release, "vermagic", REFUSE, FAKE_RELEASE "-rt", NULL),
	CASE(other_flags, "vermagic", REFUSE, "SMP mod_unload", NULL),
	CASE(weak_update, "vermagic", WARN, "6.1.0-50-amd64", NULL),
	CASE(weak_update_that_cannot_be_checked, "vermagic", REFUSE, "6.1.0-50-amd64",
	     NULL),

	CASE(guard_nothing, "signature", PASS, "unsigned modules too", NULL),
	CASE(unsigned_file, "signature", WARN, "'/opt/ice.ko' is not signed", NULL),
	CASE(unsigned_and_enforced, "signature", REFUSE, "'/opt/ice.ko' is not signed",
	     "nicctl build --sign"),
	CASE(unsigned_and_enforced, "signature", REFUSE, "(module.sig_enforce)",
	     "mokutil --import"),
	CASE(unsigned_and_locked_down, "signature", REFUSE, "(locked down: integrity)",
	     "mokutil --import"),
	CASE(enforced, "signature", PASS, "ice is signed by 'Debian", NULL),
	CASE(foreign_key, "signature", REFUSE, "'Somebody'", "mokutil"),
	CASE(keys_not_readable, "signature", WARN, "cannot be told", "/proc/keys"),
	CASE(unsigned_holder, "signature", REFUSE, "irdma.ko' is not signed", NULL),

	CASE(guard_nothing, "parameters", PASS, NULL, NULL),
	CASE(known_parameter, "parameters", PASS, NULL, NULL),
	CASE(unknown_parameter, "parameters", REFUSE, "no parameter 'turbo'", "debug"),
	CASE(lost_parameter, "parameters", WARN, "ice loses a parameter: gone=1", NULL),
	CASE(lost_parameter_of_holder, "parameters", WARN,
	     "irdma loses a parameter: gone=1", NULL),

	CASE(good_rebuild, "holders-return", PASS, "the 1 symbol that", NULL),

	SILENT(file_not_known, "vermagic"),
	SILENT(file_not_known, "symbols"),
	SILENT(file_not_known, "parameters"),
	SILENT(file_cut_short, "dependencies"),
	SILENT(file_cut_short, "holders-return"),
};

const struct guard_cases guard_cases_file = {cases, NIC_ARRAY_SIZE(cases)};
