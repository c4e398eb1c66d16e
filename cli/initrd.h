/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does the initramfs of a kernel carry the drivers that are configured? */
#ifndef NICCTL_INITRD_H
#define NICCTL_INITRD_H

#include <stdint.h>

#include "conf.h"
#include "jtable.h"
#include "text.h"

struct initrd_driver {
	const char *driver;
	const char *carried; /* the file inside; NULL: it has none */
	const char *wanted;  /* the file that is configured; NULL: there is none */
	/* "not in it", "as configured", "another one", "not known" */
	const char *verdict;
	const char *remedy; /* what to run; NULL: nothing */
};

struct initrd {
	uint32_t schema;
	const char *kernel;
	const char *image;   /* NULL: there is none */
	const char *problem; /* why it could not be read; NULL: it could */
	struct {
		struct initrd_driver *items;
		size_t n;
	} drivers;
	uint32_t exit_code;
};

extern const struct jtype initrd_json;

/* Looks through the image of @release (@image: this file) for the drivers of @conf,
 * reading it once for each. @limit_ms: that may take this long each time, 0: as long as
 * it takes. That it cannot be read is no error, ret->problem tells. Texts are taken from
 * @arena. Returns 0 or -ENOMEM. */
int initrd_look(const struct conf *conf, const char *release, const char *image,
		int limit_ms, struct arena *arena, struct initrd *ret);

/* @is_part: of something with a heading of its own, a bit to the right. */
void initrd_print(const struct text *text, const struct initrd *initrd, bool is_part);

#endif
