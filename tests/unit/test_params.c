/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which parameters are passed on, how they are written, and when two values are equal. */
#include "test.h"

#include <ctype.h>

#include "fake_host.h"
#include "params.h"
#include "random.h"

static struct params make(struct host *host, const char *name, const struct strv *asked)
{
	const struct module *module = host_module(host, name);
	struct params params = {0};
	struct nic_err err = {0};

	assert_int_equal(params_make(host, name, module,
				     module ? host_file_of(host, module) : NULL, asked,
				     host->arena, &params, &err),
			 0);
	return params;
}

static struct host *one_module(void)
{
	struct host *host = fake_host();

	fake_module(host, "ice");
	return host;
}

static void test_nothing_gives_an_empty_text(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = one_module();
	struct params params = make(host, "ice", NULL);

	(void)state;
	assert_string_equal(params.text, "");
	assert_int_equal(params.carried.n + params.asked.n + params.dropped.n, 0);
}

static void test_standard_types_are_carried(void **state)
{
	static const char *const types[] = {
		"bool",	 "invbool", "bint",	    "byte",	     "short",  "ushort",
		"int",	 "uint",    "long",	    "ulong",	     "ullong", "hexint",
		"charp", "string",  "array of int", "array of charp"};
	NIC_CLEANUP(host_freep) struct host *host = one_module();
	struct params params;
	char name[16];

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(types); i++) {
		snprintf(name, sizeof(name), "p%zu", i);
		fake_param(host, "ice", name, types[i], "1");
	}
	params = make(host, "ice", NULL);
	assert_int_equal(params.carried.n, NIC_ARRAY_SIZE(types));
	assert_int_equal(params.dropped.n, 0);
	assert_contains(params.text, "p0=1 p1=1 p2=1");
}

static void test_values_that_cannot_be_passed_are_left_out(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = one_module();
	struct params params;

	(void)state;
	fake_param(host, "ice", "own_type", "bitmap", "3");
	fake_param(host, "ice", "no_type", NULL, "3");
	fake_param(host, "ice", "not_set", "charp", "(null)");
	fake_param(host, "ice", "half_set", "array of charp", "a,(null)");
	fake_param(host, "ice", "empty", "array of int", "");
	fake_param(host, "ice", "secret", "int", NULL);
	params = make(host, "ice", NULL);
	assert_string_equal(params.text, "");
	assert_int_equal(params.dropped.n, 0);
}

/* What is tried when the driver refuses a value that it showed itself. */
static void test_the_fallback_has_no_carried_values(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = one_module();
	const char *asked[] = {"b=2"};
	struct strv list = {asked, 1};
	struct params params;

	(void)state;
	fake_param(host, "ice", "a", "int", "1");
	fake_param(host, "ice", "b", "int", "1");
	params = make(host, "ice", &list);
	assert_string_equal(params.text, "a=1 b=2");
	assert_string_equal(params.fallback, "b=2");
}

static void test_lost_values_are_named(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = one_module();
	struct params params;

	(void)state;
	fake_param(host, "ice", "gone", "int", "7");
	fake_param(host, "ice", "quoted", "charp", "a\"b");
	fake_param(host, "ice", "lines", "charp", "a\nb");
	fake_file_of(host, "ice")->params.items[0].name = "renamed";
	params = make(host, "ice", NULL);
	assert_string_equal(params.text, "");
	assert_int_equal(params.dropped.n, 3);
	assert_contains(params.dropped.items[0], "gone=7: the replacement has no such");
	assert_contains(params.dropped.items[1], "quoted=");
}

static void test_values_with_spaces_are_quoted(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = one_module();

	(void)state;
	fake_param(host, "ice", "words", "charp", "two words");
	fake_param(host, "ice", "empty", "charp", "");
	assert_string_equal(make(host, "ice", NULL).text, "words=\"two words\" empty=");
}

static void test_asked_values_win(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = one_module();
	struct params params;

	(void)state;
	fake_param(host, "ice", "debug_level", "int", "1");
	fake_param(host, "ice", "other", "int", "2");
	fake_conf(host, "ice")->options = "debug_level=3";
	params = make(host, "ice", FAKE_NAMES("debug-level=4", "flag", "text=a b"));
	assert_string_equal(params.text, "other=2 debug-level=4 flag text=\"a b\"");
	assert_int_equal(params.asked.n, 3);
	assert_null(params.asked.items[1].value);
	assert_int_equal(params.carried.n, 1);
}

static void test_configuration_fills_what_cannot_be_read(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = one_module();

	(void)state;
	fake_param(host, "ice", "live", "int", "1");
	fake_param(host, "ice", "hidden", "int", NULL);
	fake_param(host, "ice", "own", "bitmap", "3");
	fake_conf(host, "ice")->options = "live=9 hidden=5\town=\"3 4\"  unknown=1 unset";
	assert_string_equal(make(host, "ice", NULL).text, "hidden=5 own=\"3 4\" live=1");
}

static void test_module_that_is_not_loaded_gets_the_configuration(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	fake_conf(host, "gnss")->options = "  a=1   b=\"x  y\" c ";
	assert_string_equal(make(host, "gnss", FAKE_NAMES("b=2")).text, "a=1 c b=2");
}

static void test_quotes_inside_a_configured_value_stay(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_host();

	(void)state;
	fake_conf(host, "gnss")->options = "a=x\" \"y b=\"open end";
	assert_string_equal(make(host, "gnss", NULL).text, "a=x\" \"y b=\"open end");
}

static void test_validity_of_what_the_user_asks(void **state)
{
	static const char *const good[] = {"a=1", "a_b-c.d=", "A9", "a=b=c", "a= x"};
	static const char *const bad[] = {"",	     "=1",    "a b=1", "a\"=1",
					  "a=\"b\"", "a=1\n", "ä=1",   "a/b=1"};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(good); i++) {
		if (!params_is_valid(good[i]))
			fail_msg("refused: %s", good[i]);
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++) {
		if (params_is_valid(bad[i]))
			fail_msg("accepted: %s", bad[i]);
	}
}

static void test_equal_values(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} pairs[] = {
		{"1", "1", true},
		{"0x10", "16", true},
		{"020", "16", true},
		{"-1", "-1", true},
		{"1", "Y", true},
		{"0", "N", true},
		{"on", "y", true},
		{"off", "0", true},
		{"Y", "N", false},
		{"1", "2", false},
		{"10", "Y", false},
		{"a", "A", false},
		{"", "", true},
		{"", "0", false},
		{"1,2", "1,2", true},
		{"1,2", "1,02", false},
		{"1x", "1", false},
		{"abc", "abc ", false},
		{"18446744073709551615", "18446744073709551615", true},
		{"99999999999999999999", "99999999999999999998", false},
	};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(pairs); i++) {
		if (params_value_equal(pairs[i].a, pairs[i].b) != pairs[i].equal ||
		    params_value_equal(pairs[i].b, pairs[i].a) != pairs[i].equal)
			fail_msg("'%s' and '%s'", pairs[i].a, pairs[i].b);
	}
}

static void test_look_ups(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = one_module();

	(void)state;
	fake_param(host, "ice", "a_b", "int", "3");
	assert_string_equal(params_value(host_module(host, "ice"), "a-b"), "3");
	assert_null(params_value(host_module(host, "ice"), "a"));
	assert_string_equal(params_declared(fake_file_of(host, "ice"), "a-b")->type,
			    "int");
	assert_null(params_declared(fake_file_of(host, "ice"), "b"));
}

/* lib/cmdline.c next_arg() of the kernel, shortened: cuts one parameter off @args. */
static bool kernel_space(char c)
{
	return (unsigned char)c == 0xa0 || isspace((unsigned char)c); /* lib/ctype.c */
}

static char *kernel_next_arg(char *args, char **name, char **value)
{
	bool in_quote = false, quoted = false;
	size_t i, equals = 0;

	if (*args == '"') {
		args++;
		in_quote = quoted = true;
	}
	for (i = 0; args[i]; i++) {
		if (kernel_space(args[i]) && !in_quote)
			break;
		if (equals == 0 && args[i] == '=')
			equals = i;
		if (args[i] == '"')
			in_quote = !in_quote;
	}
	*name = args;
	*value = NULL;
	if (equals) {
		args[equals] = '\0';
		*value = args + equals + 1;
		if (**value == '"') {
			(*value)++;
			if (args[i - 1] == '"')
				args[i - 1] = '\0';
		}
	}
	if (quoted && args[i - 1] == '"')
		args[i - 1] = '\0';
	if (args[i])
		args[i++] = '\0';
	args += i;
	while (kernel_space(*args))
		args++;
	return args;
}

static void check_kernel_reads(struct host *host, const struct params *params)
{
	char *rest = arena_strdup(host->arena, params->text);
	char *name, *value;

	for (size_t i = 0; i < params->carried.n; i++) {
		rest = kernel_next_arg(rest, &name, &value);
		assert_string_equal(name, params->carried.items[i].name);
		assert_string_equal(value, params->carried.items[i].value);
	}
	assert_string_equal(rest, "");
}

/* Whatever a string parameter holds comes back, or is named as lost. */
static void test_the_kernel_reads_what_is_written(void **state)
{
	unsigned int rounds = random_count("NICCTL_ROUNDS", 5000);
	char name[16], value[12];

	(void)state;
	random_start();
	for (unsigned int round = 0; round < rounds; round++) {
		NIC_CLEANUP(host_freep) struct host *host = one_module();
		struct params params;

		random_round(round);
		for (unsigned int p = 0; p < 3; p++) {
			size_t length = random_below(sizeof(value));

			memset(value, 0, sizeof(value));
			for (size_t i = 0; i < length; i++)
				value[i] =
					random_percent(40)
						? " \t\v\f\r\n\"=,\xa0'\\"[random_below(
							  12)]
						: (char)('a' + random_below(26));
			snprintf(name, sizeof(name), "p%u", p);
			fake_param(host, "ice", name, "charp", value);
		}
		params = make(host, "ice", NULL);
		assert_int_equal(params.carried.n + params.dropped.n, 3);
		check_kernel_reads(host, &params);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_gives_an_empty_text),
		cmocka_unit_test(test_standard_types_are_carried),
		cmocka_unit_test(test_values_that_cannot_be_passed_are_left_out),
		cmocka_unit_test(test_the_fallback_has_no_carried_values),
		cmocka_unit_test(test_lost_values_are_named),
		cmocka_unit_test(test_values_with_spaces_are_quoted),
		cmocka_unit_test(test_asked_values_win),
		cmocka_unit_test(test_configuration_fills_what_cannot_be_read),
		cmocka_unit_test(test_module_that_is_not_loaded_gets_the_configuration),
		cmocka_unit_test(test_quotes_inside_a_configured_value_stay),
		cmocka_unit_test(test_validity_of_what_the_user_asks),
		cmocka_unit_test(test_equal_values),
		cmocka_unit_test(test_look_ups),
		cmocka_unit_test(test_the_kernel_reads_what_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
