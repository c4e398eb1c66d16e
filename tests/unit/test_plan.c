/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plan for given hosts: its steps, what they cost, and whether two are equal. */
#include "test.h"

#include <errno.h>

#include "fake_host.h"
#include "planned.h"

static void test_incident(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = planned_for(host, "ice");

	(void)state;
	assert_string_equal(planned_steps(plan), "-irdma -ice +ice +irdma");
	assert_string_equal(plan->driver, "ice");
	assert_string_equal(plan->replacement, host_module(host, "ice")->installed_path);
	assert_true(fake_same_names(&plan->removed, FAKE_NAMES("irdma", "ice")));
	assert_true(fake_same_names(&plan->ports,
				    FAKE_NAMES("0000:5e:00.0", "0000:5e:00.1")));
	assert_true(fake_same_names(&plan->rdma, FAKE_NAMES("irdma0")));
	assert_true(
		fake_same_names(&plan->modprobe_extra, FAKE_NAMES("i40e", "ib_uverbs")));
	assert_true(fake_same_names(&plan->modprobe_ports, FAKE_NAMES("0000:19:00.0")));
	assert_true(plan_touches_port(plan, "0000:5e:00.0"));
	assert_false(plan_touches_port(plan, "0000:19:00.0"));
}

static void test_each_step_says_what_and_why(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = planned_for(host, "ice");
	static const enum step_role roles[] = {ROLE_HOLDER, ROLE_TARGET, ROLE_TARGET,
					       ROLE_HOLDER};

	(void)state;
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step *step = &plan->steps.items[i];
		const struct modfile *file = fake_file_of(host, step->module);

		assert_int_equal(step->role, roles[i]);
		assert_string_equal(step->path, file->path);
		assert_string_equal(step->build_id, file->build_id);
		assert_non_null(step->params.text);
		assert_true(step->reason[0] != '\0');
	}
	assert_contains(plan->steps.items[0].reason, "holds ice");
}

static void test_sets_before_and_after_are_sorted_and_equal(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.12");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;

	(void)state;
	fake_module(host, "loop")->state = MODULE_BUILTIN;
	plan = planned_for(host, "ice");
	assert_int_equal(plan->before.n, 7);
	assert_int_equal(plan->after.n, 7);
	for (size_t i = 0; i < plan->before.n; i++) {
		assert_string_equal(plan->before.items[i], plan->after.items[i]);
		assert_true(i == 0 ||
			    strcmp(plan->before.items[i - 1], plan->before.items[i]) < 0);
	}
}

/* irdma goes with i40e, and with it the RDMA devices of ice's ports, and of its own. */
static void test_rdma_cost_of_i40e(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;

	(void)state;
	fake_rdma(host, "irdma1", "0000:19:00.0");
	fake_rdma(host, "rxe0", NULL);
	plan = planned_for(host, "i40e");
	assert_string_equal(planned_steps(plan), "-irdma -i40e +i40e +irdma");
	assert_true(fake_same_names(&plan->ports, FAKE_NAMES("0000:19:00.0")));
	assert_true(fake_same_names(&plan->rdma, FAKE_NAMES("irdma0", "irdma1")));
}

static void test_rdma_of_another_driver_stays(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;

	(void)state;
	fake_module(host, "mlx5_ib");
	fake_module(host, "mlx5_core");
	fake_hold(host, "mlx5_ib", "mlx5_core");
	fake_hold(host, "mlx5_ib", "ib_core");
	fake_port(host, "0000:c1:00.0", "mlx5_core");
	fake_rdma(host, "mlx5_0", "0000:c1:00.0");
	plan = planned_for(host, "ice");
	assert_true(fake_same_names(&plan->rdma, FAKE_NAMES("irdma0")));
	plan_freep(&plan);
	plan = planned_for(host, "mlx5-core");
	assert_string_equal(plan->driver, "mlx5_core");
	assert_string_equal(planned_steps(plan),
			    "-mlx5_ib -mlx5_core +mlx5_core +mlx5_ib");
	assert_true(fake_same_names(&plan->rdma, FAKE_NAMES("mlx5_0")));
}

static void test_not_loaded_gives_no_steps(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = planned_for(host, "e1000e");

	(void)state;
	assert_int_equal(plan->steps.n + plan->removed.n + plan->ports.n + plan->rdma.n,
			 0);
	assert_string_equal(plan->driver, "e1000e");
	assert_null(plan->replacement);
	assert_true(fake_same_names(&plan->before, &plan->after));
}

static void test_built_in_gives_no_steps(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;

	(void)state;
	fake_module(host, "virtio_net")->state = MODULE_BUILTIN;
	plan = planned_for(host, "virtio_net");
	assert_int_equal(plan->steps.n, 0);
	assert_false(strv_has(&plan->before, "virtio_net"));
}

static void test_facts_that_contradict_themselves(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct request request = {.driver = "ice"};
	struct plan *plan = NULL;
	struct nic_err err = {0};

	(void)state;
	fake_hold(host, "ice", "irdma");
	assert_int_equal(plan_make(host, &request, &plan, &err), -ELOOP);
	assert_contains(err.message, "circle");
	fake_push(host, &host_module(host, "i40e")->holders, "ghost");
	request.driver = "i40e";
	assert_int_equal(plan_make(host, &request, &plan, &err), -ESRCH);
	assert_contains(err.message, "ghost");
	assert_null(plan);
}

/* One difference in the facts at a time: is it seen by plan_equal()? */
static void change(struct host *host, int what)
{
	switch (what) {
	case 0:
		fake_module(host, "another");
		break;
	case 1:
		fake_port(host, "0000:5e:00.2", "ice");
		break;
	case 2:
		fake_rdma(host, "irdma9", "0000:5e:00.1");
		break;
	case 3:
		fake_param(host, "ice", "debug", "int", "1");
		break;
	case 4:
		fake_file_of(host, "irdma")->build_id = "other";
		break;
	case 5:
		fake_hold(host, "ib_uverbs", "ice");
		break;
	case 6:
		fake_file_of(host, "ice")->path = "/moved";
		host_module(host, "ice")->path = "/moved";
		host_module(host, "ice")->installed_path = "/moved";
		break;
	}
}

static void test_equality(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = planned_for(host, "ice");
	NIC_CLEANUP(plan_freep) struct plan *again = planned_for(host, "ice");

	(void)state;
	assert_true(plan_equal(plan, again));
	for (int what = 0; what <= 6; what++) {
		NIC_CLEANUP(host_freep) struct host *changed = fake_incident("6.1");
		NIC_CLEANUP(plan_freep) struct plan *other = NULL;

		change(changed, what);
		other = planned_for(changed, "ice");
		if (plan_equal(plan, other) || plan_equal(other, plan))
			fail_msg("change %d is not seen", what);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(step_op_name(STEP_REMOVE), "remove");
	assert_string_equal(step_op_name(STEP_INSERT), "insert");
	assert_null(step_op_name(STEP_SETTING + 1));
	assert_string_equal(step_role_name(ROLE_HOLDER), "holder");
	assert_null(step_role_name(ROLE_PORT + 1));
	plan_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_incident),
		cmocka_unit_test(test_each_step_says_what_and_why),
		cmocka_unit_test(test_sets_before_and_after_are_sorted_and_equal),
		cmocka_unit_test(test_rdma_cost_of_i40e),
		cmocka_unit_test(test_rdma_of_another_driver_stays),
		cmocka_unit_test(test_not_loaded_gives_no_steps),
		cmocka_unit_test(test_built_in_gives_no_steps),
		cmocka_unit_test(test_facts_that_contradict_themselves),
		cmocka_unit_test(test_equality),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
