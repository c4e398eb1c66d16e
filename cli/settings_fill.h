/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wished, decided and done of settings, as the rows and lists that are shown. All
 * texts are copied into the arena: facts and plan go before the document does. */
#ifndef NICCTL_SETTINGS_FILL_H
#define NICCTL_SETTINGS_FILL_H

#include "settings.h"

/* A row for each of @all. */
void settings_fill_rows(struct arena *arena, const struct step_settings *all,
			struct settings *settings);

/* What the guard says, and how many settings @plan sets. */
void settings_fill_decision(struct arena *arena, const struct verdicts *verdicts,
			    const struct plan *plan, struct settings *settings);

/* How @plan was carried out. */
void settings_fill_result(struct arena *arena, const struct plan *plan,
			  const struct transaction_result *result,
			  struct settings *settings);

#endif
