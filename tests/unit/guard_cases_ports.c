/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cases of the guard: what stands on the ports. */
#include "test.h"

#include "fake_host.h"
#include "guard_cases.h"

static void in_namespace(struct scene *scene)
{
	scene->host->netdevs.items[2].netns = "blue"; /* ens1f0 */
}

static void other_driver_in_namespace(struct scene *scene)
{
	scene->host->netdevs.items[1].netns = "blue"; /* eno1 */
}

static void bond_member(struct scene *scene)
{
	fake_netdev(scene->host, "bond0", 30, NULL);
	scene->host->netdevs.items[2].master = 30;
	scene->request.no_restore = true;
}

static void vlan_above(struct scene *scene)
{
	fake_netdev(scene->host, "ens1f0.5", 30, NULL)->link = 3;
	scene->request.no_restore = true;
}

static void has_addresses(struct scene *scene)
{
	fake_push(scene->host, &scene->host->netdevs.items[2].addresses, "192.0.2.5/24");
	scene->request.no_restore = true;
}

static void has_addresses_restored(struct scene *scene)
{
	has_addresses(scene);
	scene->request.no_restore = false;
}

static const struct guard_case cases[] = {
	CASE(in_namespace, "namespaces", REFUSE, "ens1f0 (0000:5e:00.0)", NULL),

	CASE(bond_member, "stacked-devices", WARN, "ens1f0 is part of or below bond0",
	     ".post"),
	CASE(vlan_above, "stacked-devices", WARN, "ens1f0.5", ".post"),
	CASE(has_addresses, "stacked-devices", WARN, "192.0.2.5/24", NULL),
	CASE(has_addresses_restored, "stacked-devices", PASS, "gets its addresses back",
	     NULL),

	SILENT(guard_nothing, "namespaces"),
	SILENT(other_driver_in_namespace, "namespaces"),
	SILENT(guard_nothing, "stacked-devices"),
};

const struct guard_cases guard_cases_ports = {cases, NIC_ARRAY_SIZE(cases)};
