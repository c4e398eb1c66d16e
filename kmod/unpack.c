/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libarchive would run a program for a format that it was built without: only the filter
 * of the format that the first bytes name is switched on, and not if it would do that. */
#include "unpack.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#ifdef NICCTL_HAS_LIBARCHIVE
#include <archive.h>
#include <archive_entry.h>

#include "macro.h"

#define BLOCK_BYTES 65536

static const struct format {
	const char *name;
	const char *magic;
	size_t magic_bytes;
	int (*support)(struct archive *archive);
} formats[] = {
	{"gzip", "\037\213", 2, archive_read_support_filter_gzip},
	{"xz", "\3757zXZ\0", 6, archive_read_support_filter_xz},
	{"zstd", "\050\265\057\375", 4, archive_read_support_filter_zstd},
	{"lz4", "\002\041\114\030", 4, archive_read_support_filter_lz4}, /* legacy */
	{"lz4", "\004\042\115\030", 4, archive_read_support_filter_lz4},
	{"bzip2", "BZh", 3, archive_read_support_filter_bzip2},
	{"lzma", "\135\0\0", 3, archive_read_support_filter_lzma},
};

static const struct format *format_of(int fd)
{
	char magic[6] = "";
	off_t at = lseek(fd, 0, SEEK_CUR);
	ssize_t got = at < 0 ? -1 : pread(fd, magic, sizeof(magic), at);

	for (size_t i = 0; i < NIC_ARRAY_SIZE(formats); i++) {
		if (got >= (ssize_t)formats[i].magic_bytes &&
		    memcmp(magic, formats[i].magic, formats[i].magic_bytes) == 0)
			return &formats[i];
	}
	return NULL;
}

static int say(struct archive *archive, const struct format *format, struct nic_err *err)
{
	const char *why = archive_error_string(archive);

	return nic_err_set(err, -EINVAL, "is damaged (%s): %s", format->name,
			   why ? why : "no more is known");
}

int unpack_open(int fd, struct unpack **ret_unpack, struct nic_err *err)
{
	const struct format *format = format_of(fd);
	struct archive_entry *entry;
	struct archive *archive;
	int r = 0;

	if (!format)
		return nic_err_set(err, -EINVAL,
				   "goes on in a format that nicctl does not know");
	archive = archive_read_new();
	if (!archive)
		return nic_err_set(err, -ENOMEM, "cannot be read: out of memory");
	if (format->support(archive) != ARCHIVE_OK)
		r = nic_err_set(err, -EOPNOTSUPP,
				"is compressed with %s, which this machine's libarchive "
				"cannot read",
				format->name);
	else if (archive_read_support_format_raw(archive) != ARCHIVE_OK ||
		 archive_read_open_fd(archive, fd, BLOCK_BYTES) != ARCHIVE_OK ||
		 archive_read_next_header(archive, &entry) != ARCHIVE_OK)
		r = say(archive, format, err);
	if (r < 0) {
		(void)archive_read_free(archive); /* nothing to be done about it */
		return r;
	}
	*ret_unpack = (struct unpack *)archive;
	return 0;
}

void unpack_close(struct unpack *unpack)
{
	if (unpack)
		(void)archive_read_free((struct archive *)unpack);
}

ssize_t unpack_read(void *ctx, void *buffer, size_t bytes)
{
	ssize_t got = archive_read_data(ctx, buffer, bytes);

	return got < 0 ? -EBADMSG : got;
}

#else

int unpack_open(int fd, struct unpack **ret_unpack, struct nic_err *err)
{
	(void)fd;
	(void)ret_unpack;
	return nic_err_set(err, -EOPNOTSUPP,
			   "is compressed, and nicctl was built without libarchive");
}

void unpack_close(struct unpack *unpack)
{
	(void)unpack;
}

ssize_t unpack_read(void *ctx, void *buffer, size_t bytes)
{
	(void)ctx;
	(void)buffer;
	(void)bytes;
	return -EOPNOTSUPP;
}

#endif
