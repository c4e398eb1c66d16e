/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An error as its reader needs it: one sentence with the cause, one with the remedy. */
#ifndef NICCTL_ERR_H
#define NICCTL_ERR_H

#include "macro.h"

#define NIC_ERR_TEXT_BYTES 512

/* @message: what failed, about what, and why; "" when there is no error.
 * @hint: what to do next; "" when there is nothing useful to say. */
struct nic_err {
	char message[NIC_ERR_TEXT_BYTES];
	char hint[NIC_ERR_TEXT_BYTES];
};

/* Writes the cause into @err (may be NULL: then only @code is passed on) and clears the
 * hint. A text that is too long is cut. Returns @code, so that a caller can say
 * `return nic_err_set(err, -ENOENT, …)`. Keeps errno. */
int nic_err_set(struct nic_err *err, int code, const char *fmt, ...) NIC_PRINTF(3, 4);

/* Adds the remedy to an error that nic_err_set() has written. @err may be NULL. */
void nic_err_hint(struct nic_err *err, const char *fmt, ...) NIC_PRINTF(2, 3);

/* Puts "what: " before the cause that is already in @err. Returns @code. Keeps errno. */
int nic_err_wrap(struct nic_err *err, int code, const char *fmt, ...) NIC_PRINTF(3, 4);

/* The text of an errno value (positive or negative) in a buffer of the calling thread. */
const char *nic_strerror(int code);

#endif
