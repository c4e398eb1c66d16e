/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which package of this distribution to install. */
#ifndef NICCTL_ZC_ZCHINT_H
#define NICCTL_ZC_ZCHINT_H

#include "err.h"

struct zckernel;

/* Adds to an error that the headers of kernel @release (NULL: not known) are needed. */
void zchint_headers(struct nic_err *err, const char *release);

/* The same for the source of a kernel. */
void zchint_source(struct nic_err *err, const struct zckernel *kernel);

/* The same for the programs that a build needs. */
void zchint_programs(struct nic_err *err);

#endif
