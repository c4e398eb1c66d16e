/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages on standard error. */
#include "message.h"

#include <stdio.h>
#include <stdlib.h>

#include "text.h"

/* Nothing can be done when standard error itself cannot be written. */
static void put(const char *prefix, const char *fmt, va_list args) NIC_PRINTF(2, 0);

static void put(const char *prefix, const char *fmt, va_list args)
{
	char *line = NULL;

	(void)fflush(stdout); /* keeps the order when both go to one terminal */
	if (vasprintf(&line, fmt, args) < 0) {
		(void)fputs("nicctl: out of memory\n", stderr);
		return;
	}
	text_clean(line);
	(void)fprintf(stderr, "%s%s\n", prefix, line);
	free(line);
}

void message_verror(const char *fmt, va_list args)
{
	put("nicctl: ", fmt, args);
}

void message_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put("nicctl: ", fmt, args);
	va_end(args);
}

void message_plain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put("", fmt, args);
	va_end(args);
}

void message_nic_err(const struct nic_err *err)
{
	message_error("%s", err->message);
	if (err->hint[0])
		message_plain("%s", err->hint);
}
