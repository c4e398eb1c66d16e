/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rule about virtual functions: the kernel removes them with their port's driver.
 * They are made again with their drivers and network devices; what a guest or another
 * namespace does with one cannot be put back. */
#include "guard_rules.h"

#include <inttypes.h>
#include <string.h>

static bool has_driver_of(const struct port *vf, const char *const *drivers, size_t n)
{
	for (size_t i = 0; vf->driver && i < n; i++) {
		if (strcmp(vf->driver, drivers[i]) == 0)
			return true;
	}
	return false;
}

/* Drivers that hand a function to a guest or to a program without an open file that would
 * tell who. */
static bool is_given_away(const struct port *vf)
{
	static const char *const drivers[] = {"uio_pci_generic", "igb_uio", "pciback",
					      "xen-pciback"};

	return has_driver_of(vf, drivers, NIC_ARRAY_SIZE(drivers));
}

/* Who has the function open; NULL: nobody known. */
static const struct device_user *find_guest(const struct guard *guard,
					    const struct port *vf)
{
	static const char vfio[] = "/dev/vfio/";

	for (size_t i = 0; i < guard->host->users.n; i++) {
		const struct device_user *user = &guard->host->users.items[i];

		if (user->port && strcmp(user->port, vf->address) == 0 &&
		    strncmp(user->path, vfio, strlen(vfio)) == 0)
			return user;
	}
	return NULL;
}

static void judge_given(struct guard *guard, const struct port *pf, const struct port *vf)
{
	const struct device_user *guest = find_guest(guard, vf);

	if (guest)
		guard_refuse(guard, "end the guest, or take the function from it, first",
			     "pid %" PRIu32 " (%s) has %s, a virtual function of %s: the "
			     "kernel would wait for it for ever",
			     guest->pid, guest->comm ? guest->comm : "?", vf->address,
			     pf->address);
	else if (is_given_away(vf))
		guard_lose(guard, pf->address, "take it from its driver first",
			   "%s, a virtual function of %s, is kept for guests by %s",
			   vf->address, pf->address, vf->driver);
}

static void judge_netdev(struct guard *guard, const struct port *pf,
			 const struct netdev *netdev)
{
	if (netdev->netns)
		guard_lose(guard, pf->address, "take it back from there first",
			   "%s (%s), a virtual function of %s, is in the network "
			   "namespace '%s'",
			   netdev->name, netdev->port, pf->address, netdev->netns);
}

/* Returns how many things were said of the port's functions. */
static size_t judge_functions(struct guard *guard, const struct port *pf)
{
	const struct host *host = guard->host;
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < host->ports.n; i++) {
		const struct port *vf = &host->ports.items[i];

		if (!vf->physfn || strcmp(vf->physfn, pf->address) != 0)
			continue;
		judge_given(guard, pf, vf);
		for (size_t k = 0; k < host->netdevs.n; k++) {
			const struct netdev *netdev = &host->netdevs.items[k];

			if (netdev->port && strcmp(netdev->port, vf->address) == 0)
				judge_netdev(guard, pf, netdev);
		}
	}
	return guard->verdicts->n - before;
}

/* Why they would not come back; NULL: they would. */
static const char *not_restored(const struct guard *guard)
{
	if (guard->request->no_restore)
		return "--restore never";
	return guard->request->to && !guard->request->to_stock ? "another driver" : NULL;
}

static void judge_port(struct guard *guard, const struct port *pf)
{
	const char *why = not_restored(guard);

	if (why)
		guard_lose(guard, pf->address,
			   arena_printf(guard->arena,
					"'echo 0 > /sys/bus/pci/devices/%s/sriov_numvfs'",
					pf->address),
			   "%s has %" PRIu32
			   " virtual functions, and with %s they are not "
			   "made again",
			   pf->address, pf->vfs, why);
	else if (!judge_functions(guard, pf))
		guard_pass(guard,
			   "the %" PRIu32 " virtual functions of %s are made again, with "
			   "their settings, drivers and network devices",
			   pf->vfs, pf->address);
}

void guard_rule_vfs(struct guard *guard)
{
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < guard->host->ports.n; i++) {
		const struct port *port = &guard->host->ports.items[i];

		if (port->vfs && plan_touches_port(guard->plan, port->address))
			judge_port(guard, port);
	}
	if (!guard->plan->ports.n)
		guard_pass(guard, "no port goes down");
	else if (guard->verdicts->n == before)
		guard_pass(guard, "no virtual function goes down");
}

static bool is_below_something(const struct guard *guard, const struct netdev *netdev)
{
	for (size_t i = 0; i < guard->host->netdevs.n; i++) {
		const struct netdev *other = &guard->host->netdevs.items[i];

		if (other != netdev && other->link == netdev->ifindex &&
		    !other->link_netns && host_same_netns(other->netns, netdev->netns))
			return true;
	}
	return false;
}

/* Drivers that keep a function for a guest that may not run now. */
static bool is_kept(const struct port *vf)
{
	static const char *const drivers[] = {"vfio-pci", "pci-stub"};

	return has_driver_of(vf, drivers, NIC_ARRAY_SIZE(drivers));
}

/* What a driver's reload puts back, a removal for good does not. */
static void judge_removal(struct guard *guard, const struct port *pf)
{
	const struct host *host = guard->host;

	for (size_t i = 0; i < host->ports.n; i++) {
		const struct port *vf = &host->ports.items[i];

		if (vf->physfn && strcmp(vf->physfn, pf->address) == 0 && is_kept(vf) &&
		    !find_guest(guard, vf))
			guard_lose(guard, pf->address, "take it from its driver first",
				   "%s, a virtual function of %s, is kept for guests by "
				   "%s",
				   vf->address, pf->address, vf->driver);
	}
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *netdev = &host->netdevs.items[i];
		const struct port *vf =
			netdev->port ? host_port(host, netdev->port) : NULL;

		if (!vf || !vf->physfn || strcmp(vf->physfn, pf->address) != 0 ||
		    netdev->netns ||
		    (!netdev->is_up && !netdev->master && !netdev->addresses.n &&
		     !is_below_something(guard, netdev)))
			continue;
		guard_lose(guard, pf->address,
			   arena_printf(guard->arena,
					"stop using it first ('ip link set %s down')",
					netdev->name),
			   "%s (%s), a virtual function of %s, is in use here",
			   netdev->name, netdev->port, pf->address);
	}
}

/* Taking all of them away is the only change of their number that is planned. */
void guard_rule_settings_vfs(struct guard *guard)
{
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < guard->plan->steps.n; i++) {
		const struct step_setting *setting = guard->plan->steps.items[i].setting;
		size_t said = guard->verdicts->n;
		const struct port *pf;

		if (!setting || strcmp(setting->group, "vfs") != 0 || !setting->before ||
		    strcmp(setting->before, "0") == 0)
			continue;
		pf = host_port(guard->host, setting->port);
		if (!pf)
			continue;
		(void)judge_functions(guard, pf);
		judge_removal(guard, pf);
		if (guard->verdicts->n == said)
			guard_warn(guard, NULL,
				   "the %s virtual functions of %s go, with their "
				   "settings",
				   setting->before, setting->netdev);
	}
	if (guard->verdicts->n == before)
		guard_pass(guard, "no virtual function is removed");
}
