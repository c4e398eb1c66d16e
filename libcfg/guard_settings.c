/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rules about settings: what the hardware does not offer, and whom a setting disturbs
 * that makes the driver set its port up anew. */
#include "guard_rules.h"

#include <inttypes.h>
#include <string.h>

#include "protect.h"

/* Features that the kernel has by itself: the card is not asked. */
static bool is_software(const char *feature)
{
	static const char *const features[] = {
		"rx-gro", "rx-gro-list", "rx-udp-gro-forwarding",
		"tx-generic-segmentation", "tx-nocache-copy"};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(features); i++) {
		if (strcmp(feature, features[i]) == 0)
			return true;
	}
	return false;
}

/* May the driver take the link down, or stop its queues, for this? Drivers differ: what
 * one of them does counts for all. */
static bool may_interrupt(const struct step_setting *setting)
{
	static const char *const groups[] = {"private-flags", "channels", "rings",
					     "pause",	      "fec",	  "vfs"};

	if (strcmp(setting->group, "features") == 0)
		return !is_software(setting->name);
	if (strcmp(setting->group, "link") == 0)
		return strcmp(setting->name, "mtu") == 0;
	for (size_t i = 0; i < NIC_ARRAY_SIZE(groups); i++) {
		if (strcmp(setting->group, groups[i]) == 0)
			return true;
	}
	return false;
}

/* The first setting of the plan that interrupts the port; NULL: none does. */
static const struct step_setting *interrupting(const struct plan *plan, const char *port)
{
	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct step_setting *setting = plan->steps.items[i].setting;

		if (setting && strcmp(setting->port, port) == 0 && may_interrupt(setting))
			return setting;
	}
	return NULL;
}

const char *guard_settings_interrupting(const struct plan *plan, const char *port)
{
	const struct step_setting *setting = interrupting(plan, port);

	if (!setting)
		return NULL;
	return setting->key ? setting->key : setting->group;
}

/* A handover leaves other ports of the driver as they are. */
static bool is_left_alone(const struct guard *guard, const struct step_setting *setting)
{
	return guard->plan->strategy == STRATEGY_HANDOVER &&
	       host_port(guard->host, setting->port) &&
	       !plan_touches_port(guard->plan, setting->port);
}

void guard_rule_settings(struct guard *guard)
{
	const struct step_settings *settings = &guard->request->settings;
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < settings->n; i++) {
		const struct step_setting *setting = &settings->items[i];
		const char *remedy = setting->remedy;

		if (!setting->problem || is_left_alone(guard, setting))
			continue;
		if (setting->may_skip)
			guard_warn(guard, remedy, "%s; it is left out", setting->problem);
		else
			guard_refuse(guard,
				     remedy ? remedy
					    : "correct it, or leave it out with "
					      "'on-refused = skip'",
				     "%s", setting->problem);
	}
	if (guard->verdicts->n == before)
		guard_pass(guard, "the ports offer every setting");
}

static void judge_protected(struct guard *guard, const struct protections *found,
			    const struct protection *protection,
			    const struct step_setting *setting)
{
	if (protection->reason->is_advisory || protect_is_accepted(found, protection)) {
		guard_warn(guard, "be ready at the console",
			   "%s may interrupt %s, which is protected: %s",
			   setting->key ? setting->key : setting->group, setting->netdev,
			   protection->chain);
		return;
	}
	guard_refuse(guard,
		     arena_printf(guard->arena,
				  "leave it as it is: '%s =' in a section [port %s]; who "
				  "has another way in can say --accept-loss-of %s",
				  setting->key ? setting->key : setting->group,
				  setting->netdev, setting->netdev),
		     "%s may interrupt %s, which is protected: %s",
		     setting->key ? setting->key : setting->group, setting->netdev,
		     protection->chain);
}

void guard_rule_settings_protected(struct guard *guard)
{
	struct protections found = {0};
	size_t before = guard->verdicts->n;

	if (protect_resolve(guard->host, guard->request, guard->arena, &found, NULL) < 0)
		return; /* memory is out: the arena remembers it */
	for (size_t i = 0; i < found.mistakes.n; i++)
		guard_refuse(guard, "check the name with 'nicctl list'", "%s",
			     found.mistakes.items[i]);
	for (size_t i = 0; i < guard->plan->ports.n; i++) {
		const char *port = guard->plan->ports.items[i];
		const struct protection *protection = protect_find(&found, port);
		const struct step_setting *setting = interrupting(guard->plan, port);

		if (protection && setting)
			judge_protected(guard, &found, protection, setting);
	}
	if (guard->verdicts->n == before)
		guard_pass(guard, "no setting interrupts a protected port");
}

/* In copy mode, too: with other queues the socket's own queue may be gone. */
static void judge_socket(struct guard *guard, const struct xsk_socket *socket,
			 const struct netdev *netdev, const struct step_setting *setting)
{
	const char *owner = "a process that the kernel does not name";

	if (socket->has_pid)
		owner = arena_printf(guard->arena, "pid %" PRIu32 " (%s)", socket->pid,
				     socket->comm ? socket->comm : "?");
	guard_refuse(guard, "end it first",
		     "%s has an AF_XDP socket on queue %" PRIu32
		     " of %s%s, which '%s' interrupts",
		     owner ? owner : "?", socket->queue, netdev->name,
		     socket->mode == XSK_ZEROCOPY ? " (zero-copy)" : "",
		     setting->key ? setting->key : setting->group);
}

void guard_rule_settings_in_use(struct guard *guard)
{
	const struct host *host = guard->host;
	size_t before = guard->verdicts->n;

	for (size_t i = 0; i < host->xsk_sockets.n; i++) {
		const struct xsk_socket *socket = &host->xsk_sockets.items[i];
		const struct netdev *netdev = host_netdev(host, socket->ifindex);
		const struct step_setting *setting =
			netdev && netdev->port ? interrupting(guard->plan, netdev->port)
					       : NULL;

		if (setting)
			judge_socket(guard, socket, netdev, setting);
	}
	if (host->xsk_sockets.n && guard->verdicts->n == before)
		guard_pass(guard, "no port that is interrupted has AF_XDP sockets");
}
