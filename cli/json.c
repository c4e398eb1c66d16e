/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON documents on standard output. */
#include "json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "message.h"

int json_print(const struct jtype *type, const void *object)
{
	char *text = jtable_encode(type, object, JSTYLE_PRETTY);

	if (!text) {
		message_error("out of memory");
		return -ENOMEM;
	}
	(void)fputs(text, stdout); /* checked when the program ends */
	free(text);
	return 0;
}
