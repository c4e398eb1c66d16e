/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which values the kernel's own types of module parameters take. */
#include "test.h"

#include "macro.h"
#include "param_type.h"

struct example {
	const char *type, *value;
};

static void test_values_that_the_kernel_takes(void **state)
{
	static const struct example examples[] = {
		{"int", "5"},
		{"int", "-1"},
		{"int", "+1"},
		{"int", "0x10"},
		{"int", "-2147483648"},
		{"uint", "4294967295"},
		{"byte", "255"},
		{"short", "-32768"},
		{"ulong", "18446744073709551615"},
		{"hexint", "0xff"},
		{"bool", "Y"},
		{"bool", "off"},
		{"bool", "yes"},
		{"bool", NULL},
		{"bint", NULL},
		{"invbool", "n"},
		{"charp", ""},
		{"string", "a b"},
		{"array of int", "1"},
		{"array of int", "1,-2,0x3"},
		{"array of charp", ",,"},
		{"of_its_own", "anything"},
		{"of_its_own", NULL},
		{NULL, "anything"},
	};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(examples); i++)
		assert_true(param_type_takes(examples[i].type, examples[i].value));
}

static void test_values_that_it_refuses(void **state)
{
	static const struct example examples[] = {
		{"int", "abc"},		 {"int", ""},
		{"int", " 5"},		 {"int", "5 "},
		{"int", "5s"},		 {"int", "--5"},
		{"int", "0x"},		 {"int", "2147483648"},
		{"int", "-2147483649"},	 {"int", "99999999999999999999"},
		{"int", NULL},		 {"uint", "-1"},
		{"uint", "4294967296"},	 {"byte", "256"},
		{"ullong", "-1"},	 {"bool", "2"},
		{"bool", "o"},		 {"bool", ""},
		{"invbool", NULL},	 {"charp", NULL},
		{"string", NULL},	 {"array of int", "1,,2"},
		{"array of int", "1,a"}, {"array of int", "1,"},
		{"array of int", NULL},
	};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(examples); i++)
		assert_false(param_type_takes(examples[i].type, examples[i].value));
}

static void test_a_string_has_a_longest(void **state)
{
	char text[1026];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[1025] = '\0';
	assert_false(param_type_takes("charp", text));
	text[1024] = '\0';
	assert_true(param_type_takes("charp", text));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_that_the_kernel_takes),
		cmocka_unit_test(test_values_that_it_refuses),
		cmocka_unit_test(test_a_string_has_a_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
