/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmocka with what it needs to be included, and a few checks of our own. */
#ifndef NICCTL_TEST_H
#define NICCTL_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Does @text contain @part? Prints the text when it does not. */
#define assert_contains(text, part)                                                      \
	do {                                                                             \
		const char *text_ = (text), *part_ = (part);                             \
                                                                                         \
		if (!text_ || !strstr(text_, part_))                                     \
			fail_msg("'%s' is not in '%s'", part_, text_ ? text_ : "NULL");  \
	} while (0)

#endif
