/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Uncompresses a stream of bytes: gzip, xz, lzma, bzip2, zstd and lz4, as far as
 * libarchive was there when nicctl was built. The only file that knows it. */
#ifndef NICCTL_KMOD_UNPACK_H
#define NICCTL_KMOD_UNPACK_H

#include <stddef.h>
#include <sys/types.h>

#include "err.h"

struct unpack;

/* Begins at the present position of @fd, which stays the caller's. Returns 0, -EINVAL (no
 * known format), -EOPNOTSUPP (this nicctl cannot read it) or -ENOMEM; @err completes "the
 * file …". The caller closes it. */
int unpack_open(int fd, struct unpack **ret_unpack, struct nic_err *err);
void unpack_close(struct unpack *unpack);

/* A cpio_stream's read; @ctx: the struct unpack. -EBADMSG: the stream is damaged. */
ssize_t unpack_read(void *ctx, void *buffer, size_t bytes);

#endif
