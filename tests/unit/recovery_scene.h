/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A transaction whose process is killed, and its recovery. The scene lies in shared memory,
 * so that the fake machine outlives the process, as a kernel does. */
#ifndef NICCTL_RECOVERY_SCENE_H
#define NICCTL_RECOVERY_SCENE_H

#include "journal.h"
#include "resume.h"
#include "transaction_scene.h"

/* As scene_begin(); with @has_udev the machine loads modules by itself. To be ended by
 * recovery_scene_end(). */
struct scene *recovery_scene_begin(bool has_udev);
void recovery_scene_end(struct scene *scene);

/* Killed in the middle of the steps; the first removals are done. */
struct scene *recovery_scene_half_way(void);

/* Runs @fn in a process that is killed before its operation number @at. Returns false
 * when it came to its end before that. */
bool recovery_scene_kill(struct scene *scene, unsigned int at,
			 void (*fn)(struct scene *scene));

/* For @fn: the change, and one run of `nicctl recover`. */
void recovery_scene_apply(struct scene *scene);
void recovery_scene_recover(struct scene *scene);

/* The same run of `nicctl recover`. Returns what it decided. */
enum recovery_kind recovery_scene_recover_once(struct scene *scene);

/* What it would decide on @entry. */
enum recovery_kind recovery_scene_decide(struct scene *scene, struct journal_entry *entry,
					 struct recovery *recovery);

/* The only entry of the journal, which the caller frees; NULL: it has none. */
struct journal_entry *recovery_scene_load(struct scene *scene);

/* The first difference from the state before the change, "" without one; modules that the
 * plan removes may be other instances. */
const char *recovery_scene_difference(struct scene *scene);

#endif
