/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The reasons to protect something, one by one, each followed to its ends. */
#include "protect.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "protect_names.h"
#include "protect_walk.h"

#define SSH_PORT "22"

struct resolver {
	const struct host *host;
	const struct request *request; /* may be NULL */
	struct protections *found;
	struct protect_walk walk;
};

static struct protect_reason *reason_new(struct resolver *resolver,
					 enum protect_kind kind, const char *text)
{
	struct protect_reason *reason =
		arena_alloc(resolver->walk.arena, sizeof(*reason));

	if (!reason || !text)
		return NULL;
	reason->kind = kind;
	reason->text = text;
	return reason;
}

/* From the first device down. What was found to lead nowhere at all is an end, too. */
static int follow_device(struct resolver *resolver, struct protect_reason *reason,
			 const char *to)
{
	const struct netdev *dev =
		host_netdev_in(resolver->host, reason->netns, reason->ifindex);
	struct protect_walk *walk = &resolver->walk;
	size_t before = resolver->found->n;
	int r = protect_walk_begin(walk, reason, to);

	if (r == 0 && !dev)
		return protect_walk_end(walk, PROTECT_END_UNKNOWN, reason->text,
					"its network device cannot be seen");
	if (r == 0)
		r = protect_walk_device(walk, dev, reason->text);
	if (r < 0 || resolver->found->n > before || strcmp(dev->name, "lo") == 0)
		return r;
	return protect_walk_end(walk, PROTECT_END_NONE,
				arena_printf(walk->arena, "%s -> %s", reason->text,
					     protect_walk_label(walk->arena, dev)),
				NULL);
}

static int follow_unknown(struct resolver *resolver, struct protect_reason *reason,
			  const char *why)
{
	int r = protect_walk_begin(&resolver->walk, reason, NULL);

	return r < 0 ? r
		     : protect_walk_end(&resolver->walk, PROTECT_END_UNKNOWN,
					reason->text, why);
}

/* Was the same said by an earlier route (of another table, or another gateway)? */
static bool route_is_known(const struct host *host, size_t i)
{
	const struct route *routes = host->default_routes.items;

	for (size_t k = 0; k < i; k++) {
		if (routes[k].ifindex == routes[i].ifindex &&
		    host_same_netns(routes[k].netns, routes[i].netns) &&
		    strcmp(routes[k].family, routes[i].family) == 0)
			return true;
	}
	return false;
}

static int add_routes(struct resolver *resolver)
{
	const struct host *host = resolver->host;
	int r = 0;

	for (size_t i = 0; i < host->default_routes.n && r == 0; i++) {
		const struct route *route = &host->default_routes.items[i];
		struct protect_reason *reason;

		if (route_is_known(host, i))
			continue;
		reason = reason_new(resolver, PROTECT_ROUTE,
				    arena_printf(resolver->walk.arena,
						 "default route (%s)", route->family));
		if (!reason)
			return -ENOMEM;
		reason->netns = route->netns;
		reason->has_ifindex = true;
		reason->ifindex = route->ifindex;
		reason->gateway = route->gateway;
		r = follow_device(resolver, reason, NULL);
	}
	return r;
}

static bool is_admin_port(const struct request *request, uint32_t port)
{
	char text[16];

	(void)snprintf(text, sizeof(text), "%u", port);
	if (!request || !request->admin_tcp_ports.n)
		return strcmp(text, SSH_PORT) == 0;
	return strv_has(&request->admin_tcp_ports, text);
}

/* The caller's own always counts, another one by its port; connections of one peer over
 * one device count once. */
static bool session_counts(const struct resolver *resolver, size_t i)
{
	const struct session *sessions = resolver->host->sessions.items;
	const struct session *session = &sessions[i];

	if (session->is_other && (!session->has_local_port ||
				  !is_admin_port(resolver->request, session->local_port)))
		return false;
	for (size_t k = 0; k < i; k++) {
		if (sessions[k].has_ifindex == session->has_ifindex &&
		    sessions[k].ifindex == session->ifindex &&
		    host_same_netns(sessions[k].netns, session->netns) &&
		    strcmp(sessions[k].peer, session->peer) == 0 &&
		    (!sessions[k].is_other || session->is_other))
			return false;
	}
	return true;
}

static int add_session(struct resolver *resolver, const struct session *session)
{
	struct arena *arena = resolver->walk.arena;
	struct protect_reason *reason = reason_new(
		resolver, PROTECT_SESSION,
		session->is_other
			? arena_printf(arena, "session at port %u (from %s)",
				       session->local_port, session->peer)
			: arena_printf(arena, "this session (from %s)", session->peer));

	if (!reason)
		return -ENOMEM;
	reason->netns = session->netns;
	reason->has_ifindex = session->has_ifindex;
	reason->ifindex = session->ifindex;
	reason->peer = session->peer;
	if (!session->has_ifindex)
		return follow_unknown(resolver, reason,
				      "its network device is not known");
	return follow_device(resolver, reason, session->peer);
}

static int add_sessions(struct resolver *resolver)
{
	int r = 0;

	for (size_t i = 0; i < resolver->host->sessions.n && r == 0; i++) {
		if (session_counts(resolver, i))
			r = add_session(resolver, &resolver->host->sessions.items[i]);
	}
	return r;
}

static const struct way *way_from_caller(const struct host *host, const char *to)
{
	for (size_t i = 0; i < host->ways.n; i++) {
		const struct way *way = &host->ways.items[i];

		if (!way->netns && !way->mark && strcmp(way->to, to) == 0)
			return way;
	}
	return NULL;
}

/* "nfs4 at '/srv' (192.0.2.9)" */
static int add_network_use(struct resolver *resolver, const struct network_use *use)
{
	struct arena *arena = resolver->walk.arena;
	const struct way *way =
		use->server ? way_from_caller(resolver->host, use->server) : NULL;
	struct protect_reason *reason = reason_new(
		resolver, use->is_advisory ? PROTECT_KDUMP : PROTECT_STORAGE,
		arena_printf(arena, "%s at '%s'%s%s%s", use->what, use->where,
			     use->server ? " (" : "", use->server ? use->server : "",
			     use->server ? ")" : ""));

	if (!reason)
		return -ENOMEM;
	reason->peer = use->server;
	reason->is_root = use->is_root;
	reason->is_advisory = use->is_advisory;
	if (!use->server)
		return follow_unknown(resolver, reason,
				      "the address of its server is not known");
	if (!way)
		return follow_unknown(resolver, reason, "there is no route to it");
	reason->has_ifindex = true;
	reason->ifindex = way->ifindex;
	return follow_device(resolver, reason, use->server);
}

static int add_network_uses(struct resolver *resolver)
{
	int r = 0;

	for (size_t i = 0; i < resolver->host->network_uses.n && r == 0; i++)
		r = add_network_use(resolver, &resolver->host->network_uses.items[i]);
	return r;
}

static int add_mistake(struct resolver *resolver, char *sentence)
{
	struct strv *mistakes = &resolver->found->mistakes;

	return sentence ? strv_push(resolver->walk.arena, mistakes, sentence) : -ENOMEM;
}

/* Where the configuration says it, "FILE:LINE"; the option when nobody noted it. */
static const char *origin(const struct request *request, size_t i)
{
	return i < request->protect_origins.n ? request->protect_origins.items[i]
					      : "protect";
}

static int add_named_device(struct resolver *resolver, struct protect_reason *reason,
			    const struct netdev *dev)
{
	reason->netns = dev->netns;
	reason->has_ifindex = true;
	reason->ifindex = dev->ifindex;
	return follow_device(resolver, reason, NULL);
}

static int add_name(struct resolver *resolver, const char *name, const char *where)
{
	struct arena *arena = resolver->walk.arena;
	struct protect_named named;
	int r = protect_names_find(resolver->host, name, arena, &named);

	if (r == 0 && !named.ports.n && !named.devices.n)
		return add_mistake(resolver,
				   arena_printf(arena,
						"'%.128s' (%s) is no network device, "
						"MAC or PCI address of a port here",
						name, where));
	for (size_t i = 0; r == 0 && i < named.ports.n + named.devices.n; i++) {
		struct protect_reason *reason = reason_new(
			resolver, PROTECT_NAMED,
			arena_printf(arena, "configuration (protect %.128s)", name));

		if (!reason)
			return -ENOMEM;
		if (i >= named.ports.n) {
			r = add_named_device(resolver, reason,
					     named.devices.items[i - named.ports.n]);
			continue;
		}
		r = protect_walk_begin(&resolver->walk, reason, NULL);
		if (r == 0)
			r = protect_walk_port(&resolver->walk, named.ports.items[i],
					      reason->text);
	}
	return r;
}

static int add_names(struct resolver *resolver)
{
	const struct request *request = resolver->request;
	int r = 0;

	for (size_t i = 0; request && i < request->protect.n && r == 0; i++)
		r = add_name(resolver, request->protect.items[i], origin(request, i));
	return r;
}

static int add_accepted(struct resolver *resolver)
{
	const struct request *request = resolver->request;
	struct strv *accepted = &resolver->found->accepted;
	int r = 0;

	for (size_t i = 0; request && i < request->accept_loss.n && r == 0; i++) {
		const char *name = request->accept_loss.items[i];
		size_t before = accepted->n;

		r = protect_names_ports(resolver->host, name, resolver->walk.arena,
					accepted);
		if (r == 0 && accepted->n == before)
			r = add_mistake(resolver,
					arena_printf(resolver->walk.arena,
						     "'%.128s' (--accept-loss-of) is no "
						     "port here",
						     name));
	}
	return r;
}

/* A guest has a function of its own as long as the PF has its driver. */
static int add_guests(struct resolver *resolver)
{
	static const char vfio[] = "/dev/vfio/";
	int r = 0;

	for (size_t i = 0; i < resolver->host->users.n && r == 0; i++) {
		const struct device_user *user = &resolver->host->users.items[i];
		struct protect_reason *reason;

		if (!user->port || strncmp(user->path, vfio, strlen(vfio)) != 0)
			continue;
		reason = reason_new(resolver, PROTECT_GUEST,
				    arena_printf(resolver->walk.arena,
						 "guest (pid %u, %s)", user->pid,
						 user->comm ? user->comm : "?"));
		if (!reason)
			return -ENOMEM;
		r = protect_walk_begin(&resolver->walk, reason, NULL);
		if (r == 0)
			r = protect_walk_port(&resolver->walk, user->port, reason->text);
	}
	return r;
}

int protect_resolve(const struct host *host, const struct request *request,
		    struct arena *arena, struct protections *ret_protections,
		    struct nic_err *err)
{
	static int (*const sources[])(struct resolver *) = {add_routes, add_sessions,
							    add_names,	add_network_uses,
							    add_guests, add_accepted};
	struct protections found = {0};
	struct resolver resolver = {
		.host = host,
		.request = request,
		.found = &found,
		.walk = {.host = host, .arena = arena, .found = &found},
	};
	int r = 0;

	for (size_t i = 0; i < NIC_ARRAY_SIZE(sources) && r == 0; i++)
		r = sources[i](&resolver);
	if (r < 0 || arena_failed(arena))
		return nic_err_set(err, -ENOMEM, "out of memory");
	*ret_protections = found;
	return 0;
}

const struct protection *protect_find(const struct protections *protections,
				      const char *port)
{
	for (size_t i = 0; i < protections->n; i++) {
		const struct protection *item = &protections->items[i];

		if (item->port && !item->reason->is_advisory &&
		    strcmp(item->port, port) == 0)
			return item;
	}
	return NULL;
}

bool protect_is_accepted(const struct protections *protections,
			 const struct protection *protection)
{
	return protection->port && !protection->reason->is_root &&
	       strv_has(&protections->accepted, protection->port);
}
