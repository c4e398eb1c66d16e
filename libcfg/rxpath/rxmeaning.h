/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the counters of different drivers mean: each driver has its own names for the same
 * loss. */
#ifndef NICCTL_RXMEANING_H
#define NICCTL_RXMEANING_H

#include "rxsample.h"

enum rxmeaning {
	RXMEANING_MISSED,     /* lost in the card: its own memory was full */
	RXMEANING_NO_BUFFER,  /* the ring had no free descriptor */
	RXMEANING_NO_MEMORY,  /* the driver got no memory to fill the ring */
	RXMEANING_DRIVER,     /* thrown away by the driver */
	RXMEANING_TX_STOPPED, /* a transmit ring was full: its queue was stopped */
	RXMEANINGS
};

/* "missed", "no-buffer", …; NULL: no such value. */
const char *rxmeaning_name(int meaning);

/* Are counters of this driver known? */
bool rxmeaning_knows(const char *driver);

/* Adds up the counters of the sample that mean this, in the words of its driver; false
 * when it has none, then the sum is 0. Of a driver that is not known, only the kernel's
 * common rx_missed_errors and rx_fifo_errors are taken, as RXMEANING_MISSED. */
bool rxmeaning_sum(const struct rxsample *sample, enum rxmeaning meaning,
		   uint64_t *ret_sum);

/* If the counter tells the packets of one receive queue, which one? */
bool rxmeaning_queue(const char *counter, uint32_t *ret_queue);

#endif
