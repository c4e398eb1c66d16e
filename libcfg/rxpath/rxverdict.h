/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which stage of the receive path limits, with evidence and advice. */
#ifndef NICCTL_RXVERDICT_H
#define NICCTL_RXVERDICT_H

#include "rxreport.h"

/* Fills limit, verdict, evidence, advice and notes from the figures in @report. When
 * memory is out @arena remembers it. */
void rxverdict_find(struct rxreport *report, struct arena *arena);

#endif
