/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about the kernel, the driver to be replaced and the modules that hold it. */
#include "guard_rules.h"

#include <inttypes.h>

/* Documentation/admin-guide/tainted-kernels.rst: bit 7 'D', the kernel has died before
 * (oops or BUG); bit 9 'W', a warning was given. */
#define TAINT_DIE (UINT64_C(1) << 7)
#define TAINT_WARN (UINT64_C(1) << 9)

void guard_rule_kernel(struct guard *guard)
{
	const struct kernel *kernel = &guard->host->kernel;

	if (!kernel->has_modules)
		guard_refuse(
			guard,
			"run nicctl on the machine itself, not in a container; a kernel "
			"without CONFIG_MODULES or booted with 'nomodule' has nothing "
			"to reload",
			"kernel %s has no loadable modules here (no /proc/modules)",
			kernel->release);
	else if (kernel->modules_disabled)
		guard_refuse(
			guard,
			"only a reboot switches module loading on again (see "
			"kernel.modules_disabled in sysctl.conf)",
			"module loading was switched off until the next boot "
			"(kernel.modules_disabled = 1): what is removed could not come "
			"back");
	else
		guard_pass(guard, "kernel %s loads and removes modules", kernel->release);
}

void guard_rule_target(struct guard *guard)
{
	const struct module *target = guard->target;
	const char *name = guard->request->driver;

	if (!guard->host->kernel.has_modules)
		return;
	if (!target)
		guard_refuse(
			guard,
			arena_printf(guard->arena,
				     "check the name with 'nicctl list', or load it with "
				     "'modprobe %s': there is nothing to protect yet",
				     name),
			"module '%s' is not loaded", name);
	else if (target->state == MODULE_BUILTIN)
		guard_refuse(guard, "it can only be changed with the kernel",
			     "'%s' is built into this kernel", name);
	else if (target->state != MODULE_LIVE)
		guard_refuse(guard,
			     "wait for it; a module that stays like this needs a reboot",
			     "'%s' is %s right now", name,
			     module_state_name(target->state));
	else if (guard->plan->is_unchanged)
		guard_pass(guard,
			   "the loaded %s is the replacement already (build id %s)",
			   target->name, target->build_id);
	else
		guard_pass(guard, "%s is loaded, held by %s", target->name,
			   target->holders.n ? guard_join(guard, &target->holders)
					     : "no module");
}

void guard_rule_health(struct guard *guard)
{
	uint64_t tainted = guard->host->kernel.tainted;

	if (tainted & TAINT_DIE)
		guard_refuse(
			guard, "reboot first, then try again",
			"the kernel has had an oops since it booted (tainted %" PRIu64
			"): its module and network state cannot be trusted",
			tainted);
	else if (tainted & TAINT_WARN)
		guard_warn(
			guard, "look for 'WARNING:' in the kernel log",
			"the kernel has given a warning since it booted (tainted %" PRIu64
			")",
			tainted);
	else
		guard_pass(guard, "no oops and no warning since boot");
}

void guard_rule_permanent(struct guard *guard)
{
	for (size_t i = 0; i < guard->plan->removed.n; i++) {
		const char *name = guard->plan->removed.items[i];
		const struct module *module = host_module(guard->host, name);

		if (module->is_permanent)
			guard_refuse(
				guard, "only a reboot replaces it",
				"'%s' has no exit function: the kernel never removes it",
				name);
		else if (module->state != MODULE_LIVE)
			guard_refuse(guard, "wait until it is done, then try again",
				     "'%s' is %s right now", name,
				     module_state_name(module->state));
	}
}

/* "pid 12 (tcpdump) has /dev/x open, …" of those who pin @module; NULL: nobody known. */
static const char *known_users(struct guard *guard, const char *module)
{
	const char *text = NULL;

	for (size_t i = 0; i < guard->host->users.n; i++) {
		const struct device_user *user = &guard->host->users.items[i];

		if (!user->module || !module_name_equal(user->module, module))
			continue;
		text = arena_printf(guard->arena, "%s%spid %" PRIu32 " (%s) has %s open",
				    text ? text : "", text ? ", " : "", user->pid,
				    user->comm ? user->comm : "?", user->path);
		if (!text)
			return NULL;
	}
	return text;
}

/* Who or what holds @module besides modules, and what to do about it. */
static const char *other_holders(struct guard *guard, const struct module *module,
				 const char **ret_remedy)
{
	const char *users = known_users(guard, module->name);

	if (users) {
		*ret_remedy = "end these processes first";
		return users;
	}
	if (module->configfs.n) {
		*ret_remedy = "remove these folders (rmdir) first, if nothing needs them";
		return arena_printf(guard->arena, "/sys/kernel/config/%s has %s",
				    module->name, guard_join(guard, &module->configfs));
	}
	*ret_remedy = "find out who uses it (open device files, mounts, sockets) and end "
		      "that first";
	return "the kernel or a process uses it";
}

void guard_rule_in_use(struct guard *guard)
{
	size_t pinned = 0;

	for (size_t i = 0; i < guard->plan->removed.n; i++) {
		const char *name = guard->plan->removed.items[i];
		const struct module *module = host_module(guard->host, name);
		int64_t holders = (int64_t)module->holders.n, others;
		const char *who, *remedy;

		if (!module->has_refcnt || module->refcnt <= holders)
			continue;
		others = module->refcnt - holders;
		pinned++;
		who = other_holders(guard, module, &remedy);
		guard_refuse(guard, remedy,
			     "'%s' has %" PRId64
			     " reference%s more than modules that hold "
			     "it: %s",
			     name, others, others == 1 ? "" : "s", who ? who : "?");
	}
	if (!pinned)
		guard_pass(guard,
			   "every reference to %s comes from a module of this plan",
			   guard_join(guard, &guard->plan->removed));
}
