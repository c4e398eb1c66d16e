/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rates and verdicts on the receive path, on made-up samples: one second, two CPUs, two
 * queues, unless a test says otherwise. */
#include "test.h"

#include <errno.h>
#include <stdlib.h>

#include "rxmeaning.h"
#include "rxreport.h"

#define TICKS 100

struct pair {
	struct rxsample *from, *to;
	struct arena *arena;
	struct rxreport report;
};

static void set(struct rxsample *sample, const char *name, uint64_t value)
{
	struct rxcounter *counter = ARENA_PUSH(sample->arena, &sample->counters);

	assert_non_null(counter);
	counter->name = name;
	counter->value = value;
}

static void rise(struct pair *pair, const char *name, uint64_t by)
{
	set(pair->from, name, 1000);
	set(pair->to, name, 1000 + by);
}

static struct rxsample *sample_new(int64_t at_us)
{
	struct rxsample *sample = rxsample_new();

	assert_non_null(sample);
	sample->at_us = at_us;
	sample->ticks_per_s = TICKS;
	sample->ifname = "eth0";
	sample->driver = "ice";
	sample->is_up = true;
	sample->has_carrier = true;
	for (uint32_t i = 0; i < 2; i++) {
		struct rxcpu *cpu = ARENA_PUSH(sample->arena, &sample->cpus);
		struct rxqueue *queue = ARENA_PUSH(sample->arena, &sample->queues);
		struct rxvector *vector = ARENA_PUSH(sample->arena, &sample->vectors);

		assert_true(cpu && queue && vector);
		cpu->id = i;
		queue->index = i;
		queue->has_packets = true;
		vector->irq = 40 + i;
		vector->name = i ? "ice-eth0-TxRx-1" : "ice-eth0-TxRx-0";
		for (uint32_t k = 0; k < 2; k++) {
			struct rxvector_count *count =
				ARENA_PUSH(sample->arena, &vector->counts);

			assert_non_null(count);
			count->cpu = k;
		}
	}
	return sample;
}

static int begin(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));

	assert_non_null(pair);
	pair->from = sample_new(5000000);
	pair->to = sample_new(6000000);
	pair->arena = arena_new();
	assert_non_null(pair->arena);
	for (size_t i = 0; i < 2; i++) {
		pair->to->cpus.items[i].total_ticks = TICKS;
		pair->to->cpus.items[i].idle_ticks = TICKS;
	}
	*state = pair;
	return 0;
}

static int end(void **state)
{
	struct pair *pair = *state;

	rxsample_free(pair->from);
	rxsample_free(pair->to);
	arena_free(pair->arena);
	free(pair);
	return 0;
}

/* In that second the CPU spent so much of its time in softirqs, the rest idle. */
static void load(struct pair *pair, size_t cpu, uint64_t soft_percent)
{
	pair->to->cpus.items[cpu].softirq_ticks = soft_percent;
	pair->to->cpus.items[cpu].idle_ticks = TICKS - soft_percent;
}

/* So many interrupts of queue @vector went to @cpu, each with ten packets. */
static void interrupt(struct pair *pair, size_t vector, size_t cpu, uint64_t n)
{
	pair->to->vectors.items[vector].counts.items[cpu].count += n;
	pair->to->queues.items[vector].packets += n * 10;
}

static const struct rxreport *make(struct pair *pair)
{
	struct nic_err err = {0};

	if (rxreport_make(pair->from, pair->to, pair->arena, &pair->report, &err) < 0)
		fail_msg("%s", err.message);
	assert_non_null(pair->report.verdict);
	return &pair->report;
}

static bool has_text(const struct strv *list, const char *part)
{
	for (size_t i = 0; i < list->n; i++) {
		if (strstr(list->items[i], part))
			return true;
	}
	return false;
}

static void test_nothing_is_received(void **state)
{
	const struct rxreport *report = make(*state);

	assert_int_equal(report->limit, RXLIMIT_NOTHING);
	assert_contains(report->verdict, "nothing is received");
	assert_int_equal(report->advice.n, 0);
}

static void test_down_and_no_carrier(void **state)
{
	struct pair *pair = *state;

	pair->to->has_carrier = false;
	assert_contains(make(pair)->verdict, "no carrier");
	pair->to->is_up = false;
	assert_contains(make(pair)->verdict, "down");
}

static void test_rates_are_by_the_second(void **state)
{
	struct pair *pair = *state;
	const struct rxreport *report;

	pair->to->at_us = pair->from->at_us + 2000000;
	rise(pair, "link.rx_packets", 3000);
	rise(pair, "link.rx_bytes", 1);
	rise(pair, "link.tx_packets", 10);
	interrupt(pair, 0, 0, 100);
	interrupt(pair, 1, 1, 300);
	report = make(pair);
	assert_int_equal(report->interval_ms, 2000);
	assert_int_equal(report->packets_per_s, 1500);
	assert_int_equal(report->bytes_per_s, 1); /* what happened is never shown as 0 */
	assert_int_equal(report->tx_packets_per_s, 5);
	assert_int_equal(report->vectors.items[1].per_s, 150);
	assert_int_equal(report->vectors.items[1].cpu, 1);
	assert_int_equal(report->queues.items[0].share_permille, 250);
	assert_int_equal(report->queues.items[1].share_permille, 750);
	assert_int_equal(report->limit, RXLIMIT_NOTHING);
}

static void test_counters_that_went_back(void **state)
{
	struct pair *pair = *state;

	set(pair->from, "link.rx_packets", 5000);
	set(pair->to, "link.rx_packets", 10);
	set(pair->from, "rx_dropped.nic", 7);
	set(pair->to, "rx_dropped.nic", 0);
	assert_int_equal(make(pair)->packets_per_s, 0);
	assert_int_equal(pair->report.losses.missed_per_s, 0);
	assert_int_equal(pair->report.limit, RXLIMIT_NOTHING);
}

static void test_no_time_went_by(void **state)
{
	struct pair *pair = *state;
	struct nic_err err = {0};

	pair->to->at_us = pair->from->at_us;
	assert_int_equal(
		rxreport_make(pair->from, pair->to, pair->arena, &pair->report, &err),
		-ESTALE);
	assert_contains(err.message, "eth0");
}

static void test_hardware_loses(void **state)
{
	struct pair *pair = *state;
	const struct rxreport *report;

	rise(pair, "rx_dropped.nic", 500);
	rise(pair, "rx_dropped", 0);
	interrupt(pair, 0, 0, 100);
	load(pair, 0, 20);
	report = make(pair);
	assert_int_equal(report->limit, RXLIMIT_HARDWARE);
	assert_true(has_text(&report->evidence, "500 packets/s lost in the card"));
	assert_true(has_text(&report->advice, "PCIe"));
}

static void test_ring_is_too_small(void **state)
{
	struct pair *pair = *state;
	const struct rxreport *report;

	rise(pair, "rx_dropped", 40);
	rise(pair, "rx_dropped.nic", 40);
	rise(pair, "link.rx_packets", 1000);
	pair->to->has_ring = true;
	pair->to->ring = 64;
	pair->to->ring_max = 8160;
	interrupt(pair, 0, 0, 100);
	load(pair, 0, 20);
	report = make(pair);
	assert_int_equal(report->limit, RXLIMIT_RING);
	assert_true(has_text(&report->advice, "ethtool -G eth0 rx 8160"));
	assert_int_equal(report->ring_us,
			 128000); /* 2 x 64 descriptors, 1,000 a second */
	pair->to->ring = 8160;
	assert_true(has_text(&make(pair)->advice, "at its maximum"));
}

static void test_no_memory(void **state)
{
	struct pair *pair = *state;

	rise(pair, "rx_pg_alloc_fail", 3);
	rise(pair, "rx_dropped", 40);
	assert_int_equal(make(pair)->limit, RXLIMIT_MEMORY);
}

static void test_cpu_is_at_its_limit(void **state)
{
	struct pair *pair = *state;
	const struct rxreport *report;

	interrupt(pair, 0, 0, 100);
	interrupt(pair, 1, 1, 100);
	load(pair, 0, 97);
	load(pair, 1, 60);
	pair->to->cpus.items[0].squeezed = 9;
	pair->to->cpus.items[0].has_ksoftirqd = true;
	pair->from->cpus.items[0].has_ksoftirqd = true;
	pair->to->cpus.items[0].ksoftirqd_ticks = 55;
	report = make(pair);
	assert_int_equal(report->limit, RXLIMIT_CPU);
	assert_contains(report->verdict, "CPU 0");
	assert_true(has_text(&report->evidence, "97.0 % of its time in softirqs"));
	assert_true(has_text(&report->evidence, "9 time squeezes/s"));
	assert_true(has_text(&report->evidence, "ksoftirqd/0 runs 55.0 %"));
}

/* A full ring is the consequence of a CPU that has no time to empty it. */
static void test_cpu_comes_before_ring(void **state)
{
	struct pair *pair = *state;

	rise(pair, "rx_dropped", 4000);
	interrupt(pair, 0, 0, 100);
	interrupt(pair, 1, 1, 100);
	load(pair, 0, 97);
	assert_int_equal(make(pair)->limit, RXLIMIT_CPU);
	assert_true(has_text(&pair->report.evidence, "4000 packets/s found no free"));
}

static void test_never_idle_is_the_limit_too(void **state)
{
	struct pair *pair = *state;

	interrupt(pair, 0, 0, 100);
	interrupt(pair, 1, 1, 100);
	load(pair, 0, 55);
	assert_int_equal(make(pair)->limit, RXLIMIT_NOTHING);
	pair->to->cpus.items[0].idle_ticks = 3; /* a program takes the rest */
	assert_int_equal(make(pair)->limit, RXLIMIT_CPU);
}

/* Ticks are lost where timer interrupts come late; the thread's time is not. */
static void test_ksoftirqd_is_the_limit_too(void **state)
{
	struct pair *pair = *state;

	interrupt(pair, 0, 0, 100);
	interrupt(pair, 1, 1, 100);
	load(pair, 1, 50);
	for (size_t i = 0; i < 2; i++) {
		pair->from->cpus.items[i].has_ksoftirqd = true;
		pair->to->cpus.items[i].has_ksoftirqd = true;
	}
	pair->to->cpus.items[1].ksoftirqd_ticks = 79;
	assert_int_equal(make(pair)->limit, RXLIMIT_NOTHING);
	pair->to->cpus.items[1].ksoftirqd_ticks = 90;
	assert_int_equal(make(pair)->limit, RXLIMIT_CPU);
}

/* A CPU that is busy with another port's packets is not this port's limit. */
static void test_other_cpus_do_not_count(void **state)
{
	struct pair *pair = *state;

	interrupt(pair, 0, 0, 100);
	load(pair, 1, 100);
	assert_int_equal(make(pair)->limit, RXLIMIT_NOTHING);
	assert_false(pair->report.cpus.items[1].serves);
}

static void test_one_queue_takes_all(void **state)
{
	struct pair *pair = *state;

	interrupt(pair, 0, 0, 1000);
	interrupt(pair, 1, 1, 10);
	load(pair, 0, 97);
	assert_int_equal(make(pair)->limit, RXLIMIT_ONE_QUEUE);
	assert_true(has_text(&pair->report.evidence, "queue 0 takes 99.0 %"));
	load(pair, 0, 30);
	assert_int_equal(make(pair)->limit, RXLIMIT_NOTHING);
	assert_true(has_text(&pair->report.notes, "queue 0 takes nearly all"));
}

static void test_one_cpu_takes_all(void **state)
{
	struct pair *pair = *state;

	interrupt(pair, 0, 1, 500);
	interrupt(pair, 1, 1, 500);
	load(pair, 1, 97);
	assert_int_equal(make(pair)->limit, RXLIMIT_ONE_CPU);
	assert_true(has_text(&pair->report.advice, "smp_affinity_list"));
	load(pair, 1, 30);
	assert_int_equal(make(pair)->limit, RXLIMIT_NOTHING);
	assert_true(has_text(&pair->report.notes, "CPU 1 takes all interrupts"));
}

/* Under load NAPI polls without interrupts. */
static void test_polling_without_interrupts(void **state)
{
	struct pair *pair = *state;

	for (size_t i = 0; i < 2; i++) {
		pair->to->vectors.items[i].effective = "1";
		pair->to->queues.items[i].packets = 5000;
	}
	load(pair, 1, 97);
	rise(pair, "rx_dropped", 9);
	assert_int_equal(make(pair)->limit, RXLIMIT_ONE_CPU);
	assert_int_equal(pair->report.vectors.items[0].per_s, 0);
	assert_int_equal(pair->report.vectors.items[0].cpu, 1);
}

static void test_wrong_node(void **state)
{
	struct pair *pair = *state;

	pair->to->has_node = true;
	pair->to->node = 1;
	for (size_t i = 0; i < 2; i++)
		pair->to->cpus.items[i].has_node = true; /* both on node 0 */
	interrupt(pair, 0, 0, 500);
	interrupt(pair, 1, 1, 500);
	load(pair, 0, 97);
	assert_int_equal(make(pair)->limit, RXLIMIT_REMOTE_CPU);
	assert_true(pair->report.vectors.items[0].is_remote);
	load(pair, 0, 20);
	assert_int_equal(make(pair)->limit, RXLIMIT_NOTHING);
	assert_true(has_text(&pair->report.notes, "NUMA node 1"));
}

static void test_backlog_overflows(void **state)
{
	struct pair *pair = *state;

	pair->to->cpus.items[1].dropped = 12;
	assert_int_equal(make(pair)->limit, RXLIMIT_BACKLOG);
	assert_int_equal(pair->report.losses.backlog_per_s, 12);
}

static void test_socket_is_too_slow(void **state)
{
	struct pair *pair = *state;

	pair->from->has_socket_drops = pair->to->has_socket_drops = true;
	pair->to->socket_drops = 77;
	assert_int_equal(make(pair)->limit, RXLIMIT_SOCKET);
	/* the socket was closed and its count with it, UDP's own remains */
	pair->from->socket_drops = 100;
	pair->to->udp_buffer_errors = 30;
	assert_int_equal(make(pair)->losses.socket_per_s, 30);
}

static void test_driver_throws_away(void **state)
{
	struct pair *pair = *state;

	pair->from->driver = pair->to->driver = "virtio_net";
	rise(pair, "rx_queue_0_drops", 5);
	rise(pair, "rx_queue_1_drops", 6);
	assert_int_equal(make(pair)->limit, RXLIMIT_DRIVER);
	assert_int_equal(pair->report.losses.driver_per_s, 11);
	assert_true(has_text(&pair->report.notes, "no counter for losses"));
}

static void test_rps_is_work_of_another_cpu(void **state)
{
	struct pair *pair = *state;

	pair->to->queues.items[0].rps_cpus = "00000000,00000002";
	interrupt(pair, 0, 0, 100);
	pair->to->cpus.items[1].rps = 100;
	load(pair, 1, 99);
	assert_true(make(pair)->has_rps);
	assert_int_equal(pair->report.limit, RXLIMIT_ONE_QUEUE);
	assert_contains(pair->report.verdict, "CPU 1");
}

static void test_cpu_that_came_on_line(void **state)
{
	struct pair *pair = *state;
	struct rxcpu *cpu = ARENA_PUSH(pair->to->arena, &pair->to->cpus);

	assert_non_null(cpu);
	cpu->id = 9;
	assert_int_equal(make(pair)->cpus.n, 2);
}

static void check_meaning(const char *driver, const char *counter, enum rxmeaning meaning)
{
	struct rxsample *sample = rxsample_new();
	uint64_t sum;

	assert_non_null(sample);
	sample->driver = driver;
	set(sample, counter, 5);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_is_received),
		TEST(test_down_and_no_carrier),
		TEST(test_rates_are_by_the_second),
		TEST(test_counters_that_went_back),
		TEST(test_no_time_went_by),
		TEST(test_hardware_loses),
		TEST(test_ring_is_too_small),
		TEST(test_no_memory),
		TEST(test_cpu_is_at_its_limit),
		TEST(test_cpu_comes_before_ring),
		TEST(test_never_idle_is_the_limit_too),
		TEST(test_ksoftirqd_is_the_limit_too),
		TEST(test_other_cpus_do_not_count),
		TEST(test_one_queue_takes_all),
		TEST(test_one_cpu_takes_all),
		TEST(test_polling_without_interrupts),
		TEST(test_wrong_node),
		TEST(test_backlog_overflows),
		TEST(test_socket_is_too_slow),
		TEST(test_driver_throws_away),
		TEST(test_rps_is_work_of_another_cpu),
		TEST(test_cpu_that_came_on_line),
		cmocka_unit_test(test_meanings),
		cmocka_unit_test(test_queue_counters),
		cmocka_unit_test(test_every_value_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
