/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Moving single ports: the plan, its rules, and the choice between the strategies. */
#include "test.h"

#include <errno.h>

#include "fake_host.h"
#include "handover_host.h"
#include "portlist.h"
#include "portname.h"

static const char *refusal(const struct strategy_option *option)
{
	return option->refusal ? option->refusal->message : "";
}

/* ---- plan ---- */

static void test_unprotected_port_moves(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = handover_host();
	NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
	const struct request request = {.driver = "i40e"};
	const struct plan *plan;
	const struct step_bind *bind;

	(void)state;
	choice = handover_choose(host, &request);
	assert_int_equal(choice.taken.strategy, STRATEGY_HANDOVER);
	assert_contains(refusal(&choice.other), "is protected");
	assert_null(choice.taken.refusal);
	plan = choice.taken.plan;
	assert_int_equal(plan->steps.n, 2);
	assert_int_equal(plan->steps.items[0].op, STEP_INSERT);
	assert_string_equal(plan->steps.items[0].params.text, "ports=" CAPTURE);
	bind = plan->steps.items[1].bind;
	assert_string_equal(bind->address, CAPTURE);
	assert_string_equal(bind->from, "i40e");
	assert_string_equal(bind->to, "i40e_zc");
	assert_string_equal(bind->override, "i40e_zc");
	assert_null(bind->override_before);
	assert_string_equal(bind->permanent_mac, "02:00:00:00:00:05");
	assert_string_equal(bind->netdev, "eno2");
	assert_true(fake_same_names(&plan->ports, FAKE_NAMES(CAPTURE)));
	assert_true(fake_same_names(&plan->rdma, FAKE_NAMES("irdma1")));
	assert_int_equal(plan->removed.n, 0);
	assert_true(strv_has(&plan->after, "i40e_zc"));
	assert_int_equal(plan->after.n, plan->before.n + 1);
}

static void test_inverse_of_a_move(void **state)
{
	const struct step_bind way = {.address = CAPTURE,
				      .from = "a",
				      .to = "b",
				      .override = "b",
				      .permanent_mac = "m"};
	struct step_bind back = plan_bind_inverse(&way);

	(void)state;
	assert_string_equal(back.from, "b");
	assert_string_equal(back.to, "a");
	assert_null(back.override);
	assert_string_equal(back.override_before, "b");
	assert_string_equal(back.permanent_mac, "m");
}

static void hand_over(struct host *host, const char *address)
{
	struct module *module = host_module(host, "i40e_zc");

	if (!module) {
		module = ARENA_PUSH(host->arena, &host->modules);
		*module = (struct module){.name = "i40e_zc",
					  .state = MODULE_LIVE,
					  .has_refcnt = true,
					  .has_details = true,
					  .instance = 77,
					  .build_id = "b1d0i40e_zc",
					  .path = "/lib/i40e_zc.ko",
					  .installed_path = "/lib/i40e_zc.ko",
					  .path_is_proven = true};
		fake_push(host, &module->drivers, "pci:i40e_zc");
		*ARENA_PUSH(host->arena, &module->params) =
			(struct param){"ports", address};
	}
	handover_port(host, address)->driver = handover_port(host, address)->module =
		"i40e_zc";
	handover_port(host, address)->driver_override = "i40e_zc";
}

static void test_way_back_removes_the_build(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = handover_host();
	NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
	const struct request request = {.driver = "i40e", .to_stock = true};
	const struct step *steps;

	(void)state;
	hand_over(host, CAPTURE);
	choice = handover_choose(host, &request);
	assert_int_equal(choice.taken.strategy, STRATEGY_HANDOVER);
	assert_string_equal(refusal(&choice.taken), "");
	assert_int_equal(choice.taken.plan->steps.n, 2);
	steps = choice.taken.plan->steps.items;
	assert_string_equal(steps[0].bind->to, "i40e");
	assert_null(steps[0].bind->override);
	assert_string_equal(steps[0].bind->override_before, "i40e_zc");
	assert_int_equal(steps[1].op, STEP_REMOVE);
	assert_true(fake_same_names(&choice.taken.plan->removed, FAKE_NAMES("i40e_zc")));
}

static void test_second_port_is_added_to_the_list(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = handover_host();
	NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
	const struct request request = {.driver = "i40e", .strategy = STRATEGY_HANDOVER};
	const struct step *step;

	(void)state;
	hand_over(host, CAPTURE);
	fake_port(host, "0000:19:00.2", "i40e");
	choice = handover_choose(host, &request);
	assert_string_equal(refusal(&choice.taken), "");
	assert_int_equal(choice.taken.plan->steps.n, 2);
	step = &choice.taken.plan->steps.items[0];
	assert_int_equal(step->op, STEP_PARAM);
	assert_string_equal(step->param->value, CAPTURE ",0000:19:00.2");
	assert_string_equal(step->param->before, CAPTURE);
}

static void test_nothing_to_do_when_it_is_there(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = handover_host();
	NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
	const struct request request = {.driver = "i40e",
					.strategy = STRATEGY_HANDOVER,
					.ports = *FAKE_NAMES("eno2")};

	(void)state;
	hand_over(host, CAPTURE);
	choice = handover_choose(host, &request);
	assert_true(choice.taken.plan->is_unchanged);
	assert_string_equal(refusal(&choice.taken), "");
}

static void test_reload_is_taken_when_it_passes(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = handover_host();
	NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
	const struct request request = {.driver = "ice"};

	(void)state;
	choice = handover_choose(host, &request);
	assert_int_equal(choice.taken.strategy, STRATEGY_RELOAD);
	assert_contains(refusal(&choice.other), "no module 'ice_zc' is installed");
}

/* ---- names ---- */

static void test_names_of_ports(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = handover_host();

	(void)state;
	fake_push(host, &host->netdevs.items[host->netdevs.n - 1].altnames, "capture");
	for (size_t i = 0; i < 5; i++) {
		static const char *const names[] = {"eno2", "capture", CAPTURE, "19:00.1",
						    "02:00:00:00:00:05"};

		assert_ptr_equal(portname_find(host, names[i]), host_port(host, CAPTURE));
	}
	assert_null(portname_find(host, "eno3"));
	assert_non_null(portname_suggest(host, "eno3"));
	host->netdevs.items[host->netdevs.n - 1].netns = "blue";
	assert_null(portname_find(host, "eno2"));
}

static void test_lists_of_ports(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(portlist_with(arena, "", CAPTURE), CAPTURE);
	assert_string_equal(portlist_with(arena, "19:00.1", CAPTURE), "19:00.1");
	assert_string_equal(portlist_with(arena, MGMT, CAPTURE), MGMT "," CAPTURE);
	assert_string_equal(portlist_without(arena, MGMT ",19:00.1", CAPTURE), MGMT);
	assert_string_equal(portlist_without(arena, CAPTURE, CAPTURE), "");
}

/* ---- guard ---- */

struct refused {
	const char *name, *port, *to, *says;
	void (*change)(struct host *host);
};

static void foreign_override(struct host *host)
{
	handover_port(host, CAPTURE)->driver_override = "vfio-pci";
}

static void driverctl_has_it(struct host *host)
{
	handover_port(host, CAPTURE)->override_owner = "driverctl";
}

static void other_netns(struct host *host)
{
	host->netdevs.items[host->netdevs.n - 1].netns = "blue";
}

static void not_installed(struct host *host)
{
	host->files.n--;
}

static void other_kernel(struct host *host)
{
	host_file(host, "/lib/i40e_zc.ko")->vermagic = "5.10.0 SMP";
}

static void exports_too(struct host *host)
{
	fake_offer(host, host_file(host, "/lib/i40e_zc.ko"), "i40e_register", 1);
	fake_offer(host, fake_file_of(host, "i40e"), "i40e_register", 1);
}

static void install(struct host *host, const char *name)
{
	fake_file(host, name, name);
}

static void vfio(struct host *host)
{
	install(host, "vfio_pci");
}

/* The ZC build makes them again, a driver of another kind does not. */
static void has_vfs(struct host *host)
{
	install(host, "vfio_pci");
	handover_port(host, CAPTURE)->iommu_group = "7";
	handover_port(host, CAPTURE)->vfs = 2;
}

static void vfio_shared(struct host *host)
{
	install(host, "vfio_pci");
	handover_port(host, CAPTURE)->iommu_group = "7";
	fake_push(host, &handover_port(host, CAPTURE)->iommu_peers, MGMT);
}

static void igb(struct host *host)
{
	install(host, "igb");
	fake_push(host, &handover_port(host, CAPTURE)->id_modules, "i40e");
}

static const struct refused refused_cases[] = {
	{"no such port", "eno3", NULL, "there is no port 'eno3'", NULL},
	{"protected", "eno1", NULL, "is protected: default route", NULL},
	{"of another driver", "ens1f0", NULL, "driven by 'ice', not by 'i40e'", NULL},
	{"override", CAPTURE, NULL, "is 'vfio-pci' already", foreign_override},
	{"driverctl", CAPTURE, NULL, "kept by driverctl", driverctl_has_it},
	{"VFs", CAPTURE, "vfio-pci", "virtual functions", has_vfs},
	{"namespace", CAPTURE, NULL, "namespace 'blue'", other_netns},
	{"file", CAPTURE, NULL, "no module 'i40e_zc' is installed", not_installed},
	{"kernel", CAPTURE, NULL, "is built for", other_kernel},
	{"exports", CAPTURE, NULL, "exports i40e_register", exports_too},
	{"no IOMMU", CAPTURE, "vfio-pci", "behind no IOMMU", vfio},
	{"half a group", CAPTURE, "vfio-pci", "shares IOMMU group 7", vfio_shared},
	{"foreign driver", CAPTURE, "igb", "does not know the hardware", igb},
	{"itself", NULL, "i40e", "driven by i40e already", NULL},
};

static void test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(refused_cases); i++) {
		const struct refused *one = &refused_cases[i];
		NIC_CLEANUP(host_freep) struct host *host = handover_host();
		NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
		const char *names[] = {one->port};
		const struct request request = {.driver = "i40e",
						.strategy = STRATEGY_HANDOVER,
						.to = one->to,
						.ports = {names, one->port != NULL}};

		if (one->change)
			one->change(host);
		choice = handover_choose(host, &request);
		if (!strstr(refusal(&choice.taken), one->says))
			fail_msg("%s: '%s'", one->name, refusal(&choice.taken));
		assert_true(choice.taken.refusal->remedy &&
			    choice.taken.refusal->remedy[0]);
	}
}

static void test_vfio_behind_an_iommu_passes(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = handover_host();
	NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
	const struct request request = {
		.driver = "i40e", .strategy = STRATEGY_HANDOVER, .to = "vfio-pci"};

	(void)state;
	install(host, "vfio_pci");
	handover_port(host, CAPTURE)->iommu_group = "7";
	choice = handover_choose(host, &request);
	assert_string_equal(refusal(&choice.taken), "");
	assert_string_equal(choice.taken.plan->steps.items[1].bind->to, "vfio-pci");
}

static void test_reload_spares_ports_that_are_not_named(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = handover_host();
	NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
	const struct request request = {.driver = "ice",
					.strategy = STRATEGY_RELOAD,
					.ports = *FAKE_NAMES("ens1f0")};

	(void)state;
	choice = handover_choose(host, &request);
	assert_contains(refusal(&choice.taken), "does not name: ens1f1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unprotected_port_moves),
		cmocka_unit_test(test_inverse_of_a_move),
		cmocka_unit_test(test_way_back_removes_the_build),
		cmocka_unit_test(test_second_port_is_added_to_the_list),
		cmocka_unit_test(test_nothing_to_do_when_it_is_there),
		cmocka_unit_test(test_reload_is_taken_when_it_passes),
		cmocka_unit_test(test_names_of_ports),
		cmocka_unit_test(test_lists_of_ports),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_vfio_behind_an_iommu_passes),
		cmocka_unit_test(test_reload_spares_ports_that_are_not_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
