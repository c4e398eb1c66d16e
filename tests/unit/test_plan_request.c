/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a request and the files it names make of the plan. */
#include "test.h"

#include "fake_host.h"
#include "planned.h"

static void test_dependencies_are_loaded_before_anything_goes(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct request request = {.driver = "ice", .replacement = "/opt/ice.ko"};
	struct param_decl *decl;
	struct modfile *file;

	(void)state;
	fake_conf(host, "gnss")->options = "a=1";
	fake_file(host, "base", "/lib/base.ko");
	file = fake_file(host, "gnss", "/lib/gnss.ko");
	fake_push(host, &file->depends, "base");
	decl = ARENA_PUSH(host->arena, &file->params);
	decl->name = "a";
	fake_push(host, &fake_file(host, "libie", "/lib/libie.ko")->depends, "base");
	file = fake_file(host, "ice", "/opt/ice.ko");
	fake_push(host, &file->depends, "gnss");
	fake_push(host, &file->depends, "libie");
	fake_push(host, &file->depends, "ib_core"); /* loaded */
	fake_push(host, &file->depends, "nowhere"); /* for the guard */
	plan = planned(host, &request);
	assert_string_equal(planned_steps(plan),
			    "+base +gnss +libie -irdma -ice +ice +irdma");
	assert_int_equal(plan->steps.items[0].role, ROLE_DEPENDENCY);
	assert_contains(plan->steps.items[1].reason, "ice needs it");
	assert_string_equal(plan->steps.items[1].params.text, "a=1");
	assert_string_equal(plan->steps.items[4].path,
			    host_module(host, "ice")->path); /* the way back */
	assert_string_equal(plan->steps.items[5].path, "/opt/ice.ko");
	assert_int_equal(plan->after.n, plan->before.n + 3);
	assert_true(strv_has(&plan->after, "base"));
	assert_false(strv_has(&plan->before, "base"));
}

static void test_dependencies_that_need_each_other_end(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct request request = {.driver = "ice", .replacement = "/opt/ice.ko"};

	(void)state;
	fake_push(host, &fake_file(host, "x", "/x.ko")->depends, "y");
	fake_push(host, &fake_file(host, "y", "/y.ko")->depends, "x");
	fake_push(host, &fake_file(host, "ice", "/opt/ice.ko")->depends, "x");
	plan = planned(host, &request);
	assert_string_equal(planned_steps(plan), "+y +x -irdma -ice +ice +irdma");
}

static void test_parameters_go_with_their_modules(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct request request = {.driver = "ice", .params = *FAKE_NAMES("debug=2")};

	(void)state;
	fake_param(host, "irdma", "limits", "int", "3");
	fake_param(host, "ice", "debug", "int", "1");
	plan = planned(host, &request);
	assert_string_equal(plan->steps.items[0].params.text, "limits=3");
	assert_string_equal(plan->steps.items[1].params.text, "debug=1");
	assert_string_equal(plan->steps.items[2].params.text, "debug=2");
	assert_string_equal(plan->steps.items[3].params.text, "limits=3");
}

static void test_load_first_comes_before_all_else(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct request request = {
		.driver = "ice",
		.load_first = *FAKE_NAMES("pf_ring", "i40e", "absent", "pf_ring"),
		.load_first_origins = *FAKE_NAMES("F:1", "F:2", "F:3", "F:4"),
	};

	(void)state;
	fake_file(host, "pf_ring", "/lib/pf_ring.ko");
	fake_file(host, "base", "/lib/base.ko");
	fake_push(host, &host_file(host, "/lib/pf_ring.ko")->depends, "base");
	plan = planned(host, &request);
	assert_string_equal(planned_steps(plan),
			    "+base +pf_ring -irdma -ice +ice +irdma");
	assert_int_equal(plan->steps.items[1].role, ROLE_DEPENDENCY);
	assert_string_equal(plan->steps.items[1].reason, "load-first of F:1 says so");
	assert_true(strv_has(&plan->after, "pf_ring"));
}

static void test_lost_holders_do_not_come_back(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct request request = {
		.driver = "ice",
		.expect_lost = *FAKE_NAMES("irdma", "i40e", "ice"),
		.expect_lost_origins = *FAKE_NAMES("F:1", "F:1", "F:1"),
	};

	(void)state;
	plan = planned(host, &request);
	assert_string_equal(planned_steps(plan), "-irdma -ice +ice");
	assert_true(fake_same_names(&plan->lost, FAKE_NAMES("irdma")));
	assert_false(strv_has(&plan->after, "irdma"));
	assert_true(strv_has(&plan->after, "i40e"));
	assert_true(fake_same_names(&plan->rdma, FAKE_NAMES("irdma0")));
}

static void test_another_module_takes_the_place(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct request request = {
		.driver = "ice", .module = "ice_zc", .replacement = "/opt/ice_zc.ko"};

	(void)state;
	fake_file(host, "ice_zc", "/opt/ice_zc.ko");
	plan = planned(host, &request);
	assert_string_equal(planned_steps(plan), "-irdma -ice +ice_zc +irdma");
	assert_string_equal(plan->module, "ice_zc");
	assert_false(strv_has(&plan->after, "ice"));
	assert_true(strv_has(&plan->after, "ice_zc"));
	assert_true(strv_has(&plan->before, "ice"));
}

static void test_no_replacement_leaves_the_path_empty(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;

	(void)state;
	host_module(host, "ice")->installed_path = NULL;
	plan = planned_for(host, "ice");
	assert_null(plan->replacement);
	assert_string_equal(planned_steps(plan), "-irdma -ice +ice +irdma");
	assert_null(plan->steps.items[2].path);
}

static void test_nothing_to_do_when_it_is_the_same_code(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct request request = {.driver = "ice", .if_changed = true};
	struct plan *plan;

	(void)state;
	fake_param(host, "ice", "debug", "int", "1");
	plan = planned(host, &request);
	assert_true(plan->is_unchanged);
	assert_int_equal(plan->steps.n, 0);
	plan_free(plan);

	request.params = *FAKE_NAMES("debug=0x1");
	plan = planned(host, &request);
	assert_true(plan->is_unchanged);
	plan_free(plan);

	request.params = *FAKE_NAMES("debug=2");
	plan = planned(host, &request);
	assert_false(plan->is_unchanged);
	assert_int_equal(plan->steps.n, 4);
	plan_free(plan);

	request.params = (struct strv){0};
	request.if_changed = false;
	plan = planned(host, &request);
	assert_int_equal(plan->steps.n, 4);
	plan_free(plan);

	request.if_changed = true;
	host_module(host, "ice")->build_id = NULL; /* nothing proves that it is equal */
	plan = planned(host, &request);
	assert_false(plan->is_unchanged);
	plan_free(plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dependencies_are_loaded_before_anything_goes),
		cmocka_unit_test(test_dependencies_that_need_each_other_end),
		cmocka_unit_test(test_parameters_go_with_their_modules),
		cmocka_unit_test(test_load_first_comes_before_all_else),
		cmocka_unit_test(test_lost_holders_do_not_come_back),
		cmocka_unit_test(test_another_module_takes_the_place),
		cmocka_unit_test(test_no_replacement_leaves_the_path_empty),
		cmocka_unit_test(test_nothing_to_do_when_it_is_the_same_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
