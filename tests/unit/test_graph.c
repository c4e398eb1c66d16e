/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Order of removal, and what modprobe -r would do. */
#include "test.h"

#include <errno.h>

#include "fake_host.h"
#include "graph.h"

static struct strv order_of(const struct host *host, const char *target)
{
	struct strv order = {0};
	struct nic_err err = {0};

	assert_int_equal(graph_removal_order(host, target, host->arena, &order, &err), 0);
	return order;
}

static size_t position(const struct strv *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++) {
		if (strcmp(list->items[i], name) == 0)
			return i;
	}
	fail_msg("'%s' is not in the list", name);
	return 0;
}

static void test_incident_removes_the_holder_first(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct strv order = order_of(host, "ice");

	(void)state;
	assert_int_equal(order.n, 2);
	assert_string_equal(order.items[0], "irdma");
	assert_string_equal(order.items[1], "ice");
}

static void test_module_nobody_holds_goes_alone(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.12");
	struct strv order = order_of(host, "irdma");

	(void)state;
	assert_int_equal(order.n, 1);
	assert_string_equal(order.items[0], "irdma");
}

static void test_not_loaded_and_built_in_give_nothing(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	assert_int_equal(order_of(host, "e1000e").n, 0);
	fake_module(host, "loop")->state = MODULE_BUILTIN;
	assert_int_equal(order_of(host, "loop").n, 0);
}

static void test_diamond_removes_the_top_once(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct strv order;

	(void)state;
	fake_module(host, "base");
	fake_module(host, "left");
	fake_module(host, "top");
	fake_module(host, "right");
	fake_module(host, "aside");
	fake_hold(host, "left", "base");
	fake_hold(host, "right", "base");
	fake_hold(host, "top", "left");
	fake_hold(host, "top", "right");
	order = order_of(host, "base");
	assert_int_equal(order.n, 4);
	assert_int_equal(position(&order, "top"), 0);
	assert_int_equal(position(&order, "base"), 3);
}

/* Both directions of the host's list: newest first, and oldest first. */
static void check_chain(bool newest_first)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct strv order;
	char name[16], below[16];

	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "m%d", newest_first ? 199 - i : i);
		fake_module(host, name);
	}
	for (int i = 1; i < 200; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		snprintf(below, sizeof(below), "m%d", i - 1);
		fake_hold(host, name, below);
	}
	order = order_of(host, "m0");
	assert_int_equal(order.n, 200);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "m%d", 199 - i);
		assert_string_equal(order.items[i], name);
	}
	assert_int_equal(order_of(host, "m150").n, 50);
}

static void test_chain_of_200(void **state)
{
	(void)state;
	check_chain(true);
	check_chain(false);
}

static void test_circle_is_an_error(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct strv order = {0};
	struct nic_err err = {0};

	(void)state;
	fake_module(host, "target");
	fake_module(host, "a");
	fake_module(host, "b");
	fake_hold(host, "a", "target");
	fake_hold(host, "a", "b");
	fake_hold(host, "b", "a");
	assert_int_equal(graph_removal_order(host, "target", host->arena, &order, &err),
			 -ELOOP);
	assert_contains(err.message, "'target'");
	assert_int_equal(order.n, 0);
}

static void test_module_that_holds_itself_is_a_circle(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct strv order = {0};
	struct nic_err err = {0};

	(void)state;
	fake_module(host, "self");
	fake_hold(host, "self", "self");
	assert_int_equal(graph_removal_order(host, "self", host->arena, &order, &err),
			 -ELOOP);
}

static void test_holder_that_is_not_loaded_is_an_error(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct strv order = {0};
	struct nic_err err = {0};

	(void)state;
	fake_push(host, &host_module(host, "ice")->holders, "ghost");
	assert_int_equal(graph_removal_order(host, "ice", host->arena, &order, &err),
			 -ESRCH);
	assert_contains(err.message, "'ice' is held by 'ghost'");
	assert_int_equal(order.n, 0);
}

static struct strv modprobe(struct host *host, const struct strv *targets)
{
	struct strv removed = {0};
	struct nic_err err = {0};

	assert_int_equal(
		graph_modprobe_removal(host, targets, host->arena, &removed, &err), 0);
	return removed;
}

#define assert_modprobe_removes(host, target, ...)                                       \
	do {                                                                             \
		struct strv removed_ = modprobe((host), FAKE_NAMES(target));             \
                                                                                         \
		assert_true(fake_same_names(&removed_, FAKE_NAMES(__VA_ARGS__)));        \
	} while (0)

/* As seen on the real kernels: dependencies are looked at once, those that another
 * dependency still holds at that moment (ib_core, gnss, libie) stay. */
static void test_modprobe_on_6_1(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct strv removed = modprobe(host, FAKE_NAMES("irdma", "ice"));

	(void)state;
	assert_true(fake_same_names(&removed,
				    FAKE_NAMES("irdma", "ice", "i40e", "ib_uverbs")));
	assert_modprobe_removes(host, "irdma", "irdma", "ice", "i40e", "ib_uverbs");
	assert_int_equal(modprobe(host, FAKE_NAMES("ice")).n, 0); /* in use */
}

static void test_modprobe_on_6_12(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.12");

	(void)state;
	assert_modprobe_removes(host, "irdma", "irdma", "ice", "i40e", "ib_uverbs");
}

/* After rmmod irdma. */
static void release_irdma(struct host *host)
{
	for (size_t i = 0; i < host->modules.n; i++) {
		struct module *module = &host->modules.items[i];

		if (strv_has(&module->holders, "irdma")) {
			module->refcnt--;
			module->holders.n--; /* irdma was added last */
		}
	}
	host->modules.items++; /* it is the first */
	host->modules.n--;
}

static void test_modprobe_of_ice_after_rmmod_of_irdma(void **state)
{
	NIC_CLEANUP(host_freep) struct host *old = fake_incident("6.1");
	NIC_CLEANUP(host_freep) struct host *new = fake_incident("6.12");

	(void)state;
	release_irdma(old);
	assert_modprobe_removes(old, "ice", "ice");
	release_irdma(new);
	assert_modprobe_removes(new, "ice", "ice", "gnss"); /* i40e holds libie */
}

/* SCENARIOS 2: `softdep ice post: irdma` makes modprobe -r ice take i40e too. */
static void test_softdep_ties_ice_to_irdma(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	fake_push(host, &fake_conf(host, "ice")->softdep_post, "irdma");
	assert_modprobe_removes(host, "ice", "irdma", "ice", "i40e", "ib_uverbs");
}

static void test_softdep_before_is_removed_after(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct strv removed;

	(void)state;
	fake_module(host, "main");
	fake_module(host, "early");
	fake_push(host, &fake_conf(host, "main")->softdep_pre, "early");
	removed = modprobe(host, FAKE_NAMES("main"));
	assert_int_equal(removed.n, 2);
	assert_string_equal(removed.items[0], "main");
	assert_string_equal(removed.items[1], "early");
}

static void test_softdeps_that_point_at_each_other_end(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	fake_module(host, "a");
	fake_module(host, "b");
	fake_push(host, &fake_conf(host, "a")->softdep_post, "b");
	fake_push(host, &fake_conf(host, "b")->softdep_post, "a");
	assert_modprobe_removes(host, "a", "a", "b");
}

/* Every module has all others as softdeps: visits grow as n! without a limit. */
static void test_softdeps_made_to_explode_end(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	char name[16];

	(void)state;
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		fake_module(host, name)->refcnt = 1; /* never removed, always visited */
		fake_conf(host, name);
	}
	for (size_t i = 0; i < 40; i++) {
		for (size_t k = 0; k < 40; k++)
			fake_push(host, &host->confs.items[i].softdep_post,
				  host->modules.items[k].name);
	}
	assert_int_equal(modprobe(host, FAKE_NAMES("m0")).n, 0);
}

static void test_used_permanent_and_built_in_modules_stay(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	host_module(host, "i40e")->refcnt++;
	host_module(host, "ib_core")->is_permanent = true;
	host_module(host, "ice")->state = MODULE_BUILTIN;
	assert_modprobe_removes(host, "irdma", "irdma", "ib_uverbs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_incident_removes_the_holder_first),
		cmocka_unit_test(test_module_nobody_holds_goes_alone),
		cmocka_unit_test(test_not_loaded_and_built_in_give_nothing),
		cmocka_unit_test(test_diamond_removes_the_top_once),
		cmocka_unit_test(test_chain_of_200),
		cmocka_unit_test(test_circle_is_an_error),
		cmocka_unit_test(test_module_that_holds_itself_is_a_circle),
		cmocka_unit_test(test_holder_that_is_not_loaded_is_an_error),
		cmocka_unit_test(test_modprobe_on_6_1),
		cmocka_unit_test(test_modprobe_on_6_12),
		cmocka_unit_test(test_modprobe_of_ice_after_rmmod_of_irdma),
		cmocka_unit_test(test_softdep_ties_ice_to_irdma),
		cmocka_unit_test(test_softdep_before_is_removed_after),
		cmocka_unit_test(test_softdeps_that_point_at_each_other_end),
		cmocka_unit_test(test_softdeps_made_to_explode_end),
		cmocka_unit_test(test_used_permanent_and_built_in_modules_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
