/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Probes of real links: somebody at the other end answers, or does not, over several
 * kinds of device, in any namespace. Kinds that this kernel lacks are skipped here;
 * management over VLAN and bond: vm:incident-nicctl-vlan, vm:incident-nicctl-bond. */
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

#include "pathprobe.h"
#include "sandbox.h"

#define TIMEOUT_MS 400

static struct pathprobe *set;

/* hw0, and at the other end of its cable, in a namespace of its own, 192.0.2.1 and
 * fd00::1. */
static int build(void **state)
{
	(void)state;
	sandbox_ip("link set lo up");
	sandbox_ip("netns add world");
	sandbox_ip("link add hw0 type veth peer name cable netns world");
	sandbox_ip("-n world link set cable up");
	sandbox_ip("-n world address add 192.0.2.1/24 dev cable");
	sandbox_ip("-n world address add fd00::1/64 dev cable nodad");
	sandbox_ip("link set hw0 up");
	sandbox_ip("address add 192.0.2.9/24 dev hw0");
	sandbox_ip("address add fd00::9/64 dev hw0 nodad");
	return 0;
}

static int close_set(void **state)
{
	(void)state;
	pathprobe_close(set);
	set = NULL;
	return 0;
}

static bool passes(enum probe_kind kind, const char *netns, uint32_t ifindex,
		   const char *target)
{
	struct probe_point point = {kind, netns, ifindex, target};
	struct nic_err err;
	bool passed = false;

	assert_int_equal(pathprobe_test(&set, &point, 1, TIMEOUT_MS, &passed, &err), 0);
	return passed;
}

static uint32_t hw0(void)
{
	return if_nametoindex("hw0");
}

static bool answers(const char *device, const char *target)
{
	return passes(PROBE_NEIGHBOUR, NULL, if_nametoindex(device), target);
}

/* A new link takes a moment until it may be used, more on a busy machine. */
static bool answers_soon(const char *device, const char *target)
{
	for (int i = 0; i < 20; i++) {
		if (answers(device, target))
			return true;
	}
	return false;
}

static void test_neighbours(void **state)
{
	(void)state;
	assert_true(answers_soon("hw0", "192.0.2.1"));
	assert_true(answers_soon("hw0", "fd00::1"));
	assert_false(answers("hw0", "192.0.2.77"));
	assert_false(answers("hw0", "fd00::77"));
	assert_false(answers("lo", "127.0.0.1")); /* nobody is asked there */
	assert_false(answers("hw0", "nonsense"));
	assert_false(passes(PROBE_NEIGHBOUR, NULL, 4711, "192.0.2.1"));
}

/* A gateway that no route leads to, and a port without address: asked as by an address
 * probe. */
static void test_without_an_address(void **state)
{
	(void)state;
	sandbox_ip("address del 192.0.2.9/24 dev hw0");
	assert_true(answers("hw0", "192.0.2.1"));
	sandbox_ip("address add 192.0.2.9/24 dev hw0");
}

static void test_a_neighbour_that_falls_silent_and_comes_back(void **state)
{
	(void)state;
	assert_true(answers("hw0", "192.0.2.1"));
	sandbox_ip("-n world address del 192.0.2.1/24 dev cable");
	assert_false(answers("hw0", "192.0.2.1"));
	sandbox_ip("-n world address add 192.0.2.1/24 dev cable");
	assert_true(answers_soon("hw0", "192.0.2.1"));
}

static void test_carrier_and_down(void **state)
{
	(void)state;
	assert_true(passes(PROBE_CARRIER, NULL, hw0(), NULL));
	sandbox_ip("-n world link set cable down");
	assert_false(passes(PROBE_CARRIER, NULL, hw0(), NULL));
	assert_false(answers("hw0", "192.0.2.1"));
	sandbox_ip("-n world link set cable up");
	sandbox_ip("link set hw0 down");
	assert_false(passes(PROBE_CARRIER, NULL, hw0(), NULL));
	assert_false(answers("hw0", "192.0.2.1"));
	sandbox_ip("link set hw0 up");
	assert_true(answers_soon("hw0", "192.0.2.1")); /* by the same socket as before */
	sandbox_ip("-n world address replace fd00::1/64 dev cable nodad");
	sandbox_ip("address replace fd00::9/64 dev hw0 nodad");
	assert_true(answers_soon("hw0", "fd00::1"));
	assert_true(passes(PROBE_CARRIER, NULL, hw0(), NULL));
	assert_false(passes(PROBE_CARRIER, NULL, 4711, NULL));
}

static void test_route(void **state)
{
	(void)state;
	assert_true(passes(PROBE_ROUTE, NULL, hw0(), "192.0.2.1"));
	assert_false(passes(PROBE_ROUTE, NULL, hw0(), "198.51.100.7"));
	sandbox_ip("route add 198.51.100.0/24 via 192.0.2.1");
	assert_true(passes(PROBE_ROUTE, NULL, hw0(), "198.51.100.7"));
	/* The route is still in the table, and does not lead there any more. */
	sandbox_ip("link add v0 type veth peer name v1");
	sandbox_ip("link set v0 up");
	sandbox_ip("route add 198.51.100.7/32 dev v0");
	assert_false(passes(PROBE_ROUTE, NULL, hw0(), "198.51.100.7"));
	sandbox_ip("link delete v0");
	sandbox_ip("rule add to 198.51.100.7 prio 9 unreachable");
	assert_false(passes(PROBE_ROUTE, NULL, hw0(), "198.51.100.7"));
	sandbox_ip("rule del prio 9");
	assert_true(passes(PROBE_ROUTE, NULL, hw0(), "198.51.100.7"));
}

/* @device with the address 10.7.0.9 asks 10.7.0.1, which @other has in the world. */
static void check_stack(const char *device, const char *other)
{
	sandbox_ip("-n world address add 10.7.0.1/24 dev %s", other);
	sandbox_ip("-n world link set %s up", other);
	sandbox_ip("address add 10.7.0.9/24 dev %s", device);
	sandbox_ip("link set %s up", device);
	assert_true(answers_soon(device, "10.7.0.1"));
	assert_true(passes(PROBE_CARRIER, NULL, if_nametoindex(device), NULL));
	sandbox_ip("-n world link set cable down");
	assert_false(answers(device, "10.7.0.1"));
	sandbox_ip("-n world link set cable up");
	assert_true(answers_soon(device, "10.7.0.1"));
	sandbox_ip("-n world address del 10.7.0.1/24 dev %s", other);
}

static void test_vlan(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add link hw0 name v5 type vlan id 5"))
		skip();
	sandbox_ip("-n world link add link cable name w5 type vlan id 5");
	check_stack("v5", "w5");
	sandbox_ip("link delete v5");
}

static void test_bridge(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add br0 type bridge"))
		skip();
	sandbox_ip("link set hw0 master br0");
	check_stack("br0", "cable");
	sandbox_ip("link delete br0");
}

static void test_bond(void **state)
{
	(void)state;
	if (!sandbox_try_ip("link add bond7 type bond mode active-backup miimon 20"))
		skip();
	sandbox_ip("link set hw0 down");
	sandbox_ip("link set hw0 master bond7");
	check_stack("bond7", "cable");
	sandbox_ip("link delete bond7");
	sandbox_ip("link set hw0 up");
	sandbox_ip("address replace 192.0.2.9/24 dev hw0");
}

static void test_macvlan_in_a_namespace(void **state)
{
	struct probe_point points[2];
	bool passed[2] = {false, false};
	struct nic_err err;
	uint32_t ifindex = 0;

	(void)state;
	sandbox_ip("netns add blue");
	if (!sandbox_try_ip(
		    "link add link hw0 name mv0 index 500 netns blue type macvlan"))
		skip();
	ifindex = 500;
	sandbox_ip("-n blue address add 192.0.2.50/24 dev mv0");
	sandbox_ip("-n blue link set mv0 up");
	points[0] = (struct probe_point){PROBE_NEIGHBOUR, "blue", ifindex, "192.0.2.1"};
	points[1] = (struct probe_point){PROBE_CARRIER, "blue", ifindex, NULL};
	assert_int_equal(pathprobe_test(&set, points, 2, TIMEOUT_MS, passed, &err), 0);
	assert_true(passed[0]);
	assert_true(passed[1]);
	assert_true(passes(PROBE_ROUTE, "blue", ifindex, "192.0.2.1"));
	assert_false(passes(PROBE_CARRIER, NULL, ifindex, NULL)); /* not here */
	assert_false(passes(PROBE_CARRIER, "nowhere", ifindex, NULL));
	sandbox_ip("netns delete blue");
}

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* All are asked together: twenty that are silent take as long as one, and those that
 * answer are not waited for. */
static void test_time(void **state)
{
	struct probe_point points[21];
	bool passed[21];
	char texts[21][32];
	struct nic_err err;
	double begin, took;

	(void)state;
	for (int i = 0; i < 21; i++) {
		snprintf(texts[i], sizeof(texts[i]), "192.0.2.%d", i ? 100 + i : 1);
		points[i] = (struct probe_point){PROBE_NEIGHBOUR, NULL, hw0(), texts[i]};
	}
	begin = now_ms();
	assert_int_equal(pathprobe_test(&set, points, 21, TIMEOUT_MS, passed, &err), 0);
	took = now_ms() - begin;
	assert_true(passed[0]);
	for (int i = 1; i < 21; i++)
		assert_false(passed[i]);
	assert_true(took >= TIMEOUT_MS && took < 10 * TIMEOUT_MS);
	begin = now_ms();
	for (int i = 0; i < 100; i++)
		assert_true(answers("hw0", "192.0.2.1"));
	took = now_ms() - begin;
	print_message("# a neighbour that answers takes %.3f ms\n", took / 100);
	assert_true(took < 100.0 * TIMEOUT_MS / 4);
}

static int run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_neighbours, close_set),
		cmocka_unit_test_teardown(test_without_an_address, close_set),
		cmocka_unit_test_teardown(
			test_a_neighbour_that_falls_silent_and_comes_back, close_set),
		cmocka_unit_test_teardown(test_carrier_and_down, close_set),
		cmocka_unit_test_teardown(test_route, close_set),
		cmocka_unit_test_teardown(test_vlan, close_set),
		cmocka_unit_test_teardown(test_macvlan_in_a_namespace, close_set),
		cmocka_unit_test_teardown(test_time, close_set),
		cmocka_unit_test_teardown(test_bridge, close_set),
		cmocka_unit_test_teardown(test_bond, close_set),
	};

	return cmocka_run_group_tests(tests, build, NULL);
}

int main(void)
{
	return sandbox_run(run_all);
}
