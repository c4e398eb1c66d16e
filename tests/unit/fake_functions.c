/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The PCI functions of the fake machine, and which driver has them. */
#include "fake_machine.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct port *find_function(struct fake_machine *machine,
				  const struct pci_function *function)
{
	struct host *world = machine->world;

	for (size_t i = 0; i < world->ports.n; i++) {
		struct port *port = &world->ports.items[i];

		if (strcmp(port->address, function->address) == 0 &&
		    port->device == function->device)
			return port;
	}
	return NULL;
}

int fake_function_state(void *ctx, const struct pci_function *function,
			struct pci_function_state *ret_state, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	const struct port *port = find_function(machine, function);
	int r = fake_disturb(machine, FAKE_FUNCTION_STATE, err);

	if (r == 0 && !port)
		return nic_err_set(err, -ESTALE, "another device");
	if (r < 0)
		return r;
	snprintf(ret_state->driver, sizeof(ret_state->driver), "%s",
		 port->driver ? port->driver : "");
	snprintf(ret_state->override, sizeof(ret_state->override), "%s",
		 port->driver_override ? port->driver_override : "");
	return 0;
}

int fake_function_override(void *ctx, const struct pci_function *function,
			   const char *driver, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	int r = fake_disturb(machine, FAKE_FUNCTION_OVERRIDE, err);

	if (r == 0)
		find_function(machine, function)->driver_override =
			driver[0] ? arena_strdup(machine->world->arena, driver) : NULL;
	return r;
}

int fake_function_unbind(void *ctx, const struct pci_function *function,
			 const char *driver, struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	struct port *port = find_function(machine, function);
	int r = fake_disturb(machine, FAKE_FUNCTION_UNBIND, err);

	if (r < 0)
		return r;
	if (!port->driver || strcmp(port->driver, driver) != 0)
		return nic_err_set(err, -ESTALE, "not driven by '%s'", driver);
	port->driver = port->module = NULL;
	return 0;
}

/* A driver takes what it is told to, and nobody else may be meant. */
int fake_function_bind(void *ctx, const struct pci_function *function, const char *driver,
		       struct nic_err *err)
{
	struct fake_machine *machine = ctx;
	struct port *port = find_function(machine, function);
	int r = fake_disturb(machine, FAKE_FUNCTION_BIND, err);

	if (r < 0)
		return r;
	if (port->driver || !fake_machine_find(machine, driver) ||
	    (port->driver_override && strcmp(port->driver_override, driver) != 0))
		return nic_err_set(err, -ENODEV, "'%s' does not take it", driver);
	port->driver = port->module = arena_strdup(machine->world->arena, driver);
	for (size_t i = 0; i < machine->world->netdevs.n; i++) {
		const struct netdev *netdev = &machine->world->netdevs.items[i];

		if (netdev->port && strcmp(netdev->port, port->address) == 0)
			machine->is_down[netdev->ifindex] = true;
	}
	return 0;
}
