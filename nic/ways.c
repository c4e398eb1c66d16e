/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How each namespace would send to the addresses that matter. */
#include "ways.h"

#include <errno.h>
#include <string.h>

#include "routes.h"

/* A look-up costs some 10 us, in each namespace. */
#define MAX_GOALS 1000

static int add_goal(struct host *host, struct ways_goals *goals, const char *to,
		    uint32_t mark)
{
	struct ways_goal *goal;

	for (size_t i = 0; i < goals->n; i++) {
		if (goals->items[i].mark == mark && strcmp(goals->items[i].to, to) == 0)
			return 0;
	}
	if (goals->n >= MAX_GOALS)
		return goals->n == MAX_GOALS ? -E2BIG : 0;
	goal = ARENA_PUSH(host->arena, goals);
	if (!goal)
		return -ENOMEM;
	goal->to = to;
	goal->mark = mark;
	return 0;
}

static int gather(struct host *host, struct ways_goals *goals)
{
	int r = 0;

	/* Storage and tunnels first: they are few, and have no other way to be found. */
	for (size_t i = 0; i < host->network_uses.n && r == 0; i++) {
		if (host->network_uses.items[i].server)
			r = add_goal(host, goals, host->network_uses.items[i].server, 0);
	}
	for (size_t i = 0; i < host->netdevs.n; i++) {
		const struct netdev *dev = &host->netdevs.items[i];

		for (size_t k = 0; k < dev->remotes.n && r == 0; k++)
			r = add_goal(host, goals, dev->remotes.items[k],
				     dev->tunnel_mark);
	}
	for (size_t i = 0; i < host->sessions.n && r == 0; i++)
		r = add_goal(host, goals, host->sessions.items[i].peer, 0);
	return r;
}

int ways_gather(struct host *host, struct ways_goals *ret_goals)
{
	int r = gather(host, ret_goals);

	if (r == -E2BIG)
		return strv_push(host->arena, &host->not_read,
				 "the ways to tunnels' ends and sessions' peers: there "
				 "are more than 1000");
	return r;
}

int ways_read(struct host *host, const struct ways_goals *goals, struct nl_sock *sock,
	      const char *netns)
{
	for (size_t i = 0; i < goals->n; i++) {
		const struct ways_goal *goal = &goals->items[i];
		struct routes_question question = {.peer = goal->to, .mark = goal->mark};
		struct routes_answer answer;
		struct way *way;
		int r = routes_ask(sock, &question, host->arena, &answer);

		if (r == -ENOMEM)
			return r;
		if (r < 0)
			continue;
		way = ARENA_PUSH(host->arena, &host->ways);
		if (!way)
			return -ENOMEM;
		*way = (struct way){netns, goal->to, goal->mark, answer.ifindex,
				    answer.gateway};
	}
	return 0;
}
