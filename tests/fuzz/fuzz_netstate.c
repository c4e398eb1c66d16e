/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a network state: what is read can be written and read again, and compares
 * with itself as equal, with nothing as different, without harm. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "netdiff.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void must(bool is_good)
{
	if (!is_good)
		abort();
}

static void round_trip(const struct netstate *state)
{
	NIC_CLEANUP(netstate_freep) struct netstate *again = NULL;
	char *first = netstate_to_json(state), *second;
	struct nic_err err;

	must(first && netstate_read_json(first, strlen(first), &again, &err) == 0);
	second = netstate_to_json(again);
	must(second && strcmp(first, second) == 0);
	free(first);
	free(second);
}

static void compare(const struct netstate *before, const struct netstate *now)
{
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct netdiff diff = {0};

	must(arena && netdiff_make(before, now, arena, &diff) == 0);
	for (size_t i = 0; i < diff.n; i++) {
		must(diff.items[i].text && netdiff_change_name((int)diff.items[i].change));
		must(!i || diff.items[i - 1].order <= diff.items[i].order);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	NIC_CLEANUP(netstate_freep) struct netstate *state = NULL;
	NIC_CLEANUP(netstate_freep) struct netstate *nothing = netstate_new();
	struct nic_err err = {0};

	must(nothing);
	if (netstate_read_json((const char *)bytes, n, &state, &err) < 0) {
		must(err.message[0]);
		return 0;
	}
	round_trip(state);
	compare(state, state);
	compare(state, nothing);
	compare(nothing, state);
	return 0;
}
