/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Module by module, port by port: what was promised against what is read. */
#include "verify.h"

#include <errno.h>
#include <string.h>

struct verify {
	const struct host *before, *now;
	const struct plan *plan;
	bool is_rollback;
	struct arena *arena;
	struct verify_result *result;
};

#define DIFFERS(verify, ...)                                                             \
	add_sentence((verify), &(verify)->result->differences,                           \
		     arena_printf((verify)->arena, __VA_ARGS__))
#define WARN(verify, ...)                                                                \
	add_sentence((verify), &(verify)->result->warnings,                              \
		     arena_printf((verify)->arena, __VA_ARGS__))

/* When memory is out, the arena remembers it. */
static void add_sentence(struct verify *verify, struct strv *list, const char *sentence)
{
	const char **slot = sentence ? ARENA_PUSH(verify->arena, list) : NULL;

	if (slot)
		*slot = sentence;
}

static bool is_in_plan(const struct plan *plan, const char *module)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		if (module_name_equal(plan->steps.items[i].module, module))
			return true;
	}
	return false;
}

static void compare_sets(struct verify *verify)
{
	const struct strv *expected =
		verify->is_rollback ? &verify->plan->before : &verify->plan->after;

	for (size_t i = 0; i < expected->n; i++) {
		const struct module *module =
			host_module(verify->now, expected->items[i]);

		if (!module)
			DIFFERS(verify, "module '%s' is not loaded", expected->items[i]);
		else if (module->state != MODULE_LIVE)
			DIFFERS(verify, "module '%s' is %s", module->name,
				module_state_name((int)module->state));
	}
	for (size_t i = 0; i < verify->now->modules.n; i++) {
		const struct module *module = &verify->now->modules.items[i];

		if (module->state == MODULE_BUILTIN || strv_has(expected, module->name))
			continue;
		if (!verify->is_rollback && strv_has(&verify->plan->lost, module->name))
			WARN(verify,
			     "module '%s' was expected to be lost, and has been loaded "
			     "again, not by nicctl",
			     module->name);
		else if (is_in_plan(verify->plan, module->name))
			DIFFERS(verify, "module '%s' is still loaded", module->name);
		else
			WARN(verify, "module '%s' was loaded meanwhile, not by nicctl",
			     module->name);
	}
}

/* A module outside the plan must be the very instance it was. */
static void compare_instances(struct verify *verify)
{
	for (size_t i = 0; i < verify->before->modules.n; i++) {
		const struct module *was = &verify->before->modules.items[i];
		const struct module *is = host_module(verify->now, was->name);

		if (!is || !was->has_details || !is->has_details ||
		    was->state == MODULE_BUILTIN ||
		    strv_has(&verify->plan->removed, was->name))
			continue;
		if (is->instance != was->instance)
			DIFFERS(verify,
				"module '%s' was removed and loaded again, not by nicctl",
				was->name);
	}
}

static void compare_identity(struct verify *verify, const struct step *step,
			     const struct module *module)
{
	const struct module *was = host_module(verify->before, step->module);
	const char *expected = step->build_id;

	if (verify->is_rollback && was && was->path_is_proven)
		expected = was->build_id;
	if (expected && module->build_id && strcmp(expected, module->build_id) != 0)
		DIFFERS(verify, "the loaded '%s' is not the one in '%s'", module->name,
			step->path ? step->path : "?");
}

static void compare_params(struct verify *verify, const struct step *step,
			   const struct module *module)
{
	for (size_t i = 0; i < step->params.carried.n; i++) {
		const struct param *want = &step->params.carried.items[i];
		const char *value = params_value(module, want->name);

		if (!value || !params_value_equal(value, want->value))
			DIFFERS(verify, "parameter %s.%s is '%s', not '%s'", module->name,
				want->name, value ? value : "unreadable", want->value);
	}
	for (size_t i = 0; i < step->params.asked.n; i++) {
		const struct param *want = &step->params.asked.items[i];
		const char *value = params_value(module, want->name);

		if (value && want->value && !params_value_equal(value, want->value))
			WARN(verify,
			     "parameter %s.%s was asked to be '%s', the driver took '%s'",
			     module->name, want->name, want->value, value);
	}
}

static void compare_written(struct verify *verify, const struct step *step)
{
	const struct step_param *param = step->param;
	const struct module *module = host_module(verify->now, step->module);
	const char *want = verify->is_rollback ? param->before : param->value;
	const char *value = module ? params_value(module, param->name) : NULL;

	if (!value || strncmp(value, want, strlen(want)) != 0)
		DIFFERS(verify, "parameter %s.%s is '%s', not '%s'", step->module,
			param->name, value ? value : "unreadable", want);
}

static void compare_steps(struct verify *verify)
{
	enum step_op op = verify->is_rollback ? STEP_REMOVE : STEP_INSERT;

	for (size_t i = 0; i < verify->plan->steps.n; i++) {
		const struct step *step = &verify->plan->steps.items[i];
		const struct module *module = host_module(verify->now, step->module);

		if (step->op == STEP_PARAM)
			compare_written(verify, step);
		if (step->op != op || !module)
			continue;
		compare_identity(verify, step, module);
		compare_params(verify, step, module);
	}
}

static size_t netdevs_of(const struct host *host, const char *address)
{
	size_t n = 0;

	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];

		n += netdev->port && strcmp(netdev->port, address) == 0;
	}
	return n;
}

static size_t rdma_of(const struct host *host, const char *address)
{
	size_t n = 0;

	for (size_t i = 0; i < host->rdma.n; i++) {
		const struct rdma_device *rdma = &host->rdma.items[i];

		n += rdma->port && strcmp(rdma->port, address) == 0;
	}
	return n;
}

/* The move of a port; NULL: it stays where it is. */
static const struct step_bind *move_of(const struct plan *plan, const char *address)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step_bind *bind = plan->steps.items[i].bind;

		if (bind && strcmp(bind->address, address) == 0)
			return bind;
	}
	return NULL;
}

static bool text_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Some drivers make no network devices. Of a port with virtual functions some may stand
 * for these, which are made again later, with the network state. */
static bool lacks_netdev(const struct verify *verify, const char *driver,
			 const struct port *was)
{
	size_t wanted = netdevs_of(verify->before, was->address);

	if (was->vfs && wanted > 1)
		wanted = 1;
	return strcmp(driver, "vfio-pci") != 0 &&
	       netdevs_of(verify->now, was->address) < wanted;
}

/* Is it a virtual function of a port that goes down? It vanishes with that. */
static bool vanishes(const struct verify *verify, const struct port *port)
{
	return port && port->physfn && plan_touches_port(verify->plan, port->physfn);
}

static void compare_override(struct verify *verify, const struct port *is,
			     const char *expected)
{
	if (!text_equal(is->driver_override, expected))
		DIFFERS(verify, "driver_override of %s is '%s', not '%s'", is->address,
			is->driver_override ? is->driver_override : "",
			expected ? expected : "");
}

/* Is its driver another module now, as planned? What that one calls its PCI driver is its
 * own affair. */
static bool is_planned_driver(const struct verify *verify, const struct port *was,
			      const struct port *is)
{
	const struct plan *plan = verify->plan;

	return !verify->is_rollback && plan->module &&
	       !module_name_equal(plan->module, plan->driver) && was->module &&
	       module_name_equal(was->module, plan->driver) && is->module &&
	       module_name_equal(is->module, plan->module);
}

/* A holder of the port's driver that was expected to be lost may be its RDMA driver. */
static bool may_lose_rdma(const struct verify *verify, const struct port *port)
{
	const struct module *module =
		port->module ? host_module(verify->before, port->module) : NULL;

	for (size_t i = 0; module && !verify->is_rollback && i < module->holders.n; i++) {
		if (strv_has(&verify->plan->lost, module->holders.items[i]))
			return true;
	}
	return false;
}

static void compare_port(struct verify *verify, const struct port *was)
{
	const struct port *is = host_port(verify->now, was->address);
	const struct step_bind *move = move_of(verify->plan, was->address);
	bool is_moved = move && !verify->is_rollback;
	const char *driver = is_moved ? move->to : was->driver ? was->driver : "?";

	if (vanishes(verify, was))
		return;
	if (!is)
		DIFFERS(verify, "the port %s is not bound to a driver any more (was %s)",
			was->address, was->driver ? was->driver : "?");
	else if ((!is->driver || strcmp(is->driver, driver) != 0) &&
		 !is_planned_driver(verify, was, is))
		DIFFERS(verify, "the port %s is driven by '%s', not by '%s'",
			was->address, is->driver ? is->driver : "?", driver);
	else if (lacks_netdev(verify, driver, was))
		DIFFERS(verify, "the port %s has no network device any more",
			was->address);
	if (is && move)
		compare_override(verify, is,
				 is_moved ? move->override : move->override_before);
	if (!is_moved &&
	    rdma_of(verify->now, was->address) < rdma_of(verify->before, was->address) &&
	    !may_lose_rdma(verify, was))
		DIFFERS(verify, "the RDMA device of port %s is not back", was->address);
}

/* A port outside of the plan must have the very network devices that it had: others would
 * mean that its driver has let it go for a moment. */
static void compare_bystander(struct verify *verify, const struct netdev *was)
{
	const struct netdev *is;

	if (was->netns || !was->port || plan_touches_port(verify->plan, was->port) ||
	    vanishes(verify, host_port(verify->before, was->port)))
		return;
	is = host_netdev(verify->now, was->ifindex);
	if (!is || !text_equal(is->port, was->port))
		DIFFERS(verify, "%s (port %s) is not the device any more that it was",
			was->name, was->port);
}

/* A driver may load, bind and still have a dead port: what was up and had a link must
 * have it again. Only of the ports that went down: others are not nicctl's doing. */
static void compare_link(struct verify *verify, const struct netdev *was)
{
	const struct netdev *is = host_netdev_again(verify->now, was);

	if (was->netns || !was->port || !plan_touches_port(verify->plan, was->port) ||
	    !is)
		return; /* a missing one is named with its port */
	if (was->is_up && !is->is_up)
		DIFFERS(verify, "%s (port %s) is down, it was up", is->name, was->port);
	else if (was->has_carrier && !is->has_carrier)
		DIFFERS(verify, "%s (port %s) has no carrier, it had one", is->name,
			was->port);
}

static void compare_netdev(struct verify *verify, const struct netdev *was)
{
	compare_bystander(verify, was);
	compare_link(verify, was);
}

static int finish(struct verify *verify, struct nic_err *err)
{
	compare_sets(verify);
	compare_instances(verify);
	compare_steps(verify);
	for (size_t i = 0; i < verify->before->ports.n; i++)
		compare_port(verify, &verify->before->ports.items[i]);
	for (size_t i = 0; i < verify->before->netdevs.n; i++)
		compare_netdev(verify, &verify->before->netdevs.items[i]);
	if (arena_failed(verify->arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	return 0;
}

int verify_success(const struct host *before, const struct plan *plan,
		   const struct host *now, struct arena *arena,
		   struct verify_result *ret_result, struct nic_err *err)
{
	struct verify verify = {before, now, plan, false, arena, ret_result};

	memset(ret_result, 0, sizeof(*ret_result));
	return finish(&verify, err);
}

int verify_rollback(const struct host *before, const struct plan *plan,
		    const struct host *now, struct arena *arena,
		    struct verify_result *ret_result, struct nic_err *err)
{
	struct verify verify = {before, now, plan, true, arena, ret_result};

	memset(ret_result, 0, sizeof(*ret_result));
	return finish(&verify, err);
}
