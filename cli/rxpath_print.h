/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report on the receive path as text and as JSON. */
#ifndef NICCTL_RXPATH_PRINT_H
#define NICCTL_RXPATH_PRINT_H

#include "rxreport.h"

void rxpath_print_text(const struct rxreport *report, struct arena *arena);

/* One line, so that a reader can take report by report. Returns 0, or -ENOMEM with a
 * message on standard error. */
int rxpath_print_json(const struct rxreport *report);

#endif
