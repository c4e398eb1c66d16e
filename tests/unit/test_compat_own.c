/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The user's own tables: what they add and replace, and what is said to mistakes. */
#include "test.h"

#include <errno.h>

#include "compat_tables.h"
#include "temp_dir.h"

/* What a user may write, and what is said to mistakes. */
static const char own_fact[] =
	"{\"nicctl_compat\": 1, \"driver\": \"ice\",\n"
	" \"devices\": [{\"name\": \"E810\", \"ids\": []}],\n"
	" \"sources\": [{\"id\": \"us\", \"title\": \"Our own test\"}],\n"
	" \"facts\": [{\"driver\": \"9.9.9\", \"firmware\": \"6.66 0x80666666\",\n"
	"  \"sources\": [\"us\"]}]";

/* A table, put together of three parts. */
static void write_own(const char *dir, const char *head, const char *insert,
		      const char *tail)
{
	char text[2048];

	(void)snprintf(text, sizeof(text), "%s%s%s", head, insert, tail);
	temp_file(dir, "lab.json", 0644, text);
}

static void test_own_tables_add_and_replace(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	char *dir = temp_dir_make();
	size_t shipped = compat_tables_load("ice", NULL, arena)->facts.n;
	struct compat_table *table;
	struct compat_question question = {
		.driver = "ice",
		.driver_version = "9.9.9",
		.firmware = "6.66 0x80666666",
		.family = "E810",
	};
	struct compat_answer answer;

	(void)state;
	write_own(dir, own_fact, "", "}");
	temp_file(dir, "README", 0644, "no table");
	table = compat_tables_load("ice", dir, arena);
	assert_int_equal(table->facts.n, shipped + 1);
	assert_string_equal(table->vendor, "Intel");
	question.table = table;
	answer = compat_judge(&question, arena);
	assert_int_equal(answer.verdict, COMPAT_VERDICT_TESTED);
	assert_string_equal(answer.sources.items[0], "Our own test");
	assert_int_equal(compat_tables_load("i40e", dir, arena)->facts.n,
			 compat_tables_load("i40e", NULL, arena)->facts.n);
	write_own(dir, own_fact, ", \"replaces\": true", "}");
	assert_int_equal(compat_tables_load("ice", dir, arena)->facts.n, 1);
	temp_dir_remove(dir);
}

static void assert_refused(const char *head, const char *insert, const char *tail,
			   const char *words)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	char *dir = temp_dir_make();
	struct compat_table *table = NULL;
	struct nic_err err = {0};

	write_own(dir, head, insert, tail);
	/* Also when it is of another driver. */
	assert_int_equal(compat_table_load(COMPAT_DATA, dir, "i40e", arena, &table, &err),
			 -EINVAL);
	assert_null(table);
	assert_contains(err.message, "lab.json");
	assert_contains(err.message, words);
	assert_contains(err.hint, "wrong verdicts");
	temp_dir_remove(dir);
}

/* One statement, put into a table that is good otherwise. */
static void assert_fact_refused(const char *fact, const char *words)
{
	assert_refused("{\"nicctl_compat\": 1, \"driver\": \"ice\", "
		       "\"devices\": [{\"name\": \"E810\"}], "
		       "\"sources\": [{\"id\": \"us\", \"title\": \"t\"}], "
		       "\"facts\": [{",
		       fact, "}]}", words);
}

static void test_mistakes_are_named(void **state)
{
	(void)state;
	assert_refused("{", "", "", "not JSON");
	assert_refused("{\"nicctl_compat\": 2, \"driver\": \"ice\"}", "", "",
		       "'nicctl_compat' is 2");
	assert_refused("{\"nicctl_compat\": 1}", "", "", "'driver' is missing");
	assert_fact_refused("\"firmwre\": \"4.30\"",
			    "'facts[0].firmwre' is no known member");
	assert_fact_refused("\"firmware\": \"4.30\"", "'facts[0].sources' is missing");
	assert_fact_refused("\"firmware\": \"4.30\", \"sources\": [\"we\"]",
			    "'facts[0].sources': 'we' is not among");
	assert_fact_refused("\"driver\": \"1.2\", \"sources\": [\"us\"]",
			    "'facts[0].firmware' is missing");
	assert_fact_refused("\"firmware_min\": \"new\", \"sources\": [\"us\"]",
			    "'facts[0].firmware_min': 'new' is no firmware version");
	assert_fact_refused("\"driver\": \"new\", \"firmware\": \"4.30\", \"sources\": "
			    "[\"us\"]",
			    "'facts[0].driver': 'new' is no version");
	assert_fact_refused("\"ddp\": \"1.x!\", \"sources\": [\"us\"]", "'facts[0].ddp'");
	assert_fact_refused(
		"\"devices\": [\"E81\"], \"firmware\": \"4.30\", \"sources\": "
		"[\"us\"]",
		"'facts[0].devices': 'E81'");
	assert_fact_refused("\"how\": \"guessed\", \"firmware\": \"4.30\", \"sources\": "
			    "[\"us\"]",
			    "'facts[0].how'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_tables_add_and_replace),
		cmocka_unit_test(test_mistakes_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
