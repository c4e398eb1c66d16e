/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a command's facts come from: the running machine or a snapshot file. */
#include "facts.h"

#include "host_json.h"
#include "live.h"
#include "message.h"

static int read_live(const struct facts_query *query, struct host **ret_host,
		     struct nic_err *err)
{
	struct sys_ops ops = {0};
	int r = live_open(&ops, err);

	if (r < 0)
		return r;
	r = ops.collect(ops.ctx, query, ret_host, err);
	live_close(&ops);
	return r;
}

int facts_read(const char *from, const struct facts_query *query, struct host **ret_host)
{
	struct nic_err err = {0};
	int r;

	if (from)
		r = host_from_file(from, ret_host, &err);
	else
		r = read_live(query, ret_host, &err);
	if (r < 0)
		message_nic_err(&err);
	return r;
}

void facts_note_unread(const struct host *host)
{
	for (size_t i = 0; i < host->not_read.n; i++)
		message_plain("note: %s", host->not_read.items[i]);
}
