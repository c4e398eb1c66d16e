/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Module parameters: what to pass so that a module comes back as it was. */
#ifndef NICCTL_PARAMS_H
#define NICCTL_PARAMS_H

#include "host.h"

/* One parameter as it will be passed, e.g. { "debug", "1" }; value NULL: a bare name. */
struct params {
	struct param_list carried; /* must read back equal after the load */
	struct param_list asked;   /* named by the user: the driver may round them */
	struct strv dropped;  /* "name=value", with the reason: will not be as it was */
	const char *text;     /* all of it as the kernel takes it, "" for none */
	const char *fallback; /* the same without the carried ones: some drivers refuse a
			       * value that they show themselves */
};

/* What to pass to a module loaded from @file so that it has the parameters of @module:
 * 1. each of @asked ("NAME=VALUE" of the user) as it is;
 * 2. every other present value that can be read, if @file declares the parameter with one
 * of the kernel's standard types (their output is valid input again);
 * 3. for parameters that cannot be read, what modprobe's configuration sets.
 * @module may be NULL (not loaded now): then only 1 and the configuration count.
 * @file may be NULL (facts unknown): then only the configuration counts.
 * Result and strings are taken from @arena or borrowed. Returns 0 or -ENOMEM. */
int params_make(const struct host *host, const char *name, const struct module *module,
		const struct modfile *file, const struct strv *asked, struct arena *arena,
		struct params *ret_params, struct nic_err *err);

/* Do two texts mean the same value of a parameter? Compares as numbers or as booleans
 * where both read as such ("0x10" is "16", "1" is "Y"), else letter by letter. */
bool params_value_equal(const char *a, const char *b);

/* The value of a parameter of a loaded module; NULL when there is none or it is
 * unreadable. */
const char *params_value(const struct module *module, const char *name);

/* Is @name among the parameters the file declares? Returns the declaration or NULL. */
const struct param_decl *params_declared(const struct modfile *file, const char *name);

/* Is @text of the form NAME=VALUE, or NAME, with a NAME that a parameter can have? */
bool params_is_valid(const char *text);

/* Do two texts of this form name the same parameter? '-' and '_' are one letter. */
bool params_same_name(const char *a, const char *b);

#endif
