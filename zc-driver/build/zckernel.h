/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel that a driver is built for, as its headers describe it. */
#ifndef NICCTL_ZC_ZCKERNEL_H
#define NICCTL_ZC_ZCKERNEL_H

#include "arena.h"
#include "err.h"

struct zckernel {
	const char *release; /* "6.1.0-56-amd64" */
	const char *headers; /* folder */
	const char *version; /* of its source: "6.1.192" */
	const char *series;  /* "6.1" */
	const char *package; /* the distribution's version, "6.1.192-2"; NULL: not told */
	const char *sig_hash; /* what modules are signed with: "sha256" */
};

/* Reads the headers in @headers; NULL: those of @release, which then must be given. With
 * both they must belong together. Strings of *@ret are taken from @arena. Returns 0,
 * -ENOENT (no headers, or not complete; the hint names the package), -EINVAL (headers of
 * another kernel) or -ENOMEM. */
int zckernel_read(const char *release, const char *headers, struct arena *arena,
		  struct zckernel *ret, struct nic_err *err);

/* The value behind the first line that begins with @name and white space ("#define
 * NAME"), up to the end of the line and without quotation marks; NULL: no such line. */
const char *zckernel_define(const char *text, const char *name, struct arena *arena);

#endif
