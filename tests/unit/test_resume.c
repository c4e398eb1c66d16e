/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What recovery does to the network state of ports: what the journalled request wanted.
 * The fake machine lies in shared memory, so that it outlives the process that is
 * killed. */
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fake_machine.h"
#include "resume.h"
#include "temp_dir.h"

static char *temp;
static struct fake_machine *machine;

static struct transaction_options make_options(enum restore_mode restore)
{
	return (struct transaction_options){
		.state_dir = temp,
		.hooks_dir = "/nonexistent/nicctl.d",
		.verify_timeout_ms = 3000,
		.restore_timeout_ms = 3000,
		.hook_timeout_ms = 1000,
		.restore = restore,
	};
}

static int kill_at_insertion(struct fake_machine *m, enum fake_op op, unsigned int call)
{
	(void)m;
	(void)call;
	if (op == FAKE_INSERT)
		(void)raise(SIGKILL);
	return 0;
}

/* Begins a reload of ice in a process that is killed when ice has gone. */
static void begin_and_kill(const struct request *request)
{
	NIC_CLEANUP(host_freep) struct host *facts = fake_machine_facts(machine, false);
	struct transaction_options options =
		make_options(request->no_restore ? RESTORE_NEVER : RESTORE_AUTO);
	struct plan *plan = NULL;
	struct nic_err err = {0};
	int status = 0;
	pid_t pid;

	if (plan_make(facts, request, &plan, &err) < 0)
		fail_msg("%s", err.message);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		machine->disturb = kill_at_insertion;
		(void)transaction_run(&machine->ops, facts, request, plan, &options);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	machine->disturb = NULL;
	assert_null(fake_machine_find(machine, "ice"));
	assert_true(machine->mtu_lost);
	assert_int_equal(machine->calls[FAKE_NET_REPAIR], 0);
	plan_free(plan);
}

/* As `nicctl recover` does it, which gives no option about it itself: RESTORE_AUTO. */
static struct transaction_result *recover(enum restore_mode restore)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	NIC_CLEANUP(host_freep) struct host *now = fake_machine_facts(machine, true);
	const struct transaction_options options = make_options(restore);
	struct transaction_result *result;
	struct recovery recovery;
	struct strv ids = {0};
	struct nic_err err = {0};

	assert_int_equal(journal_list(temp, arena, &ids, &err), 0);
	assert_int_equal(ids.n, 1);
	assert_int_equal(journal_load(temp, ids.items[0], true, &entry, &err), 0);
	assert_int_equal(recover_decide(entry, now, arena, &recovery), 0);
	assert_int_equal(recovery.kind, RECOVERY_BACK);
	result = resume_run(&machine->ops, entry, &recovery, NULL, &options);
	assert_non_null(result);
	assert_non_null(fake_machine_find(machine, "ice"));
	assert_true(result->network.was_compared);
	return result;
}

static int setup(void **state)
{
	struct host *world = fake_incident("6.1");

	(void)state;
	fake_param(world, "ice", "debug", "int", "0");
	world->kernel.boot_id = "boot-1"; /* without it recovery asks a person */
	temp = temp_dir_make();
	machine = mmap(NULL, sizeof(*machine), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(machine != MAP_FAILED);
	fake_machine_init(machine, world);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_machine_clear(machine);
	assert_int_equal(munmap(machine, sizeof(*machine)), 0);
	temp_dir_remove(temp);
	return 0;
}

static void test_the_network_state_is_put_back(void **state)
{
	const struct request request = {.driver = "ice"};
	struct transaction_result *result;

	(void)state;
	begin_and_kill(&request);
	result = recover(RESTORE_AUTO);
	assert_int_equal(result->outcome, OUTCOME_ROLLED_BACK);
	assert_true(machine->calls[FAKE_NET_REPAIR] > 0);
	assert_false(machine->mtu_lost);
	assert_true(result->network.repaired > 0);
	assert_int_equal(result->network.differences.n, 0);
	transaction_result_free(result);
}

static int refuse_repair(struct fake_machine *m, enum fake_op op, unsigned int call)
{
	(void)m;
	(void)call;
	return op == FAKE_NET_REPAIR ? -EIO : 0;
}

static void test_what_stays_different_is_no_rollback(void **state)
{
	const struct request request = {.driver = "ice"};
	struct transaction_result *result;

	(void)state;
	begin_and_kill(&request);
	machine->disturb = refuse_repair;
	result = recover(RESTORE_AUTO);
	assert_true(machine->mtu_lost);
	assert_true(result->network.differences.n > 0);
	assert_int_equal(result->outcome, OUTCOME_ROLLBACK_INCOMPLETE);
	transaction_result_free(result);
}

/* The whole change, with repairs that fail if @refuses. */
static enum outcome change_as(const struct request *request, enum restore_mode restore,
			      bool refuses)
{
	NIC_CLEANUP(host_freep) struct host *facts = fake_machine_facts(machine, false);
	struct transaction_options options = make_options(restore);
	struct transaction_result *result;
	struct plan *plan = NULL;
	struct nic_err err = {0};
	enum outcome outcome;

	machine->disturb = refuses ? refuse_repair : NULL;
	machine->mtu_lost = false;
	assert_int_equal(plan_make(facts, request, &plan, &err), 0);
	result = transaction_run(&machine->ops, facts, request, plan, &options);
	assert_non_null(result);
	assert_int_equal(machine->mtu_lost, result->network.differences.n > 0);
	outcome = result->outcome;
	transaction_result_free(result);
	plan_free(plan);
	return outcome;
}

static enum outcome change(enum restore_mode restore, bool refuses)
{
	const struct request request = {.driver = "ice"};

	return change_as(&request, restore, refuses);
}

static void test_done_says_whether_the_network_differs(void **state)
{
	(void)state;
	assert_int_equal(change(RESTORE_AUTO, true), OUTCOME_NETWORK_DIFFERS);
	assert_int_equal(change(RESTORE_AUTO, false), OUTCOME_DONE);
}

static void test_who_wants_no_restore_gets_none(void **state)
{
	(void)state;
	assert_int_equal(change(RESTORE_NEVER, false), OUTCOME_DONE);
}

/* What recovery decides of a change whose end is not in the journal. */
static enum recovery_kind decide_without_end(const char *params)
{
	NIC_CLEANUP(journal_entry_freep) struct journal_entry *entry = NULL;
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	NIC_CLEANUP(host_freep) struct host *now = NULL;
	struct fake_loaded *ice = fake_machine_find(machine, "ice");
	struct recovery recovery = {.kind = RECOVERY_PERSON};
	struct strv ids = {0};
	struct nic_err err = {0};
	size_t n;

	assert_non_null(ice);
	snprintf(ice->params, sizeof(ice->params), "%s", params);
	now = fake_machine_facts(machine, true);
	assert_int_equal(journal_list(temp, arena, &ids, &err), 0);
	assert_int_equal(journal_load(temp, ids.items[0], true, &entry, &err), 0);
	for (n = entry->log.records.n; n > 0; n--) {
		const struct journal_record *record = &entry->log.records.items[n - 1];

		if (record->has_step && strcmp(record->event, "done") == 0)
			break;
	}
	entry->log.records.n = n;
	assert_int_equal(recover_decide(entry, now, arena, &recovery), 0);
	return recovery.kind;
}

static void test_what_is_done_must_be_in_force(void **state)
{
	const char *words[] = {"debug=2"};
	const struct request request = {.driver = "ice", .params = {words, 1}};

	(void)state;
	assert_int_equal(change_as(&request, RESTORE_AUTO, false), OUTCOME_DONE);
	assert_int_equal(decide_without_end("debug=2"), RECOVERY_FORWARD);
	assert_int_equal(decide_without_end("debug=0"), RECOVERY_BACK);
}

/* It is compared all the same, and what differs is in the result. */
static void check_left_alone(enum restore_mode of_caller)
{
	const struct request request = {.driver = "ice", .no_restore = true};
	struct transaction_result *result;

	begin_and_kill(&request);
	result = recover(of_caller);
	assert_int_equal(machine->calls[FAKE_NET_REPAIR], 0);
	assert_true(machine->mtu_lost);
	assert_int_equal(result->network.repaired, 0);
	assert_true(result->network.differences.n > 0);
	transaction_result_free(result);
}

static void test_restore_never_of_the_request_stays(void **state)
{
	(void)state;
	check_left_alone(RESTORE_AUTO);
}

static void test_whatever_the_caller_says(void **state)
{
	(void)state;
	check_left_alone(RESTORE_ALWAYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_network_state_is_put_back, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_restore_never_of_the_request_stays,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_whatever_the_caller_says, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_what_stays_different_is_no_rollback,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_done_says_whether_the_network_differs, setup, teardown),
		cmocka_unit_test_setup_teardown(test_who_wants_no_restore_gets_none,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_done_must_be_in_force, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
