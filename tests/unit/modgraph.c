/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modgraph.h"

#include <stdlib.h>

#include "random.h"
#include "test.h"

struct modgraph modgraph;
bool modgraph_reach[MAX_MODULES][MAX_MODULES];
char modgraph_names[MAX_MODULES][8];

int modgraph_number(const char *name)
{
	int number = atoi(name + 1);

	assert_true(name[0] == 'm' && number >= 0 && number < modgraph.n);
	return number;
}

/* Edges go from higher to lower numbers only, so that there is no circle. */
static void add_edge(int above, int below)
{
	modgraph.needs[above][below] = true;
}

static void make_random_edges(int from, int to, unsigned int percent)
{
	for (int a = from; a < to; a++) {
		for (int b = from; b < a; b++) {
			if (random_percent(percent))
				add_edge(a, b);
		}
	}
}

static void make_chain(int from, int to)
{
	for (int i = from + 1; i < to; i++)
		add_edge(i, i - 1);
}

static void make_diamonds(int from, int to)
{
	for (int i = from; i + 3 < to; i += 3) {
		add_edge(i + 1, i);
		add_edge(i + 2, i);
		add_edge(i + 3, i + 1);
		add_edge(i + 3, i + 2);
	}
}

static void make_edges(int from, int to)
{
	switch (random_below(5)) {
	case 0:
		make_chain(from, to);
		break;
	case 1:
		make_diamonds(from, to);
		break;
	case 2:
		make_random_edges(from, to, 60);
		break;
	default:
		make_random_edges(from, to, 1 + random_below(30));
		break;
	}
}

/* Repeated squaring of the matrix: who needs @module, through others too? */
static void close_matrix(bool reach[MAX_MODULES][MAX_MODULES], int n)
{
	for (int k = 0; k < n; k++) {
		for (int a = 0; a < n; a++) {
			for (int b = 0; b < n && reach[a][k]; b++)
				reach[a][b] = reach[a][b] || reach[k][b];
		}
	}
}

/* What the replacement needs: some loaded modules that do not need the target themselves,
 * and some that are not loaded. */
static void make_new_needs(void)
{
	for (int i = 0; i < modgraph.n; i++) {
		if (i == modgraph.target ||
		    (i < modgraph.n_loaded && modgraph_reach[i][modgraph.target]))
			continue;
		modgraph.new_needs[i] = random_percent(i < modgraph.n_loaded ? 10 : 40);
	}
}

static void shuffle_positions(void)
{
	for (int i = 0; i < modgraph.n; i++) {
		int other = (int)random_below((unsigned int)i + 1);

		modgraph.position[i] = modgraph.position[other];
		modgraph.position[other] = i;
	}
}

static void make_machine(bool is_large)
{
	int split;

	memset(&modgraph, 0, sizeof(modgraph));
	modgraph.n_loaded = 1 + (int)random_below(is_large ? 200 : 18);
	modgraph.n = modgraph.n_loaded + (int)random_below(6);
	split = (int)random_below((unsigned int)modgraph.n_loaded + 1);
	make_edges(0, split);
	make_edges(split, modgraph.n_loaded); /* an isolated part */
	make_edges(modgraph.n_loaded, modgraph.n);
	for (int a = modgraph.n_loaded; a < modgraph.n; a++) {
		for (int b = 0; b < modgraph.n_loaded; b++)
			modgraph.needs[a][b] = random_percent(10);
	}
	modgraph.target = (int)random_below((unsigned int)modgraph.n_loaded);
	for (int i = 0; i < modgraph.n_loaded; i++)
		modgraph.is_loaded[i] = true;
	memcpy(modgraph_reach, modgraph.needs, sizeof(modgraph_reach));
	close_matrix(modgraph_reach, modgraph.n);
	/* A file that needs the target cannot be a dependency of it. */
	for (int a = modgraph.n_loaded; a < modgraph.n; a++) {
		for (int b = 0; b < modgraph.n_loaded; b++) {
			if (b == modgraph.target || modgraph_reach[b][modgraph.target])
				modgraph.needs[a][b] = false;
		}
	}
	memcpy(modgraph_reach, modgraph.needs, sizeof(modgraph_reach));
	close_matrix(modgraph_reach, modgraph.n);
	make_new_needs();
	shuffle_positions();
}

static void add_file_depends(struct host *host, struct modfile *file, const bool *needs)
{
	for (int i = 0; i < modgraph.n; i++) {
		if (needs[i])
			fake_push(host, &file->depends, modgraph_names[i]);
	}
}

static struct host *make_host(void)
{
	struct host *host = fake_host();
	char path[32];

	for (int i = 0; i < modgraph.n; i++) {
		if (modgraph.position[i] < modgraph.n_loaded)
			fake_module(host, modgraph_names[modgraph.position[i]]);
	}
	for (int a = 0; a < modgraph.n_loaded; a++) {
		struct module *module = host_module(host, modgraph_names[a]);

		add_file_depends(host, fake_file_of(host, modgraph_names[a]),
				 modgraph.needs[a]);
		for (int b = 0; b < modgraph.n; b++) {
			if (modgraph.needs[b][a] && b < modgraph.n_loaded)
				fake_push(host, &module->holders, modgraph_names[b]);
		}
		module->refcnt = (int64_t)module->holders.n;
	}
	for (int i = modgraph.n_loaded; i < modgraph.n; i++) {
		snprintf(path, sizeof(path), "/lib/m%d.ko", i);
		add_file_depends(host, fake_file(host, modgraph_names[i], path),
				 modgraph.needs[i]);
	}
	add_file_depends(host,
			 fake_file(host, modgraph_names[modgraph.target], MODGRAPH_NEW),
			 modgraph.new_needs);
	return host;
}

void modgraph_each(bool has_large, void (*check)(struct host *host))
{
	unsigned int first = random_count("NICCTL_FIRST_ROUND", 0);
	unsigned int rounds = random_count("NICCTL_ROUNDS", 5000);

	for (int i = 0; i < MAX_MODULES; i++)
		snprintf(modgraph_names[i], sizeof(modgraph_names[i]), "m%d", i);
	random_start();
	for (unsigned int round = first; round < first + rounds; round++) {
		NIC_CLEANUP(host_freep) struct host *host = NULL;

		random_round(round);
		make_machine(has_large && round % 100 == 99);
		host = make_host();
		check(host);
	}
}
