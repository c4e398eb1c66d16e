/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory of all sizes, zeroed and aligned; growing lists keep their elements. */
#include "test.h"

#include "arena.h"

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

static void test_memory_is_zeroed_aligned_and_apart(void **state)
{
	static const size_t sizes[] = {0, 1, 7, 16, 100, 16000, 16384, 16385, 100000, 3};
	unsigned char *blocks[NIC_ARRAY_SIZE(sizes)];

	for (size_t i = 0; i < NIC_ARRAY_SIZE(sizes); i++) {
		blocks[i] = arena_alloc(*state, sizes[i]);
		assert_non_null(blocks[i]);
		assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
		for (size_t b = 0; b < sizes[i]; b++)
			assert_int_equal(blocks[i][b], 0);
		memset(blocks[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(sizes); i++) {
		for (size_t b = 0; b < sizes[i]; b++)
			assert_int_equal(blocks[i][b], (int)i + 1);
	}
	assert_false(arena_failed(*state));
}

static void test_impossible_sizes_are_remembered(void **state)
{
	assert_null(arena_alloc(*state, SIZE_MAX));
	assert_true(arena_failed(*state));
}

static void test_size_that_overflows_with_the_header_fails(void **state)
{
	assert_null(arena_alloc(*state, SIZE_MAX - 64));
	assert_true(arena_failed(*state));
}

static void test_strings(void **state)
{
	assert_string_equal(arena_strdup(*state, "ice"), "ice");
	assert_string_equal(arena_strdup(*state, ""), "");
	assert_null(arena_strdup(*state, NULL));
	assert_string_equal(arena_strndup(*state, "ib_core", 2), "ib");
	assert_null(arena_strndup(*state, NULL, 2));
	assert_string_equal(arena_printf(*state, "%s-%d", "a", 42), "a-42");
	assert_false(arena_failed(*state));
}

static void test_long_formatted_text(void **state)
{
	char *text = arena_printf(*state, "%0*d", 50000, 7);

	assert_non_null(text);
	assert_int_equal(strlen(text), 50000);
	assert_int_equal(text[49999], '7');
}

static void test_list_keeps_its_elements(void **state)
{
	struct {
		uint64_t *items;
		size_t n;
	} list = {0};

	for (uint64_t i = 0; i < 5000; i++) {
		uint64_t *slot = ARENA_PUSH(*state, &list);

		assert_non_null(slot);
		assert_int_equal(*slot, 0);
		*slot = i * 3;
	}
	assert_int_equal(list.n, 5000);
	for (uint64_t i = 0; i < 5000; i++)
		assert_int_equal(list.items[i], i * 3);
}

static void test_list_that_cannot_grow_is_unchanged(void **state)
{
	unsigned char *items = NULL;
	size_t n = 0;

	assert_null(arena_grow(*state, &items, &n, SIZE_MAX / 2));
	assert_int_equal(n, 0);
	assert_true(arena_failed(*state));
}

static void test_names(void **state)
{
	struct strv names = {0};
	char text[] = "irdma";

	assert_int_equal(strv_push(*state, &names, text), 0);
	text[0] = 'X'; /* the list has a copy */
	assert_true(strv_has(&names, "irdma"));
	assert_false(strv_has(&names, "irdm"));
	assert_false(strv_has(&(struct strv){0}, ""));
	assert_int_equal(names.n, 1);
}

static void test_null_is_freed(void **state)
{
	struct arena *none = NULL;

	(void)state;
	arena_free(NULL);
	arena_freep(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_memory_is_zeroed_aligned_and_apart,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_impossible_sizes_are_remembered,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			test_size_that_overflows_with_the_header_fails, setup, teardown),
		cmocka_unit_test_setup_teardown(test_strings, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_formatted_text, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_list_keeps_its_elements, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_list_that_cannot_grow_is_unchanged,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_names, setup, teardown),
		cmocka_unit_test(test_null_is_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
