/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A change of the settings of one port of the fake machine, which takes them as it is
 * told.
 */
#ifndef NICCTL_SETTINGS_SCENE_H
#define NICCTL_SETTINGS_SCENE_H

#include "fake_machine.h"
#include "transaction.h"

#define SETTINGS_MOST 5

struct settings_row {
	const char *group, *name, *before, *wanted;
};

struct settings_scene {
	struct fake_machine machine; /* first: it is the context of the operations */
	const struct settings_row *rows;
	size_t n;
	char values[SETTINGS_MOST][16]; /* what the port has */
	unsigned int n_captures, n_repairs;
	unsigned int fail_capture, fail_repair; /* which one; 0: none */
	bool stays_broken;			/* repairs fail from that one on */
	int untaken; /* setting that is accepted and not taken; -1: none */
	struct host *facts;
	struct request request;
	struct plan *plan;
	struct transaction_options options;
	struct transaction_result *result;
	struct arena *arena;
	char state_dir[256];
	const char *port; /* of ens1f0 */
	uint32_t ifindex;
};

/* Setup and teardown of a group of tests with scenes: the folder of their journals. */
int settings_scene_make_temp(void **state);
int settings_scene_remove_temp(void **state);

/* A port that has what the @n @rows (borrowed) say, and the change to what they want; to
 * be ended by settings_scene_end(). */
void settings_scene_begin(struct settings_scene *scene, const struct settings_row *rows,
			  size_t n);
void settings_scene_run(struct settings_scene *scene);
void settings_scene_end(struct settings_scene *scene);

/* Plans again, for a request that the test has changed. */
void settings_scene_plan(struct settings_scene *scene);

/* For operations of the test's own: the port takes what the difference says. */
void settings_scene_take(struct settings_scene *scene,
			 const struct net_difference *difference);

#endif
