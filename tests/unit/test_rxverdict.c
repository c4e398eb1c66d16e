/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts on the receive path. */
#include "test.h"

#include "rxpair.h"

static void test_nothing_is_received(void **state)
{
	const struct rxreport *report = rxpair_make(*state);

	assert_int_equal(report->limit, RXLIMIT_NOTHING);
	assert_contains(report->verdict, "nothing is received");
	assert_int_equal(report->advice.n, 0);
}

static void test_down_and_no_carrier(void **state)
{
	struct rxpair *pair = *state;

	pair->to->has_carrier = false;
	assert_contains(rxpair_make(pair)->verdict, "no carrier");
	pair->to->is_up = false;
	assert_contains(rxpair_make(pair)->verdict, "down");
}

static void test_hardware_loses(void **state)
{
	struct rxpair *pair = *state;
	const struct rxreport *report;

	rxpair_rise(pair, "rx_dropped.nic", 500);
	rxpair_rise(pair, "rx_dropped", 0);
	rxpair_interrupt(pair, 0, 0, 100);
	rxpair_load(pair, 0, 20);
	report = rxpair_make(pair);
	assert_int_equal(report->limit, RXLIMIT_HARDWARE);
	assert_true(rxpair_has_text(&report->evidence, "500 packets/s lost in the card"));
	assert_true(rxpair_has_text(&report->advice, "PCIe"));
}

static void test_ring_is_too_small(void **state)
{
	struct rxpair *pair = *state;
	const struct rxreport *report;

	rxpair_rise(pair, "rx_dropped", 40);
	rxpair_rise(pair, "rx_dropped.nic", 40);
	rxpair_rise(pair, "link.rx_packets", 1000);
	pair->to->has_ring = true;
	pair->to->ring = 64;
	pair->to->ring_max = 8160;
	rxpair_interrupt(pair, 0, 0, 100);
	rxpair_load(pair, 0, 20);
	report = rxpair_make(pair);
	assert_int_equal(report->limit, RXLIMIT_RING);
	assert_true(rxpair_has_text(&report->advice, "ethtool -G eth0 rx 8160"));
	assert_int_equal(report->ring_us,
			 128000); /* 2 x 64 descriptors, 1,000 a second */
	pair->to->ring = 8160;
	assert_true(rxpair_has_text(&rxpair_make(pair)->advice, "at its maximum"));
}

static void test_no_memory(void **state)
{
	struct rxpair *pair = *state;

	rxpair_rise(pair, "rx_pg_alloc_fail", 3);
	rxpair_rise(pair, "rx_dropped", 40);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_MEMORY);
}

static void test_cpu_is_at_its_limit(void **state)
{
	struct rxpair *pair = *state;
	const struct rxreport *report;

	rxpair_interrupt(pair, 0, 0, 100);
	rxpair_interrupt(pair, 1, 1, 100);
	rxpair_load(pair, 0, 97);
	rxpair_load(pair, 1, 60);
	pair->to->cpus.items[0].squeezed = 9;
	pair->to->cpus.items[0].has_ksoftirqd = true;
	pair->from->cpus.items[0].has_ksoftirqd = true;
	pair->to->cpus.items[0].ksoftirqd_ticks = 55;
	report = rxpair_make(pair);
	assert_int_equal(report->limit, RXLIMIT_CPU);
	assert_contains(report->verdict, "CPU 0");
	assert_true(rxpair_has_text(&report->evidence, "97.0 % of its time in softirqs"));
	assert_true(rxpair_has_text(&report->evidence, "9 time squeezes/s"));
	assert_true(rxpair_has_text(&report->evidence, "ksoftirqd/0 runs 55.0 %"));
}

/* A full ring is the consequence of a CPU that has no time to empty it. */
static void test_cpu_comes_before_ring(void **state)
{
	struct rxpair *pair = *state;

	rxpair_rise(pair, "rx_dropped", 4000);
	rxpair_interrupt(pair, 0, 0, 100);
	rxpair_interrupt(pair, 1, 1, 100);
	rxpair_load(pair, 0, 97);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_CPU);
	assert_true(
		rxpair_has_text(&pair->report.evidence, "4000 packets/s found no free"));
}

static void test_never_idle_is_the_limit_too(void **state)
{
	struct rxpair *pair = *state;

	rxpair_interrupt(pair, 0, 0, 100);
	rxpair_interrupt(pair, 1, 1, 100);
	rxpair_load(pair, 0, 55);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_NOTHING);
	pair->to->cpus.items[0].idle_ticks = 3; /* a program takes the rest */
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_CPU);
}

/* Ticks are lost where timer interrupts come late; the thread's time is not. */
static void test_ksoftirqd_is_the_limit_too(void **state)
{
	struct rxpair *pair = *state;

	rxpair_interrupt(pair, 0, 0, 100);
	rxpair_interrupt(pair, 1, 1, 100);
	rxpair_load(pair, 1, 50);
	for (size_t i = 0; i < 2; i++) {
		pair->from->cpus.items[i].has_ksoftirqd = true;
		pair->to->cpus.items[i].has_ksoftirqd = true;
	}
	pair->to->cpus.items[1].ksoftirqd_ticks = 79;
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_NOTHING);
	pair->to->cpus.items[1].ksoftirqd_ticks = 90;
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_CPU);
}

/* A CPU that is busy with another port's packets is not this port's limit. */
static void test_other_cpus_do_not_count(void **state)
{
	struct rxpair *pair = *state;

	rxpair_interrupt(pair, 0, 0, 100);
	rxpair_load(pair, 1, 100);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_NOTHING);
	assert_false(pair->report.cpus.items[1].serves);
}

static void test_one_queue_takes_all(void **state)
{
	struct rxpair *pair = *state;

	rxpair_interrupt(pair, 0, 0, 1000);
	rxpair_interrupt(pair, 1, 1, 10);
	rxpair_load(pair, 0, 97);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_ONE_QUEUE);
	assert_true(rxpair_has_text(&pair->report.evidence, "queue 0 takes 99.0 %"));
	rxpair_load(pair, 0, 30);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_NOTHING);
	assert_true(rxpair_has_text(&pair->report.notes, "queue 0 takes nearly all"));
}

static void test_one_cpu_takes_all(void **state)
{
	struct rxpair *pair = *state;

	rxpair_interrupt(pair, 0, 1, 500);
	rxpair_interrupt(pair, 1, 1, 500);
	rxpair_load(pair, 1, 97);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_ONE_CPU);
	assert_true(rxpair_has_text(&pair->report.advice, "smp_affinity_list"));
	rxpair_load(pair, 1, 30);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_NOTHING);
	assert_true(rxpair_has_text(&pair->report.notes, "CPU 1 takes all interrupts"));
}

/* Under load NAPI polls without interrupts. */
static void test_polling_without_interrupts(void **state)
{
	struct rxpair *pair = *state;

	for (size_t i = 0; i < 2; i++) {
		pair->to->vectors.items[i].effective = "1";
		pair->to->queues.items[i].packets = 5000;
	}
	rxpair_load(pair, 1, 97);
	rxpair_rise(pair, "rx_dropped", 9);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_ONE_CPU);
	assert_int_equal(pair->report.vectors.items[0].per_s, 0);
	assert_int_equal(pair->report.vectors.items[0].cpu, 1);
}

static void test_wrong_node(void **state)
{
	struct rxpair *pair = *state;

	pair->to->has_node = true;
	pair->to->node = 1;
	for (size_t i = 0; i < 2; i++)
		pair->to->cpus.items[i].has_node = true; /* both on node 0 */
	rxpair_interrupt(pair, 0, 0, 500);
	rxpair_interrupt(pair, 1, 1, 500);
	rxpair_load(pair, 0, 97);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_REMOTE_CPU);
	assert_true(pair->report.vectors.items[0].is_remote);
	rxpair_load(pair, 0, 20);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_NOTHING);
	assert_true(rxpair_has_text(&pair->report.notes, "NUMA node 1"));
}

static void test_backlog_overflows(void **state)
{
	struct rxpair *pair = *state;

	pair->to->cpus.items[1].dropped = 12;
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_BACKLOG);
	assert_int_equal(pair->report.losses.backlog_per_s, 12);
}

static void test_socket_is_too_slow(void **state)
{
	struct rxpair *pair = *state;

	pair->from->has_socket_drops = pair->to->has_socket_drops = true;
	pair->to->socket_drops = 77;
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_SOCKET);
	/* the socket was closed and its count with it, UDP's own remains */
	pair->from->socket_drops = 100;
	pair->to->udp_buffer_errors = 30;
	assert_int_equal(rxpair_make(pair)->losses.socket_per_s, 30);
}

static void test_driver_throws_away(void **state)
{
	struct rxpair *pair = *state;

	pair->from->driver = pair->to->driver = "virtio_net";
	rxpair_rise(pair, "rx_queue_0_drops", 5);
	rxpair_rise(pair, "rx_queue_1_drops", 6);
	assert_int_equal(rxpair_make(pair)->limit, RXLIMIT_DRIVER);
	assert_int_equal(pair->report.losses.driver_per_s, 11);
	assert_true(rxpair_has_text(&pair->report.notes, "no counter for losses"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RXPAIR_TEST(test_nothing_is_received),
		RXPAIR_TEST(test_down_and_no_carrier),
		RXPAIR_TEST(test_hardware_loses),
		RXPAIR_TEST(test_ring_is_too_small),
		RXPAIR_TEST(test_no_memory),
		RXPAIR_TEST(test_cpu_is_at_its_limit),
		RXPAIR_TEST(test_cpu_comes_before_ring),
		RXPAIR_TEST(test_never_idle_is_the_limit_too),
		RXPAIR_TEST(test_ksoftirqd_is_the_limit_too),
		RXPAIR_TEST(test_other_cpus_do_not_count),
		RXPAIR_TEST(test_one_queue_takes_all),
		RXPAIR_TEST(test_one_cpu_takes_all),
		RXPAIR_TEST(test_polling_without_interrupts),
		RXPAIR_TEST(test_wrong_node),
		RXPAIR_TEST(test_backlog_overflows),
		RXPAIR_TEST(test_socket_is_too_slow),
		RXPAIR_TEST(test_driver_throws_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
