/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Versions of drivers and firmware as they were seen in the field, and as they are not to
 * be understood. */
#include "test.h"

#include "compat_driver.h"
#include "compat_firmware.h"

/* What a firmware version is understood as: the numbers that are compared, or nothing. */
struct seen {
	const char *driver, *text;
	const char *version; /* main version, "" without one; NULL: of no known form */
	const char *mbi, *storm;
	uint32_t etrack;
	bool is_oem;
};

static const struct seen firmware_seen[] = {
	{"i40e", "6.80 0x8000414f 1.1937.0", "6.128", .etrack = 0x8000414f},
	{"i40e", "9.40 0x8000e9c2 22.5.7", "9.64", .etrack = 0x8000e9c2, .is_oem = true},
	{"i40e", "8.15 0x8000a4e8 1.2879.0", "8.21", .etrack = 0x8000a4e8},
	{"i40e", "4.00 0x80001577 1.1767.0", "4.0", .etrack = 0x80001577},
	{"i40e", "7.10 0x80006456 1.2527.0", "7.16", .etrack = 0x80006456},
	{"i40e", "5.05 0x800028a6 1.1568.0", "5.5", .etrack = 0x800028a6},
	{"i40e", "9.20 0x8000d960 22.0.9", "9.32", .etrack = 0x8000d960, .is_oem = true},
	{"i40e", "9.57 0x800103a8 1.1691.0", "9.87", .etrack = 0x800103a8},
	{"i40e", "9.20 0x8000d95e 22.0.9", "9.32", .etrack = 0x8000d95e, .is_oem = true},
	{"i40e", "9.57 0x80010340 1.4002.0", "9.87", .etrack = 0x80010340},
	{"i40e", "5.02 0x80002284", "5.2", .etrack = 0x80002284},
	{"i40e", "3.33 0x80000fd5 0.0.0", "3.51", .etrack = 0x80000fd5},
	{"i40e", "7.00 0x80005028 0.385.144", "7.0", .etrack = 0x80005028},
	{"i40e", "6.01 0x800034a4 1.1747.0", "6.1", .etrack = 0x800034a4},
	{"i40e", "8.50 0x8000b6bb 1.3082.0", "8.80", .etrack = 0x8000b6bb},
	{"i40e", "9.30 0x8000e5f3 1.3429.0", "9.48", .etrack = 0x8000e5f3},
	{"i40e", "22.5.7", "", .is_oem = true},
	{"ice", "4.30 0x8001af27 1.3429.0", "4.48", .etrack = 0x8001af27},
	{"ice", "2.28 0x80010193 1.3200.0", "2.40", .etrack = 0x80010193},
	{"ice", "3.00 0x80008943 20.5.13", "3.0", .etrack = 0x80008943, .is_oem = true},
	{"ice", "2.50 0x800077a8 1.2960.0", "2.80", .etrack = 0x800077a8},
	{"ice", "4.80 0x800206a0 24.0.5", "4.128", .etrack = 0x800206a0, .is_oem = true},
	{"ice", "4.40 0x8001c967 1.3534.0", "4.64", .etrack = 0x8001c967},
	{"ice", "4.91 0x800214af 1.3909.0", "4.145", .etrack = 0x800214af},
	{"ice", "1.20 0x80017ef4 1.3909.0", "1.32", .etrack = 0x80017ef4},
	{"ice", "4.90 0x80020ef6 1.3863.0", "4.144", .etrack = 0x80020ef6},
	{"ice", "4.51 0x8001e501 23.0.8", "4.81", .etrack = 0x8001e501, .is_oem = true},
	{"ice", "4.40 0x8001beb1 1.3492.0", "4.64", .etrack = 0x8001beb1},
	{"ice", "4.40 0x8001c96c 1.3534.0", "4.64", .etrack = 0x8001c96c},
	{"ice", "4.20 0x8001778b 1.3346.0", "4.32", .etrack = 0x8001778b},
	{"ice", "5.00 0x80021c11 1.4002.0", "5.0", .etrack = 0x80021c11},
	{"ice", "2.10 0x80018d29 1.4002.0", "2.16", .etrack = 0x80018d29},
	{"ice", "4.10 0x800084d5 1.4002.0", "4.16", .etrack = 0x800084d5},
	{"ice", "3.22 0x8000d83c 1.3146.0", "3.34", .etrack = 0x8000d83c},
	/* 2.03 or 2.30? No driver writes it like this, so only the id counts. */
	{"ice", "2.3 0x80005D18", "", .etrack = 0x80005d18},
	{"iavf", "N/A", .version = NULL},
	{"ixgbe", "0x61bf0001", "", .etrack = 0x61bf0001},
	{"ixgbe", "0x800003e7", "", .etrack = 0x800003e7},
	{"ixgbe", "3.70 0x8000184a 1.3052.0", "3.112", .etrack = 0x8000184a},
	{"ixgbe", "1.60 0x8000f173 0.0.0", "1.96", .etrack = 0x8000f173},
	{"ixgbe", "0x80001860, 1.3105.0", "", .etrack = 0x80001860},
	{"igb", "1.63, 0x80000dda", "1.63", .etrack = 0x80000dda},
	{"igb", "3.16, 0x80000500, 1.304.0", "3.16", .etrack = 0x80000500},
	{"igc", "2014:8877", .version = NULL},
	{"igc", "1094:878d", .version = NULL},
	{"igc", "2.14, 0x8000028c", "2.14", .etrack = 0x8000028c},
	{"idpf", "ci-ts.release.2.0.0.11126", .version = NULL},
	{"mlx5_core", "14.23.1020", .version = "14.23.1020"},
	{"mlx5_core", "14.21.2328 (MT_2470112034)", .version = "14.21.2328"},
	{"mlx5_core", "16.35.2000 (MT_0000000012)", .version = "16.35.2000"},
	{"mlx5_core", "26.43.2566 (MT_0000000531)", .version = "26.43.2566"},
	{"mlx5_core", "20.43.1014 (MT_0000000223)", .version = "20.43.1014"},
	{"mlx5_core", "20.40.1000 (MT_0000000224)", .version = "20.40.1000"},
	{"mlx5_core", "28.39.3560 (MT_0000000838)", .version = "28.39.3560"},
	{"mlx5_core", "22.27.0090 (FB_0000000038)", .version = "22.27.90"},
	{"mlx5_core", "14.32.1010", .version = "14.32.1010"},
	{"mlx4_core", "2.42.5000", .version = "2.42.5000"},
	{"mlx4_core", "2.35.5100", .version = "2.35.5100"},
	{"mlx4_core", "2.40.5000", .version = "2.40.5000"},
	{"mlx4_core", "2.42.5700", .version = "2.42.5700"},
	{"mlx4_core", "2.9.1000", .version = "2.9.1000"},
	{"mlx4_core", "2.10.3898", .version = "2.10.3898"},
	{"mlx4_core", "2.7.0", .version = "2.7.0"},
	{"mlx4_core", "2.5.400", .version = "2.5.400"},
	{"bnxt_en", "220.0.59.0/pkg 220.0.83.0", .version = "220.0.59.0"},
	{"bnxt_en", "227.0.134.0/pkg 227.1.111.0", .version = "227.0.134.0"},
	{"bnxt_en", "224.0.110.0/pkg 224.1.60.0", .version = "224.0.110.0"},
	{"bnxt_en", "218.0.153.0/pkg 218.0.169.0", .version = "218.0.153.0"},
	{"bnxt_en", "229.0.121.0/pkg N/A", .version = "229.0.121.0"},
	{"bnxt_en", "227.0.134.0/pkg 22.71.11.13", .version = "227.0.134.0"},
	{"bnxt_en", "229.2.75.0/pkg 22.92.07.50", .version = "229.2.75.0"},
	{"bnxt_en", "229.2.52.0/pkg 22.92.06.10", .version = "229.2.52.0"},
	{"bnxt_en", "230.0.157.0/pkg 230.1.116.0", .version = "230.0.157.0"},
	{"bnxt_en", "233.0.195.0/pkg 233.1.181.0", .version = "233.0.195.0"},
	{"bnxt_en", "232.0.219.16/pkg 232.1.196.16", .version = "232.0.219.16"},
	{"bnxt_en", "232.0.213.0/pkg 232.1.190.0", .version = "232.0.213.0"},
	{"bnxt_en", "20.1.11/1.0.0 pkg 20.02.00.03", .version = "20.1.11"},
	{"bnxt_en", "218.0.169.1", .version = "218.0.169.1"},
	{"qede", "mfw 8.25.7.0 storm 8.20.0.0", "8.25.7.0", .storm = "8.20.0.0"},
	{"qede", "mbi 8.55.12 [mfw 8.55.22.0]", "8.55.22.0", .mbi = "8.55.12"},
	{"qede", "mfw 8.50.9.0 storm 8.38.2.0", "8.50.9.0", .storm = "8.38.2.0"},
	{"qede", "mfw 8.30.18.0", .version = "8.30.18.0"},
	{"qede", "mbi 8.52.21 [mfw 8.52.9.0]", "8.52.9.0", .mbi = "8.52.21"},
	{"qede", "Storm FW 8.37.7.0, Management FW 8.52.9.0 [MBI 15.10.6]", "8.52.9.0",
	 .mbi = "15.10.6", .storm = "8.37.7.0"},
	{"qede", "Storm FW 8.42.2.0, Management FW 8.55.43.0 [MBI 8.55.24]", "8.55.43.0",
	 .mbi = "8.55.24", .storm = "8.42.2.0"},
	{"qede", "Storm FW 8.42.2.0, Management FW 8.30.18.0 [MBI 8.30.29]", "8.30.18.0",
	 .mbi = "8.30.29", .storm = "8.42.2.0"},
	{"bnx2x", "bc 7.14.37", .version = ""},
	{"bnx2x", "mbi 7.15.42 bc 7.15.23", "", .mbi = "7.15.42"},
	{"bnx2x", "bc 7.10.4", .version = ""},
	{"bnx2x", "bc 7.4.22 phy 1.34", .version = ""},
	{"bnx2x", "7.8.16 bc 6.2.26 phy aa0.406", "", .mbi = "7.8.16"},
	{"bnx2x", "FFV7.10.17 bc 7.10.11", "", .mbi = "7.10.17"},
	{"bnx2x", "BC:5.2.7 PHY:baa0:0105", .version = NULL},
	{"qlcnic", "4.9.98", .version = NULL},
	{"qlcnic", "4.20.1", .version = NULL},
	{"tg3", "FFV22.91.5 bc 5720-v1.39", .version = NULL},
	{"bnx2", "bc 5.2.3 NCSI 2.0.12", .version = NULL},
	/* never seen: nothing may be made of them */
	{"ice", "", .version = NULL},
	{"ice", "4.30", .version = "4.48"},
	{"ice", "4.3", .version = NULL},
	{"ice", "4.300 0x8001af27", .version = NULL},
	{"ice", "4.30 8001af27", .version = NULL},
	{"ice", "4.30 0x", .version = NULL},
	{"ice", "4.30 0x8001af2700", .version = NULL},
	{"ice", "4.30 0x8001af27 1.3429", .version = NULL},
	{"ice", "4.30 0x8001af27 1.3429.0 beta", .version = NULL},
	{"ice", "4.30  0x8001af27", .version = NULL},
	{"ice", "-4.30 0x8001af27", .version = NULL},
	{"ice", "0x4.30", .version = NULL},
	{"i40e", "1.2.3.4", .version = NULL},
	{"mlx5_core", "16.35", .version = NULL},
	{"mlx5_core", "16.35.2000.1", .version = NULL},
	{"mlx5_core", "16.35.2000 (MT_0000000012", .version = NULL},
	{"mlx5_core", "16.35.99999999999", .version = NULL},
	{"bnxt_en", "227.0", .version = NULL},
	{"bnxt_en", "227.0.134.0/", .version = NULL},
	{"bnxt_en", "227.0.134.0/pkg", .version = NULL},
	{"bnxt_en", "227.0.134.0/pkg 22.x!", .version = NULL},
	{"qede", "mfw", .version = NULL},
	{"qede", "mfw 8.30.18.0 mfw 8.30.18.0", .version = NULL},
	{"qede", "mfw 8.30.18.0beta", .version = NULL},
	{"qede", "foo 8.30.18.0", .version = NULL},
};

static void print_version(const struct compat_version *version, char *text, size_t bytes)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < version->n; i++)
		used += (size_t)snprintf(text + used, bytes - used, "%s%u", i ? "." : "",
					 version->part[i]);
}

static void assert_version(const struct compat_version *version, const char *expected,
			   const char *of)
{
	char text[128];

	print_version(version, text, sizeof(text));
	if (strcmp(text, expected ? expected : "") != 0)
		fail_msg("%s: '%s' instead of '%s'", of, text, expected ? expected : "");
}

static void test_firmware_as_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(firmware_seen); i++) {
		const struct seen *seen = &firmware_seen[i];
		struct compat_firmware firmware;
		bool is_known =
			compat_firmware_parse(seen->driver, seen->text, &firmware);

		if (is_known != (seen->version != NULL))
			fail_msg("%s '%s' is%s understood", seen->driver, seen->text,
				 is_known ? "" : " not");
		assert_ptr_equal(firmware.text, seen->text);
		assert_version(&firmware.version, seen->version, seen->text);
		assert_version(&firmware.mbi, seen->mbi, seen->text);
		assert_version(&firmware.storm, seen->storm, seen->text);
		assert_int_equal(firmware.has_etrack, seen->etrack != 0);
		assert_int_equal(firmware.etrack, seen->etrack);
		assert_int_equal(firmware.is_oem, seen->is_oem);
	}
}

static const struct {
	const char *driver, *text;
	enum compat_scheme scheme;
	const char *version;
} drivers_seen[] = {
	{"i40e", "2.7.29", COMPAT_SCHEME_MODULE, "2.7.29"},
	{"i40e", "2.8.20-k", COMPAT_SCHEME_CONSTANT, "2.8.20"},
	{"i40e", "2.11.27_rc13", COMPAT_SCHEME_MODULE, "2.11.27"},
	{"i40e", "4.18.0-372.82.1.el8_6.x86_64", COMPAT_SCHEME_KERNEL, "4.18.0.372.82.1"},
	{"i40e", "6.17.2-1-pve", COMPAT_SCHEME_KERNEL, "6.17.2.1"},
	{"i40e", "6.12.0-55.9.1.el10_0.x86_64", COMPAT_SCHEME_KERNEL, "6.12.0.55.9.1"},
	{"ice", "1.16.3", COMPAT_SCHEME_MODULE, "1.16.3"},
	{"ice", "1.10.1.2.2", COMPAT_SCHEME_MODULE, "1.10.1.2.2"},
	{"ice", "1.8.3_2_g5c2ff303", COMPAT_SCHEME_MODULE, "1.8.3"},
	{"ice", "1.12.4_dirty", COMPAT_SCHEME_MODULE, "1.12.4"},
	{"ice", "6.15.9-201.fc42.x86_64", COMPAT_SCHEME_KERNEL, "6.15.9.201"},
	{"ice", "5.18.10-1.el8.elrepo.x86_64", COMPAT_SCHEME_KERNEL, "5.18.10.1"},
	{"ice", "6.12.0-160000.5-default", COMPAT_SCHEME_KERNEL, "6.12.0.160000.5"},
	{"ice", "6.0.0-rc4-kulas-1229+", COMPAT_SCHEME_KERNEL, "6.0.0"},
	{"ice", "6.15.3-3.gdc.el9.x86_64", COMPAT_SCHEME_KERNEL, "6.15.3.3"},
	{"ice", "K_5.19.0-41-generic_5.1.9", COMPAT_SCHEME_UNKNOWN, ""},
	{"ice", "Kahawai_2.2.8", COMPAT_SCHEME_UNKNOWN, ""},
	{"iavf", "3.7.61.20", COMPAT_SCHEME_MODULE, "3.7.61.20"},
	{"iavf", "4.18.0-310.el8.x86_64", COMPAT_SCHEME_KERNEL, "4.18.0.310"},
	{"ixgbe", "5.1.0-k", COMPAT_SCHEME_CONSTANT, "5.1.0"},
	{"mlx5_core", "3.0-1 (January 2015)", COMPAT_SCHEME_UNKNOWN, ""},
	{"mlx5_core", "5.10.0+", COMPAT_SCHEME_KERNEL, "5.10.0"},
	{"mlx5_core", "5.0-0", COMPAT_SCHEME_CONSTANT, "5.0.0"},
	{"mlx5_core", "6.19.0-061900-generic", COMPAT_SCHEME_KERNEL, "6.19.0.61900"},
	{"mlx5_core", "6.10.11-amd64", COMPAT_SCHEME_KERNEL, "6.10.11"},
	{"mlx5_core", "24.10-0.7.0", COMPAT_SCHEME_MODULE, "24.10.0.7.0"},
	{"mlx5_core", "24.10-0.7.0.0", COMPAT_SCHEME_MODULE, "24.10.0.7.0"},
	{"mlx5_core", "23.10-1.1.9", COMPAT_SCHEME_MODULE, "23.10.1.1.9"},
	{"mlx4_core", "4.0-0", COMPAT_SCHEME_CONSTANT, "4.0.0"},
	{"mlx4_core", "2.2-1 (Feb 2014)", COMPAT_SCHEME_UNKNOWN, ""},
	{"bnxt_en", "6.6.43", COMPAT_SCHEME_KERNEL, "6.6.43"},
	{"bnxt_en", "6.13.7-061307-generic", COMPAT_SCHEME_KERNEL, "6.13.7.61307"},
	{"bnxt_en", "5.10.136-pserver", COMPAT_SCHEME_KERNEL, "5.10.136"},
	{"bnxt_en", "6.9.0-0_fbk10_brcmrdma13_141_g9", COMPAT_SCHEME_KERNEL, "6.9.0.0"},
	{"bnxt_en", "1.10.2-227.0.130.0", COMPAT_SCHEME_MODULE, "1.10.2.227.0.130.0"},
	{"qede", "8.10.10.21", COMPAT_SCHEME_MODULE, "8.10.10.21"},
	{"qede", "8.74.4.0 [storm 8.72.1.0]", COMPAT_SCHEME_MODULE, "8.74.4.0"},
	{"bnx2x", "1.712.30-0", COMPAT_SCHEME_MODULE, "1.712.30.0"},
	{"bnx2x", "5.10.0-153.12.0.92.oe2203sp2.x8", COMPAT_SCHEME_KERNEL,
	 "5.10.0.153.12.0.92"},
	{"bnx2x", "1.713.36-0 storm 7.13.1.0", COMPAT_SCHEME_MODULE, "1.713.36.0"},
	{"bnx2x", "5.17.0-rc7+", COMPAT_SCHEME_KERNEL, "5.17.0"},
	{"bnx2x", "1.78.58", COMPAT_SCHEME_MODULE, "1.78.58"},
	{"bnx2x", "5.10.103.mx64.429-00016-g597b02", COMPAT_SCHEME_KERNEL, "5.10.103"},
	{"bnx2x", "2.710.70.v55.7", COMPAT_SCHEME_UNKNOWN, ""},
	{"bnx2x", "1.54.1.v41.1-1vmw", COMPAT_SCHEME_UNKNOWN, ""},
	{"ice", "", COMPAT_SCHEME_UNKNOWN, ""},
	{"ice", "1", COMPAT_SCHEME_UNKNOWN, ""},
	{"ice", "1.2.3.4.5.6.7.8.9", COMPAT_SCHEME_UNKNOWN, ""},
	{"ice", "1.16.3beta", COMPAT_SCHEME_UNKNOWN, ""},
};

static void test_drivers_as_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(drivers_seen); i++) {
		struct compat_driver driver = compat_driver_parse(
			drivers_seen[i].driver, drivers_seen[i].text, NULL);

		if (driver.scheme != drivers_seen[i].scheme)
			fail_msg("%s '%s' is of scheme %d", drivers_seen[i].driver,
				 drivers_seen[i].text, driver.scheme);
		assert_version(&driver.version, drivers_seen[i].version,
			       drivers_seen[i].text);
	}
}

static void test_the_release_of_the_kernel_is_the_kernels(void **state)
{
	const char *release = "6.12.15";
	const char *cut = "6.18.33.2-microsoft-standard-WSL2-longer";

	(void)state;
	assert_int_equal(compat_driver_parse("ixgbe", "6.12.15", NULL).scheme,
			 COMPAT_SCHEME_MODULE);
	assert_int_equal(compat_driver_parse("ixgbe", "6.12.15", release).scheme,
			 COMPAT_SCHEME_KERNEL);
	/* The field has room for 31 characters. */
	assert_int_equal(
		compat_driver_parse("mlx4_core", "6.18.33.2-microsoft-standard-WS", cut)
			.scheme,
		COMPAT_SCHEME_KERNEL);
}

static int order_of(const char *driver, const char *a, const char *b)
{
	struct compat_firmware left, right;
	int order = 0;

	(void)compat_firmware_parse(driver, a, &left);
	(void)compat_firmware_parse(driver, b, &right);
	return compat_firmware_compare(&left, &right, &order) ? order : 99;
}

static void test_firmware_has_an_order(void **state)
{
	(void)state;
	assert_int_equal(order_of("ice", "4.10 0x1", "4.90 0x2"), -1);
	assert_int_equal(order_of("ice", "4.9a 0x1", "4.90 0x2"), 1); /* hexadecimal */
	assert_int_equal(order_of("ice", "4.09 0x1", "4.10 0x2"), -1);
	assert_int_equal(order_of("ice", "4.30 0x1", "4.30 0x2"), 0);
	assert_int_equal(order_of("ice", "2.3 0x1", "4.30 0x2"), 99);
	assert_int_equal(order_of("ixgbe", "0x80000001", "0x80000002"), 99);
	assert_int_equal(order_of("ixgbe", "0x80000001", "3.70 0x80000002"), 99);
	assert_int_equal(order_of("igb", "1.5, 0x1", "1.48, 0x2"), -1); /* decimal */
	assert_int_equal(order_of("mlx5_core", "16.35.2000", "16.35.0394"), 1);
	assert_int_equal(order_of("mlx5_core", "16.35.2000", "20.27.0090"), 99);
	assert_int_equal(order_of("mlx5_core", "16.35.2000", "xx.36.1000"), -1);
	assert_int_equal(order_of("bnxt_en", "219.0.0", "219.0.0.0/pkg N/A"), 0);
	assert_int_equal(order_of("qede", "mbi 8.55.12 [mfw 8.55.22.0]", "mbi 8.55.13"),
			 -1);
	assert_int_equal(order_of("qede", "mfw 8.30.18.0", "storm 8.37.7.0"), 99);
	assert_int_equal(order_of("qede", "storm 8.7.x.x", "storm 8.7.3.0"), 0);
	assert_int_equal(order_of("i40e", "22.5.7", "9.40 0x8000e9c2 1.3429.0"), 99);
}

static int driver_order(const char *driver, const char *a, const char *b)
{
	struct compat_driver left = compat_driver_parse(driver, a, NULL);
	struct compat_driver right = compat_driver_parse(driver, b, NULL);
	int order = 0;

	return compat_driver_compare(&left, &right, &order) ? order : 99;
}

static void test_schemes_do_not_mix(void **state)
{
	(void)state;
	assert_int_equal(driver_order("ice", "1.9.11", "1.16.3"), -1);
	assert_int_equal(driver_order("ice", "1.16.3", "6.1.0-56-amd64"), 99);
	assert_int_equal(driver_order("i40e", "2.8.20-k", "2.8.43"), 99);
	assert_int_equal(driver_order("mlx5_core", "5.8-3.0.7", "24.10-0.7.0"), -1);
	assert_int_equal(driver_order("mlx5_core", "24.10-0.7.0", "6.10.11-amd64"), 99);
	assert_int_equal(driver_order("ice", "Kahawai_2.2.8", "Kahawai_2.2.8"), 99);
	/* Of other kernels only the version counts that they were made from... */
	assert_int_equal(driver_order("ice", "5.15.0-70-generic", "5.15.0-91-generic"),
			 0);
	assert_int_equal(driver_order("ice", "6.1.0-56-amd64", "6.12.117+deb12-amd64"),
			 -1);
	/* ... and of an enterprise kernel not even that, but its own numbers. */
	assert_int_equal(driver_order("ice", "5.14.0-70.el9.x86_64", "6.1.0-56-amd64"),
			 99);
	assert_int_equal(driver_order("ice", "5.14.0-70.13.1.el9_0.x86_64",
				      "5.14.0-362.8.1.el9_3.x86_64"),
			 -1);
}

static void test_names_of_ethtool(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(compat_driver_module("mlx5_core[ib_ipoib]", arena),
			    "mlx5_core");
	assert_string_equal(compat_driver_module("mlx4_en (MT_0DD0120009_CX3)", arena),
			    "mlx4_core");
	assert_string_equal(compat_driver_module("mlx4_en", arena), "mlx4_core");
	assert_string_equal(compat_driver_module("ice", arena), "ice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_firmware_as_seen),
		cmocka_unit_test(test_drivers_as_seen),
		cmocka_unit_test(test_the_release_of_the_kernel_is_the_kernels),
		cmocka_unit_test(test_firmware_has_an_order),
		cmocka_unit_test(test_schemes_do_not_mix),
		cmocka_unit_test(test_names_of_ethtool),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
