/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A driver whose ports lose their settings with it, and a change of both. The machine
 * lies in shared memory, so that it outlives a process that is killed. */
#ifndef NICCTL_TOGETHER_SCENE_H
#define NICCTL_TOGETHER_SCENE_H

#include "fake_machine.h"
#include "transaction.h"

#define TOGETHER_REPLACEMENT "/opt/ice.ko"
#define TOGETHER_SETTINGS 3

/* What a port of ice has: before, as the driver comes up, and as it is wanted. */
struct together_setting {
	const char *group, *name, *before, *fresh, *wanted;
};
extern const struct together_setting together_table[TOGETHER_SETTINGS];

/* What is shared. */
struct together_scene {
	struct fake_machine machine;
	int (*remove)(void *ctx, const char *module, struct nic_err *err);
	char values[TOGETHER_SETTINGS][16];
	unsigned int n_repairs, fail_repair;
	int untaken; /* setting that is accepted and not taken; -1: none */
};

struct together {
	char *temp;
	struct together_scene *scene;
	struct fake_machine before;
	struct host *facts;
	struct request request; /* the replacement, and all settings of the table */
	struct plan *plan;
	struct arena *arena;
	unsigned int operations;       /* so far: of everything that asks or changes */
	unsigned int kill_at, fail_at; /* 0: never */
};
extern struct together together;

void together_begin(void);
void together_end(void);
void together_make_plan(void);
const char *together_port(const char *netdev);
struct transaction_options together_options(void);

/* The caller frees it. */
struct transaction_result *together_run(void);

/* Are the settings, is all of it, as wanted or as before? */
bool together_all_are(bool wanted);
bool together_is_after(void);
bool together_is_before(void);

#endif
