/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing, wrapping and hinting of errors. */
#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int nic_err_set(struct nic_err *err, int code, const char *fmt, ...)
{
	int saved_errno = errno;
	va_list args;

	if (err) {
		va_start(args, fmt);
		(void)vsnprintf(err->message, sizeof(err->message), fmt,
				args); /* cut is fine */
		va_end(args);
		err->hint[0] = '\0';
	}
	errno = saved_errno;
	return code;
}

void nic_err_hint(struct nic_err *err, const char *fmt, ...)
{
	int saved_errno = errno;
	va_list args;

	if (err) {
		va_start(args, fmt);
		(void)vsnprintf(err->hint, sizeof(err->hint), fmt,
				args); /* cut is fine */
		va_end(args);
	}
	errno = saved_errno;
}

int nic_err_wrap(struct nic_err *err, int code, const char *fmt, ...)
{
	char cause[NIC_ERR_TEXT_BYTES];
	int saved_errno = errno;
	va_list args;
	size_t used;

	if (err) {
		memcpy(cause, err->message, sizeof(cause));
		va_start(args, fmt);
		(void)vsnprintf(err->message, sizeof(err->message), fmt,
				args); /* cut is fine */
		va_end(args);
		used = strlen(err->message);
		(void)snprintf(err->message + used, sizeof(err->message) - used, ": %s",
			       cause);
	}
	errno = saved_errno;
	return code;
}

const char *nic_strerror(int code)
{
	static _Thread_local char text[128];

	return strerror_r(abs(code), text, sizeof(text));
}
