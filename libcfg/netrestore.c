/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waits for managers, compares, repairs, compares again. */
#include "netrestore.h"

#include <errno.h>
#include <string.h>

#include "netkind.h"

/* How often to look at a manager's progress without a device event. */
#define MANAGER_RETRY_MS 200

/* The same for what comes by itself. */
#define LATE_RETRY_MS 200

/* A device, its settings, what stands on it, its settings: the longest chain seen takes
 * four rounds; the devices that come later have as many of their own. */
#define MAX_ROUNDS 8

/* After a round that has helped nothing: time for a link or an address to become ready.
 */
#define ROUND_RETRY_MS 100

struct restore {
	const struct sys_ops *ops;
	const struct netrestore_request *request;
	struct arena *arena;
	struct netrestore_result *result;
	struct netstate *now;	  /* owned */
	struct arena *diff_arena; /* owned; of the diff, which borrows from @now */
	struct netdiff diff;
	struct netrestore_items failed; /* of the last round */
};

static int compare(struct restore *restore, struct nic_err *err)
{
	const struct netrestore_request *request = restore->request;
	struct netstate *now = NULL;
	int r;

	r = restore->ops->net_capture(restore->ops->ctx, request->ports, request->before,
				      &now, err);
	if (r < 0)
		return r;
	netstate_free(restore->now);
	restore->now = now;
	arena_free(restore->diff_arena);
	restore->diff_arena = arena_new();
	if (!restore->diff_arena ||
	    netdiff_make(request->before, now, restore->diff_arena, &restore->diff) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	return 0;
}

/* Is a manager still at work on what it owned before? */
static bool is_managed(const struct netstate *before, const struct netstate *now)
{
	for (size_t i = 0; i < before->devices.n; i++) {
		const struct net_device *was = &before->devices.items[i];
		const struct net_device *is = netstate_device(now, was->id);

		if (!was->manager || was->manager_is_busy)
			continue;
		if (!is || !is->manager || is->manager_is_busy)
			return true;
	}
	return false;
}

/* A device that the manager does not make anew (a child of nobody's) must not cost the
 * whole time: what is not there counts only as long as its port is not there either. */
static int wait_for_managers(struct restore *restore, struct nic_err *err)
{
	const struct sys_ops *ops = restore->ops;
	int64_t deadline_us =
		ops->now_us(ops->ctx) + (int64_t)restore->request->timeout_ms * 1000;
	struct nic_err ignored;
	int r;

	for (;;) {
		r = compare(restore, err);
		if (r < 0 || !restore->diff.n ||
		    !is_managed(restore->request->before, restore->now) ||
		    ops->now_us(ops->ctx) >= deadline_us)
			return r;
		(void)ops->watch_wait(ops->ctx, MANAGER_RETRY_MS, &ignored);
	}
}

static struct netrestore_item *keep(struct restore *restore,
				    struct netrestore_items *items,
				    const struct net_difference *difference)
{
	struct netrestore_item *item = ARENA_PUSH(restore->arena, items);

	if (item)
		*item = (struct netrestore_item){
			.change = difference->change,
			.device = arena_strdup(restore->arena, difference->device),
			.group = arena_strdup(restore->arena, difference->group),
			.name = arena_strdup(restore->arena, difference->name),
			.before = arena_strdup(restore->arena, difference->before),
			.now = arena_strdup(restore->arena, difference->now),
			.text = arena_strdup(restore->arena, difference->text),
		};
	return item;
}

/* Returns how many differences were taken back. */
static size_t repair_round(struct restore *restore)
{
	size_t n = 0;

	restore->failed.n = 0;
	for (size_t i = 0; i < restore->diff.n; i++) {
		const struct net_difference *difference = &restore->diff.items[i];
		struct netrestore_item *item;
		struct nic_err err = {0};

		if (!difference->can_repair)
			continue;
		if (restore->ops->net_repair(restore->ops->ctx, restore->request->before,
					     difference, &err) == 0) {
			n++;
			continue;
		}
		item = keep(restore, &restore->failed, difference);
		if (item)
			item->problem = arena_strdup(restore->arena, err.message);
	}
	return n;
}

/* The network devices of virtual functions come when the functions' driver has time, not
 * with the functions. */
static bool is_function_late(const struct restore *restore, const struct net_device *was)
{
	const struct net_device *port =
		was->physfn ? netstate_device_of(restore->now, was->physfn) : NULL;

	return port && netstate_setting(port, "vf-driver", "0");
}

/* Does anything differ that comes by itself? */
static bool is_anything_late(const struct restore *restore)
{
	for (size_t i = 0; i < restore->diff.n; i++) {
		const struct net_difference *difference = &restore->diff.items[i];
		const struct net_device *was =
			netstate_device(restore->request->before, difference->device);

		if (was && difference->change == NET_DEVICE_MISSING &&
		    is_function_late(restore, was))
			return true;
		/* its daemon watches for ports, which are back since a moment ago;
		 * without one nobody does, and the loss was accepted */
		if (was && difference->change == NET_MEMBER &&
		    netkind_is_ovs(was->master_kind) && !was->master_is_lost)
			return true;
	}
	return false;
}

static bool can_repair_any(const struct netdiff *diff)
{
	for (size_t i = 0; i < diff->n; i++) {
		if (diff->items[i].can_repair)
			return true;
	}
	return false;
}

static size_t count_missing(const struct netdiff *diff)
{
	size_t n = 0;

	for (size_t i = 0; i < diff->n; i++)
		n += diff->items[i].change == NET_DEVICE_MISSING;
	return n;
}

/* A device that comes in the middle brings differences of its own: that is progress, or
 * its settings would be left to nobody. */
static int repair(struct restore *restore, struct nic_err *err)
{
	const struct sys_ops *ops = restore->ops;
	struct nic_err ignored;
	size_t limit = MAX_ROUNDS * (1 + count_missing(&restore->diff));
	size_t idle = 0;
	int r = 0;

	for (size_t i = 0; i < limit && r == 0 && idle < 2; i++) {
		size_t before = restore->diff.n;
		size_t missing = count_missing(&restore->diff);

		if (!can_repair_any(&restore->diff))
			return 0;
		restore->result->repaired += (uint32_t)repair_round(restore);
		r = compare(restore, err);
		if (r == 0 && restore->diff.n >= before &&
		    count_missing(&restore->diff) >= missing) {
			idle++;
			(void)ops->watch_wait(ops->ctx, ROUND_RETRY_MS, &ignored);
		} else {
			idle = 0;
		}
	}
	return r;
}

static int repair_all(struct restore *restore, struct nic_err *err)
{
	const struct sys_ops *ops = restore->ops;
	int64_t deadline_us =
		ops->now_us(ops->ctx) + (int64_t)restore->request->timeout_ms * 1000;
	struct nic_err ignored;
	int r = repair(restore, err);

	while (r == 0 && is_anything_late(restore) &&
	       ops->now_us(ops->ctx) < deadline_us) {
		(void)ops->watch_wait(ops->ctx, LATE_RETRY_MS, &ignored);
		r = compare(restore, err);
		if (r == 0)
			r = repair(restore, err);
	}
	return r;
}

static void keep_differences(struct restore *restore)
{
	for (size_t i = 0; i < restore->diff.n; i++) {
		struct netrestore_item *item = keep(
			restore, &restore->result->differences, &restore->diff.items[i]);

		for (size_t j = 0; item && j < restore->failed.n; j++) {
			const struct netrestore_item *failed = &restore->failed.items[j];

			if (item->text && failed->text &&
			    strcmp(item->text, failed->text) == 0)
				item->problem = failed->problem;
		}
	}
}

int netrestore_run(const struct sys_ops *ops, const struct netrestore_request *request,
		   struct arena *arena, struct netrestore_result *ret_result,
		   struct nic_err *err)
{
	struct netrestore_result result = {.was_compared = true};
	struct restore restore = {
		.ops = ops, .request = request, .arena = arena, .result = &result};
	int r;

	r = request->mode == RESTORE_AUTO ? wait_for_managers(&restore, err)
					  : compare(&restore, err);
	if (r == 0 && request->mode != RESTORE_NEVER)
		r = repair_all(&restore, err);
	if (r == 0)
		keep_differences(&restore);
	netstate_free(restore.now);
	arena_free(restore.diff_arena);
	if (r == 0 && arena_failed(arena))
		r = nic_err_set(err, -ENOMEM, "out of memory");
	if (r == 0)
		*ret_result = result;
	return r;
}

const char *netrestore_mode_name(int mode)
{
	static const char *const names[] = {[RESTORE_AUTO] = "auto",
					    [RESTORE_ALWAYS] = "always",
					    [RESTORE_NEVER] = "never"};

	return mode >= 0 && (size_t)mode < NIC_ARRAY_SIZE(names) ? names[mode] : NULL;
}
