/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads twice: what is loaded decides what is to be read of it. */
#include "change_facts.h"

#include "facts.h"
#include "message.h"
#include "plan_handover.h"
#include "source.h"

static struct facts_query facts_wanted(const struct change *change)
{
	const struct request *request = &change->request;

	return (struct facts_query){
		.target = request->driver,
		.replacement = request->replacement,
		.beside = plan_handover_beside(request, change->args->arena),
		.load_first = request->load_first,
		.admin_tcp_ports = request->admin_tcp_ports,
		.firmware = true,
	};
}

static int read_once(const struct change *change, const struct sys_ops *ops,
		     const struct facts_query *query, struct host **ret_host)
{
	struct nic_err err = {0};
	int r;

	if (!ops)
		return facts_read(change->from, query, ret_host);
	r = ops->collect(ops->ctx, query, ret_host, &err);
	if (r < 0)
		message_nic_err(&err);
	return r;
}

/* A plain 'nicctl configure-driver ice' wants nothing but the reload itself. */
static int choose_source(struct change *change, const struct host *host)
{
	struct request *request = &change->request;
	int r = source_choose(change, host);

	if (r == 0 && change->is_idempotent &&
	    (request->replacement || request->params.n || change_settings_wanted(change)))
		request->if_other = true;
	return r;
}

int change_facts_read(struct change *change, const struct sys_ops *ops,
		      struct host **ret_host, struct change_settings *settings)
{
	struct facts_query query = {.live_only = true};
	int r = read_once(change, ops, &query, ret_host);

	if (r == 0)
		r = choose_source(change, *ret_host);
	if (r < 0 || change->from) /* a snapshot has all of it */
		return r;
	host_free(NIC_TAKE(*ret_host));
	query = facts_wanted(change);
	r = read_once(change, ops, &query, ret_host);
	return r < 0 ? r : change_settings_find(change, ops, *ret_host, settings);
}
