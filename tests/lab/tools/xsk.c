// SPDX-License-Identifier: GPL-2.0-or-later
/* An application with an AF_XDP socket, for scenarios:
 *
 *   xsk hold IFNAME QUEUE zero-copy|copy   binds a socket, and keeps it until it is killed
 *   xsk receive IFNAME QUEUE N SECONDS     receives N frames in zero-copy, or fails
 *   xsk pass IFNAME                        runs an XDP program in the driver until killed
 *   xsk programs                           how many BPF programs the kernel has
 *
 * It prints one line when it is ready or done. */
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Of each ring, and frames: as many as ice has descriptors in its largest ring, so that the driver never
 * runs short. */
#define ENTRIES 4096U
#define FRAME_BYTES 4096U
#define QUEUES_MAX 64

struct ring {
	uint32_t *producer, *consumer;
	void *entries;
};

struct xsk {
	int fd;
	struct ring fill, receive;
	bool is_zerocopy;
};

static void die(const char *what)
{
	fprintf(stderr, "xsk: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

static void option(int fd, int name, const void *value, socklen_t bytes)
{
	if (setsockopt(fd, SOL_XDP, name, value, bytes) < 0)
		die("setsockopt");
}

static void map_ring(int fd, const struct xdp_ring_offset *offset, off_t page, size_t entry,
		     struct ring *ring)
{
	char *start = mmap(NULL, offset->desc + ENTRIES * entry, PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_POPULATE, fd, page);

	if (start == MAP_FAILED)
		die("mmap of a ring");
	ring->producer = (uint32_t *)(start + offset->producer);
	ring->consumer = (uint32_t *)(start + offset->consumer);
	ring->entries = start + offset->desc;
}

static void map_rings(struct xsk *xsk)
{
	struct xdp_mmap_offsets offsets;
	socklen_t bytes = sizeof(offsets);
	uint64_t *addresses;

	if (getsockopt(xsk->fd, SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &bytes) < 0)
		die("XDP_MMAP_OFFSETS");
	map_ring(xsk->fd, &offsets.fr, XDP_UMEM_PGOFF_FILL_RING, sizeof(uint64_t), &xsk->fill);
	map_ring(xsk->fd, &offsets.rx, XDP_PGOFF_RX_RING, sizeof(struct xdp_desc), &xsk->receive);
	addresses = xsk->fill.entries;
	for (uint32_t i = 0; i < ENTRIES; i++)
		addresses[i] = (uint64_t)i * FRAME_BYTES;
	__atomic_store_n(xsk->fill.producer, ENTRIES, __ATOMIC_RELEASE);
}

static void open_socket(struct xsk *xsk)
{
	struct xdp_umem_reg area = {.len = ENTRIES * FRAME_BYTES, .chunk_size = FRAME_BYTES};
	const int entries = ENTRIES;
	void *memory = mmap(NULL, area.len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	area.addr = (uintptr_t)memory;
	xsk->fd = socket(AF_XDP, SOCK_RAW, 0);
	if (xsk->fd < 0)
		die("socket");
	option(xsk->fd, XDP_UMEM_REG, &area, sizeof(area));
	option(xsk->fd, XDP_UMEM_FILL_RING, &entries, sizeof(entries));
	option(xsk->fd, XDP_UMEM_COMPLETION_RING, &entries, sizeof(entries));
	option(xsk->fd, XDP_RX_RING, &entries, sizeof(entries));
	map_rings(xsk);
}

/* A socket that was closed a moment ago may still be on the queue. */
static void bind_socket(struct xsk *xsk, unsigned int ifindex, uint32_t queue, uint16_t flags)
{
	struct sockaddr_xdp address = {.sxdp_family = AF_XDP, .sxdp_flags = flags,
				       .sxdp_ifindex = ifindex, .sxdp_queue_id = queue};
	struct xdp_options options = {0};
	socklen_t bytes = sizeof(options);
	int tries = 0;

	while (bind(xsk->fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		if (errno != EBUSY || ++tries == 100)
			die("bind");
		usleep(10000);
	}
	if (getsockopt(xsk->fd, SOL_XDP, XDP_OPTIONS, &options, &bytes) < 0)
		die("XDP_OPTIONS");
	xsk->is_zerocopy = options.flags & XDP_OPTIONS_ZEROCOPY;
}

/* Attaches @code in the driver, for as long as the returned file is open. */
static int attach(struct bpf_insn *code, size_t n, unsigned int ifindex)
{
	union bpf_attr attr = {0};
	int program, link;

	attr.prog_type = BPF_PROG_TYPE_XDP;
	attr.insns = (uintptr_t)code;
	attr.insn_cnt = (uint32_t)n;
	attr.license = (uintptr_t)"GPL";
	program = bpf(BPF_PROG_LOAD, &attr);
	if (program < 0)
		die("BPF_PROG_LOAD");
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)program;
	attr.link_create.target_ifindex = ifindex;
	attr.link_create.attach_type = BPF_XDP;
	attr.link_create.flags = XDP_FLAGS_DRV_MODE;
	link = bpf(BPF_LINK_CREATE, &attr);
	if (link < 0)
		die("BPF_LINK_CREATE");
	return link;
}

static void attach_pass(unsigned int ifindex)
{
	struct bpf_insn code[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .imm = XDP_PASS},
		{.code = BPF_JMP | BPF_EXIT},
	};

	attach(code, sizeof(code) / sizeof(code[0]), ifindex);
}

/* return bpf_redirect_map(map, ctx->rx_queue_index, XDP_PASS); the map is returned */
static int attach_redirect(unsigned int ifindex)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_XSKMAP, .key_size = 4, .value_size = 4,
			       .max_entries = QUEUES_MAX};
	int map = bpf(BPF_MAP_CREATE, &attr);
	struct bpf_insn code[] = {
		{.code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = 2, .src_reg = 1,
		 .off = offsetof(struct xdp_md, rx_queue_index)},
		{.code = BPF_LD | BPF_IMM | BPF_DW, .dst_reg = 1, .src_reg = BPF_PSEUDO_MAP_FD, .imm = map},
		{0},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 3, .imm = XDP_PASS},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_redirect_map},
		{.code = BPF_JMP | BPF_EXIT},
	};

	if (map < 0)
		die("BPF_MAP_CREATE");
	attach(code, sizeof(code) / sizeof(code[0]), ifindex);
	return map;
}

/* Takes what has come in, and gives the frames back. */
static uint32_t take(struct xsk *xsk)
{
	uint32_t from = *xsk->receive.consumer, to = __atomic_load_n(xsk->receive.producer, __ATOMIC_ACQUIRE);
	uint32_t fill = *xsk->fill.producer;
	const struct xdp_desc *frames = xsk->receive.entries;
	uint64_t *addresses = xsk->fill.entries;

	for (uint32_t i = from; i != to; i++)
		addresses[fill++ % ENTRIES] = frames[i % ENTRIES].addr / FRAME_BYTES * FRAME_BYTES;
	__atomic_store_n(xsk->receive.consumer, to, __ATOMIC_RELEASE);
	__atomic_store_n(xsk->fill.producer, fill, __ATOMIC_RELEASE);
	return to - from;
}

static int receive(unsigned int ifindex, uint32_t queue, uint32_t wanted, int seconds)
{
	struct xsk xsk = {0};
	union bpf_attr attr = {0};
	int map = attach_redirect(ifindex);
	time_t end = time(NULL) + seconds;
	uint32_t n = 0;

	open_socket(&xsk);
	bind_socket(&xsk, ifindex, queue, XDP_ZEROCOPY);
	attr.map_fd = (uint32_t)map;
	attr.key = (uintptr_t)&queue;
	attr.value = (uintptr_t)&xsk.fd;
	if (bpf(BPF_MAP_UPDATE_ELEM, &attr) < 0)
		die("BPF_MAP_UPDATE_ELEM");
	puts("ready");
	fflush(stdout);
	while (n < wanted && time(NULL) < end) {
		struct pollfd event = {.fd = xsk.fd, .events = POLLIN};

		(void)poll(&event, 1, 100);
		n += take(&xsk);
	}
	printf("received %u frames%s\n", n, xsk.is_zerocopy ? " in zero-copy" : "");
	return n >= wanted && xsk.is_zerocopy ? 0 : 1;
}

static _Noreturn void hold(unsigned int ifindex, uint32_t queue, const char *mode)
{
	struct xsk xsk = {0};

	open_socket(&xsk);
	bind_socket(&xsk, ifindex, queue, strcmp(mode, "copy") == 0 ? XDP_COPY : XDP_ZEROCOPY);
	printf("bound in %s\n", xsk.is_zerocopy ? "zero-copy" : "copy mode");
	fflush(stdout);
	for (;;)
		pause();
}

static _Noreturn void pass(unsigned int ifindex)
{
	attach_pass(ifindex);
	puts("attached");
	fflush(stdout);
	for (;;)
		pause();
}

static int count_programs(void)
{
	union bpf_attr attr = {0};
	unsigned int n = 0;

	while (bpf(BPF_PROG_GET_NEXT_ID, &attr) == 0) {
		attr.start_id = attr.next_id;
		n++;
	}
	printf("%u\n", n);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int ifindex = argc > 2 ? if_nametoindex(argv[2]) : 0;

	if (argc == 2 && strcmp(argv[1], "programs") == 0)
		return count_programs();
	if (argc == 3 && strcmp(argv[1], "pass") == 0 && ifindex)
		pass(ifindex);
	if (argc == 5 && strcmp(argv[1], "hold") == 0 && ifindex)
		hold(ifindex, (uint32_t)atoi(argv[3]), argv[4]);
	if (argc == 6 && strcmp(argv[1], "receive") == 0 && ifindex)
		return receive(ifindex, (uint32_t)atoi(argv[3]), (uint32_t)atoi(argv[4]), atoi(argv[5]));
	fprintf(stderr, "xsk: look at the head of its source\n");
	return 2;
}
