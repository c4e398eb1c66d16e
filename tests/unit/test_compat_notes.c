/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of a card besides the verdict: notes, the kernel log, devlink. */
#include "test.h"

#include "compat_tables.h"
#include "fake_host.h"

static bool has_note(const struct strv *notes, const char *words)
{
	for (size_t i = 0; i < notes->n; i++) {
		if (strstr(notes->items[i], words))
			return true;
	}
	return false;
}

static void test_notes(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct compat_question question = {
		.table = compat_tables_load("i40e", NULL, arena),
		.driver = "i40e",
		.driver_version = "2.7.29",
		.firmware = "5.05 0x800028a6 22.5.7",
		.family = "X710",
		.api = "1.15",
	};
	struct compat_answer answer = compat_judge(&question, arena);

	(void)state;
	assert_true(has_note(&answer.notes, "DDP profiles needs firmware 6.00"));
	assert_true(has_note(&answer.notes, "known trouble: tx_bytes"));
	assert_true(has_note(&answer.notes, "machine's maker"));
	assert_true(has_note(&answer.notes, "is 1.15, this driver knows 1.7"));
	question.family = "X722"; /* has other figures in each */
	question.api = "1.6";
	answer = compat_judge(&question, arena);
	assert_false(has_note(&answer.notes, "DDP profiles"));
	assert_false(has_note(&answer.notes, "known trouble"));
	assert_false(has_note(&answer.notes, "this driver knows"));
}

static void test_the_kernel_log_is_read_per_port(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct port port = {.address = "0000:02:00.0", .module = "ice"};
	struct port other = {.address = "0000:02:00.1", .module = "ice"};
	struct strv notes = {0};

	(void)state;
	assert_int_equal(strv_push(host->arena, &host->kernel_log,
				   "infiniband irdma0: ice 0000:02:00.0: HMC Error"),
			 0);
	assert_int_equal(strv_push(host->arena, &host->kernel_log,
				   "ice 0000:02:00.0: again: HMC Error"),
			 0);
	compat_notes_log(host, &other, COMPAT_LOG_ALL, &notes, host->arena);
	assert_int_equal(notes.n, 0);
	compat_notes_log(host, &port, COMPAT_LOG_ALL, &notes, host->arena);
	assert_int_equal(notes.n, 1);
	assert_true(has_note(&notes, "HMC errors"));
}

static void add_devlink(struct host *host, struct port *port, const char *name,
			const char *state, const char *value)
{
	struct devlink_version *version = ARENA_PUSH(host->arena, &port->devlink);

	assert_non_null(version);
	*version = (struct devlink_version){name, state, value};
}

static void test_devlink_speaks_for_a_port_in_another_namespace(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();
	struct port port = {.address = "0000:02:00.0", .module = "ice"};
	struct compat_question question;

	(void)state;
	question = compat_judge_port(host, &port, NULL, host->arena);
	assert_null(question.firmware);
	assert_int_equal(question.ddp, COMPAT_DDP_NOT_KNOWN);
	add_devlink(host, &port, "fw.psid.api", "stored", "4.90");
	add_devlink(host, &port, "fw.psid.api", "running", "4.40");
	add_devlink(host, &port, "fw.bundle_id", "running", "0x8001c7d4");
	add_devlink(host, &port, "fw.undi", "running", "1.3534.0");
	add_devlink(host, &port, "fw.mgmt", "running", "7.4.13");
	question = compat_judge_port(host, &port, NULL, host->arena);
	assert_string_equal(question.firmware, "4.40 0x8001c7d4 1.3534.0");
	assert_int_equal(question.ddp, COMPAT_DDP_MISSING);
	add_devlink(host, &port, "fw.app", "running", "0.0.0.0"); /* Linux 6.1 */
	question = compat_judge_port(host, &port, NULL, host->arena);
	assert_int_equal(question.ddp, COMPAT_DDP_MISSING);
	assert_null(question.ddp_version);
	port.devlink.n--;
	add_devlink(host, &port, "fw.app", "running", "1.3.30.0");
	question = compat_judge_port(host, &port, NULL, host->arena);
	assert_int_equal(question.ddp, COMPAT_DDP_PRESENT);
	assert_string_equal(question.ddp_version, "1.3.30.0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_the_kernel_log_is_read_per_port),
		cmocka_unit_test(test_devlink_speaks_for_a_port_in_another_namespace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
