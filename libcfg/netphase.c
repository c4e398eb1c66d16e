/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside a transaction: the network state of its ports, before and after. */
#include "netphase.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "seal.h"
#include "textfile.h"

#define DOCUMENT "netstate.json"

/* A port has some 20 KiB. */
#define DOCUMENT_MAX_BYTES ((size_t)64 * 1024 * 1024)

int netphase_capture(struct apply *apply, struct netstate **ret_state,
		     struct nic_err *err)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = NULL;
	const struct sys_ops *ops = apply->ops;
	int r;

	r = ops->net_capture(ops->ctx, &apply->plan->ports, NULL, &state, err);
	if (r < 0)
		return nic_err_wrap(err, r, "network state of the ports");
	r = journal_document(apply->journal, DOCUMENT, netstate_to_json(state), err);
	if (r == 0)
		*ret_state = NIC_TAKE(state);
	return r;
}

int netphase_load(const char *state_dir, const char *id, struct netstate **ret_state,
		  struct nic_err *err)
{
	char path[PATH_MAX], *text = NULL;
	size_t bytes = 0;
	int r;

	(void)snprintf(path, sizeof(path), "%s/transactions/%s/" DOCUMENT, state_dir, id);
	r = textfile_read(path, DOCUMENT_MAX_BYTES, &text, &bytes, err);
	if (r == -ENOENT)
		return 0;
	if (r == 0 && !seal_is_whole(text, bytes))
		r = nic_err_set(err, -EINVAL, "'%s' is damaged", path);
	else if (r == 0)
		r = netstate_read_json(text, bytes, ret_state, err);
	free(text);
	return r < 0 ? nic_err_wrap(err, r, "network state of transaction %s", id) : 0;
}

static void note(struct apply *apply)
{
	const struct netrestore_result *result = &apply->result->network;
	char text[96];

	(void)snprintf(text, sizeof(text), "%u put back, %zu different", result->repaired,
		       result->differences.n);
	(void)journal_write(apply->journal, "network", JOURNAL_NO_STEP, text, NULL);
}

void netphase_restore(struct apply *apply, const struct netstate *before)
{
	struct transaction_result *result = apply->result;
	struct netrestore_request request = {
		.ports = &apply->plan->ports,
		.before = before,
		.mode = apply->options->restore,
		.timeout_ms = apply->options->restore_timeout_ms,
	};
	struct nic_err err = {0};

	if (!before || !before->devices.n)
		return;
	if (netrestore_run(apply->ops, &request, result->arena, &result->network, &err) <
	    0)
		(void)strv_push(result->arena, &result->warnings, err.message);
	note(apply);
}
