/* SPDX-License-Identifier: GPL-2.0-or-later */
/* AF_XDP sockets on devices of the test's own: what a bind answers, that it leaves
 * nothing behind, and that the sockets of others are found. */
#include <errno.h>
#include <linux/capability.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "devices.h"
#include "sandbox.h"
#include "xsk.h"
#include "xsk_owner.h"
#include "xsk_port.h"
#include "xsk_users.h"

#ifndef SOL_XDP
#define SOL_XDP 283
#endif

#define AREA_BYTES ((size_t)16 * 4096)
#define WAIT_MS 5000

static int build(void **state)
{
	(void)state;
	sandbox_ip("link add up0 numrxqueues 2 numtxqueues 2 type veth peer name up1 "
		   "numrxqueues 2 numtxqueues 2");
	sandbox_ip("link set up0 up");
	sandbox_ip("link set up1 up");
	return 0;
}

static void expect_try(const char *dev, uint32_t queue, enum xsk_mode mode, int error)
{
	struct xsk_attempt attempt = xsk_try(if_nametoindex(dev), queue, mode);

	assert_int_equal(attempt.stage, XSK_STAGE_BIND);
	assert_int_equal(attempt.error, error);
	assert_false(attempt.is_zerocopy);
}

static void test_what_a_bind_answers(void **state)
{
	(void)state;
	expect_try("up0", 0, XSK_ZEROCOPY, -EOPNOTSUPP);
	expect_try("lo", 0, XSK_ZEROCOPY, -EOPNOTSUPP);
	expect_try("up0", 1, XSK_COPY, 0);
	expect_try("lo", 0, XSK_COPY, 0);
	expect_try("up0", 2, XSK_COPY, -EINVAL); /* there is no such queue */
	assert_int_equal(xsk_try(4711, 0, XSK_COPY).error, -ENODEV);
}

/* Sockets that were closed are off the queue soon. */
static void expect_free(const char *dev, uint32_t queue)
{
	struct xsk_attempt attempt =
		xsk_try_for(if_nametoindex(dev), queue, XSK_COPY, WAIT_MS);

	assert_int_equal(attempt.error, 0);
}

static void test_nothing_stays(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++)
		expect_free("up0", 0);
}

static void test_port(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = sandbox_host();
	struct xsk_port port = {0};
	struct nic_err err = {0};
	struct netdev gone = {.name = "gone", .ifindex = 4711};

	(void)state;
	for (size_t i = 0; i < host->netdevs.n; i++) {
		assert_int_equal(xsk_port_read(&host->netdevs.items[i], &port, &err), 0);
		assert_int_equal(port.queues, host->netdevs.items[i].kind ? 2 : 1);
		assert_false(port.has_program);
		if (port.has_features)
			assert_int_equal(port.features & XSK_PORT_ZEROCOPY, 0);
	}
	assert_true(xsk_port_read(&gone, &port, &err) < 0);
	assert_non_null(strstr(err.message, "'gone'"));
	assert_int_equal(xsk_port_queues("../../../etc"), 0);
}

/* An application: a socket on queue 0 of up0, with its fill ring mapped. */
static int hold(void **ret_ring)
{
	static char area[AREA_BYTES] __attribute__((aligned(4096)));
	const struct xdp_umem_reg reg = {
		.addr = (uintptr_t)area, .len = sizeof(area), .chunk_size = 4096};
	const struct sockaddr_xdp address = {.sxdp_family = AF_XDP,
					     .sxdp_flags = XDP_COPY,
					     .sxdp_ifindex = if_nametoindex("up0")};
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0), entries = 16;

	assert_true(fd >= 0);
	assert_int_equal(setsockopt(fd, SOL_XDP, XDP_UMEM_REG, &reg, sizeof(reg)), 0);
	assert_int_equal(
		setsockopt(fd, SOL_XDP, XDP_UMEM_FILL_RING, &entries, sizeof(int)), 0);
	assert_int_equal(
		setsockopt(fd, SOL_XDP, XDP_UMEM_COMPLETION_RING, &entries, sizeof(int)),
		0);
	assert_int_equal(setsockopt(fd, SOL_XDP, XDP_RX_RING, &entries, sizeof(int)), 0);
	*ret_ring = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, XDP_UMEM_PGOFF_FILL_RING);
	assert_true(*ret_ring != MAP_FAILED);
	for (int i = 0; bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0;
	     i++) {
		if (errno != EBUSY || i == WAIT_MS)
			fail_msg("bind: %s", strerror(errno));
		usleep(1000); /* the socket of another test is still going */
	}
	return fd;
}

/* veth plays a port here: only ports are looked at. */
static struct host *users(void)
{
	struct host *host = sandbox_host();
	struct nic_err err = {0};

	for (size_t i = 0; i < host->netdevs.n; i++) {
		if (strcmp(host->netdevs.items[i].name, "up0") == 0)
			host->netdevs.items[i].port = "0000:00:00.0";
	}
	if (devices_collect_xsk(host, &err) < 0)
		fail_msg("%s", err.message);
	return host;
}

static void test_socket_of_another(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;
	void *ring;
	int fd = hold(&ring);

	(void)state;
	expect_try("up0", 0, XSK_ZEROCOPY, -EBUSY);
	expect_try("up0", 0, XSK_COPY, -EBUSY);
	expect_free("up0", 1);
	/* queue 1 is not found, although its last socket may not be gone yet */
	host = users();
	assert_int_equal(host->xsk_sockets.n, 1);
	assert_int_equal(host->xsk_sockets.items[0].ifindex, if_nametoindex("up0"));
	assert_int_equal(host->xsk_sockets.items[0].queue, 0);
	assert_int_not_equal(host->xsk_sockets.items[0].mode, XSK_ZEROCOPY);
	assert_true(host->xsk_sockets.items[0].has_pid);
	assert_int_equal(host->xsk_sockets.items[0].pid, getpid());
	assert_string_equal(host->xsk_sockets.items[0].comm, "test_netns_xsk");
	assert_int_equal(host->not_read.n, 0);
	munmap(ring, 4096);
	close(fd);
	expect_free("up0", 0);
}

static void test_no_sockets(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = users();

	(void)state;
	assert_int_equal(host->xsk_sockets.n, 0);
}

static void drop(unsigned int capability)
{
	struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct data[2] = {0};

	if (syscall(SYS_capget, &header, data) < 0)
		_exit(100);
	data[0].effective &= ~(1U << capability);
	data[0].permitted &= ~(1U << capability);
	if (syscall(SYS_capset, &header, data) < 0)
		_exit(101);
}

/* In a child without @capability: stage and error of an attempt. */
static void expect_without(unsigned int capability, enum xsk_stage stage, int error)
{
	struct xsk_attempt attempt;
	struct rlimit none = {0};
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		drop(capability);
		if (setrlimit(RLIMIT_MEMLOCK, &none) < 0)
			_exit(102);
		attempt = xsk_try(if_nametoindex("up0"), 0, XSK_COPY);
		_exit(attempt.stage == stage && attempt.error == error
			      ? 0
			      : (int)attempt.stage * 32 - attempt.error % 32);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void test_without_rights(void **state)
{
	(void)state;
	expect_without(CAP_NET_RAW, XSK_STAGE_SOCKET, -EPERM);
	expect_without(CAP_IPC_LOCK, XSK_STAGE_MEMORY, -ENOBUFS);
}

static void test_ring_in_an_address_space(void **state)
{
	(void)state;
	assert_true(xsk_owner_is_ring("7f0-7f1 rw-s 100000000 00:08 47   socket:[47]\n"));
	assert_true(xsk_owner_is_ring("7f0-7f1 rw-s 180000000 00:08 47   socket:[47]\n"));
	assert_false(xsk_owner_is_ring("7f0-7f1 rw-s 00000000 00:08 47   socket:[47]\n"));
	assert_false(xsk_owner_is_ring("7f0-7f1 rw-s 100000000 00:08 47   /a/file\n"));
	assert_false(xsk_owner_is_ring("socket:[47]"));
	assert_false(xsk_owner_is_ring(""));
}

static void test_protocols(void **state)
{
	static const char head[] = "protocol  size sockets  memory press\n";
	char text[256];

	(void)state;
	assert_false(xsk_users_in_protocols(""));
	assert_false(xsk_users_in_protocols(head));
	(void)snprintf(text, sizeof(text), "%sXDP       1088      0      -1   NI\n",
		       head);
	assert_false(xsk_users_in_protocols(text));
	(void)snprintf(text, sizeof(text), "%sXDP       1088     12      -1   NI\n",
		       head);
	assert_true(xsk_users_in_protocols(text));
	(void)snprintf(text, sizeof(text), "%sXDPV6     1088     12      -1   NI\n",
		       head);
	assert_false(xsk_users_in_protocols(text));
	assert_false(xsk_users_in_protocols("XDP "));
}

static int run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_a_bind_answers),
		cmocka_unit_test(test_nothing_stays),
		cmocka_unit_test(test_port),
		cmocka_unit_test(test_no_sockets),
		cmocka_unit_test(test_socket_of_another),
		cmocka_unit_test(test_without_rights),
		cmocka_unit_test(test_ring_in_an_address_space),
		cmocka_unit_test(test_protocols),
	};
	int fd = socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0) {
		printf("skipped: AF_XDP: %s\n", strerror(errno));
		return 77;
	}
	close(fd);
	return cmocka_run_group_tests(tests, build, NULL);
}

int main(void)
{
	return sandbox_run(run_all);
}
