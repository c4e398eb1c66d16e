/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random graphs of modules, and the hosts that show them to the planner. */
#ifndef NICCTL_MODGRAPH_H
#define NICCTL_MODGRAPH_H

#include "fake_host.h"

#define MAX_MODULES 220

/* The file of the replacement. */
#define MODGRAPH_NEW "/opt/new.ko"

/* Modules 0 to n_loaded - 1 are loaded at first, the others are files only. */
struct modgraph {
	int n, n_loaded, target;
	bool needs[MAX_MODULES][MAX_MODULES]; /* [a][b]: a needs b */
	bool new_needs[MAX_MODULES]; /* what the replacement of the target needs */
	bool is_loaded[MAX_MODULES];
	bool is_new; /* the target now loaded is the replacement */
	unsigned int times_loaded[MAX_MODULES];
	int position[MAX_MODULES]; /* in the order of the host's list */
};

/* The graph of this round; who needs whom in it, through others too; and the names. */
extern struct modgraph modgraph;
extern bool modgraph_reach[MAX_MODULES][MAX_MODULES];
extern char modgraph_names[MAX_MODULES][8];

/* The number of the module @name; fails the test when there is none of that name. */
int modgraph_number(const char *name);

/* Calls @check with the host of each of NICCTL_ROUNDS graphs (5000), from round
 * NICCTL_FIRST_ROUND on; with @has_large some have up to 200 loaded modules. */
void modgraph_each(bool has_large, void (*check)(struct host *host));

#endif
