/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Probes of the kernel that exists only in this process. */
#include <string.h>

#include "fake_machine.h"

static bool is_that(const char *text, const char *target)
{
	return text && target && strcmp(text, target) == 0;
}

static bool passes(const struct fake_machine *machine, const struct host *now,
		   const struct probe_point *point)
{
	const struct netdev *dev = host_netdev_in(now, point->netns, point->ifindex);

	switch (point->kind) {
	case PROBE_CARRIER:
		return dev && dev->is_up && dev->has_carrier;
	case PROBE_NEIGHBOUR:
		return dev && dev->has_carrier && !is_that(machine->mute, point->target);
	case PROBE_ROUTE:
		return dev && !is_that(machine->lost_way, point->target);
	case PROBE_RDMA:
		for (size_t i = 0; i < now->rdma.n; i++) {
			if (is_that(now->rdma.items[i].name, point->target))
				return is_that(now->rdma.items[i].state, "ACTIVE");
		}
		return false;
	}
	return false;
}

int fake_probe(void *ctx, const struct probe_point *points, size_t n, int timeout_ms,
	       bool *ret_passed, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	unsigned int call = ++machine->calls[FAKE_PROBE];
	int r = machine->disturb ? machine->disturb(machine, FAKE_PROBE, call) : 0;
	struct host *now;

	machine->clock_us += 100;
	machine->probes_open = 1;
	if (r < 0)
		return nic_err_set(err, r, "fake failure of probe %u", call);
	now = fake_machine_facts(machine, true);
	for (size_t i = 0; i < n; i++) {
		ret_passed[i] = passes(machine, now, &points[i]);
		if (!ret_passed[i] && points[i].kind == PROBE_NEIGHBOUR)
			machine->clock_us += (int64_t)timeout_ms * 1000;
	}
	host_free(now);
	return 0;
}

void fake_probe_end(void *ctx)
{
	struct fake_machine *machine = ctx;

	machine->probes_open = 0;
}
