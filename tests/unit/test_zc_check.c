/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attempts to bind a queue, and what zc-check says of them. */
#include "test.h"

#include <errno.h>
#include <string.h>

#include "fake_host.h"
#include "zc_check.h"

struct verdict_case {
	int zerocopy, copy; /* errors of the two attempts */
	bool fell_back;	    /* bound, but not in zero-copy */
	bool has_features;  /* the kernel tells what the driver can do */
	uint64_t features;
	enum zc_check_mode mode;
	enum zc_check_cause cause;
	const char *reason, *remedy; /* a part of each; NULL: there is none */
};

static const struct verdict_case cases[] = {
	{.mode = ZC_CHECK_ZEROCOPY},
	{.zerocopy = -EOPNOTSUPP,
	 .mode = ZC_CHECK_COPY,
	 .cause = ZC_CHECK_CAUSE_DRIVER,
	 .reason = "the driver ice has no zero-copy"},
	{.zerocopy = -EOPNOTSUPP,
	 .copy = -EOPNOTSUPP,
	 .has_features = true,
	 .features = 7,
	 .mode = ZC_CHECK_NONE,
	 .cause = ZC_CHECK_CAUSE_DRIVER,
	 .reason = "the driver ice has no zero-copy"},
	{.zerocopy = -EOPNOTSUPP,
	 .has_features = true,
	 .features = 7 | XSK_PORT_ZEROCOPY,
	 .mode = ZC_CHECK_COPY,
	 .cause = ZC_CHECK_CAUSE_DRIVER,
	 .reason = "not as the port is set up now"},
	{.fell_back = true,
	 .mode = ZC_CHECK_COPY,
	 .cause = ZC_CHECK_CAUSE_DRIVER,
	 .reason = "no zero-copy"},
	{.zerocopy = -EBUSY,
	 .copy = -EBUSY,
	 .mode = ZC_CHECK_BUSY,
	 .cause = ZC_CHECK_CAUSE_BUSY,
	 .reason = "another AF_XDP socket",
	 .remedy = "end it"},
	{.zerocopy = -EINVAL,
	 .mode = ZC_CHECK_COPY,
	 .cause = ZC_CHECK_CAUSE_SETTINGS,
	 .reason = "settings",
	 .remedy = "MTU (it is 1500)"},
	{.zerocopy = -EINVAL,
	 .copy = -EINVAL,
	 .mode = ZC_CHECK_NONE,
	 .cause = ZC_CHECK_CAUSE_SETTINGS,
	 .reason = "settings",
	 .remedy = "ethtool -l"},
	{.zerocopy = -ENETDOWN,
	 .mode = ZC_CHECK_COPY,
	 .cause = ZC_CHECK_CAUSE_DOWN,
	 .reason = "the port is down",
	 .remedy = "ip link set dev ens1f0 up"},
	{.zerocopy = -ENODEV,
	 .copy = -ENODEV,
	 .mode = ZC_CHECK_NONE,
	 .cause = ZC_CHECK_CAUSE_GONE,
	 .reason = "gone"},
	{.zerocopy = -ENOMEM,
	 .mode = ZC_CHECK_COPY,
	 .cause = ZC_CHECK_CAUSE_MEMORY,
	 .reason = "too little memory"},
	{.zerocopy = -ETIMEDOUT,
	 .mode = ZC_CHECK_COPY,
	 .cause = ZC_CHECK_CAUSE_OTHER,
	 .reason = "timed out"},
};

static void expect_part(const char *found, const char *part, size_t at)
{
	if (!part != !found || (part && !strstr(found, part)))
		fail_msg("case %zu: '%s' instead of '%s'", at, found ? found : "(none)",
			 part ? part : "(none)");
}

static struct zc_check_queue judge(struct host *host, const struct verdict_case *one)
{
	struct xsk_port port = {.has_features = one->has_features,
				.features = one->features};
	struct xsk_attempt zerocopy = {XSK_STAGE_BIND, one->zerocopy,
				       !one->zerocopy && !one->fell_back};
	struct xsk_attempt copy = {XSK_STAGE_BIND, one->copy, false};
	struct zc_check_facts facts = {&host->netdevs.items[2], "ice", &port, host,
				       host->arena};

	return zc_check_judge(&facts, 5, &zerocopy, &copy);
}

static void test_verdicts(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(cases); i++) {
		struct zc_check_queue queue = judge(host, &cases[i]);

		assert_int_equal(queue.queue, 5);
		if (queue.mode != cases[i].mode || queue.cause != cases[i].cause)
			fail_msg("case %zu: %s because of %s", i,
				 zc_check_mode_name((int)queue.mode),
				 zc_check_cause_name((int)queue.cause));
		expect_part(queue.reason, cases[i].reason, i);
		expect_part(queue.remedy, cases[i].remedy, i);
	}
}

static void test_large_frames_are_mentioned(void **state)
{
	static const struct verdict_case fine = {0};
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");

	(void)state;
	host->netdevs.items[2].mtu = 3046;
	assert_null(judge(host, &fine).reason);
	host->netdevs.items[2].mtu = 9000;
	assert_int_equal(judge(host, &fine).mode, ZC_CHECK_ZEROCOPY);
	assert_contains(judge(host, &fine).reason, "the MTU is 9000");
}

static void test_the_other_socket_is_named(void **state)
{
	static const struct verdict_case busy = {.zerocopy = -EBUSY, .copy = -EBUSY};
	NIC_CLEANUP(host_freep) struct host *host = fake_incident("6.1");
	struct xsk_socket *other;

	(void)state;
	other = ARENA_PUSH(host->arena, &host->xsk_sockets);
	*other = (struct xsk_socket){3, 4, XSK_ZEROCOPY, true, 99, "other-queue"};
	other = ARENA_PUSH(host->arena, &host->xsk_sockets);
	*other = (struct xsk_socket){3, 5, XSK_ZEROCOPY, true, 812, "suricata"};
	assert_string_equal(
		judge(host, &busy).reason,
		"pid 812 (suricata) has an AF_XDP socket on it, in zero-copy");
	host->xsk_sockets.items[1].mode = XSK_UNKNOWN;
	assert_string_equal(judge(host, &busy).reason,
			    "pid 812 (suricata) has an AF_XDP socket on it");
	host->xsk_sockets.items[1].has_pid = false;
	assert_string_equal(judge(host, &busy).reason,
			    "another AF_XDP socket is bound to it");
}

static void test_hopeless(void **state)
{
	static const struct {
		struct xsk_attempt attempt;
		const char *message, *hint;
	} bad[] = {
		{{XSK_STAGE_SOCKET, -EPERM, false}, "may not be opened", "CAP_NET_RAW"},
		{{XSK_STAGE_SOCKET, -EAFNOSUPPORT, false}, "no AF_XDP", "XDP_SOCKETS"},
		{{XSK_STAGE_SOCKET, -EMFILE, false}, "Too many open files", ""},
		{{XSK_STAGE_MEMORY, -ENOBUFS, false}, "memory", "ulimit -l"},
		{{XSK_STAGE_MEMORY, -ENOMEM, false}, "Cannot allocate memory", ""},
	};
	const struct xsk_attempt fine = {0}, refused = {XSK_STAGE_BIND, -EPERM, false};
	struct nic_err err = {0};

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++) {
		assert_int_equal(zc_check_hopeless(&bad[i].attempt, &err),
				 bad[i].attempt.error);
		expect_part(err.message, bad[i].message, i);
		expect_part(err.hint, bad[i].hint, i);
	}
	assert_int_equal(zc_check_hopeless(&fine, &err), 0);
	assert_int_equal(zc_check_hopeless(&refused, &err), 0);
}

/* @modes: of the queues of one port each, '|' between ports. */
static struct zc_check sum(struct arena *arena, const char *modes)
{
	struct zc_check check = {0};
	struct zc_check_port *port = ARENA_PUSH(arena, &check.ports);

	for (const char *at = modes; *at; at++) {
		if (*at == '|')
			port = ARENA_PUSH(arena, &check.ports);
		else
			*ARENA_PUSH(arena, &port->queues) = (struct zc_check_queue){
				.mode = *at == 'z' ? ZC_CHECK_ZEROCOPY : ZC_CHECK_BUSY};
	}
	zc_check_finish(&check);
	return check;
}

static void test_exit_codes(void **state)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct zc_check none = {0};

	(void)state;
	zc_check_finish(&none);
	assert_int_equal(none.exit_code, EXIT_CODE_NOT_ZERO_COPY);
	assert_int_equal(sum(arena, "zz|z").exit_code, EXIT_CODE_DONE);
	assert_int_equal(sum(arena, "zz|").exit_code, EXIT_CODE_DONE); /* one left out */
	assert_int_equal(sum(arena, "|").exit_code, EXIT_CODE_NOT_ZERO_COPY);
	assert_int_equal(sum(arena, "zb|z").exit_code, EXIT_CODE_NOT_ZERO_COPY);
	assert_int_equal(sum(arena, "zb|z").zerocopy_queues, 2);
	assert_int_equal(sum(arena, "zb|z").queues, 3);
	assert_false(sum(arena, "zb|z").ports.items[0].is_zerocopy);
	assert_true(sum(arena, "zb|z").ports.items[1].is_zerocopy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_large_frames_are_mentioned),
		cmocka_unit_test(test_the_other_socket_is_named),
		cmocka_unit_test(test_hopeless),
		cmocka_unit_test(test_exit_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
