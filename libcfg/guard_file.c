/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about the file to be loaded, the files to come back to, and modprobe's settings.
 */
#include "guard_rules.h"

#include <string.h>

#include "param_type.h"
#include "symbols.h"

void guard_rule_replacement(struct guard *guard)
{
	const struct modfile *file = guard->replacement;
	const char *beside = guard->plan->beside;
	const char *name = beside ? beside : guard->plan->module;

	if (!guard->plan->replacement && beside)
		guard_refuse(
			guard,
			"build it with 'nicctl build --install', or name a file with "
			"--module or another driver with --to",
			"no module '%s' is installed for kernel %s", beside,
			guard->host->kernel.release);
	else if (!guard->plan->replacement)
		guard_refuse(
			guard,
			"install the package that has it, or name a file with --module",
			"no module '%s' is installed for kernel %s", name,
			guard->host->kernel.release);
	else if (!file)
		guard_refuse(guard,
			     guard_remedy(guard, "name a file that can be read with "
						 "--module"),
			     "nothing is known of the file '%s'",
			     guard->plan->replacement);
	else if (file->problem)
		guard_refuse(guard,
			     guard_remedy(guard, "name a good module file with --module"),
			     "the file '%s' %s", file->path, file->problem);
	else if (!module_name_equal(file->name, name))
		guard_refuse(guard, "name a file of that module with --module",
			     "the file '%s' is the module '%s', not '%s'", file->path,
			     file->name, name);
	else if (!beside && !module_name_equal(name, guard->plan->driver) &&
		 host_module(guard->host, name))
		guard_refuse(guard,
			     arena_printf(guard->arena,
					  "remove it first (rmmod %s), if no port of it "
					  "is needed",
					  name),
			     "'%s', which is to take the place of %s, is loaded already",
			     name, guard->plan->driver);
	else
		guard_pass(guard, "the replacement is %s%s%s: %s",
			   module_origin_name((int)file->origin),
			   file->version ? ", version " : "",
			   file->version ? file->version : "", file->path);
}

/* Behind the release: "SMP preempt mod_unload modversions ". */
static const char *vermagic_flags(const char *vermagic)
{
	return vermagic + strcspn(vermagic, " ");
}

static bool release_equal(const char *vermagic, const char *release)
{
	size_t n = strlen(release);

	return strncmp(vermagic, release, n) == 0 &&
	       (vermagic[n] == ' ' || vermagic[n] == '\0');
}

/* weak-updates: the distribution itself linked a module of an older kernel with the same
 * ABI. With symbol versions the kernel does not compare the release (same_magic()). */
static bool is_weak_update(struct guard *guard)
{
	return guard->replacement->origin == ORIGIN_EXTRA &&
	       symbols_unchecked(guard->host, guard->replacement) == 0;
}

void guard_rule_vermagic(struct guard *guard)
{
	const struct modfile *file = guard->replacement;
	const char *release = guard->host->kernel.release;
	const char *kernel = guard->host->kernel.vermagic;
	const char *remedy = guard_remedy(
		guard, arena_printf(guard->arena,
				    "build it for kernel %s, or install the one that is",
				    release));

	if (!file || file->problem)
		return;
	if (!file->vermagic)
		guard_refuse(guard, remedy,
			     "'%s' does not say for which kernel it is built",
			     file->path);
	else if (kernel &&
		 strcmp(vermagic_flags(file->vermagic), vermagic_flags(kernel)) != 0)
		guard_refuse(guard, remedy, "'%s' is built for '%s', this kernel is '%s'",
			     file->path, file->vermagic, kernel);
	else if (release_equal(file->vermagic, release))
		guard_pass(guard, "built for this kernel (%s)", release);
	else if (is_weak_update(guard))
		guard_warn(guard, "none needed: all of its symbol versions fit",
			   "'%s' is built for '%s' and linked in for %s", file->path,
			   file->vermagic, release);
	else
		guard_refuse(guard, remedy,
			     "'%s' is built for kernel %.*s, this one is %s", file->path,
			     (int)strcspn(file->vermagic, " "), file->vermagic, release);
}

static bool key_is_trusted(const struct kernel *kernel, const char *signer)
{
	for (size_t i = 0; i < kernel->trusted_keys.n; i++) {
		if (strstr(kernel->trusted_keys.items[i], signer))
			return true;
	}
	return false;
}

/* Why it wants signatures, as far as that is known. */
static const char *why_enforced(struct guard *guard)
{
	const char *lockdown = guard->host->kernel.lockdown;

	if (!lockdown || strcmp(lockdown, "none") == 0)
		return "module.sig_enforce";
	return arena_printf(guard->arena, "locked down: %s", lockdown);
}

static void check_signature(struct guard *guard, const struct modfile *file)
{
	const struct kernel *kernel = &guard->host->kernel;

	if (!file->is_signed)
		guard_refuse(
			guard,
			"sign it with a key that the kernel knows: nicctl build --sign KEY "
			"--cert FILE for a ZC build, else sign-file; a new key is enrolled "
			"with mokutil --import FILE and a reboot",
			"'%s' is not signed, and this kernel takes signed modules only "
			"(%s)",
			file->path, why_enforced(guard));
	else if (!file->signer || !kernel->trusted_keys.n)
		guard_warn(
			guard, "if unsure, compare its signer with /proc/keys",
			"'%s' is signed, but whether the kernel trusts the key cannot be "
			"told",
			file->path);
	else if (!key_is_trusted(kernel, file->signer))
		guard_refuse(guard, "enroll its key (mokutil --import) and reboot",
			     "'%s' is signed by '%s', a key this kernel does not know",
			     file->path, file->signer);
	else
		guard_pass(guard, "%s is signed by '%s', which this kernel trusts",
			   file->name, file->signer);
}

void guard_rule_signature(struct guard *guard)
{
	if (!guard->host->kernel.enforces_signatures) {
		if (guard->replacement && !guard->replacement->problem &&
		    !guard->replacement->is_signed)
			guard_warn(
				guard, "sign it if the kernel's taint flag matters",
				"'%s' is not signed: it loads, and taints the kernel (E)",
				guard->replacement->path);
		else
			guard_pass(guard, "this kernel takes unsigned modules too");
		return;
	}
	for (size_t i = 0; i < guard->plan->steps.n; i++) {
		const struct step *step = &guard->plan->steps.items[i];
		const struct modfile *file =
			step->path ? host_file(guard->host, step->path) : NULL;

		if (step->op == STEP_INSERT && file && !file->problem)
			check_signature(guard, file);
	}
}

static const char *declared_names(struct guard *guard, const struct modfile *file)
{
	struct strv names = {0};

	for (size_t i = 0; i < file->params.n; i++)
		(void)strv_push(guard->arena, &names, file->params.items[i].name);
	return guard_join(guard, &names);
}

/* The kernel would refuse it when the driver is gone already. */
static bool refuses_param(struct guard *guard, const struct modfile *file,
			  const char *text)
{
	size_t bytes = strcspn(text, "=");
	const char *name = arena_strndup(guard->arena, text, bytes);
	const struct param_decl *declared = name ? params_declared(file, name) : NULL;
	const char *value = text[bytes] ? text + bytes + 1 : NULL;

	if (declared && param_type_takes(declared->type, value))
		return false;
	if (!declared)
		guard_refuse(guard,
			     arena_printf(guard->arena, "it has: %s",
					  declared_names(guard, file)),
			     "'%s' has no parameter '%s'", file->path, name ? name : "?");
	else if (!value)
		guard_refuse(
			guard, arena_printf(guard->arena, "say --param %s=VALUE", name),
			"the parameter '%s' needs a value (%s)", name, declared->type);
	else
		guard_refuse(guard, "correct the value of --param",
			     "the parameter '%s' takes no '%s', its type is %s", name,
			     value, declared->type);
	return true;
}

void guard_rule_parameters(struct guard *guard)
{
	const struct modfile *file = guard->replacement;
	size_t refused = 0, dropped = 0;

	if (!file || file->problem)
		return;
	for (size_t i = 0; i < guard->request->params.n; i++)
		refused += refuses_param(guard, file, guard->request->params.items[i]);
	for (size_t i = 0; i < guard->plan->steps.n; i++) {
		const struct step *step = &guard->plan->steps.items[i];

		for (size_t d = 0; step->op == STEP_INSERT && d < step->params.dropped.n;
		     d++, dropped++)
			guard_warn(guard, "name another value with --param if it matters",
				   "%s loses a parameter: %s", step->module,
				   step->params.dropped.items[d]);
	}
	if (!refused && !dropped)
		guard_pass(guard, "parameters are known, present values are kept");
}

static bool identity_differs(const struct module *module, const struct modfile *file)
{
	if (module->build_id && file->build_id)
		return strcmp(module->build_id, file->build_id) != 0;
	if (module->srcversion && file->srcversion)
		return strcmp(module->srcversion, file->srcversion) != 0;
	return false;
}

void guard_rule_way_back(struct guard *guard)
{
	size_t good = 0;

	for (size_t i = 0; i < guard->plan->removed.n; i++) {
		const struct module *module =
			host_module(guard->host, guard->plan->removed.items[i]);
		const struct modfile *file = host_file_of(guard->host, module);

		if (!file)
			guard_refuse(
				guard, "install the package the module came from",
				"no file of the loaded '%s' is known: it could not be "
				"put back",
				module->name);
		else if (file->problem)
			guard_refuse(guard, "install that package again",
				     "'%s' could not be put back: the file '%s' %s",
				     module->name, file->path, file->problem);
		else if (identity_differs(module, file))
			guard_warn(
				guard,
				"none if the newer file is what you want; else install "
				"the package of the loaded version first",
				"the loaded '%s' is not the one in '%s': undoing brings "
				"the file's",
				module->name, file->path);
		else
			good++;
	}
	if (good == guard->plan->removed.n)
		guard_pass(guard, "the files of %s are there and are what is loaded",
			   guard_join(guard, &guard->plan->removed));
}

static void check_conf(struct guard *guard, const char *module)
{
	const struct modconf *conf = host_conf(guard->host, module);

	if (!conf)
		return;
	if (conf->install_cmd && !guard->request->ignore_install)
		guard_refuse(
			guard,
			"take the line out, or say --ignore-install: nicctl loads the "
			"module itself and does not run the command",
			"modprobe.d has 'install %s %s'", module, conf->install_cmd);
	else if (conf->install_cmd)
		guard_warn(guard, "run it in a .post hook if it matters",
			   "'install %s %s' of modprobe.d is not run", module,
			   conf->install_cmd);
	if (conf->remove_cmd)
		guard_warn(guard, "run it in a .pre hook if it matters",
			   "'remove %s %s' of modprobe.d is not run", module,
			   conf->remove_cmd);
	if (conf->softdep_pre.n || conf->softdep_post.n)
		guard_pass(
			guard,
			"the softdep of %s (pre: %s; post: %s) is not followed: exactly "
			"the modules of this plan move",
			module, guard_join(guard, &conf->softdep_pre),
			guard_join(guard, &conf->softdep_post));
}

void guard_rule_modprobe_config(struct guard *guard)
{
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < guard->plan->steps.n; i++) {
		if (guard->plan->steps.items[i].op == STEP_INSERT)
			check_conf(guard, guard->plan->steps.items[i].module);
	}
	if (guard->verdicts->n == before)
		guard_pass(guard, "no line of modprobe.d changes what happens");
}
