/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which lines of a machine's configuration pick devices by their driver. */
#include "test.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drivermatch.h"
#include "drivermatch_lines.h"
#include "random.h"
#include "temp_dir.h"

#define NETWORK "/etc/systemd/network/10-a.network"

/* Puts a file below ROOT, with the folders above it. */
static void put(const char *root, const char *path, const char *text)
{
	temp_file_below(root, path, 0644, text);
}

static struct host *read_root(const char *root)
{
	struct host *host = host_new();
	struct nic_err err = {0};

	assert_non_null(host);
	if (drivermatch_read(host, root, &err) < 0)
		fail_msg("%s", err.message);
	return host;
}

/* "FILE:LINE SAYS -> [!]DRIVER DRIVER " for each, a line each. */
static const char *text_of(const struct host *host)
{
	static char text[4096];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < host->driver_matches.n; i++) {
		const struct driver_match *match = &host->driver_matches.items[i];

		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s:%u %s -> %s", match->file, match->line,
					 match->says, match->is_inverted ? "!" : "");
		for (size_t d = 0; d < match->drivers.n; d++)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s ",
						 match->drivers.items[d]);
		used += (size_t)snprintf(text + used, sizeof(text) - used, "\n");
		assert_true(used < sizeof(text));
	}
	return text;
}

static void check(const char *path, const char *contents, const char *expected)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();
	NIC_CLEANUP(host_freep) struct host *host = NULL;

	put(root, path, contents);
	host = read_root(root);
	assert_string_equal(text_of(host), expected);
	assert_int_equal(host->not_read.n, 0);
}

static void test_systemd(void **state)
{
	(void)state;
	check(NETWORK,
	      "# Driver=i40e\n[Match]\n;Driver=ice\n Driver = i40e  \"ixgbe*\"\n"
	      "[Network]\nDriver=ice\n",
	      NETWORK ":4 Driver = i40e  \"ixgbe*\" -> i40e ixgbe* \n");
	check(NETWORK, "[Match]\nName=eth0\n[Network]\nDriver=ice\n", "");
	check(NETWORK, "[Match]\nDriver=!i40e ice\n",
	      NETWORK ":2 Driver=!i40e ice -> !i40e ice \n");
	check("/run/systemd/network/50-b.link", "[Match]\nDriver=ice\n",
	      "/run/systemd/network/50-b.link:2 Driver=ice -> ice \n");
	check("/etc/systemd/network/50-b.link.d/x.conf", "[Match]\r\nDriver=ice\r\n",
	      "/etc/systemd/network/50-b.link.d/x.conf:2 Driver=ice -> ice \n");
	check("/etc/systemd/network/br0.netdev", "[Match]\nDriver=ice\n", "");
}

/* Of one section; the next one stands for itself. */
static void test_systemd_lists_add_up(void **state)
{
	(void)state;
	check(NETWORK, "[Match]\nDriver=i40e\nName=e*\nDriver=i40e_zc\n",
	      NETWORK ":2 Driver=i40e -> i40e i40e_zc \n");
	check(NETWORK, "[Match]\nDriver=i40e\nDriver=\nDriver=ice\n",
	      NETWORK ":2 Driver=i40e -> ice \n");
	check(NETWORK, "[Match]\nName=a \\\n b\nDriver=i40e \\\n  ice",
	      NETWORK ":4 Driver=i40e     ice -> i40e ice \n");
	check(NETWORK, "[Match]\nDriver=i40e\n[Match]\nDriver=ice\n",
	      NETWORK ":2 Driver=i40e -> i40e \n" NETWORK ":4 Driver=ice -> ice \n");
}

#define NETPLAN "/etc/netplan/50-a.yaml"

static void test_netplan(void **state)
{
	(void)state;
	check(NETPLAN,
	      "network:\n  ethernets:\n    a:\n      match:\n"
	      "        driver: i40e # ice\n      # driver: ice\n      dhcp4: true\n",
	      NETPLAN ":5 driver: i40e -> i40e \n");
	check(NETPLAN, "match: {macaddress: 'x', driver: \"i40e*\", name: e}\n",
	      NETPLAN ":1 match: {macaddress: 'x', driver: \"i40e*\", name: e} -> "
		      "i40e* \n");
	check(NETPLAN, "  driver: [\"i40e\", 'ice']\n",
	      NETPLAN ":1 driver: [\"i40e\", 'ice'] -> i40e ice \n");
	check(NETPLAN,
	      "  driver:\n  - i40e\n  # no\n  - \"i40e_zc\"\n  addresses:\n  - ice\n",
	      NETPLAN ":1 driver: - i40e - \"i40e_zc\" -> i40e i40e_zc \n");
	check(NETPLAN, "  my-driver: ice\n  drivers: ice\n  set-name: driver\n", "");
}

#define NM "/etc/NetworkManager/conf.d/a.conf"
#define CONNECTION "/etc/NetworkManager/system-connections/a.nmconnection"

static void test_network_manager(void **state)
{
	(void)state;
	check(NM,
	      "[device-a]\nmatch-device=interface-name:e*;driver:i40e/2.8,driver:ice\n"
	      "#match-device=driver:igb\n[keyfile]\nunmanaged-devices=mac:00\n",
	      NM ":2 match-device=interface-name:e*;driver:i40e/2.8,driver:ice -> "
		 "i40e ice \n");
	check(NM, "[keyfile]\nunmanaged-devices+=*,except:driver:i40e,driver:ice\n",
	      NM ":2 unmanaged-devices+=*,except:driver:i40e,driver:ice -> !i40e \n" NM
		 ":2 unmanaged-devices+=*,except:driver:i40e,driver:ice -> ice \n");
	check(CONNECTION,
	      "[connection]\nid=driver\n[match]\ninterface-name=e0;\n"
	      "driver=|i40e;!igb;\n[ipv4]\ndriver=x\n",
	      CONNECTION ":5 driver=|i40e;!igb; -> i40e \n" CONNECTION
			 ":5 driver=|i40e;!igb; -> !igb \n");
	check("/etc/NetworkManager/NetworkManager.conf",
	      "[main]\nno-auto-default=driver:ice\n",
	      "/etc/NetworkManager/NetworkManager.conf:2 "
	      "no-auto-default=driver:ice -> ice \n");
}

#define RULES "/etc/udev/rules.d/70-a.rules"

static void test_udev(void **state)
{
	(void)state;
	check(RULES,
	      "# DRIVERS==\"ice\"\nSUBSYSTEM==\"net\", DRIVERS==\"i40e|ice\", "
	      "NAME=\"x\"\n",
	      RULES ":2 DRIVERS==\"i40e|ice\" -> i40e ice \n");
	check(RULES,
	      "SUBSYSTEM==\"net\",\\\n  ENV{ID_NET_DRIVER}!=\"i40e\"\n"
	      "ACTION==\"add\",DRIVER == e\"ice\"\n",
	      RULES ":1 ENV{ID_NET_DRIVER}!=\"i40e\" -> !i40e \n" RULES
		    ":3 DRIVER == e\"ice\" -> ice \n");
	/* assignments, other keys, and what has no end */
	check(RULES,
	      "ENV{ID_NET_DRIVER}=\"i40e\"\nENV{MY_DRIVER}==\"ice\"\nDRIVERS==\"ice\n"
	      "DRIVERS==ice\nDRIVERS",
	      "");
}

/* /etc goes before /run, and netplan's own files before what is made of them. */
static void test_what_does_not_count(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	char path[PATH_MAX];

	(void)state;
	put(root, NETWORK, "[Match]\nName=x\n");
	put(root, "/run/systemd/network/10-a.network", "[Match]\nDriver=ice\n");
	put(root, "/run/systemd/network/10-netplan-a.network", "[Match]\nDriver=ice\n");
	put(root, "/etc/systemd/network/README", "[Match]\nDriver=ice\n");
	(void)snprintf(path, sizeof(path), "%s/etc/systemd/network/20.network", root);
	assert_int_equal(symlink("/dev/null", path), 0);
	(void)snprintf(path, sizeof(path), "%s/etc/systemd/network/30.network", root);
	assert_int_equal(mkfifo(path, 0644), 0);
	(void)snprintf(path, sizeof(path), "%s/etc/systemd/network/40.network", root);
	assert_int_equal(symlink("nowhere", path), 0);
	host = read_root(root);
	assert_string_equal(text_of(host), "");
	assert_int_equal(host->not_read.n, 0);
}

static void test_what_cannot_be_read_is_said(void **state)
{
	NIC_CLEANUP(temp_dir_removep) char *root = temp_dir_make();
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	char path[PATH_MAX];

	(void)state;
	put(root, NETWORK, "[Match]\nDriver=ice\n");
	(void)snprintf(path, sizeof(path), "%s" NETWORK, root);
	assert_int_equal(truncate(path, (off_t)16 << 20), 0);
	put(root, NETPLAN, "driver: i40e\n");
	host = read_root(root);
	assert_string_equal(text_of(host), NETPLAN ":1 driver: i40e -> i40e \n");
	assert_int_equal(host->not_read.n, 1);
	assert_contains(host->not_read.items[0],
			"whether '" NETWORK "' picks devices by their driver: ");
}

/* Under the sanitizers; and whatever a file holds, reports stay printable. */
static void test_any_bytes(void **state)
{
	static const char pieces[] =
		"[Match]Driver=driver:except:,{}DRIVERS==!\"|;#- \\\n"
		"\n\n\xff\x1b\t'";

	(void)state;
	random_start();
	for (int i = 0; i < 20000; i++) {
		NIC_CLEANUP(host_freep) struct host *host = host_new();
		unsigned int n = random_below(100);
		char *text = malloc(n + 1);

		assert_true(host && text);
		for (unsigned int b = 0; b < n; b += 6)
			memcpy(text + b, pieces + random_below(sizeof(pieces) - 7),
			       n - b < 6 ? n - b : 6);
		text[n] = '\0';
		drivermatch_lines_read(host, (enum drivermatch_syntax)random_below(4),
				       "f", text);
		for (size_t m = 0; m < host->driver_matches.n; m++)
			assert_null(strpbrk(host->driver_matches.items[m].says,
					    "\xff\x1b\t\n"));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_systemd),
		cmocka_unit_test(test_systemd_lists_add_up),
		cmocka_unit_test(test_netplan),
		cmocka_unit_test(test_network_manager),
		cmocka_unit_test(test_udev),
		cmocka_unit_test(test_what_does_not_count),
		cmocka_unit_test(test_what_cannot_be_read_is_said),
		cmocka_unit_test(test_any_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
