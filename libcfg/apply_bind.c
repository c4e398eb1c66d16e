/* SPDX-License-Identifier: GPL-2.0-or-later */
/* driver_override, unbind, bind: each after a look at what is there. */
#include "apply_bind.h"

#include <errno.h>
#include <string.h>

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* Has somebody else a hand in it? */
static int check_state(const struct step_bind *way,
		       const struct pci_function_state *state, struct nic_err *err)
{
	if (state->driver[0] && strcmp(state->driver, way->from) != 0 &&
	    strcmp(state->driver, way->to) != 0)
		return nic_err_set(err, -EBUSY,
				   "the port %s has been given to the driver '%s' "
				   "meanwhile, not by nicctl",
				   way->address, state->driver);
	if (strcmp(state->override, or_empty(way->override)) != 0 &&
	    strcmp(state->override, or_empty(way->override_before)) != 0)
		return nic_err_set(err, -EBUSY,
				   "driver_override of %s has been set to '%s' "
				   "meanwhile, not by nicctl",
				   way->address, state->override);
	return 0;
}

static int unbind(struct apply *apply, const struct pci_function *function,
		  const char *driver, struct nic_err *err)
{
	const struct sys_ops *ops = apply->ops;
	int64_t begin_us = ops->now_us(ops->ctx);
	int r;

	if (!apply->has_gap_begin) {
		apply->has_gap_begin = true;
		apply->gap_begin_us = begin_us;
	}
	r = ops->function_unbind(ops->ctx, function, driver, err);
	apply->result->gap_call_us += ops->now_us(ops->ctx) - begin_us;
	return r;
}

static int bind(struct apply *apply, const struct pci_function *function,
		const char *driver, struct nic_err *err)
{
	const struct sys_ops *ops = apply->ops;
	int64_t begin_us = ops->now_us(ops->ctx);
	int r = ops->function_bind(ops->ctx, function, driver, err);

	apply->result->gap_call_us += ops->now_us(ops->ctx) - begin_us;
	return r;
}

int apply_bind_move(struct apply *apply, const struct step_bind *way, struct nic_err *err)
{
	const struct sys_ops *ops = apply->ops;
	const struct pci_function function = {way->address, way->vendor, way->device,
					      way->physfn, way->permanent_mac};
	struct pci_function_state state = {"", ""};
	int r;

	r = ops->function_state(ops->ctx, &function, &state, err);
	if (r == 0)
		r = check_state(way, &state, err);
	if (r == 0 && strcmp(state.override, or_empty(way->override)) != 0)
		r = ops->function_override(ops->ctx, &function, or_empty(way->override),
					   err);
	if (r < 0 || strcmp(state.driver, way->to) == 0)
		return r;
	if (state.driver[0])
		r = unbind(apply, &function, way->from, err);
	return r == 0 ? bind(apply, &function, way->to, err) : r;
}
