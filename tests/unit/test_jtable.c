/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Structs to JSON and back, and sentences about what does not fit. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>

#include "jtable.h"

enum colour { COLOUR_RED, COLOUR_GREEN };

struct leaf {
	const char *name;
};

struct tree {
	const char *text, *needed;
	bool flag;
	uint32_t u32;
	int32_t i32;
	uint64_t u64;
	int64_t i64;
	bool has_maybe;
	uint32_t maybe;
	enum colour colour;
	struct strv words;
	struct {
		struct leaf *items;
		size_t n;
	} leaves;
	struct leaf inner;
	struct leaf *pointed;
};

static const char *colour_name(int colour)
{
	static const char *const names[] = {"red", "green", NULL};

	return colour < 3 ? names[colour] : NULL;
}

static const struct jfield leaf_fields[] = {
	{"name", J_REQUIRED, offsetof(struct leaf, name), NULL, 0, NULL},
};
static const struct jtype leaf_type = JTYPE(struct leaf, leaf_fields);

#define F(field_, kind_) #field_, kind_, offsetof(struct tree, field_)

static const struct jfield tree_fields[] = {
	{F(text, J_STRING), NULL, 0, NULL},
	{F(needed, J_REQUIRED), NULL, 0, NULL},
	{F(flag, J_BOOL), NULL, 0, NULL},
	{F(u32, J_U32), NULL, 0, NULL},
	{F(i32, J_I32), NULL, 0, NULL},
	{F(u64, J_U64), NULL, 0, NULL},
	{F(i64, J_I64), NULL, 0, NULL},
	{F(maybe, J_U32), NULL, offsetof(struct tree, has_maybe), NULL},
	{F(colour, J_ENUM), NULL, 0, colour_name},
	{F(words, J_STRV), NULL, 0, NULL},
	{F(leaves, J_LIST), &leaf_type, 0, NULL},
	{F(inner, J_OBJECT), &leaf_type, 0, NULL},
	{F(pointed, J_POINTER), &leaf_type, 0, NULL},
};
static const struct jtype tree_type = JTYPE(struct tree, tree_fields);

static int setup(void **state)
{
	*state = arena_new();
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static int decode(void **state, const char *text, struct tree *ret_tree,
		  struct nic_err *err)
{
	memset(ret_tree, 0, sizeof(*ret_tree));
	memset(err, 0, sizeof(*err));
	return jtable_decode(&tree_type, text, strlen(text), *state, ret_tree, err);
}

static void test_one_line_has_every_key(void **state)
{
	struct tree tree = {.needed = "n", .inner = {"i"}};
	char *text = jtable_encode(&tree_type, &tree, JSTYLE_LINE);

	(void)state;
	assert_string_equal(
		text, "{\"text\":null,\"needed\":\"n\",\"flag\":false,\"u32\":0,"
		      "\"i32\":0,\"u64\":0,\"i64\":0,\"maybe\":null,\"colour\":\"red\","
		      "\"words\":[],\"leaves\":[],\"inner\":{\"name\":\"i\"},"
		      "\"pointed\":null}\n");
	free(text);
}

static void test_pretty_text_ends_with_a_newline(void **state)
{
	struct tree tree = {.needed = "n", .inner = {"i"}};
	char *text = jtable_encode(&tree_type, &tree, JSTYLE_PRETTY);

	(void)state;
	assert_non_null(text);
	assert_contains(text, "\n  \"needed\"");
	assert_int_equal(text[strlen(text) - 1], '\n');
	free(text);
}

static struct tree full_tree(struct leaf *leaves, const char **words)
{
	struct tree tree = {
		.text = "quote \" slash / back \\ line \n bell \a \xc3\xa4",
		.needed = "",
		.flag = true,
		.u32 = UINT32_MAX,
		.i32 = INT32_MIN,
		.u64 = INT64_MAX,
		.i64 = INT64_MIN,
		.has_maybe = true,
		.colour = COLOUR_GREEN,
		.words = {words, 2},
		.inner = {"inside"},
		.pointed = &leaves[1],
	};

	tree.leaves.items = leaves;
	tree.leaves.n = 2;
	return tree;
}

static void test_all_values_come_back(void **state)
{
	struct leaf leaves[] = {{"first"}, {"second"}};
	const char *words[] = {"one", ""};
	struct tree in = full_tree(leaves, words), out;
	struct nic_err err;
	char *text = jtable_encode(&tree_type, &in, JSTYLE_PRETTY);

	assert_int_equal(decode(state, text, &out, &err), 0);
	free(text);
	assert_string_equal(out.text, in.text);
	assert_string_equal(out.needed, "");
	assert_true(out.flag && out.has_maybe);
	assert_int_equal(out.u32, UINT32_MAX);
	assert_int_equal(out.i32, INT32_MIN);
	assert_true(out.u64 == INT64_MAX && out.i64 == INT64_MIN && out.maybe == 0);
	assert_int_equal(out.colour, COLOUR_GREEN);
	assert_int_equal(out.words.n, 2);
	assert_string_equal(out.words.items[1], "");
	assert_int_equal(out.leaves.n, 2);
	assert_string_equal(out.leaves.items[1].name, "second");
	assert_string_equal(out.inner.name, "inside");
	assert_string_equal(out.pointed->name, "second");
}

static void test_absent_and_null_are_the_same(void **state)
{
	static const char *const texts[] = {
		"{\"needed\":\"x\"}",
		"{\"needed\":\"x\",\"text\":null,\"flag\":null,\"u32\":null,\"i32\":null,"
		"\"u64\":null,\"i64\":null,\"maybe\":null,\"colour\":null,\"words\":null,"
		"\"leaves\":null,\"inner\":null,\"pointed\":null,\"unknown\":[{}]}",
	};
	struct tree out;
	struct nic_err err;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(texts); i++) {
		assert_int_equal(decode(state, texts[i], &out, &err), 0);
		assert_null(out.text);
		assert_false(out.flag || out.has_maybe);
		assert_int_equal(out.words.n + out.leaves.n, 0);
		assert_null(out.pointed);
		assert_null(out.inner.name);
	}
}

/* A text with one fault, and the sentence about it. */
static const struct {
	const char *text, *sentence;
} faults[] = {
	{"{}", "'needed' is missing"},
	{"{\"needed\":null}", "'needed' is missing"},
	{"[]", "'the document' is not an object"},
	{"\"text\"", "'the document' is not an object"},
	{"{\"needed\":7}", "'needed' is not a string"},
	{"{\"needed\":{}}", "'needed' is not a string"},
	{"{\"needed\":\"a\\u0000b\"}", "'needed' has a NUL character in it"},
	{"{\"needed\":\"x\",\"flag\":1}", "'flag' is neither true nor false"},
	{"{\"needed\":\"x\",\"flag\":\"true\"}", "'flag' is neither true nor false"},
	{"{\"needed\":\"x\",\"u32\":-1}", "'u32' is out of range"},
	{"{\"needed\":\"x\",\"u32\":4294967296}", "'u32' is out of range"},
	{"{\"needed\":\"x\",\"u32\":1.0}", "'u32' is not a whole number"},
	{"{\"needed\":\"x\",\"u32\":1e2}", "'u32' is not a whole number"},
	{"{\"needed\":\"x\",\"u32\":\"1\"}", "'u32' is not a whole number"},
	{"{\"needed\":\"x\",\"u32\":true}", "'u32' is not a whole number"},
	{"{\"needed\":\"x\",\"i32\":2147483648}", "'i32' is out of range"},
	{"{\"needed\":\"x\",\"i32\":-2147483649}", "'i32' is out of range"},
	{"{\"needed\":\"x\",\"u64\":-1}", "'u64' is out of range"},
	{"{\"needed\":\"x\",\"maybe\":4294967296}", "'maybe' is out of range"},
	{"{\"needed\":\"x\",\"colour\":\"blue\"}",
	 "'colour' is not one of the known words"},
	{"{\"needed\":\"x\",\"colour\":1}", "'colour' is not a string"},
	{"{\"needed\":\"x\",\"words\":\"one\"}", "'words' is not a list"},
	{"{\"needed\":\"x\",\"words\":[\"a\",null]}", "'words[1]' is not a string"},
	{"{\"needed\":\"x\",\"words\":[\"a\\u0000\"]}",
	 "'words[0]' has a NUL character in it"},
	{"{\"needed\":\"x\",\"leaves\":{}}", "'leaves' is not a list"},
	{"{\"needed\":\"x\",\"leaves\":[null]}", "'leaves[0]' is not an object"},
	{"{\"needed\":\"x\",\"leaves\":[{\"name\":\"a\"},{\"name\":[]}]}",
	 "'leaves[1].name' is not a string"},
	{"{\"needed\":\"x\",\"leaves\":[{}]}", "'leaves[0].name' is missing"},
	{"{\"needed\":\"x\",\"inner\":[]}", "'inner' is not an object"},
	{"{\"needed\":\"x\",\"inner\":{}}", "'inner.name' is missing"},
	{"{\"needed\":\"x\",\"pointed\":{}}", "'pointed.name' is missing"},
	{"{\"needed\":\"x\",\"pointed\":\"\"}", "'pointed' is not an object"},
	{"", "not JSON: it ends at byte 0, too early"},
	{"{", "not JSON: it ends at byte 1, too early"},
	{"{\"needed\":\"x\"", "not JSON: it ends at byte 13, too early"},
	{"needed", "not JSON at byte 1 of 6"},
};

static void test_each_fault_has_its_sentence(void **state)
{
	struct tree out;
	struct nic_err err;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(faults); i++) {
		if (decode(state, faults[i].text, &out, &err) != -EINVAL)
			fail_msg("accepted: %s", faults[i].text);
		assert_contains(err.message, faults[i].sentence);
	}
}

/* json-c stops behind the first value; a file cut and glued must not pass for whole. */
static void test_more_than_one_value_is_refused(void **state)
{
	static const char *const texts[] = {
		"{\"needed\":\"x\"} x",
		"{\"needed\":\"x\"}{\"needed\":\"y\"}",
		"{\"needed\":\"x\"}]",
	};
	struct tree out;
	struct nic_err err;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(texts); i++) {
		if (decode(state, texts[i], &out, &err) != -EINVAL)
			fail_msg("accepted: %s", texts[i]);
		assert_contains(err.message, "more than one value");
	}
	assert_int_equal(decode(state, " {\"needed\":\"x\"} \r\n\t", &out, &err), 0);
}

static void test_a_nul_behind_the_document_is_refused(void **state)
{
	static const char text[] = "{\"needed\":\"x\"}\0{";
	struct tree out = {0};
	struct nic_err err = {0};

	assert_int_equal(
		jtable_decode(&tree_type, text, sizeof(text) - 1, *state, &out, &err),
		-EINVAL);
}

static void test_hostile_depth_is_refused(void **state)
{
	char text[100001] = {0};
	struct tree out;
	struct nic_err err;

	memset(text, '[', sizeof(text) - 1);
	assert_int_equal(decode(state, text, &out, &err), -EINVAL);
	assert_contains(err.message, "nesting too deep");
	for (size_t i = 0; i + 5 < sizeof(text) - 1; i += 5)
		memcpy(text + i, "{\"a\":", 5);
	assert_int_equal(decode(state, text, &out, &err), -EINVAL);
	assert_contains(err.message, "nesting too deep");
}

/* Numbers beyond 64 bits are cut to the nearest that fits, or refused; never wrapped. */
static void test_huge_numbers_do_not_wrap(void **state)
{
	struct tree out;
	struct nic_err err;

	if (decode(state, "{\"needed\":\"x\",\"u64\":18446744073709551617}", &out,
		   &err) == 0)
		assert_true(out.u64 == INT64_MAX);
	if (decode(state, "{\"needed\":\"x\",\"i64\":-99999999999999999999}", &out,
		   &err) == 0)
		assert_true(out.i64 == INT64_MIN);
	assert_int_equal(decode(state, "{\"needed\":\"x\",\"u32\":18446744073709551617}",
				&out, &err),
			 -EINVAL);
}

static void test_error_may_be_null(void **state)
{
	struct tree out = {0};

	assert_int_equal(jtable_decode(&tree_type, "[]", 2, *state, &out, NULL), -EINVAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one_line_has_every_key),
		TEST(test_pretty_text_ends_with_a_newline),
		TEST(test_all_values_come_back),
		TEST(test_absent_and_null_are_the_same),
		TEST(test_each_fault_has_its_sentence),
		TEST(test_more_than_one_value_is_refused),
		TEST(test_a_nul_behind_the_document_is_refused),
		TEST(test_hostile_depth_is_refused),
		TEST(test_huge_numbers_do_not_wrap),
		TEST(test_error_may_be_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
