/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AF_XDP sockets: tries whether a receive queue can be bound, in zero-copy or in copy
 * mode.
 *
 * Binding needs nothing but a socket, so neither libxdp nor libbpf is asked. No XDP
 * program is loaded: without one i40e, ice and their relatives only map the socket's
 * memory, and restart no queue (i40e_xsk_pool_enable(), ice_xsk_pool_setup()). */
#ifndef NICCTL_NIC_XSK_H
#define NICCTL_NIC_XSK_H

#include <stdint.h>

#include "host.h"

/* How far an attempt came. */
enum xsk_stage {
	XSK_STAGE_SOCKET, /* does the kernel have AF_XDP, and may the caller use it? */
	XSK_STAGE_MEMORY, /* memory for packets, and the rings */
	XSK_STAGE_BIND,
};

/* @error: 0, or the negative errno of @stage. */
struct xsk_attempt {
	enum xsk_stage stage;
	int error;
	bool is_zerocopy; /* as XDP_OPTIONS says after the bind */
};

/* Binds a socket to @queue of the device @ifindex of the caller's namespace, in exactly
 * the mode asked for, and closes it. XSK_COPY never reaches the driver. After a success
 * the kernel needs some ten milliseconds to take the closed socket off the queue
 * (xsk_destruct() waits for RCU, xp_release_deferred() for the RTNL lock). */
struct xsk_attempt xsk_try(uint32_t ifindex, uint32_t queue, enum xsk_mode mode);

/* The same, tried again for up to @timeout_ms while another socket is on the queue (0:
 * once). The last attempt counts. */
struct xsk_attempt xsk_try_for(uint32_t ifindex, uint32_t queue, enum xsk_mode mode,
			       int timeout_ms);

#endif
