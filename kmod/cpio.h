/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Archives as an initramfs is made of: cpio in the format "newc", one after the other,
 * with zeros in between. Source:
 * Documentation/driver-api/early-userspace/buffer-format.rst of the kernel. */
#ifndef NICCTL_KMOD_CPIO_H
#define NICCTL_KMOD_CPIO_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"

#define CPIO_BUFFER_BYTES 65536

/* Bytes from anywhere, in order. */
struct cpio_stream {
	/* Returns how many bytes it has read, 0 at the end, or a negative errno. */
	ssize_t (*read)(void *ctx, void *buffer, size_t bytes);
	void *ctx;
	/* Of cpio_walk(): */
	uint8_t buffer[CPIO_BUFFER_BYTES];
	size_t at, end;	 /* what was read and not yet used */
	uint64_t offset; /* of buffer[at] in the stream */
};

struct cpio_visitor {
	/* Is the content of this file wanted? */
	bool (*wants)(void *ctx, const char *name, uint64_t bytes);
	/* Borrows it. Returns 0 or a negative errno, which ends the walk. */
	int (*take)(void *ctx, const char *name, const uint8_t *data, size_t bytes);
	void *ctx;
};

/* Goes through all archives of @stream, which begins as zeros but for read and ctx.
 * Returns 0 at its end, 1 where something else than an archive begins (at
 * stream->offset), -EINVAL (cut short or damaged, @err completes "the file …"), or the
 * errno of a read or of take(). */
int cpio_walk(struct cpio_stream *stream, const struct cpio_visitor *visitor,
	      struct nic_err *err);

#endif
