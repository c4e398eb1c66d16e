/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AF_XDP sockets: a socket that is bound and closed again.
 * Source: kernel Documentation/networking/af_xdp.rst; net/xdp/xsk.c. */
#include "xsk.h"

#include <errno.h>
#include <linux/if_xdp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "sysfs.h"

/* uapi values that libc's headers of RHEL 8 lack. */
#ifndef SOL_XDP
#define SOL_XDP 283
#endif

/* The least that every driver takes: frames of 4096 bytes fit an MTU of 1500 with any
 * headroom, and 64 KiB is what a user without CAP_IPC_LOCK may lock by default. */
#define FRAME_BYTES 4096U
#define FRAMES 16U

#define POLL_NS 1000000L

static int set_option(int fd, int option, const void *value, size_t bytes)
{
	return setsockopt(fd, SOL_XDP, option, value, (socklen_t)bytes) < 0 ? -errno : 0;
}

/* The rings need not be mapped: nothing is sent or received. */
static int set_up_memory(int fd, void *memory)
{
	const struct xdp_umem_reg area = {
		.addr = (uintptr_t)memory,
		.len = (size_t)FRAMES * FRAME_BYTES,
		.chunk_size = FRAME_BYTES,
	};
	const int entries = FRAMES;
	int r;

	r = set_option(fd, XDP_UMEM_REG, &area, sizeof(area));
	if (r == 0)
		r = set_option(fd, XDP_UMEM_FILL_RING, &entries, sizeof(entries));
	if (r == 0)
		r = set_option(fd, XDP_UMEM_COMPLETION_RING, &entries, sizeof(entries));
	if (r == 0)
		r = set_option(fd, XDP_RX_RING, &entries, sizeof(entries));
	return r;
}

static int bind_socket(int fd, uint32_t ifindex, uint32_t queue, enum xsk_mode mode,
		       bool *ret_is_zerocopy)
{
	const struct sockaddr_xdp address = {
		.sxdp_family = AF_XDP,
		.sxdp_flags = mode == XSK_ZEROCOPY ? XDP_ZEROCOPY : XDP_COPY,
		.sxdp_ifindex = ifindex,
		.sxdp_queue_id = queue,
	};
	struct xdp_options options = {0};
	socklen_t bytes = sizeof(options);

	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    getsockopt(fd, SOL_XDP, XDP_OPTIONS, &options, &bytes) < 0)
		return -errno;
	*ret_is_zerocopy = options.flags & XDP_OPTIONS_ZEROCOPY;
	return 0;
}

static struct xsk_attempt try_with(void *memory, uint32_t ifindex, uint32_t queue,
				   enum xsk_mode mode)
{
	NIC_CLEANUP(sysfs_closep)
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
	struct xsk_attempt attempt = {.stage = XSK_STAGE_SOCKET};

	if (fd < 0) {
		attempt.error = -errno;
		return attempt;
	}
	attempt.stage = XSK_STAGE_MEMORY;
	attempt.error = set_up_memory(fd, memory);
	if (attempt.error < 0)
		return attempt;
	attempt.stage = XSK_STAGE_BIND;
	attempt.error = bind_socket(fd, ifindex, queue, mode, &attempt.is_zerocopy);
	return attempt;
}

struct xsk_attempt xsk_try(uint32_t ifindex, uint32_t queue, enum xsk_mode mode)
{
	size_t bytes = (size_t)FRAMES * FRAME_BYTES;
	struct xsk_attempt attempt = {.stage = XSK_STAGE_MEMORY};
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED) {
		attempt.error = -errno;
		return attempt;
	}
	attempt = try_with(memory, ifindex, queue, mode);
	(void)munmap(memory, bytes); /* cannot fail for a mapping of our own */
	return attempt;
}

struct xsk_attempt xsk_try_for(uint32_t ifindex, uint32_t queue, enum xsk_mode mode,
			       int timeout_ms)
{
	const struct timespec pause = {.tv_nsec = POLL_NS};
	struct xsk_attempt attempt = xsk_try(ifindex, queue, mode);

	for (int i = 0; i < timeout_ms && attempt.error == -EBUSY; i++) {
		(void)nanosleep(&pause, NULL); /* cut short: only tried again sooner */
		attempt = xsk_try(ifindex, queue, mode);
	}
	return attempt;
}
