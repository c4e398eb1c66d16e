/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions to the graph of loaded modules: who holds whom, and what modprobe would do.
 */
#ifndef NICCTL_GRAPH_H
#define NICCTL_GRAPH_H

#include "host.h"

/* Every module that has to go before @target can, holders first, @target last. A module
 * that is not loaded gives an empty list. The names are borrowed from @host, the list is
 * taken from @arena. Returns 0, -ENOMEM, -ELOOP (the holders form a circle) or -ESRCH (a
 * holder is not among the loaded modules: the facts contradict themselves). */
int graph_removal_order(const struct host *host, const char *target, struct arena *arena,
			struct strv *ret_order, struct nic_err *err);

/* What `modprobe -r` of each of @targets, one after the other, would remove altogether,
 * in its order: its post softdeps, the module, every dependency that nothing holds any
 * more by then, its pre softdeps. As tools/modprobe.c of kmod 25 to 34 does it; remove
 * commands of modprobe.d are not followed (what they run is unknown). Returns 0 or
 * -ENOMEM. */
int graph_modprobe_removal(const struct host *host, const struct strv *targets,
			   struct arena *arena, struct strv *ret_removed,
			   struct nic_err *err);

#endif
