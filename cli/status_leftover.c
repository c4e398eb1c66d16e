/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an interrupted change has left behind, in the status. */
#include <unistd.h>

#include "block.h"
#include "fields.h"
#include "lock_holder.h"
#include "message.h"
#include "status.h"

static const struct jfield leftover_fields[] = {
	FIELD(status_leftover, path, J_STRING),
	FIELD(status_leftover, modules, J_STRV),
};
const struct jtype status_leftover_json = JTYPE(struct status_leftover, leftover_fields);

/* Is the file there, and nobody at work who will remove it? */
static bool is_left(struct arena *arena, struct strv *modules)
{
	struct lock_holder holder;
	struct nic_err err = {0};
	int r = block_read("", arena, modules, &err);

	if (r < 0)
		message_nic_err(&err);
	if (r <= 0 || lock_holder_find(NICCTL_LOCK, 0, &holder))
		return false;
	/* a change may have ended in between, and removed it */
	return access(BLOCK_PATH, F_OK) == 0;
}

void status_leftover_read(struct arena *arena, struct status *status)
{
	struct status_leftover *leftover = arena_alloc(arena, sizeof(*leftover));

	if (!leftover || geteuid() != 0 || !is_left(arena, &leftover->modules))
		return;
	leftover->path = BLOCK_PATH;
	status->leftover = leftover;
	status->exit_code = EXIT_CODE_NOT_AS_CONFIGURED;
}

void status_leftover_print(struct arena *arena, const struct text *text,
			   const struct status *status)
{
	const struct status_leftover *leftover = status->leftover;
	const char *modules = "";

	if (!leftover)
		return;
	for (size_t i = 0; i < leftover->modules.n; i++)
		modules = arena_printf(arena, "%s%s%s", modules, i ? ", " : "",
				       leftover->modules.items[i]);
	text_put(text, TEXT_BAD, "LEFT    ",
		 "'%s' of a change that was interrupted keeps these modules from "
		 "loading: %s; run 'nicctl recover'",
		 leftover->path, modules ? modules : "");
}

void status_leftover_metric(const struct text *text, const struct status *status)
{
	status_metric_head(text, "nicctl_change_interrupted",
			   "Does what an interrupted change has left behind keep modules "
			   "from loading?");
	text_line(text, "nicctl_change_interrupted %d", status->leftover != NULL);
}
