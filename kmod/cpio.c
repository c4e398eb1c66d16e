/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads headers strictly and contents only where they are wanted: a damaged image must be
 * told of, and never take memory that it only claims to need. */
#include "cpio.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Magic and 13 numbers of 8 hexadecimal digits. */
#define HEADER_BYTES 110
#define FIELD_SIZE 6
#define FIELD_NAME_BYTES 11

/* PATH_MAX of the kernel, which takes no longer names. */
#define NAME_MAX_BYTES 4096

/* A module without debug information has some MiB. */
#define CONTENT_MAX_BYTES (UINT64_C(64) * 1024 * 1024)

/* Has @bytes ready behind buffer[at], or all that is left. Returns how many, or an errno.
 */
static ssize_t fill(struct cpio_stream *stream, size_t bytes)
{
	while (stream->end - stream->at < bytes) {
		ssize_t got;

		memmove(stream->buffer, stream->buffer + stream->at,
			stream->end - stream->at);
		stream->end -= stream->at;
		stream->at = 0;
		got = stream->read(stream->ctx, stream->buffer + stream->end,
				   sizeof(stream->buffer) - stream->end);
		if (got < 0)
			return got;
		if (got == 0)
			break;
		stream->end += (size_t)got;
	}
	return (ssize_t)(stream->end - stream->at);
}

static void use(struct cpio_stream *stream, size_t bytes)
{
	stream->at += bytes;
	stream->offset += bytes;
}

static int say_cut(const struct cpio_stream *stream, struct nic_err *err)
{
	return nic_err_set(err, -EINVAL, "is cut short at byte %" PRIu64, stream->offset);
}

/* @to NULL: they are only passed over. */
static int take_bytes(struct cpio_stream *stream, uint8_t *to, uint64_t bytes,
		      struct nic_err *err)
{
	while (bytes) {
		ssize_t have = fill(stream, 1);
		size_t n;

		if (have < 0)
			return nic_err_set(err, (int)have, "cannot be read: %s",
					   nic_strerror((int)have));
		if (have == 0)
			return say_cut(stream, err);
		n = bytes < (uint64_t)have ? (size_t)bytes : (size_t)have;
		if (to) {
			memcpy(to, stream->buffer + stream->at, n);
			to += n;
		}
		use(stream, n);
		bytes -= n;
	}
	return 0;
}

static bool is_header(const uint8_t *bytes)
{
	return memcmp(bytes, "070701", 6) == 0 || memcmp(bytes, "070702", 6) == 0;
}

static int number(const char *header, int field, uint64_t *ret_number)
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++) {
		static const char digits[] = "0123456789abcdef";
		int c = header[6 + field * 8 + i];
		const char *digit =
			c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;

		if (!digit)
			return -EINVAL;
		value = value * 16 + (uint64_t)(digit - digits);
	}
	*ret_number = value;
	return 0;
}

static uint64_t padding(uint64_t bytes)
{
	return (4 - bytes % 4) % 4;
}

static int read_content(struct cpio_stream *stream, const struct cpio_visitor *visitor,
			const char *name, uint64_t bytes, struct nic_err *err)
{
	uint8_t *data;
	int r;

	if (!bytes || !visitor->wants(visitor->ctx, name, bytes))
		return take_bytes(stream, NULL, bytes, err);
	if (bytes > CONTENT_MAX_BYTES)
		return nic_err_set(err, -EINVAL, "has '%s' of %" PRIu64 " bytes", name,
				   bytes);
	data = malloc((size_t)bytes);
	if (!data)
		return nic_err_set(err, -ENOMEM, "cannot be read: out of memory");
	r = take_bytes(stream, data, bytes, err);
	if (r == 0)
		r = visitor->take(visitor->ctx, name, data, (size_t)bytes);
	free(data);
	return r;
}

/* One file. Returns 1 after the archive's last one. */
static int read_file(struct cpio_stream *stream, const struct cpio_visitor *visitor,
		     struct nic_err *err)
{
	char header[HEADER_BYTES], name[NAME_MAX_BYTES];
	uint64_t bytes = 0, name_bytes = 0;
	int r = take_bytes(stream, (uint8_t *)header, sizeof(header), err);

	if (r < 0)
		return r;
	if (!is_header((const uint8_t *)header) ||
	    number(header, FIELD_SIZE, &bytes) < 0 ||
	    number(header, FIELD_NAME_BYTES, &name_bytes) < 0 || !name_bytes ||
	    name_bytes > sizeof(name))
		return nic_err_set(err, -EINVAL, "is damaged before byte %" PRIu64,
				   stream->offset);
	r = take_bytes(stream, (uint8_t *)name, name_bytes, err);
	if (r == 0)
		r = take_bytes(stream, NULL, padding(HEADER_BYTES + name_bytes), err);
	if (r < 0)
		return r;
	name[name_bytes - 1] = '\0';
	if (strcmp(name, "TRAILER!!!") == 0)
		return 1;
	r = read_content(stream, visitor, name, bytes, err);
	return r < 0 ? r : take_bytes(stream, NULL, padding(bytes), err);
}

int cpio_walk(struct cpio_stream *stream, const struct cpio_visitor *visitor,
	      struct nic_err *err)
{
	for (;;) {
		ssize_t have = fill(stream, 6);
		int r = 0;

		if (have < 0)
			return nic_err_set(err, (int)have, "cannot be read: %s",
					   nic_strerror((int)have));
		if (have == 0)
			return 0;
		if (stream->buffer[stream->at] == 0) {
			use(stream, 1);
			continue;
		}
		if (have < 6 || !is_header(stream->buffer + stream->at))
			return 1;
		while (r == 0)
			r = read_file(stream, visitor, err);
		if (r < 0)
			return r;
	}
}
