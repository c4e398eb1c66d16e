/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each rule of the guard: what it refuses, warns of and lets pass, and how it says so. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

static const struct guard_cases *const tables[] = {
	&guard_cases_host,  &guard_cases_losses,  &guard_cases_protect,
	&guard_cases_file,  &guard_cases_symbols, &guard_cases_profile,
	&guard_cases_back,  &guard_cases_use,	  &guard_cases_ports,
	&guard_cases_match,
};

static struct verdicts check(struct scene *scene, struct host *host)
{
	NIC_CLEANUP(plan_freep) struct plan *plan = NULL;
	struct verdicts verdicts = {0};
	struct nic_err err = {0};

	if (plan_make(host, &scene->request, &plan, &err) < 0 ||
	    guard_check(host, &scene->request, plan, host->arena, &verdicts, &err) < 0)
		fail_msg("%s", err.message);
	return verdicts;
}

static bool matches(const struct guard_case *test, const struct verdict *verdict)
{
	if (strcmp(verdict->rule, test->rule) != 0 || verdict->level != test->level)
		return false;
	if (test->says && !strstr(verdict->message, test->says))
		return false;
	return !test->remedy || strstr(verdict->remedy, test->remedy);
}

static void print_verdicts(const struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->n; i++)
		print_message("  %s %s: %s [%s]\n",
			      verdict_level_name((int)verdicts->items[i].level),
			      verdicts->items[i].rule, verdicts->items[i].message,
			      verdicts->items[i].remedy ? verdicts->items[i].remedy
							: "-");
}

/* What is true of every verdict, whatever the case. */
static void check_form(const struct verdict *verdict)
{
	size_t length = strlen(verdict->message);

	assert_true(length > 0 && verdict->message[length - 1] != '.');
	if (verdict->level == VERDICT_PASS)
		assert_null(verdict->remedy);
	else
		assert_true(verdict->remedy && verdict->remedy[0]);
}

static void check_case(const struct guard_case *test)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct scene scene = {host, {.driver = "ice"}};
	struct verdicts verdicts;
	bool found = false;

	test->change(&scene);
	verdicts = check(&scene, host);
	for (size_t v = 0; v < verdicts.n; v++) {
		check_form(&verdicts.items[v]);
		if (test->is_silent)
			found |= strcmp(verdicts.items[v].rule, test->rule) == 0;
		else
			found |= matches(test, &verdicts.items[v]);
	}
	if (found == test->is_silent) {
		print_verdicts(&verdicts);
		fail_msg("case '%s': %s verdict of %s", test->name,
			 found ? "a" : "no such", test->rule);
	}
}

/* A change that one rule warns of must not be refused, by none. */
static void check_whole(const struct guard_case *test)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct scene scene = {host, {.driver = "ice"}};
	const struct verdict *refusal;
	struct verdicts verdicts;

	test->change(&scene);
	verdicts = check(&scene, host);
	refusal = guard_refusal(&verdicts);
	if (test->level == REFUSE)
		assert_non_null(refusal);
	else if (refusal && !test->is_silent)
		fail_msg("case '%s' is refused by %s", test->name, refusal->rule);
}

static void each_case(void (*check_one)(const struct guard_case *test))
{
	for (size_t t = 0; t < NIC_ARRAY_SIZE(tables); t++) {
		for (size_t i = 0; i < tables[t]->n; i++)
			check_one(&tables[t]->items[i]);
	}
}

static void test_each_case(void **state)
{
	(void)state;
	each_case(check_case);
}

static void test_levels_of_the_whole(void **state)
{
	(void)state;
	each_case(check_whole);
}

static void test_a_plain_case_has_neither_refusal_nor_warning(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.12");
	struct scene scene = {host, {.driver = "ice"}};
	struct verdicts verdicts = check(&scene, host);

	(void)state;
	assert_true(verdicts.n > 10);
	for (size_t i = 0; i < verdicts.n; i++)
		assert_int_equal(verdicts.items[i].level, VERDICT_PASS);
}

static bool has_objection(const char *rule)
{
	for (size_t t = 0; t < NIC_ARRAY_SIZE(tables); t++) {
		for (size_t i = 0; i < tables[t]->n; i++) {
			const struct guard_case *test = &tables[t]->items[i];

			if (strcmp(test->rule, rule) == 0 && !test->is_silent &&
			    test->level != PASS)
				return true;
		}
	}
	return false;
}

/* Every rule has a case in which it refuses or warns. */
static void test_every_rule_has_cases(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct scene scene = {host, {.driver = "ice"}};
	struct verdicts verdicts = check(&scene, host);

	(void)state;
	for (size_t v = 0; v < verdicts.n; v++) {
		if (!has_objection(verdicts.items[v].rule))
			fail_msg("no case for %s", verdicts.items[v].rule);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(verdict_level_name(VERDICT_PASS), "pass");
	assert_string_equal(verdict_level_name(VERDICT_WARN), "warn");
	assert_string_equal(verdict_level_name(VERDICT_REFUSE), "refuse");
	assert_null(verdict_level_name(VERDICT_REFUSE + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_case),
		cmocka_unit_test(test_levels_of_the_whole),
		cmocka_unit_test(test_a_plain_case_has_neither_refusal_nor_warning),
		cmocka_unit_test(test_every_rule_has_cases),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
