/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds ZC drivers: checks all that is needed, then makes module by module, or takes it
 * from the cache. */
#ifndef NICCTL_ZC_ZCBUILD_H
#define NICCTL_ZC_ZCBUILD_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"
#include "zckernel.h"

/* ZCBUILD_FLAVOURS counts them. */
enum zcbuild_flavour { ZCBUILD_RELOAD, ZCBUILD_HANDOVER, ZCBUILD_FLAVOURS };

/* All strings are borrowed. */
struct zcbuild_request {
	struct strv drivers;
	const char *release; /* NULL: that of @headers */
	const char *headers; /* NULL: those of @release */
	const char *source;  /* NULL: the distribution's */
	const char *overlay; /* the project's folder zc-driver */
	const char *cache;   /* folder; made when missing */
	struct arena *arena;
};

struct zcbuild {
	struct arena *arena; /* borrowed, with all strings below */
	const char *overlay;
	struct zckernel kernel;
	struct strv drivers;
	const char *source; /* as found; what to call it */
	const char *tree;   /* unpacked */
	const char *cache;  /* of this kernel */
	int lock_fd;	    /* one build for a kernel at a time; -1: none */
};

struct zcbuild_module {
	const char *driver;
	enum zcbuild_flavour flavour;
	const char *name; /* of the module: "ice_zc" */
	const char *file; /* where it lies now, in the cache */
	const char *log;
	bool is_cached;
	int64_t duration_ms;
};

/* Checks that all is there and fits together. After it only zcbuild_unpack() and
 * zcbuild_make() take long. The caller calls zcbuild_end() in any case. */
int zcbuild_begin(struct zcbuild *build, const struct zcbuild_request *request,
		  struct nic_err *err);
void zcbuild_end(struct zcbuild *build);

/* Must the source be unpacked? */
bool zcbuild_must_unpack(const struct zcbuild *build);

/* Unpacks the source if need be, and checks it. */
int zcbuild_unpack(struct zcbuild *build, struct nic_err *err);

/* Fills in @module what is known before it is made. */
int zcbuild_module(const struct zcbuild *build, const char *driver,
		   enum zcbuild_flavour flavour, struct zcbuild_module *module,
		   struct nic_err *err);

/* Makes it, unless the cache has it. */
int zcbuild_make(const struct zcbuild *build, struct zcbuild_module *module,
		 struct nic_err *err);

/* "reload", "handover"; NULL: no such flavour. */
const char *zcbuild_flavour_name(int flavour);

#endif
