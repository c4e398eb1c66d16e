/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts: each kind of them, of each vendor, from the tables that are shipped. */
#include "test.h"

#include "compat_tables.h"

static const struct {
	const char *driver, *driver_version, *firmware, *family;
	enum compat_verdict verdict;
} cases[] = {
	/* ice: a matching list by version, platforms by version, image and kernel */
	{"ice", "2.6.6", "5.00 0x80021c11 1.4002.0", "E810", COMPAT_VERDICT_TESTED},
	{"ice", "7.0.0-15-generic", "5.00 0x80021c11 1.4002.0", "E810",
	 COMPAT_VERDICT_TESTED},
	{"ice", "1.3.2", "2.30 0x80005d18 1.2877.0", "E810", COMPAT_VERDICT_TESTED},
	{"ice", "1.16.3", "4.30 0x8001af27 1.3429.0", "E810",
	 COMPAT_VERDICT_DRIVER_NEWER},
	{"ice", "1.3.2", "5.00 0x80021c11 1.4002.0", "E810", COMPAT_VERDICT_DRIVER_OLDER},
	{"ice", "2.6.6", "6.00 0x80021c11 1.4002.0", "E810",
	 COMPAT_VERDICT_FIRMWARE_NEWER},
	{"ice", "2.6.6", "0.50 0x80021c11 1.4002.0", "E810",
	 COMPAT_VERDICT_FIRMWARE_OLDER},
	{"ice", "2.6.6", "4.55 0x80021c11 1.4002.0", "E810", COMPAT_VERDICT_UNTESTED},
	{"ice", "6.1.0-56-amd64", "4.40 0x8001c7d4 1.3534.0", "E810",
	 COMPAT_VERDICT_DRIVER_NEWER},
	{"ice", "Kahawai_2.2.8", "4.91 0x800214af 1.3909.0", "E810",
	 COMPAT_VERDICT_UNKNOWN},
	{"ice", "1.3.2", "2.3 0x80005D18", "E810", COMPAT_VERDICT_UNKNOWN},
	{"ice", "2.6.6", "nonsense", "E810", COMPAT_VERDICT_UNKNOWN},
	{"ice", "2.6.6", NULL, "E810", COMPAT_VERDICT_UNKNOWN},
	{"ice", NULL, "5.00 0x80021c11 1.4002.0", "E810", COMPAT_VERDICT_UNKNOWN},
	{"ice", "2.6.6", "5.00 0x80021c11 1.4002.0", "E999", COMPAT_VERDICT_UNKNOWN},
	/* one card's newest is another card's nonsense: without the card no order */
	{"ice", "2.6.6", "2.10 0x80018d29 1.4002.0", "E830", COMPAT_VERDICT_TESTED},
	{"ice", "2.6.6", "9.99 0x80018d29 1.4002.0", NULL, COMPAT_VERDICT_UNKNOWN},
	{"ice", "2.6.6", "5.00 0x80021c11 1.4002.0", NULL, COMPAT_VERDICT_TESTED},
	/* i40e */
	{"i40e", "2.30.18", "9.57 0x80010340 1.4002.0", "X710", COMPAT_VERDICT_TESTED},
	{"i40e", "1.4.26", "5.02 0x80002284", "X710", COMPAT_VERDICT_TESTED},
	{"i40e", "2.17.4", "9.40 0x8000e9c2 22.5.7", "X710", COMPAT_VERDICT_DRIVER_OLDER},
	{"i40e", "2.30.18", "9.90 0x80010340 1.4002.0", "X710",
	 COMPAT_VERDICT_FIRMWARE_NEWER},
	{"i40e", "2.30.18", "22.5.7", "X710", COMPAT_VERDICT_UNKNOWN},
	{"i40e", "2.8.20-k", "5.50 0x80003327 1.3082.0", "X722", COMPAT_VERDICT_TESTED},
	{"iavf", "4.13.27", "N/A", "E810", COMPAT_VERDICT_UNKNOWN},
	/* ixgbe, igb, igc, idpf: image ids and opaque texts match or do not */
	{"ixgbe", "6.3.4", "0x80001860, 1.3105.0", "X550", COMPAT_VERDICT_TESTED},
	{"ixgbe", "6.3.4", "0x80001861, 1.3105.0", "X550", COMPAT_VERDICT_UNKNOWN},
	{"igb", "5.2.13-k", "1.48, 0x800006e7", "I350", COMPAT_VERDICT_TESTED},
	{"igc", "6.8.0-88-generic", "2.14, 0x8000028c", "I226", COMPAT_VERDICT_TESTED},
	{"igc", "6.8.0-88-generic", "2014:8877", "I226", COMPAT_VERDICT_UNKNOWN},
	{"idpf", "1.0.13", "ci-ts.release.2.0.0.11126", "IPU E2100",
	 COMPAT_VERDICT_TESTED},
	{"idpf", "1.0.13", "ci-ts.release.2.0.0.11127", "IPU E2100",
	 COMPAT_VERDICT_UNKNOWN},
	/* NVIDIA: generations never compare, open limits end at the newest named */
	{"mlx5_core", "23.10-1.1.9", "28.39.3560 (MT_0000000838)", "ConnectX-7",
	 COMPAT_VERDICT_TESTED},
	{"mlx5_core", "5.3.0-1-amd64", "16.26.2032 (MT_0000000012)", "ConnectX-5",
	 COMPAT_VERDICT_TESTED},
	{"mlx5_core", "24.10-0.7.0", "16.20.1000 (MT_0000000012)", "ConnectX-5",
	 COMPAT_VERDICT_BELOW_MINIMUM},
	{"mlx5_core", "24.10-0.7.0", "20.60.1000 (MT_0000000223)", "ConnectX-6",
	 COMPAT_VERDICT_FIRMWARE_NEWER},
	{"mlx5_core", "5.0-0", "16.35.2000 (MT_0000000012)", "ConnectX-5",
	 COMPAT_VERDICT_UNKNOWN},
	{"mlx5_core", "24.10-0.7.0", "99.35.2000 (MT_0000000012)", NULL,
	 COMPAT_VERDICT_UNKNOWN},
	/* 20.99.5374 was an early image, no minimum for what came after it */
	{"mlx5_core", "24.10-0.7.0", "20.43.1014 (MT_0000000223)", "ConnectX-6",
	 COMPAT_VERDICT_UNTESTED},
	{"mlx4_core", "4.7-3.2.9", "2.42.5000", "ConnectX-3 Pro", COMPAT_VERDICT_TESTED},
	{"mlx4_core", "4.6", "2.30.1000", "ConnectX-3", COMPAT_VERDICT_BELOW_MINIMUM},
	/* Broadcom */
	{"bnxt_en", "5.3.4", "218.0.153.0/pkg 218.0.169.0", "BCM575xx",
	 COMPAT_VERDICT_BELOW_MINIMUM},
	{"bnxt_en", "1.10.2-227.0.130.0", "227.0.134.0/pkg 227.1.111.0", "BCM574xx",
	 COMPAT_VERDICT_FIRMWARE_NEWER},
	{"bnxt_en", "4.14.174", "217.0.59.0/pkg N/A", "BCM588xx", COMPAT_VERDICT_TESTED},
	/* QLogic */
	{"qede", "8.10.10.21", "mfw 8.25.7.0 storm 8.20.0.0", "QL4xxxx",
	 COMPAT_VERDICT_BELOW_MINIMUM},
	{"qede", "8.74.4.0 [storm 8.72.1.0]", "mbi 8.55.12 [mfw 8.55.22.0]", "QL4xxxx",
	 COMPAT_VERDICT_UNKNOWN},
	{"qede", "8.74.4.0 [storm 8.72.1.0]", "mbi 8.55.11 [mfw 8.55.22.0]", "QL4xxxx",
	 COMPAT_VERDICT_BELOW_MINIMUM},
	{"bnx2x", "5.16.0", "mbi 7.15.42 bc 7.15.23", NULL, COMPAT_VERDICT_UNKNOWN},
	{"no_such_driver", "1.0", "1.0", NULL, COMPAT_VERDICT_UNKNOWN},
};

static void test_verdicts(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++) {
		struct compat_question question = {
			.table = compat_tables_load(cases[i].driver, NULL, arena),
			.driver = cases[i].driver,
			.driver_version = cases[i].driver_version,
			.firmware = cases[i].firmware,
			.family = cases[i].family,
		};
		struct compat_answer answer = compat_judge(&question, arena);

		assert_non_null(answer.reason);
		if (answer.verdict == COMPAT_VERDICT_TESTED ||
		    answer.verdict == COMPAT_VERDICT_BELOW_MINIMUM)
			assert_true(answer.sources.n > 0);
		if (answer.verdict == cases[i].verdict)
			continue;
		wrong++;
		print_error("%s %s with %s: %s instead of %s (%s)\n", cases[i].driver,
			    cases[i].driver_version, cases[i].firmware,
			    compat_verdict_name((int)answer.verdict),
			    compat_verdict_name((int)cases[i].verdict), answer.reason);
	}
	assert_int_equal(wrong, 0);
}

static struct compat_answer ask_ddp(enum compat_ddp_state state, const char *version,
				    const char *driver_version, struct arena *arena)
{
	struct compat_question question = {
		.table = compat_tables_load("ice", NULL, arena),
		.driver = "ice",
		.driver_version = driver_version,
		.firmware = "5.00 0x80021c11 1.4002.0",
		.family = "E810",
		.ddp = state,
		.ddp_version = version,
	};

	return compat_judge(&question, arena);
}

static void test_the_package_of_ice(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct compat_answer answer;

	(void)state;
	answer = ask_ddp(COMPAT_DDP_MISSING, NULL, "2.6.6", arena);
	assert_int_equal(answer.verdict, COMPAT_VERDICT_DDP_MISSING);
	assert_contains(answer.reason, "safe mode");
	answer = ask_ddp(COMPAT_DDP_MISSING, NULL, "6.1.0-56-amd64", arena);
	assert_int_equal(answer.verdict, COMPAT_VERDICT_DDP_MISSING);
	answer = ask_ddp(COMPAT_DDP_PRESENT, "1.4.0.0", "2.6.6", arena);
	assert_int_equal(answer.verdict, COMPAT_VERDICT_DDP_OTHER);
	answer = ask_ddp(COMPAT_DDP_PRESENT, "1.3.30.0", "2.6.6", arena);
	assert_int_equal(answer.verdict, COMPAT_VERDICT_TESTED);
	assert_int_equal(answer.notes.n, 2); /* tested, and handed out, with another */
	answer = ask_ddp(COMPAT_DDP_PRESENT, NULL, "2.6.6", arena);
	assert_int_equal(answer.verdict, COMPAT_VERDICT_TESTED);
	answer = ask_ddp(COMPAT_DDP_NOT_KNOWN, NULL, "2.6.6", arena);
	assert_int_equal(answer.verdict, COMPAT_VERDICT_TESTED);
}

static void test_what_is_nearest(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct compat_question question = {
		.table = compat_tables_load("ice", NULL, arena),
		.driver = "ice",
		.driver_version = "1.16.3",
		.firmware = "4.30 0x8001af27 1.3429.0",
		.has_pci_id = true,
		.vendor = 0x8086,
		.device = 0x159b,
	};
	struct compat_answer answer = compat_judge(&question, arena);

	(void)state;
	assert_string_equal(answer.family, "E810");
	assert_true(answer.has_nearest);
	assert_string_equal(answer.nearest.firmware, "4.30");
	assert_string_equal(answer.nearest.driver, "1.12.6");
	assert_contains(answer.look_at, "https://");
	/* Another firmware: the newest that was tested with this driver. */
	question.firmware = "6.00 0x8001af27 1.3429.0";
	question.driver_version = "1.14.11";
	answer = compat_judge(&question, arena);
	assert_int_equal(answer.verdict, COMPAT_VERDICT_FIRMWARE_NEWER);
	assert_string_equal(answer.nearest.driver, "1.14.11");
	question.device = 0xffff;
	answer = compat_judge(&question, arena);
	assert_int_equal(answer.verdict, COMPAT_VERDICT_UNKNOWN);
	assert_contains(answer.reason, "does not know this card");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_the_package_of_ice),
		cmocka_unit_test(test_what_is_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
