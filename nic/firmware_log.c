/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel log, for what drivers say there about firmware and nowhere else. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "firmware.h"
#include "sysfs.h"

/* One record; longer ones answer EINVAL (kernel PRINTK_MESSAGE_MAX is 2 KiB at most). */
#define RECORD_BYTES 8192

/* Of a log that repeats itself the newest lines are enough. */
#define LINES_MAX 64

bool firmware_log_line(const char *line)
{
	static const char *const words[] = {
		"HMC Error",   "PE Critical error", "PE Push Error",
		"Safe Mode",   "safe mode",	    "DDP package",
		"DDP Package", "DDP profile",	    "NVM image",
	};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(words); i++) {
		if (strstr(line, words[i]))
			return true;
	}
	return false;
}

/* "6,1234,5678,-;text\n KEY=value\n": the text alone. Source: kernel
 * Documentation/ABI/testing/dev-kmsg. */
static const char *text_of(char *record)
{
	char *text = strchr(record, ';');

	if (!text)
		return NULL;
	text++;
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static int keep(struct host *host, const char *line)
{
	struct strv *log = &host->kernel_log;

	if (strv_has(log, line))
		return 0;
	if (log->n < LINES_MAX)
		return strv_push(host->arena, log, line);
	memmove(log->items, log->items + 1, (log->n - 1) * sizeof(*log->items));
	log->items[log->n - 1] = arena_strdup(host->arena, line);
	return log->items[log->n - 1] ? 0 : -ENOMEM;
}

static int read_records(struct host *host, int fd)
{
	char record[RECORD_BYTES];
	int r = 0;

	while (r == 0) {
		ssize_t n = read(fd, record, sizeof(record) - 1);
		const char *line;

		/* EPIPE: the record was overwritten meanwhile; the next one is there. */
		if (n < 0 && (errno == EINTR || errno == EPIPE || errno == EINVAL))
			continue;
		if (n <= 0)
			return 0; /* EAGAIN: that was all */
		record[n] = '\0';
		line = text_of(record);
		if (line && firmware_log_line(line))
			r = keep(host, line);
	}
	return r;
}

int firmware_read_log(struct host *host, struct nic_err *err)
{
	NIC_CLEANUP(sysfs_closep)
	int fd = open("/dev/kmsg", O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int r;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		r = strv_push(host->arena, &host->not_read,
			      "the kernel log: needs root (CAP_SYSLOG)");
	else
		r = read_records(host, fd);
	return r < 0 ? nic_err_set(err, r, "out of memory") : 0;
}
