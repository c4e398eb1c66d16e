/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the ports' network state could not be put back. */
#include "netlosses.h"

#include <errno.h>

#include "netcapture.h"

static const char *port_of(const struct netstate *state, const struct net_device *device)
{
	while (device && device->role == NET_CHILD)
		device = netstate_device(state, device->below);
	return device ? device->port : NULL;
}

static int add(struct host *host, const char *port, const struct net_device *device,
	       const struct strv *what, bool is_refused)
{
	for (size_t i = 0; i < what->n; i++) {
		struct net_loss *loss = ARENA_PUSH(host->arena, &host->net_losses);

		if (!loss)
			return -ENOMEM;
		loss->port = arena_strdup(host->arena, port);
		loss->netdev = arena_strdup(host->arena, device->name);
		loss->what = arena_strdup(host->arena, what->items[i]);
		loss->is_refused = is_refused;
	}
	return arena_failed(host->arena) ? -ENOMEM : 0;
}

static int add_all(struct host *host, const struct netstate *state)
{
	int r = 0;

	for (size_t i = 0; i < state->devices.n && r == 0; i++) {
		const struct net_device *device = &state->devices.items[i];
		const char *port = port_of(state, device);

		r = add(host, port, device, &device->losses, false);
		if (r == 0)
			r = add(host, port, device, &device->refusals, true);
	}
	return r;
}

int netlosses_read(struct host *host, struct nic_err *err)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = NULL;
	struct strv ports = {0};
	struct netcapture_query query = {.ports = &ports};
	struct nic_err cause = {0};

	for (size_t i = 0; i < host->ports.n; i++) {
		if (strv_push(host->arena, &ports, host->ports.items[i].address) < 0)
			return nic_err_set(err, -ENOMEM, "out of memory");
	}
	if (netcapture_read(&query, &state, &cause) < 0)
		return strv_push(host->arena, &host->not_read,
				 arena_printf(host->arena,
					      "network state of the ports: %s",
					      cause.message));
	if (add_all(host, state) < 0)
		return nic_err_set(err, -ENOMEM, "out of memory");
	return 0;
}
