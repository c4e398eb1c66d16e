/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rates between two samples of the receive path, and what counters mean. */
#include "test.h"

#include <errno.h>

#include "rxmeaning.h"
#include "rxpair.h"

static void test_rates_are_by_the_second(void **state)
{
	struct rxpair *pair = *state;
	const struct rxreport *report;

	pair->to->at_us = pair->from->at_us + 2000000;
	rxpair_rise(pair, "link.rx_packets", 3000);
	rxpair_rise(pair, "link.rx_bytes", 1);
	rxpair_rise(pair, "link.tx_packets", 10);
	rxpair_interrupt(pair, 0, 0, 100);
	rxpair_interrupt(pair, 1, 1, 300);
	report = rxpair_make(pair);
	assert_int_equal(report->interval_ms, 2000);
	assert_int_equal(report->packets_per_s, 1500);
	assert_int_equal(report->bytes_per_s, 1); /* what happened is never shown as 0 */
	assert_int_equal(report->transmit.packets_per_s, 5);
	assert_int_equal(report->vectors.items[1].per_s, 150);
	assert_int_equal(report->vectors.items[1].cpu, 1);
	assert_int_equal(report->queues.items[0].share_permille, 250);
	assert_int_equal(report->queues.items[1].share_permille, 750);
	assert_int_equal(report->limit, RXLIMIT_NOTHING);
}

static void test_counters_that_went_back(void **state)
{
	struct rxpair *pair = *state;

	rxpair_set(pair->from, "link.rx_packets", 5000);
	rxpair_set(pair->to, "link.rx_packets", 10);
	rxpair_set(pair->from, "rx_dropped.nic", 7);
	rxpair_set(pair->to, "rx_dropped.nic", 0);
	assert_int_equal(rxpair_make(pair)->packets_per_s, 0);
	assert_int_equal(pair->report.losses.missed_per_s, 0);
	assert_int_equal(pair->report.limit, RXLIMIT_NOTHING);
}

static void test_no_time_went_by(void **state)
{
	struct rxpair *pair = *state;
	struct nic_err err = {0};

	pair->to->at_us = pair->from->at_us;
	assert_int_equal(
		rxreport_make(pair->from, pair->to, pair->arena, &pair->report, &err),
		-ESTALE);
	assert_contains(err.message, "eth0");
}

static void test_rps_is_work_of_another_cpu(void **state)
{
	struct rxpair *pair = *state;

	pair->to->queues.items[0].rps_cpus = "00000000,00000002";
	rxpair_interrupt(pair, 0, 0, 100);
	pair->to->cpus.items[1].rps = 100;
	rxpair_load(pair, 1, 99);
	assert_true(rxpair_make(pair)->has_rps);
	assert_int_equal(pair->report.limit, RXLIMIT_ONE_QUEUE);
	assert_contains(pair->report.verdict, "CPU 1");
}

static void test_cpu_that_came_on_line(void **state)
{
	struct rxpair *pair = *state;
	struct rxcpu *cpu = ARENA_PUSH(pair->to->arena, &pair->to->cpus);

	assert_non_null(cpu);
	cpu->id = 9;
	assert_int_equal(rxpair_make(pair)->cpus.n, 2);
}

static void check_meaning(const char *driver, const char *counter, enum rxmeaning meaning)
{
	struct rxsample *sample = rxsample_new();
	uint64_t sum;

	assert_non_null(sample);
	sample->driver = driver;
	rxpair_set(sample, counter, 5);
	for (int other = 0; other < RXMEANINGS; other++) {
		assert_int_equal(rxmeaning_sum(sample, (enum rxmeaning)other, &sum),
				 other == (int)meaning);
		assert_int_equal(sum, other == (int)meaning ? 5 : 0);
	}
	rxsample_free(sample);
}

static void test_meanings(void **state)
{
	(void)state;
	check_meaning("i40e", "port.rx_discards", RXMEANING_MISSED);
	check_meaning("i40e_zc", "rx_missed_errors", RXMEANING_NO_BUFFER);
	check_meaning("ice_zc", "rx_dropped.nic", RXMEANING_MISSED);
	check_meaning("mlx5_core", "rx_out_of_buffer", RXMEANING_NO_BUFFER);
	check_meaning("bnxt_en", "[12]: rx_discards", RXMEANING_NO_BUFFER);
	check_meaning("qede", "brb_discards", RXMEANING_MISSED);
	check_meaning("igb", "rx_queue_3_alloc_failed", RXMEANING_NO_MEMORY);
	check_meaning("virtio_net", "rx11_drops", RXMEANING_DRIVER);
	check_meaning("ice", "rx_dropped.other", RXMEANINGS);
	check_meaning("iceberg", "rx_dropped", RXMEANINGS);
	check_meaning("bnxt_en", "[]: rx_discards", RXMEANINGS);
	check_meaning("some_new_driver", "link.rx_missed_errors", RXMEANING_MISSED);
	check_meaning("e1000e", "link.rx_missed_errors", RXMEANINGS);
}

static void test_queue_counters(void **state)
{
	static const struct {
		const char *counter;
		uint32_t queue;
	} good[] = {{"rx-0.packets", 0},
		    {"rx_queue_15_packets", 15},
		    {"rx7_packets", 7},
		    {"[3]: rx_ucast_packets", 3},
		    {"2: rcv_pkts", 2}};
	static const char *const bad[] = {"rx_packets",
					  "rx-.packets",
					  "tx-0.packets",
					  "rx_queue_1_bytes",
					  "rx0_xdp_packets",
					  "rx-0.packets2",
					  ""};
	uint32_t queue;

	(void)state;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(good); i++) {
		assert_true(rxmeaning_queue(good[i].counter, &queue));
		assert_int_equal(queue, good[i].queue);
	}
	for (size_t i = 0; i < NIC_ARRAY_SIZE(bad); i++)
		assert_false(rxmeaning_queue(bad[i], &queue));
}

static void test_every_value_has_a_name(void **state)
{
	(void)state;
	for (int i = 0; i <= RXLIMIT_NOTHING; i++)
		assert_non_null(rxlimit_name(i));
	assert_null(rxlimit_name(RXLIMIT_NOTHING + 1));
	assert_null(rxlimit_name(-1));
	assert_null(rxmeaning_name(RXMEANINGS));
	assert_string_equal(rxmeaning_name(RXMEANING_NO_BUFFER), "no-buffer");
}

static void test_transmit(void **state)
{
	struct rxpair *pair = *state;
	const struct rxreport *report;

	rxpair_rise(pair, "link.tx_dropped", 3);
	rxpair_rise(pair, "tx_restart", 7);
	pair->from->qdisc = pair->to->qdisc = "mq";
	pair->from->qdisc_dropped = 100;
	pair->to->qdisc_dropped = 140;
	pair->to->qdisc_requeued = 9;
	pair->to->qdisc_backlog_packets = 12;
	pair->to->qdisc_backlog_bytes = 1800;
	pair->from->tx_timeouts = 1;
	pair->to->tx_timeouts = 3;
	report = rxpair_make(pair);
	assert_int_equal(report->transmit.dropped_per_s, 3);
	assert_true(report->transmit.has_stopped);
	assert_int_equal(report->transmit.stopped_per_s, 7);
	assert_string_equal(report->transmit.qdisc, "mq");
	assert_int_equal(report->transmit.qdisc_dropped_per_s, 40);
	assert_int_equal(report->transmit.qdisc_requeued_per_s, 9);
	assert_int_equal(report->transmit.backlog_packets, 12);
	assert_int_equal(report->transmit.backlog_bytes, 1800);
	assert_int_equal(report->transmit.timeouts, 2);
	assert_true(rxpair_has_text(&report->notes, "queueing discipline mq"));
	assert_true(rxpair_has_text(&report->notes, "NETDEV WATCHDOG"));
}

/* Sending is another way: it changes nothing about the verdict on receiving. */
static void test_transmit_is_no_verdict(void **state)
{
	struct rxpair *pair = *state;
	const struct rxreport *report;

	pair->to->qdisc = "pfifo_fast";
	pair->from->qdisc_dropped = 500; /* another one stood there before */
	pair->to->qdisc_dropped = 20;
	report = rxpair_make(pair);
	assert_int_equal(report->limit, RXLIMIT_NOTHING);
	assert_int_equal(report->transmit.qdisc_dropped_per_s, 0);
	assert_false(report->transmit.has_stopped);
	assert_false(rxpair_has_text(&report->notes, "transmit"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RXPAIR_TEST(test_rates_are_by_the_second),
		RXPAIR_TEST(test_counters_that_went_back),
		RXPAIR_TEST(test_no_time_went_by),
		RXPAIR_TEST(test_rps_is_work_of_another_cpu),
		RXPAIR_TEST(test_cpu_that_came_on_line),
		cmocka_unit_test(test_meanings),
		cmocka_unit_test(test_queue_counters),
		cmocka_unit_test(test_every_value_has_a_name),
		RXPAIR_TEST(test_transmit),
		RXPAIR_TEST(test_transmit_is_no_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
