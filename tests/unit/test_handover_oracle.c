/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Handovers of random ports there and back, carried out on a simulated kernel that knows
 * only how drivers get and lose PCI functions. Nothing here shares code with the planner.
 */
#include "test.h"

#include <stdlib.h>

#include "fake_host.h"
#include "plan.h"
#include "random.h"

#define MAX_PORTS 12
#define STOCK "i40e"
#define ZC "i40e_zc"

/* A function of the machine. */
struct function {
	bool is_zc;	   /* driven by ZC, else by STOCK */
	bool is_overriden; /* driver_override is ZC */
	bool is_listed;	   /* in ZC's parameter ports */
};

struct machine {
	int n;
	bool has_zc; /* the module is loaded */
	struct function functions[MAX_PORTS];
};

static struct machine start, now;
static bool is_protected[MAX_PORTS], is_named[MAX_PORTS];
static bool to_stock;
static char addresses[MAX_PORTS][24], names[MAX_PORTS][16];

static int number_of(const char *address)
{
	for (int i = 0; i < start.n; i++) {
		if (strcmp(addresses[i], address) == 0)
			return i;
	}
	fail_msg("no port %s", address);
	return 0;
}

/* The parameter names all ports and no others. */
static void set_listed(const char *list)
{
	for (int i = 0; i < start.n; i++)
		now.functions[i].is_listed = strstr(list, addresses[i]) != NULL;
}

static const char *value_behind(const char *params)
{
	const char *value = strstr(params, "ports=");

	assert_non_null(value);
	return value + strlen("ports=");
}

static void insert_zc(const struct step *step)
{
	assert_false(now.has_zc);
	assert_string_equal(step->module, ZC);
	now.has_zc = true;
	set_listed(value_behind(step->params.text));
}

static void remove_zc(const struct step *step)
{
	assert_true(now.has_zc);
	assert_string_equal(step->module, ZC);
	for (int i = 0; i < start.n; i++) {
		if (now.functions[i].is_zc)
			fail_msg("%s is still driven by the module", addresses[i]);
		now.functions[i].is_listed = false;
	}
	now.has_zc = false;
}

/* A driver takes a function when it is loaded, the override lets it, and, the ZC build,
 * when it was told of it. */
static void move(const struct step_bind *bind, bool is_back)
{
	const char *to = is_back ? bind->from : bind->to;
	const char *override = is_back ? bind->override_before : bind->override;
	int i = number_of(bind->address);
	struct function *function = &now.functions[i];

	if (is_protected[i])
		fail_msg("the protected port %s is moved", bind->address);
	function->is_overriden = override != NULL;
	if (override)
		assert_string_equal(override, ZC);
	function->is_zc = strcmp(to, ZC) == 0;
	if (function->is_zc != function->is_overriden)
		fail_msg("driver_override keeps %s from %s", bind->address, to);
	if (function->is_zc && !(now.has_zc && function->is_listed))
		fail_msg("%s is not told of %s", to, bind->address);
}

static void apply(const struct step *step, bool is_back)
{
	switch (step->op) {
	case STEP_INSERT:
		if (is_back)
			remove_zc(step);
		else
			insert_zc(step);
		break;
	case STEP_REMOVE:
		if (is_back)
			insert_zc(step);
		else
			remove_zc(step);
		break;
	case STEP_BIND:
		move(step->bind, is_back);
		break;
	case STEP_PARAM:
		assert_true(now.has_zc);
		assert_string_equal(step->module, ZC);
		set_listed(is_back ? step->param->before : step->param->value);
		break;
	case STEP_SETTING:
		fail_msg("no settings were asked for");
		break;
	}
}

/* ---- machines ---- */

static void make_machine(void)
{
	memset(&start, 0, sizeof(start));
	start.n = 1 + (int)random_below(MAX_PORTS);
	start.has_zc = random_percent(60);
	to_stock = start.has_zc && random_percent(50);
	for (int i = 0; i < start.n; i++) {
		struct function *function = &start.functions[i];

		function->is_zc = start.has_zc && random_percent(50);
		function->is_overriden = function->is_listed = function->is_zc;
		is_protected[i] = !function->is_zc && random_percent(25);
		is_named[i] = !is_protected[i] && random_percent(40);
		snprintf(addresses[i], sizeof(addresses[i]), "0000:%02x:00.%d",
			 0x20 + i / 4, i % 4);
		snprintf(names[i], sizeof(names[i]), "eth%d", i);
	}
	/* Loaded by nicctl, it was told of a port at least. */
	if (start.has_zc && !start.functions[0].is_zc) {
		start.functions[0].is_zc = start.functions[0].is_overriden = true;
		start.functions[0].is_listed = true;
		is_protected[0] = false;
	}
}

static void add_zc(struct host *host)
{
	const char *ports = "";
	struct param_decl *decl;
	struct modfile *file;

	for (int i = 0; i < start.n; i++) {
		if (start.functions[i].is_listed)
			ports = arena_printf(host->arena, "%s%s%s", ports,
					     ports[0] ? "," : "", addresses[i]);
	}
	if (start.has_zc) {
		fake_module(host, ZC);
		fake_param(host, ZC, "ports", "array of charp", ports);
		file = fake_file_of(host, ZC);
	} else {
		file = fake_file(host, ZC, "/lib/i40e_zc.ko");
		decl = ARENA_PUSH(host->arena, &file->params);
		decl->name = "ports";
		decl->type = "array of charp";
	}
	file->nicctl_zc = "flavour=handover overlay=1 kernel=6.1";
}

static struct host *make_host(void)
{
	struct host *host = fake_host();

	fake_module(host, STOCK);
	add_zc(host);
	for (int i = 0; i < start.n; i++) {
		const struct function *function = &start.functions[i];
		struct port *port =
			fake_port(host, addresses[i], function->is_zc ? ZC : STOCK);

		port->driver_override = function->is_overriden ? ZC : NULL;
		fake_push(host, &port->id_modules, STOCK);
		fake_netdev(host, names[i], (uint32_t)i + 2, addresses[i]);
		if (is_protected[i])
			fake_route(host, (uint32_t)i + 2);
	}
	return host;
}

static bool any_named(void)
{
	for (int i = 0; i < start.n; i++) {
		if (is_named[i])
			return true;
	}
	return false;
}

/* All that are where they are to go from, unless some were named. */
static bool is_wanted(int i)
{
	if (start.functions[i].is_zc != to_stock || is_protected[i])
		return false;
	return is_named[i] || !any_named();
}

static void check_end(const struct plan *plan)
{
	bool any_zc = false;

	for (int i = 0; i < start.n; i++) {
		const struct function *is = &now.functions[i];
		bool expected = is_wanted(i) ? !to_stock : start.functions[i].is_zc;

		assert_int_equal(is->is_zc, expected);
		assert_int_equal(is->is_overriden, expected);
		assert_int_equal(strv_has(&plan->ports, addresses[i]), is_wanted(i));
		any_zc |= expected;
		/* A port is named to the module only while it has it. */
		if (now.has_zc && plan->ports.n)
			assert_int_equal(is->is_listed, expected);
	}
	/* What was loaded for ports goes with the last one. */
	if (plan->ports.n)
		assert_int_equal(now.has_zc, any_zc);
	assert_int_equal(strv_has(&plan->after, ZC), now.has_zc);
	assert_true(strv_has(&plan->after, STOCK));
	assert_false(strv_has(&plan->removed, STOCK));
}

static void check_undo(const struct plan *plan, size_t done)
{
	now = start;
	for (size_t i = 0; i < done; i++)
		apply(&plan->steps.items[i], false);
	for (size_t i = done; i > 0; i--)
		apply(&plan->steps.items[i - 1], true);
	assert_memory_equal(&now, &start, sizeof(now));
}

static void check_plan(const struct host *host)
{
	struct request request = {
		.driver = STOCK, .strategy = STRATEGY_HANDOVER, .to_stock = to_stock};
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct nic_err err = {0};

	for (int i = 0; i < start.n; i++) {
		if (is_named[i])
			assert_int_equal(
				strv_push(host->arena, &request.ports,
					  random_percent(50) ? names[i] : addresses[i]),
				0);
	}
	if (plan_make(host, &request, &plan, &err) < 0)
		fail_msg("%s", err.message);
	now = start;
	for (size_t i = 0; i < plan->steps.n; i++)
		apply(&plan->steps.items[i], false);
	check_end(plan);
	for (size_t done = 0; done <= plan->steps.n; done++)
		check_undo(plan, done);
}

static void test_random_handovers_run_and_can_be_undone(void **state)
{
	unsigned int first = random_count("NICCTL_FIRST_ROUND", 0);
	unsigned int rounds = random_count("NICCTL_ROUNDS", 3000);

	(void)state;
	for (unsigned int round = first; round < first + rounds; round++) {
		NIC_CLEANUP(host_freep) struct host *host = NULL;

		random_round(round);
		make_machine();
		host = make_host();
		check_plan(host);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_handovers_run_and_can_be_undone),
	};

	random_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
