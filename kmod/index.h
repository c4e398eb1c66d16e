/* SPDX-License-Identifier: GPL-2.0-or-later */
/* modprobe's view: where module files are, what they depend on, how they are configured.
 * The only file that knows libkmod. */
#ifndef NICCTL_KMOD_INDEX_H
#define NICCTL_KMOD_INDEX_H

#include "host.h"

struct index;

/* Opens the indices of @release and the configuration below @root (borrowed). Missing
 * ones are no error: nothing is found then. The caller closes it. */
int index_open(const char *root, const char *release, struct index **ret_index,
	       struct nic_err *err);
void index_close(struct index *index);
void index_closep(struct index **index);

/* The file modprobe would load for the module @name (no alias); NULL: none. */
const char *index_path(struct index *index, struct arena *arena, const char *name);

/* All modules that @name needs, in the order in which modprobe loads them. Returns 0 or
 * -ENOMEM. */
int index_depends(struct index *index, struct arena *arena, const char *name,
		  struct strv *ret_names);

/* Is @name listed as part of the kernel image? */
bool index_is_builtin(struct index *index, const char *name);

/* What the configuration says about @name. *@ret_is_said: anything at all? Returns 0 or
 * -ENOMEM. */
int index_conf(struct index *index, struct arena *arena, const char *name,
	       struct modconf *ret_conf, bool *ret_is_said);

/* The modules that modprobe would load for a device's @modalias, blacklisted ones too.
 * Returns 0 or -ENOMEM. */
int index_of_modalias(struct index *index, struct arena *arena, const char *modalias,
		      struct strv *ret_names);

/* The loaded module behind a character device; borrowed until the next call; NULL. */
const char *index_of_chardev(struct index *index, unsigned int major, unsigned int minor);

#endif
