/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules about moving single ports to another driver, and back. */
#include <string.h>

#include "guard_rules.h"
#include "plan_handover.h"
#include "portname.h"
#include "protect.h"
#include "symbols.h"

static const char *text_of(struct guard *guard, const char *address)
{
	return portname_text(guard->host, address, guard->arena);
}

/* False when memory is out: the arena remembers it. */
static bool resolve(struct guard *guard, struct plan_handover *what)
{
	return plan_handover_resolve(guard->host, guard->request, guard->arena, what) ==
	       0;
}

/* One that --ports names, and that is not part of the plan. */
static void judge_unmoved(struct guard *guard, const struct plan_handover *what,
			  const char *name, const struct port *port)
{
	const char *near = port ? NULL : portname_suggest(guard->host, name);

	if (near)
		guard_refuse(guard,
			     arena_printf(guard->arena, "did you mean '%s'?", near),
			     "there is no port '%s'", name);
	else if (!port)
		guard_refuse(guard, "see 'nicctl list' for names and addresses",
			     "there is no port '%s'", name);
	else if (!port->driver || strcmp(port->driver, what->to) == 0)
		return; /* it is there already */
	else if (!port->bus || strcmp(port->bus, "pci") != 0)
		guard_refuse(guard, "use --strategy reload",
			     "%s is no PCI function: it cannot be moved",
			     text_of(guard, port->address));
	else
		guard_refuse(guard,
			     arena_printf(guard->arena,
					  "name ports of %s only, or the driver '%s'",
					  what->from, port->driver),
			     "%s is driven by '%s', not by '%s'",
			     text_of(guard, port->address), port->driver, what->from);
}

void guard_rule_ports(struct guard *guard)
{
	const struct strv *names = &guard->request->ports;
	size_t before = guard->verdicts->n;
	struct plan_handover what;

	if (!resolve(guard, &what))
		return;
	for (size_t i = 0; i < names->n; i++) {
		const struct port *port = portname_find(guard->host, names->items[i]);

		if (!port || !strv_has(&guard->plan->ports, port->address))
			judge_unmoved(guard, &what, names->items[i], port);
	}
	if (guard->verdicts->n > before)
		return;
	if (guard->plan->ports.n)
		guard_pass(guard, "%zu port%s of %s can be told apart",
			   guard->plan->ports.n, guard->plan->ports.n == 1 ? "" : "s",
			   what.from);
	else
		guard_refuse(
			guard,
			"name a port with --ports; 'nicctl list' shows them and what "
			"protects them",
			"there is no port to move: %s drives none that is not "
			"protected",
			what.from);
}

static void judge_override(struct guard *guard, const struct port *port,
			   const char *expected)
{
	const char *unset =
		arena_printf(guard->arena, "driverctl unset-override %s, then try again",
			     port->address);

	if (port->override_owner)
		guard_refuse(guard, unset,
			     "the driver of %s is kept by %s (/etc/driverctl.d/%s)",
			     text_of(guard, port->address), port->override_owner,
			     port->address);
	else if (port->driver_override &&
		 (!expected || strcmp(port->driver_override, expected) != 0))
		guard_refuse(
			guard,
			arena_printf(guard->arena,
				     "find out who has set it, then empty it: 'echo > "
				     "/sys/bus/pci/devices/%s/driver_override'",
				     port->address),
			"driver_override of %s is '%s' already, not by nicctl",
			text_of(guard, port->address), port->driver_override);
}

/* On the way back it is what the handover has set. */
void guard_rule_override(struct guard *guard)
{
	size_t before = guard->verdicts->n;
	struct plan_handover what;

	if (!resolve(guard, &what))
		return;
	for (size_t i = 0; i < guard->plan->ports.n; i++)
		judge_override(guard, host_port(guard->host, guard->plan->ports.items[i]),
			       guard->request->to_stock ? what.from : NULL);
	if (guard->plan->ports.n && guard->verdicts->n == before)
		guard_pass(guard, "nobody else has said which driver the ports have");
}

/* A driver that is given a device by driver_override does not ask whether it knows it:
 * with foreign hardware it does what it would do to its own. */
static void judge_driver(struct guard *guard, const struct plan_handover *what,
			 const struct port *port)
{
	const char *driver = guard->request->driver, *to = what->beside;

	if (!what->loaded && !what->file)
		return; /* which the rule 'replacement' says */
	if (guard->request->to_stock) {
		to = driver;
		if (plan_handover_is_zc(what->file))
			return; /* that took only what the target knows */
	} else if (plan_handover_is_zc(what->file)) {
		if (strncmp(to, driver, strlen(driver)) != 0 ||
		    strcmp(to + strlen(driver), "_zc") != 0)
			guard_refuse(guard, "name the build of this very driver",
				     "%s is a build of another driver than %s", to,
				     driver);
		return;
	} else if (module_name_equal(to, "vfio_pci")) {
		return; /* takes any device */
	}
	for (size_t i = 0; i < port->id_modules.n; i++) {
		if (module_name_equal(port->id_modules.items[i], to))
			return;
	}
	guard_refuse(guard, "move it to a driver that is made for it",
		     "the driver %s does not know the hardware of %s (%s)", to,
		     text_of(guard, port->address),
		     port->modalias ? port->modalias : "no modalias");
}

void guard_rule_new_driver(struct guard *guard)
{
	size_t before = guard->verdicts->n;
	struct plan_handover what;

	if (!resolve(guard, &what))
		return;
	if (strcmp(what.from, what.to) == 0)
		guard_refuse(guard, "name another driver with --to",
			     "the ports are driven by %s already", what.to);
	for (size_t i = 0; i < guard->request->params.n; i++) {
		if (strncmp(guard->request->params.items[i], "ports=", 6) == 0)
			guard_refuse(guard, "use --ports",
				     "the parameter ports= is set by nicctl itself");
	}
	for (size_t i = 0; i < guard->plan->ports.n; i++)
		judge_driver(guard, &what,
			     host_port(guard->host, guard->plan->ports.items[i]));
	if (what.loaded && guard->request->params.n && !guard->request->to_stock)
		guard_refuse(guard, "leave --param out, or move its ports back first",
			     "%s is loaded already, with other parameters",
			     what.loaded->name);
	if (guard->plan->ports.n && guard->verdicts->n == before)
		guard_pass(guard, "%s takes hardware like that of the ports", what.to);
}

/* vfio-pci without an IOMMU lets a process write to all memory of the machine. */
void guard_rule_iommu(struct guard *guard)
{
	size_t before = guard->verdicts->n;
	struct plan_handover what;

	if (!resolve(guard, &what) || strcmp(what.to, "vfio-pci") != 0)
		return;
	for (size_t i = 0; i < guard->plan->ports.n; i++) {
		const char *address = guard->plan->ports.items[i];
		const struct port *port = host_port(guard->host, address);

		if (!port->iommu_group)
			guard_refuse(
				guard,
				"switch the IOMMU on (firmware setup, and intel_iommu=on "
				"or amd_iommu=on for the kernel)",
				"%s is behind no IOMMU: whoever drives it through vfio-pci "
				"could write to all memory",
				text_of(guard, address));
		for (size_t p = 0; p < port->iommu_peers.n; p++) {
			if (strv_has(&guard->plan->ports, port->iommu_peers.items[p]))
				continue;
			guard_refuse(
				guard,
				"move all functions of the group, or put the card into "
				"another slot",
				"%s shares IOMMU group %s with %s, which keeps its driver",
				text_of(guard, address), port->iommu_group,
				port->iommu_peers.items[p]);
		}
	}
	if (guard->plan->ports.n && guard->verdicts->n == before)
		guard_pass(guard, "the ports share no IOMMU group with others");
}

/* Beside the target nothing may export what is exported already: the kernel refuses it.
 */
void guard_rule_exports(struct guard *guard)
{
	const struct modfile *file = guard->replacement;

	if (!file || file->problem)
		return;
	for (size_t i = 0; i < guard->host->modules.n; i++) {
		const struct module *module = &guard->host->modules.items[i];
		const struct modfile *loaded = host_file_of(guard->host, module);

		for (size_t s = 0; loaded && !loaded->problem && s < file->offers.n;
		     s++) {
			const char *name = file->offers.items[s].name;

			if (!symbols_offered(loaded, name))
				continue;
			guard_refuse(guard,
				     "use a build for handover ('nicctl build'), which "
				     "exports nothing",
				     "'%s' exports %s, as the loaded %s does: the kernel "
				     "does not take both",
				     file->path, name, module->name);
			return;
		}
	}
	guard_pass(guard, "%s exports nothing that is there already", file->name);
}

/* RDMA of the stock driver is not the other one's. */
void guard_rule_rdma_gone(struct guard *guard)
{
	if (guard->plan->rdma.n)
		guard_warn(guard, "it comes back with --stock",
			   "%s %s with the port%s and %s not come back under %s",
			   guard_join(guard, &guard->plan->rdma),
			   guard->plan->rdma.n == 1 ? "vanishes" : "vanish",
			   guard->plan->ports.n == 1 ? "" : "s",
			   guard->plan->rdma.n == 1 ? "does" : "do",
			   guard->request->to_stock ? "it" : guard->plan->beside);
}

/* A reload takes all ports of the driver: also those that were not named. */
void guard_rule_named_ports(struct guard *guard)
{
	const struct strv *names = &guard->request->ports;
	struct strv others = {0};

	for (size_t i = 0; names->n && i < guard->plan->ports.n; i++) {
		const char *address = guard->plan->ports.items[i];
		bool is_named = false;

		for (size_t n = 0; n < names->n; n++) {
			const struct port *port =
				portname_find(guard->host, names->items[n]);

			is_named |= port && strcmp(port->address, address) == 0;
		}
		if (!is_named)
			(void)strv_push(guard->arena, &others, text_of(guard, address));
	}
	if (others.n)
		guard_refuse(guard, "use --strategy handover, or name them too",
			     "a reload takes down ports that --ports does not name: %s",
			     guard_join(guard, &others));
}
