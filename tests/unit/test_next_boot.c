/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the next boot makes of a change: of the driver, its parameters and its settings.
 */
#include "test.h"

#include <sys/stat.h>

#include "macro.h"
#include "next_boot.h"
#include "scratch.h"
#include "temp_dir.h"

#define STOCK "/lib/modules/6.1/kernel/drivers/ice.ko"
#define BUNDLED "/lib/modules/6.1/nicctl/ice.ko.reload"

static struct next_boot next;
static struct conf_overrides none;
static struct strv no_params;

static const struct conf_driver *profile_of(const char *text)
{
	struct conf_place place = {scratch_dir, scratch_dir};
	struct conf *conf = arena_alloc(scratch_arena, sizeof(*conf));
	char *folder = arena_printf(scratch_arena, "%s/drivers", scratch_dir);

	assert_non_null(conf);
	(void)mkdir(folder, 0755); /* or it is there */
	temp_file(folder, "ice.conf", 0644, text);
	assert_int_equal(conf_read(&place, "ice", scratch_arena, conf), 0);
	return conf_driver_of(conf, "ice");
}

/* A reload that loads what the boot loads, on a machine with the service. */
static struct next_boot_input usual(const char *text)
{
	return (struct next_boot_input){
		.profile = profile_of(text),
		.overrides = &none,
		.params = &no_params,
		.file = STOCK,
		.booted = STOCK,
		.is_same = true,
		.is_enabled = true,
	};
}

static void judge(const struct next_boot_input *input)
{
	next = (struct next_boot){0};
	next_boot_judge(input, scratch_arena, &next);
	assert_false(arena_failed(scratch_arena));
}

static const struct next_boot_part *part(const char *what)
{
	for (size_t i = 0; i < next.parts.n; i++) {
		if (strcmp(next.parts.items[i].what, what) == 0)
			return &next.parts.items[i];
	}
	return NULL;
}

static void assert_kept(const char *what, const char *why)
{
	const struct next_boot_part *found = part(what);

	assert_non_null(found);
	assert_true(found->is_kept);
	assert_contains(found->why, why);
	assert_null(found->remedy);
}

/* @remedy NULL: none. */
static void assert_lost(const char *what, const char *why, const char *remedy)
{
	const struct next_boot_part *found = part(what);

	assert_non_null(found);
	assert_false(found->is_kept);
	assert_contains(found->why, why);
	if (remedy)
		assert_contains(found->remedy, remedy);
	else
		assert_null(found->remedy);
}

static void test_a_plain_reload_changes_nothing_of_it(void **state)
{
	struct next_boot_input input = usual("");

	(void)state;
	judge(&input);
	assert_kept("driver", "modprobe loads it");
	assert_int_equal(next.parts.n, 1);
}

static void test_a_file_that_no_profile_names_is_lost(void **state)
{
	struct next_boot_input input = usual("");

	(void)state;
	input.file = "/root/ice.ko";
	input.is_same = false;
	judge(&input);
	assert_lost("driver", "the boot puts " STOCK, "'source = /root/ice.ko' in ");
	assert_null(strstr(part("driver")->remedy, "systemctl"));
	input.file = BUNDLED;
	input.is_enabled = false;
	judge(&input);
	assert_lost("driver", STOCK, "'source = bundled' in ");
	assert_contains(part("driver")->remedy, "systemctl enable nicctl.service");
	input.booted = NULL;
	judge(&input);
	assert_lost("driver", "the boot puts no module in charge", "bundled");
}

static void test_the_service_brings_what_the_profile_says(void **state)
{
	struct next_boot_input input = usual("[driver]\nsource = bundled\n");

	(void)state;
	input.file = input.booted = BUNDLED;
	judge(&input);
	assert_kept("driver", "ice.conf:2 says");
	input.file = STOCK;
	input.to_stock = true;
	input.is_same = false;
	judge(&input);
	assert_lost("driver", BUNDLED, "'source = stock' in ");
}

static void test_a_handover_is_never_kept(void **state)
{
	struct next_boot_input input = usual("");

	(void)state;
	input.beside = "ice_zc";
	judge(&input);
	assert_lost("driver", "driven by ice again", NULL);
	input.to_stock = true;
	judge(&input);
	assert_kept("driver", "no boot hands ports over");
}

static void test_settings_of_the_command_line_need_save(void **state)
{
	struct conf_override rss = {
		.key = conf_keys_find_setting("rss"), .text = "4", .origin = "--rss"};
	struct conf_overrides overrides = {&rss, 1};
	struct next_boot_input input = usual("");

	(void)state;
	input.overrides = &overrides;
	judge(&input);
	assert_lost("settings", "--rss is for this change only", "--save");
	assert_null(strstr(part("settings")->remedy, "systemctl"));
	input.saves = true;
	judge(&input);
	assert_kept("settings", "ice.conf says");
	input.is_enabled = false;
	judge(&input);
	assert_lost("settings", "nicctl.service is not enabled", "systemctl enable");
	input.saves = false;
	judge(&input);
	assert_lost("settings", "--rss", "--save, with 'systemctl enable");
}

static void test_settings_of_the_profile_need_the_service(void **state)
{
	static const char *const texts[] = {"[driver]\nmtu = 9000\n",
					    "[port eth2]\nrss =\n"};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(texts); i++) {
		struct next_boot_input input = usual(texts[i]);

		judge(&input);
		assert_kept("settings", "nicctl.service makes them");
		input.is_enabled = false;
		judge(&input);
		assert_lost("settings", "nicctl.service is not enabled",
			    "systemctl enable");
		input.is_enabled = true;
		input.other_dir = "/root/try";
		judge(&input);
		assert_lost("settings", "/root/try", NULL);
	}
}

static void test_parameters_are_of_modprobe_d(void **state)
{
	const char *items[] = {"debug=16", "a=1"};
	struct strv params = {items, 2};
	struct next_boot_input input = usual("");

	(void)state;
	input.params = &params;
	judge(&input);
	assert_lost("parameters", "--param", "'options ice debug=16 a=1' in");
	input.options = "debug=160 a=1";
	judge(&input);
	assert_lost("parameters", "--param", "'options ice debug=16' in");
	input.options = "xdebug=16 a=1 debug=16";
	judge(&input);
	assert_kept("parameters", "modprobe.d has them");
}

static void test_all_that_apply_does_is_the_services(void **state)
{
	(void)state;
	next = (struct next_boot){0};
	next_boot_judge_apply(true, NULL, scratch_arena, &next);
	assert_kept("configuration", "nicctl.service brings");
	next = (struct next_boot){0};
	next_boot_judge_apply(false, NULL, scratch_arena, &next);
	assert_lost("configuration", "not enabled", "systemctl enable nicctl.service");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_plain_reload_changes_nothing_of_it),
		TEST(test_a_file_that_no_profile_names_is_lost),
		TEST(test_the_service_brings_what_the_profile_says),
		TEST(test_a_handover_is_never_kept),
		TEST(test_settings_of_the_command_line_need_save),
		TEST(test_settings_of_the_profile_need_the_service),
		TEST(test_parameters_are_of_modprobe_d),
		TEST(test_all_that_apply_does_is_the_services),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
