/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nicctl build does, once its options are read. */
#ifndef NICCTL_BUILD_H
#define NICCTL_BUILD_H

#include "zcbuild.h"

/* All strings are borrowed; request.cache NULL: the default. */
struct build_options {
	struct zcbuild_request request;
	bool wants[ZCBUILD_FLAVOURS];
	bool wants_install, is_json;
	const char *root;	/* install below it; NULL: / */
	const char *output;	/* copy to it; NULL: not */
	const char *key, *cert; /* to sign with; NULL: not */
};

/* Checks, builds, copies, installs; prints what it does, and the cause when it fails.
 * Returns 0 or a negative errno. */
int build_run(struct build_options *options);

#endif
