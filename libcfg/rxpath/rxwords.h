/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was found on the receive path, in words: verdict, evidence, advice, notes. */
#ifndef NICCTL_RXWORDS_H
#define NICCTL_RXWORDS_H

#include "rxreport.h"

/* What the figures show besides the limit. */
struct rxfinding {
	struct rxreport *report;
	struct arena *arena;
	const struct rxreport_cpu *busiest; /* of those that serve the port; NULL: none */
	bool is_saturated;		    /* that one */
	const struct rxreport_queue *only_queue; /* takes nearly all packets although
						    there are others; NULL: none does */
	bool is_one_cpu; /* all vectors go to the busiest CPU although there are others */
	bool is_remote;	 /* that CPU is not on the port's NUMA node */
};

/* Fills the report's texts; its limit is there already. When memory is out the arena
 * remembers it. */
void rxwords_put(const struct rxfinding *finding);

#endif
