/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Huge pages as a change of settings, and what there is of them. */
#ifndef NICCTL_PAGES_APPLY_H
#define NICCTL_PAGES_APPLY_H

#include "pages.h"
#include "settings.h"

/* Has the configuration anything to say of huge pages, or has nicctl reserved any? Then
 * they are looked at, else never. */
bool pages_apply_concerns(const struct conf *conf);

/* As pages_wish(); a mount that cannot be is found beforehand. */
int pages_apply_wish(const struct pages_input *input, struct arena *arena,
		     struct step_settings *ret_wishes);

/* As settings_run(), of @request->conf's huge pages. */
int pages_apply_run(struct settings_request *request, const struct sys_ops *ops,
		    struct settings *ret);

/* What there is now. Texts live in @arena. Returns 0, or a negative errno that was
 * reported. */
int pages_apply_tell(const struct conf *conf, const struct sys_ops *ops,
		     struct arena *arena, struct pages_rows *ret_rows);

extern const struct jtype pages_apply_row_json;

#endif
