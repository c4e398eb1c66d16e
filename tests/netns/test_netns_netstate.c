/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A device is destroyed and made anew; what it had is put back. The programs ip, bridge
 * and ethtool are the judges: they print the same before and after. */
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "netapply.h"
#include "netcapture.h"
#include "netrestore.h"
#include "sandbox.h"

#define OUTPUT_BYTES ((size_t)64 * 1024)

static const char *const witnesses[] = {
	/* lifetimes count down: in hundreds of seconds */
	"ip -o -4 addr show dev up0 | sed 's/^[0-9]*//; s/[0-9][0-9]sec/xxsec/g'",
	"ip -o -6 addr show dev up0 scope global | "
	"sed 's/^[0-9]*//; s/ tentative//; s/[0-9][0-9]sec/xxsec/g'",
	"ip -4 route show table all | sort",
	/* other devices' link-local addresses come when they have been checked */
	"ip -6 route show table all | grep -v -e ' multicast ff00' -e 'local fe80.* dev \\(br0\\|other1*\\) ' | sort",
	"ip -4 rule; ip -6 rule",
	"ip neigh show nud permanent; ip neigh show proxy",
	"ip -d -o link show dev up0 | sed 's/^[0-9]*//; s/@[^:]*//; s/link-netns.*//'",
	"ip -d -o link show dev pt0 | sed 's/^[0-9]*//; s/@[^:]*//; "
	"s/bridge_slave state.*priority/priority/; s/designated_root.*config_pending/x/'",
	"bridge vlan show",
	"bridge fdb show br br0 | grep static",
	"ip nexthop show | sort",
	"grep -r . /proc/sys/net/ipv4/conf/up0 /proc/sys/net/ipv4/neigh/up0 | sort",
	"grep -r . /proc/sys/net/ipv6/conf/up0 /proc/sys/net/ipv6/neigh/up0 2>/dev/null | "
	"sort",
	"ethtool -k up0",
	"tc qdisc show dev up0 | sed 's/refcnt [0-9]*//'",
	"cat /sys/class/net/up0/queues/rx-0/rps_cpus /sys/class/net/up0/gro_flush_timeout",
};

static char before[NIC_ARRAY_SIZE(witnesses)][OUTPUT_BYTES];
static const char *const port_names[] = {"up0", "pt0"};
static const struct strv names = {(const char **)(uintptr_t)port_names, 2};

static void ask(const char *command, char *ret_text)
{
	FILE *pipe = popen(command, "re");
	size_t n;

	assert_non_null(pipe);
	n = fread(ret_text, 1, OUTPUT_BYTES - 1, pipe);
	ret_text[n] = '\0';
	pclose(pipe);
}

static int capture(void *ctx, const struct strv *ports, const struct netstate *again,
		   struct netstate **ret_state, struct nic_err *err)
{
	struct netcapture_query query = {.names = &names, .again = again};

	(void)ctx;
	(void)ports;
	return netcapture_read(&query, ret_state, err);
}

static int repair(void *ctx, const struct netstate *wanted,
		  const struct net_difference *difference, struct nic_err *err)
{
	(void)ctx;
	return netapply_difference(wanted, difference, err);
}

static int wait_a_moment(void *ctx, int timeout_ms, struct nic_err *err)
{
	struct timespec pause = {.tv_nsec = (long)timeout_ms * 1000000};

	(void)ctx;
	(void)err;
	nanosleep(&pause, NULL);
	return 0;
}

static int64_t now_us(void *ctx)
{
	(void)ctx;
	return 0;
}

static const struct sys_ops ops = {
	.net_capture = capture,
	.net_repair = repair,
	.watch_wait = wait_a_moment,
	.now_us = now_us,
};

static void shell(const char *command)
{
	char text[OUTPUT_BYTES];
	FILE *pipe = popen(command, "re");
	size_t n;

	assert_non_null(pipe);
	n = fread(text, 1, sizeof(text) - 1, pipe);
	text[n] = '\0';
	if (pclose(pipe) != 0)
		fail_msg("%s", n > 300 ? text + n - 300 : text);
}

static void make_devices(void)
{
	/* no address is tentative: the witnesses compare what is there at once */
	shell("echo 0 | tee /proc/sys/net/ipv6/conf/all/accept_dad "
	      "/proc/sys/net/ipv6/conf/default/accept_dad");
	sandbox_ip("link add up0 type veth peer name up1");
	sandbox_ip("link add pt0 type veth peer name pt1");
	sandbox_ip("link set up1 addrgenmode none up"); /* its MAC is another each time */
	sandbox_ip("link set pt1 addrgenmode none up");
}

static void configure(void)
{
	shell("exec 2>&1; set -ex\n"
	      "vlan=:\n" /* this kernel's bridges may lack VLANs: tests/vm has them */
	      "ip link add br0 type bridge vlan_filtering 1 && vlan=bridge ||\n"
	      "ip link add br0 type bridge\n"
	      "ip link set br0 up\n"
	      "ip link add other type veth peer name other1\n"
	      "ip link set other up; ip link set other1 up\n"
	      "ip addr add 203.0.113.1/24 dev other\n"
	      "echo 1 > /proc/sys/net/ipv4/conf/up0/arp_ignore\n"
	      "echo 2 > /proc/sys/net/ipv4/conf/up0/rp_filter\n"
	      "echo 5 > /proc/sys/net/ipv6/conf/up0/dad_transmits\n"
	      "echo 7 > /proc/sys/net/ipv4/neigh/up0/unres_qlen\n"
	      "ip link set up0 mtu 1400 txqueuelen 77 alias 'capture side' "
	      "address 02:11:22:33:44:55\n"
	      "ip link property add dev up0 altname uplink-of-capture altname second\n"
	      "ip link set up0 promisc on allmulticast on group 3 up\n"
	      "ip addr add 192.0.2.1/24 brd + dev up0\n"
	      "ip addr add 192.0.2.2/24 dev up0 label up0:two\n"
	      "ip addr add 198.51.100.1 peer 198.51.100.2/32 dev up0 scope link\n"
	      "ip addr add 192.0.2.99/32 dev up0 valid_lft 5050 preferred_lft 4050\n"
	      "ip addr add 192.0.2.130/25 dev up0 noprefixroute metric 44\n"
	      "ip -6 addr add 2001:db8::1/64 dev up0 nodad\n"
	      "ip route add 10.1.0.0/16 via 192.0.2.254 dev up0 metric 50 mtu 1300\n"
	      "ip route add 10.2.0.0/16 via 192.0.2.254 table 1000 src 192.0.2.2\n"
	      "ip route add 10.3.0.0/16 nexthop via 192.0.2.7 dev up0 weight 3 nexthop via "
	      "203.0.113.9 dev other\n"
	      "ip route add 10.4.0.0/16 via 10.9.9.9 dev up0 onlink\n"
	      "ip route add 10.5.0.0/16 dev other src 192.0.2.1\n"
	      "ip route add 10.6.0.0/16 dev other\n"
	      "ip -6 route add 2001:db8:1::/48 via 2001:db8::9 dev up0 metric 9 pref high\n"
	      "ip -6 route add default via fe80::1 dev up0 table 77\n"
	      "ip nexthop add id 5 via 192.0.2.8 dev up0\n"
	      "ip nexthop add id 6 via 203.0.113.8 dev other\n"
	      "ip nexthop add id 9 group 5/6\n"
	      "ip route add 10.7.0.0/16 nhid 5\n"
	      "ip route add 10.8.0.0/16 nhid 9\n"
	      "ip rule add iif up0 lookup 1000 priority 100\n"
	      "ip rule add from 10.0.0.0/8 oif up0 fwmark 0x3/0xff lookup 77 priority 101\n"
	      "ip -6 rule add iif up0 lookup 77 priority 102\n"
	      "ip neigh add 192.0.2.50 lladdr 02:00:00:00:00:50 nud permanent dev up0\n"
	      "ip -6 neigh add 2001:db8::50 lladdr 02:00:00:00:00:51 nud permanent dev up0\n"
	      "ip neigh add proxy 192.0.2.60 dev up0\n"
	      "ip link set pt0 master br0 up\n"
	      "$vlan vlan del vid 1 dev pt0\n"
	      "$vlan vlan add vid 10 dev pt0 pvid untagged\n"
	      "$vlan vlan add vid 20 dev pt0\n"
	      "bridge fdb add 02:00:00:00:00:77 dev pt0 master static\n"
	      "bridge link set dev pt0 cost 123 learning off isolated on hairpin on\n"
	      "tc qdisc replace dev up0 root handle 9: bfifo limit 7777\n"
	      "ethtool -K up0 tso off gro on\n"
	      "echo 1 > /sys/class/net/up0/queues/rx-0/rps_cpus\n"
	      "echo 4711 > /sys/class/net/up0/gro_flush_timeout\n");
}

static void keep(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void show_difference(const char *was, const char *is)
{
	char text[OUTPUT_BYTES];

	keep("/run/before", was);
	keep("/run/now", is);
	ask("diff -U0 /run/before /run/now", text);
	print_message("%s\n", text);
}

static void test_everything_comes_back(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	NIC_CLEANUP(netstate_freep) struct netstate *wanted = NULL;
	struct netrestore_request request = {.mode = RESTORE_AUTO};
	struct netrestore_result result = {0};
	struct nic_err err = {0};
	uint32_t ifindex;

	(void)state;
	make_devices();
	configure();
	for (size_t i = 0; i < NIC_ARRAY_SIZE(witnesses); i++)
		ask(witnesses[i], before[i]);
	if (capture(NULL, NULL, NULL, &wanted, &err) < 0)
		fail_msg("%s", err.message);
	ifindex = if_nametoindex("up0");
	sandbox_ip("link delete up0");
	sandbox_ip("link delete pt0");
	make_devices();
	assert_int_not_equal(ifindex, if_nametoindex("up0"));

	request.before = wanted;
	if (netrestore_run(&ops, &request, arena, &result, &err) < 0)
		fail_msg("%s", err.message);
	for (size_t i = 0; i < result.differences.n; i++)
		print_message("left: %s [%s]\n", result.differences.items[i].text,
			      result.differences.items[i].problem
				      ? result.differences.items[i].problem
				      : "");
	assert_int_equal(result.differences.n, 0);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(witnesses); i++) {
		char now[OUTPUT_BYTES];

		ask(witnesses[i], now);
		if (strcmp(before[i], now) != 0) {
			print_message("%s\n", witnesses[i]);
			show_difference(before[i], now);
			fail();
		}
	}
}

/* The document holds all of it. */
static void test_document(void **state)
{
	NIC_CLEANUP(netstate_freep) struct netstate *first = NULL;
	NIC_CLEANUP(netstate_freep) struct netstate *second = NULL;
	struct nic_err err = {0};
	char *text, *again;

	(void)state;
	assert_int_equal(capture(NULL, NULL, NULL, &first, &err), 0);
	text = netstate_to_json(first);
	assert_non_null(text);
	assert_int_equal(netstate_read_json(text, strlen(text), &second, &err), 0);
	again = netstate_to_json(second);
	assert_string_equal(text, again);
	free(text);
	free(again);
}

static void test_only_compare(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	NIC_CLEANUP(netstate_freep) struct netstate *wanted = NULL;
	struct netrestore_request request = {.mode = RESTORE_NEVER};
	struct netrestore_result result = {0};
	struct nic_err err = {0};

	(void)state;
	assert_int_equal(capture(NULL, NULL, NULL, &wanted, &err), 0);
	sandbox_ip("link set up0 mtu 1399");
	request.before = wanted;
	assert_int_equal(netrestore_run(&ops, &request, arena, &result, &err), 0);
	assert_int_equal(result.repaired, 0);
	assert_int_equal(result.differences.n, 1);
	assert_string_equal(result.differences.items[0].text,
			    "up0: link mtu is 1399, was 1400");
}

static int test_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_everything_comes_back),
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_only_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(void)
{
	return sandbox_run(test_all);
}
