/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of a transaction on the fake machine, and what is true of the machine
 * afterwards. */
#ifndef NICCTL_TRANSACTION_SCENE_H
#define NICCTL_TRANSACTION_SCENE_H

#include "fake_machine.h"
#include "transaction.h"

#define REPLACEMENT "/opt/ice.ko"

/* One run: the machine before and after, and what was said. */
struct scene {
	struct fake_machine before, machine;
	struct host *facts;
	struct request request;
	struct plan *plan;
	struct transaction_options options;
	struct transaction_result *result;
	char state_dir[256];
};

/* Whether the machines of the scenes that follow have RDMA devices; without, a lost irdma
 * shows by its name only. */
extern bool scene_has_rdma;

/* Setup and teardown of a group of tests with scenes: the folder of their journals. */
int scene_make_temp(void **state);
int scene_remove_temp(void **state);

/* The incident with a replacement of ice that needs one module more; to be ended by
 * scene_end(). */
void scene_begin(struct scene *scene);

/* A scene on a machine of the test's own, which it takes over; the request and the plan
 * are up to the caller. */
void scene_begin_on(struct scene *scene, struct host *world);

void scene_run(struct scene *scene);
void scene_end(struct scene *scene);

/* The first difference between the machine before and after, "" without one; the
 * instances of the modules in @reloaded (NULL: none) may be others. */
const char *scene_difference(struct scene *scene, const struct strv *reloaded);

/* What is missing of what the plan promises for the end, "" when nothing is. */
const char *scene_lacks(struct scene *scene);

/* The outcome against the machine: fails the test unless it is the truth. */
void scene_check(struct scene *scene);

/* The call number @call (from 1) of @op fails with @code, a negative errno: that one
 * only, or each one from it on. */
void scene_fail_once(struct scene *scene, int op, unsigned int call, int code);
void scene_fail_on(struct scene *scene, int op, unsigned int call, int code);

#endif
