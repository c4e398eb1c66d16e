/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages on standard error; results go to standard output, through text.h. */
#ifndef NICCTL_MESSAGE_H
#define NICCTL_MESSAGE_H

#include <stdarg.h>

#include "err.h"

/* "nicctl: …" on one line; control characters are shown as '?'. */
void message_error(const char *fmt, ...) NIC_PRINTF(1, 2);
void message_verror(const char *fmt, va_list args) NIC_PRINTF(1, 0);

/* A line without the program's name: what to do next. */
void message_plain(const char *fmt, ...) NIC_PRINTF(1, 2);

/* The cause and, if there is one, the remedy. */
void message_nic_err(const struct nic_err *err);

#endif
