/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of reports on the receive path: two samples of ice's eth0, one second apart,
 * with two CPUs and two queues, and nothing that happened in between. */
#ifndef NICCTL_RXPAIR_H
#define NICCTL_RXPAIR_H

#include "rxreport.h"

#define RXPAIR_TICKS 100

struct rxpair {
	struct rxsample *from, *to;
	struct arena *arena;
	struct rxreport report;
};

/* Setup and teardown of a test: *@state is the pair. */
int rxpair_begin(void **state);
int rxpair_end(void **state);
#define RXPAIR_TEST(name) cmocka_unit_test_setup_teardown(name, rxpair_begin, rxpair_end)

/* A counter of one sample; of both, that rose. */
void rxpair_set(struct rxsample *sample, const char *name, uint64_t value);
void rxpair_rise(struct rxpair *pair, const char *name, uint64_t by);

/* In that second the CPU spent so much of its time in softirqs, the rest idle. */
void rxpair_load(struct rxpair *pair, size_t cpu, uint64_t soft_percent);

/* So many interrupts of queue @vector went to @cpu, each with ten packets. */
void rxpair_interrupt(struct rxpair *pair, size_t vector, size_t cpu, uint64_t n);

/* The report, which is the pair's; a failure ends the test. */
const struct rxreport *rxpair_make(struct rxpair *pair);

/* Has one of the texts this part? */
bool rxpair_has_text(const struct strv *list, const char *part);

#endif
