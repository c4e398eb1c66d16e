/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps signals from ending a change half-way. */
#ifndef NICCTL_SIGNALS_H
#define NICCTL_SIGNALS_H

#include <stdbool.h>

/* From now on until the program ends nothing stops or ends it but SIGKILL, SIGSTOP and
 * its own faults: the terminal may go away and the output may have no reader. */
void signals_hold(void);

/* Has someone asked to stop (SIGINT, SIGTERM, SIGQUIT) since? A transaction_options
 * is_cancelled; @ctx is not used. */
bool signals_cancelled(void *ctx);

#endif
