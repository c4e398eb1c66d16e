/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the facts, and sets up what was up, until all is as it must be. */
#include "settle.h"

#include <errno.h>

#include "verify.h"

/* A link that comes up sends no device event: how often to look without one. */
#define VERIFY_RETRY_MS 200

/* The same right after a device was set up: most links are there at once. */
#define LINK_RETRY_MS 20

typedef int verify_fn(const struct host *before, const struct plan *plan,
		      const struct host *now, struct arena *arena,
		      struct verify_result *ret_result, struct nic_err *err);

/* Network devices that were up before and are back, but down, are set up. Returns how
 * many.
 * @err: why the last one could not be; unchanged when all could. */
static size_t set_up_again(const struct apply *apply, const struct host *before,
			   const struct host *now, struct nic_err *err)
{
	const struct sys_ops *ops = apply->ops;
	size_t n = 0;

	for (size_t i = 0; i < before->netdevs.n; i++) {
		const struct netdev *was = &before->netdevs.items[i];
		const struct netdev *is = host_netdev_again(now, was);

		if (!was->is_up || was->netns || !is || is->is_up ||
		    !plan_touches_port(apply->plan, was->port))
			continue;
		if (ops->set_up(ops->ctx, is->ifindex, err) < 0)
			continue;
		n++;
	}
	return n;
}

static void keep_verification(struct transaction_result *result,
			      const struct verify_result *seen,
			      const struct nic_err *set_up_err)
{
	result->differences = seen->differences;
	for (size_t i = 0; i < seen->warnings.n; i++)
		(void)strv_push(result->arena, &result->warnings,
				seen->warnings.items[i]);
	if (seen->differences.n && set_up_err->message[0])
		(void)strv_push(result->arena, &result->warnings, set_up_err->message);
}

/* Reads the facts until they are as promised: now, and after each device event, until
 * @deadline_us. @ret_now: the last facts; the caller frees them. The way back is not to
 * be cancelled. */
static int read_until(struct apply *apply, const struct host *before, int64_t deadline_us,
		      verify_fn *verify, struct host **ret_now, struct nic_err *err)
{
	bool is_way_back = verify == verify_rollback;
	struct transaction_result *result = apply->result;
	struct facts_query query = {.target = apply->plan->driver,
				    .beside = apply->plan->beside ? apply->plan->beside
								  : apply->plan->module,
				    .live_only = true};
	struct nic_err set_up_err = {0}, ignored;
	struct verify_result seen = {0};

	for (;;) {
		NIC_CLEANUP(host_freep) struct host *now = NULL;
		bool is_late;
		int r = apply->ops->collect(apply->ops->ctx, &query, &now, err);

		if (r == 0)
			r = verify(before, apply->plan, now, result->arena, &seen, err);
		if (r < 0)
			return r;
		is_late = apply->ops->now_us(apply->ops->ctx) >= deadline_us;
		if (!seen.differences.n || is_late) {
			keep_verification(result, &seen, &set_up_err);
			host_free(*ret_now);
			*ret_now = NIC_TAKE(now);
			return 0;
		}
		if (!is_way_back && (r = apply_check_cancelled(apply, err)) < 0)
			return r;
		set_up_err.message[0] = '\0';
		if (set_up_again(apply, before, now, &set_up_err) == 0)
			(void)apply->ops->watch_wait(apply->ops->ctx, VERIFY_RETRY_MS,
						     &ignored);
		else
			(void)apply->ops->watch_wait(apply->ops->ctx, LINK_RETRY_MS,
						     &ignored);
	}
}

int64_t settle_deadline_us(const struct apply *apply)
{
	return apply->ops->now_us(apply->ops->ctx) +
	       (int64_t)apply->options->verify_timeout_ms * 1000;
}

int settle_success(struct apply *apply, const struct host *before, int64_t deadline_us,
		   struct host **ret_now, struct nic_err *err)
{
	struct transaction_result *result = apply->result;
	int r = read_until(apply, before, deadline_us, verify_success, ret_now, err);

	if (r == 0 && result->differences.n)
		r = nic_err_set(err, -EIO, "%s%s", result->differences.items[0],
				result->differences.n > 1 ? " (and more)" : "");
	return r;
}

int settle_rollback(struct apply *apply, const struct host *before, struct host **ret_now,
		    struct nic_err *err)
{
	return read_until(apply, before, settle_deadline_us(apply), verify_rollback,
			  ret_now, err);
}
