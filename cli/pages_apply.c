/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the section [hugepages] to a change of settings. */
#include "pages_apply.h"

#include <errno.h>
#include <string.h>

#include "fields.h"
#include "hugetlbfs.h"
#include "message.h"
#include "pagebook.h"
#include "wish.h"

static const struct jfield row_fields[] = {
	FIELD(pages_row, name, J_STRING), FIELD_HAS(pages_row, wanted, J_U64, has_wanted),
	FIELD(pages_row, there, J_U64),	  FIELD(pages_row, free, J_U64),
	FIELD(pages_row, own, J_U64),
};
const struct jtype pages_apply_row_json = JTYPE(struct pages_row, row_fields);

bool pages_apply_concerns(const struct conf *conf)
{
	return pages_is_asked_for(conf) || pagebook_exists(NICCTL_STATE_DIR);
}

int pages_apply_wish(const struct pages_input *input, struct arena *arena,
		     struct step_settings *ret_wishes)
{
	int r = pages_wish(input, arena, ret_wishes);

	for (size_t i = 0; r == 0 && i < ret_wishes->n; i++) {
		struct step_setting *wish = &ret_wishes->items[i];
		const char *problem;

		if (wish->problem || wish_is_met(wish) ||
		    strcmp(wish->group, PAGES_MOUNT) != 0 ||
		    strcmp(wish->value, PAGES_NO_MOUNT) == 0)
			continue;
		problem = hugetlbfs_problem(wish->name, arena);
		if (!problem)
			continue;
		wish->problem =
			arena_printf(arena, "[hugepages] mount = %s=%s (%s): %s",
				     wish->value, wish->name, wish->origin, problem);
		wish->remedy = "name a folder that is empty, or is not there yet";
	}
	return r < 0 || !arena_failed(arena) ? r : -ENOMEM;
}

int pages_apply_run(struct settings_request *request, const struct sys_ops *ops,
		    struct settings *ret)
{
	request->is_pages = true;
	request->request.driver = PAGES_DEVICE;
	return settings_run(request, ops, ret);
}

int pages_apply_tell(const struct conf *conf, const struct sys_ops *ops,
		     struct arena *arena, struct pages_rows *ret_rows)
{
	NIC_CLEANUP(netstate_freep) struct netstate *now = NULL;
	NIC_CLEANUP(netstate_freep) struct netstate *limits = NULL;
	struct pages_input input = {.conf = conf};
	struct strv ports = {0};
	struct nic_err err = {0};
	int r = strv_push(arena, &ports, PAGES_DEVICE);

	if (r == 0)
		r = ops->net_capture(ops->ctx, &ports, NULL, &now, &err);
	if (r == 0)
		r = ops->net_limits(ops->ctx, &ports, &limits, &err);
	input.now = now;
	input.limits = limits;
	if (r == 0)
		r = pages_tell(&input, arena, ret_rows);
	if (r < 0) {
		if (!err.message[0])
			(void)nic_err_set(&err, r, "huge pages: %s", nic_strerror(r));
		message_nic_err(&err);
	}
	return r;
}
