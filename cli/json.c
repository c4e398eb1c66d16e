/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON documents on standard output. */
#include "json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "message.h"

static int print(const struct jtype *type, const void *object, enum jstyle style)
{
	char *text = jtable_encode(type, object, style);

	if (!text) {
		message_error("out of memory");
		return -ENOMEM;
	}
	(void)fputs(text, stdout); /* checked when the program ends */
	free(text);
	return 0;
}

int json_print(const struct jtype *type, const void *object)
{
	return print(type, object, JSTYLE_PRETTY);
}

int json_print_line(const struct jtype *type, const void *object)
{
	int r = print(type, object, JSTYLE_LINE);

	(void)fflush(stdout); /* checked when the program ends */
	return r;
}
