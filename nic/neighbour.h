/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks one neighbour on a link whether it is there: by an ARP request for IPv4, by a
 * neighbour solicitation for IPv6. Sent from sockets of nicctl's own: the kernel's table
 * of neighbours, and what it says of them, has no part in it and is not disturbed. */
#ifndef NICCTL_NIC_NEIGHBOUR_H
#define NICCTL_NIC_NEIGHBOUR_H

#include <linux/if_ether.h>
#include <stdbool.h>
#include <stdint.h>

struct neighbour;

/* Makes ready to ask @target (an address) on the device @ifindex of the calling thread's
 * namespace. Needs CAP_NET_RAW. Returns 0, -EINVAL (not an address), -ENOMEM or the errno
 * of the socket. The caller closes it. */
int neighbour_open(uint32_t ifindex, const char *target,
		   struct neighbour **ret_neighbour);
void neighbour_close(struct neighbour *neighbour);

/* Forgets earlier answers and sends a request. @mac: of the device; @source: the IPv4
 * address to ask from (NULL: none, as an address probe does). Returns 0 or the errno of
 * the send. */
int neighbour_ask(struct neighbour *neighbour, const unsigned char mac[ETH_ALEN],
		  const char *source);

/* Readable as soon as something has come in. */
int neighbour_fd(const struct neighbour *neighbour);

/* Takes what has come in: is the answer among it? */
bool neighbour_has_answered(struct neighbour *neighbour);

#endif
