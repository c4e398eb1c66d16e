/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the lines until the change has ended; then they are records. */
#include "guardian_log.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define CHUNK_BYTES 4096

int guardian_log_take(struct guardian_log *log, int fd)
{
	ssize_t got;

	if (log->bytes - log->used < CHUNK_BYTES) {
		size_t bytes = log->bytes * 2 + CHUNK_BYTES;
		char *text = realloc(log->text, bytes);

		if (!text)
			return -ENOMEM;
		log->text = text;
		log->bytes = bytes;
	}
	got = read(fd, log->text + log->used, log->bytes - log->used);
	if (got < 0)
		return errno == EINTR ? 1 : -errno;
	log->used += (size_t)got;
	return got > 0;
}

int guardian_log_add_to(const struct guardian_log *log, struct journal_entry *entry)
{
	struct journal_log more;
	int r = journal_parse_log(log->text, log->used, entry->arena, &more);

	for (size_t i = 0; i < more.records.n && r == 0; i++) {
		struct journal_record *slot =
			ARENA_PUSH(entry->arena, &entry->log.records);

		if (!slot)
			r = -ENOMEM;
		else
			*slot = more.records.items[i];
	}
	if (r == 0)
		entry->log.damaged += more.damaged;
	return r;
}
