/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Taking a change of the past back, by what the machine is afterwards: a handover, its
 * opposite, and what cannot be taken back. */
#include "test.h"

#include <errno.h>

#include "fake_machine.h"
#include "strategy.h"
#include "takeback.h"
#include "temp_dir.h"

#define MGMT "0000:19:00.0"
#define CAPTURE "0000:19:00.1"
#define OTHER "0000:19:00.2"

static char *temp;
static struct fake_machine machine;

static const struct port *port(const char *address)
{
	return host_port(machine.world, address);
}

static const char * override(const char *address)
{
	const char *text = port(address)->driver_override;

	return text ? text : "";
}

/* i40e drives a management port and two capture ports; i40e_zc is installed. */
static void begin(void)
{
	struct host *host = fake_incident("6.1");
	struct param_decl *decl;
	struct modfile *file;

	fake_port(host, CAPTURE, "i40e");
	fake_port(host, OTHER, "i40e");
	fake_netdev(host, "eno2", 5, CAPTURE)->permanent_mac = "02:00:00:00:00:05";
	file = fake_file(host, "i40e_zc", "/lib/i40e_zc.ko");
	file->nicctl_zc = "flavour=handover overlay=1 kernel=6.1";
	decl = ARENA_PUSH(host->arena, &file->params);
	decl->name = "ports";
	decl->type = "array of charp";
	temp = temp_dir_make();
	fake_machine_init(&machine, host);
}

static void end(void)
{
	fake_machine_clear(&machine);
	temp_dir_remove(temp);
}

/* Runs it as the commands do. Returns the outcome; @ret_id: room for an id, may be NULL.
 */
static enum outcome run(const struct request *request, char *ret_id)
{
	NIC_CLEANUP(host_freep) struct host *facts = fake_machine_facts(&machine, false);
	NIC_CLEANUP(strategy_choice_clear) struct strategy_choice choice = {0};
	struct transaction_options options = {.state_dir = temp,
					      .hooks_dir = "/nonexistent/nicctl.d",
					      .verify_timeout_ms = 3000,
					      .hook_timeout_ms = 1000};
	struct transaction_result *result;
	struct nic_err err = {0};
	enum outcome outcome;

	if (strategy_choose(facts, request, &choice, &err) < 0)
		fail_msg("%s", err.message);
	if (choice.taken.refusal) {
		print_message("%s\n", choice.taken.refusal->message);
		return OUTCOME_REFUSED;
	}
	result = transaction_run(&machine.ops, facts, request, choice.taken.plan,
				 &options);
	assert_non_null(result);
	outcome = result->outcome;
	if (ret_id)
		(void)snprintf(ret_id, 64, "%s", result->id);
	transaction_result_free(result);
	return outcome;
}

/* The opposite of the transaction @id. */
static enum outcome take_back(const char *id, char *ret_id)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct request request;
	struct nic_err err = {0};

	assert_int_equal(journal_load(temp, id, false, &entry, &err), 0);
	if (takeback_request(entry, arena, &request, &err) < 0)
		fail_msg("%s", err.message);
	return run(&request, ret_id);
}

/* The parameters of i40e_zc. */
static const char *params_of_build(void)
{
	const struct fake_loaded *module = fake_machine_find(&machine, "i40e_zc");

	return module ? module->params : "not loaded";
}

static void test_there_and_back_and_there_again(void **state)
{
	const struct request request = {.driver = "i40e",
					.strategy = STRATEGY_HANDOVER,
					.ports = *FAKE_NAMES("eno2")};
	char id[64], back[64];
	struct fake_machine before;

	(void)state;
	begin();
	before = machine;
	assert_int_equal(run(&request, id), OUTCOME_DONE);
	assert_string_equal(port(CAPTURE)->driver, "i40e_zc");
	assert_int_equal(take_back(id, back), OUTCOME_DONE);
	assert_string_equal(port(CAPTURE)->driver, "i40e");
	assert_string_equal(override(CAPTURE), "");
	assert_string_equal(port(OTHER)->driver, "i40e");
	assert_string_equal(fake_machine_compare(&before, &machine, NULL), "");
	assert_int_equal(take_back(back, NULL), OUTCOME_DONE);
	assert_string_equal(port(CAPTURE)->driver, "i40e_zc");
	assert_string_equal(override(CAPTURE), "i40e_zc");
	assert_string_equal(port(OTHER)->driver, "i40e");
	assert_string_equal(params_of_build(), "ports=" CAPTURE);
	end();
}

/* Only the port of that change goes back; the one that was moved before it stays. */
static void test_the_second_of_two(void **state)
{
	struct request request = {.driver = "i40e",
				  .strategy = STRATEGY_HANDOVER,
				  .ports = *FAKE_NAMES(CAPTURE)};
	char id[64];

	(void)state;
	begin();
	assert_int_equal(run(&request, NULL), OUTCOME_DONE);
	request.ports = *FAKE_NAMES(OTHER);
	assert_int_equal(run(&request, id), OUTCOME_DONE);
	assert_string_equal(params_of_build(), "ports=" CAPTURE "," OTHER);
	assert_int_equal(take_back(id, NULL), OUTCOME_DONE);
	assert_string_equal(port(OTHER)->driver, "i40e");
	assert_string_equal(port(CAPTURE)->driver, "i40e_zc");
	assert_string_equal(params_of_build(), "ports=" CAPTURE);
	end();
}

/* A driver that nicctl did not build, and what it needs: both were loaded for it only. */
static void test_what_was_loaded_goes(void **state)
{
	const struct request request = {.driver = "i40e",
					.strategy = STRATEGY_HANDOVER,
					.ports = *FAKE_NAMES(CAPTURE)};
	struct fake_machine before;
	struct modfile *file;
	char id[64];

	(void)state;
	begin();
	file = host_file(machine.world, "/lib/i40e_zc.ko");
	file->nicctl_zc = NULL;
	fake_push(machine.world, &file->depends, "helper");
	fake_file(machine.world, "helper", "/lib/helper.ko");
	for (size_t i = 0; i < machine.world->ports.n; i++) {
		struct strv *modules = &machine.world->ports.items[i].id_modules;

		fake_push(machine.world, modules, "i40e");
		fake_push(machine.world, modules, "i40e_zc");
	}
	before = machine;
	assert_int_equal(run(&request, id), OUTCOME_DONE);
	assert_string_equal(port(CAPTURE)->driver, "i40e_zc");
	assert_non_null(fake_machine_find(&machine, "helper"));
	assert_int_equal(take_back(id, NULL), OUTCOME_DONE);
	assert_string_equal(port(CAPTURE)->driver, "i40e");
	assert_null(fake_machine_find(&machine, "helper"));
	assert_string_equal(fake_machine_compare(&before, &machine, NULL), "");
	end();
}

/* Who has become important since is not taken down. */
static void test_guard_stands_before_it(void **state)
{
	const struct request request = {.driver = "i40e",
					.strategy = STRATEGY_HANDOVER,
					.ports = *FAKE_NAMES("eno2")};
	char id[64];

	(void)state;
	begin();
	assert_int_equal(run(&request, id), OUTCOME_DONE);
	fake_route(machine.world, 5);
	assert_int_equal(take_back(id, NULL), OUTCOME_REFUSED);
	assert_string_equal(port(CAPTURE)->driver, "i40e_zc");
	end();
}

static void test_nothing_to_take_back(void **state)
{
	struct plan plan = {.driver = "i40e"};
	struct request was = {.driver = "i40e"}, request;
	struct journal_entry entry = {.id = "x", .plan = &plan, .request = &was};
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct nic_err err = {0};

	(void)state;
	assert_int_equal(takeback_request(&entry, arena, &request, &err), -EOPNOTSUPP);
	assert_string_equal(err.message, "the transaction x replaced no driver");
	entry.plan_problem = "'plan.json' is damaged";
	assert_int_equal(takeback_request(&entry, arena, &request, &err), -EINVAL);
	assert_string_equal(err.message, "'plan.json' is damaged");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back_and_there_again),
		cmocka_unit_test(test_the_second_of_two),
		cmocka_unit_test(test_what_was_loaded_goes),
		cmocka_unit_test(test_guard_stands_before_it),
		cmocka_unit_test(test_nothing_to_take_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
