/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The caller's session is found, and the device it comes in by, whatever is left of it in
 * the environment. */
#include <arpa/inet.h>
#include <net/if.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "devices.h"
#include "sandbox.h"

static int build(void **state)
{
	(void)state;
	sandbox_ip("link set lo up");
	sandbox_ip("link add up0 type veth peer name up1");
	sandbox_ip("link add mg0 type veth peer name mg1");
	sandbox_ip("link set up0 up");
	sandbox_ip("link set up1 up");
	sandbox_ip("link set mg0 up");
	sandbox_ip("link set mg1 up");
	sandbox_ip("address add 192.0.2.1/24 dev up0");
	sandbox_ip("address add 198.51.100.1/24 dev mg0");
	sandbox_ip("address add 2001:db8::1/64 dev mg0 nodad");
	sandbox_ip("address add fe80::77/64 dev up0 nodad");
	sandbox_ip("address add fe80::77/64 dev mg0 nodad");
	sandbox_ip("address add 203.0.113.1/32 dev lo");
	sandbox_ip("route add default via 192.0.2.254 dev up0");
	return 0;
}

static void check(const char *variable, const char *peer, const char *local,
		  const char *dev)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;

	assert_int_equal(setenv("SSH_CONNECTION", variable, 1), 0);
	host = sandbox_host();
	assert_int_equal(unsetenv("SSH_CONNECTION"), 0);
	assert_int_equal(host->sessions.n, 1);
	assert_string_equal(host->sessions.items[0].peer, peer);
	assert_string_equal(host->sessions.items[0].local, local);
	assert_int_equal(host->sessions.items[0].has_ifindex, dev != NULL);
	if (dev)
		assert_int_equal(host->sessions.items[0].ifindex, if_nametoindex(dev));
	assert_int_equal(host->not_read.n, 0);
}

static void test_device_that_holds_the_address(void **state)
{
	(void)state;
	check("192.0.2.9 50000 192.0.2.1 22", "192.0.2.9", "192.0.2.1", "up0");
	check("10.9.9.9 50000 198.51.100.1 22", "10.9.9.9", "198.51.100.1", "mg0");
	check("2001:db8::9 50000 2001:db8::1 22", "2001:db8::9", "2001:db8::1", "mg0");
	check("2001:DB8:0:0::9 50000 2001:db8:0::1 22", "2001:db8::9", "2001:db8::1",
	      "mg0");
}

static void test_mapped_address(void **state)
{
	(void)state;
	check("::ffff:192.0.2.9 50000 ::ffff:198.51.100.1 22", "192.0.2.9",
	      "198.51.100.1", "mg0");
}

static void test_zone_tells_devices_apart(void **state)
{
	char variable[128];

	(void)state;
	check("fe80::9%mg0 50000 fe80::77%mg0 22", "fe80::9", "fe80::77", "mg0");
	check("fe80::9%up0 50000 fe80::77%up0 22", "fe80::9", "fe80::77", "up0");
	(void)snprintf(variable, sizeof(variable), "fe80::9%%%u 50000 fe80::77%%%u 22",
		       if_nametoindex("mg0"), if_nametoindex("mg0"));
	check(variable, "fe80::9", "fe80::77", "mg0");
}

static void test_route_to_the_peer_when_nobody_holds_it(void **state)
{
	(void)state;
	check("198.51.100.7 50000 10.8.8.8 22", "198.51.100.7", "10.8.8.8", "mg0");
	check("10.9.9.9 50000 10.8.8.8 22", "10.9.9.9", "10.8.8.8", "up0");
	check("2001:db9::9 50000 2001:db9::1 22", "2001:db9::9", "2001:db9::1", NULL);
}

/* An address that a routing daemon announces for lo comes in by another device. */
static void test_address_on_loopback(void **state)
{
	(void)state;
	check("10.9.9.9 50000 203.0.113.1 22", "10.9.9.9", "203.0.113.1", "up0");
	check("127.0.0.1 50000 127.0.0.1 22", "127.0.0.1", "127.0.0.1", "lo");
}

static void test_value_that_is_not_understood(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = NULL;

	(void)state;
	assert_int_equal(setenv("SSH_CONNECTION", "not an address at all", 1), 0);
	host = sandbox_host();
	assert_int_equal(unsetenv("SSH_CONNECTION"), 0);
	assert_int_equal(host->sessions.n, 0);
	assert_int_equal(host->not_read.n, 1);
	assert_non_null(strstr(host->not_read.items[0], "SSH_CONNECTION"));
}

static void test_no_session(void **state)
{
	NIC_CLEANUP(host_freep) struct host *host = sandbox_host();

	(void)state;
	assert_int_equal(host->sessions.n, 0);
	assert_int_equal(host->not_read.n, 0);
}

/* In a child: what the session looks like from there, as exit status. */
static int judge_from_child(const char *peer, const char *dev)
{
	NIC_CLEANUP(host_freep) struct host *host = host_new();
	const struct session *session;
	struct nic_err err;

	if (!host || devices_collect(host, NULL, &err) < 0)
		return 2;
	if (host->sessions.n != 1)
		return 3;
	session = &host->sessions.items[0];
	if (strcmp(session->peer, peer) != 0)
		return 4;
	return session->has_ifindex && session->ifindex == if_nametoindex(dev) ? 0 : 5;
}

static int status_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A connection over up0's address: both ends are here, as in any test without a second
 * machine. Returns the server's end. */
static int connect_both(int family, const char *address, int *ret_client)
{
	struct sockaddr_storage storage = {.ss_family = (sa_family_t)family};
	struct sockaddr *name = (struct sockaddr *)&storage;
	socklen_t bytes = family == AF_INET ? sizeof(struct sockaddr_in)
					    : sizeof(struct sockaddr_in6);
	int listener = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), server;

	if (family == AF_INET)
		inet_pton(family, address, &((struct sockaddr_in *)&storage)->sin_addr);
	else
		inet_pton(family, address, &((struct sockaddr_in6 *)&storage)->sin6_addr);
	assert_int_equal(bind(listener, name, bytes), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, name, &bytes), 0);
	*ret_client = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(*ret_client, name, bytes), 0);
	server = accept(listener, NULL, NULL);
	assert_true(server >= 0);
	close(listener);
	return server;
}

/* Plays the server: has the connection, is called as one, and starts a child without it.
 */
static int play_server(const char *comm, const char *peer, const char *dev, int server)
{
	pid_t pid;

	if (prctl(PR_SET_NAME, comm) < 0)
		return 10;
	pid = fork();
	if (pid == 0) {
		close(server);
		_exit(judge_from_child(peer, dev));
	}
	return status_of(pid);
}

static int try_server(const char *comm, int family, const char *address, const char *peer,
		      const char *dev)
{
	int client, server = connect_both(family, address, &client), status;
	pid_t pid = fork();

	if (pid == 0) {
		close(client);
		_exit(play_server(comm, peer, dev, server));
	}
	status = status_of(pid);
	close(client);
	close(server);
	return status;
}

static void test_socket_of_the_server_above(void **state)
{
	(void)state;
	assert_int_equal(try_server("sshd", AF_INET, "192.0.2.1", "192.0.2.1", "up0"), 0);
	assert_int_equal(try_server("sshd-session", AF_INET, "198.51.100.1",
				    "198.51.100.1", "mg0"),
			 0);
	assert_int_equal(
		try_server("dropbear", AF_INET6, "2001:db8::1", "2001:db8::1", "mg0"), 0);
}

static void test_mapped_socket_of_the_server_above(void **state)
{
	(void)state;
	assert_int_equal(
		try_server("sshd", AF_INET6, "::ffff:192.0.2.1", "192.0.2.1", "up0"), 0);
}

/* A variable that says nothing must not hide the connection that is there. */
static void test_socket_counts_when_the_variable_does_not(void **state)
{
	(void)state;
	assert_int_equal(setenv("SSH_CONNECTION", "UNKNOWN 65535 UNKNOWN 65535", 1), 0);
	assert_int_equal(try_server("sshd", AF_INET, "192.0.2.1", "192.0.2.1", "up0"), 0);
	assert_int_equal(unsetenv("SSH_CONNECTION"), 0);
}

static void test_other_process_with_a_connection_above(void **state)
{
	(void)state;
	assert_int_equal(try_server("nginx", AF_INET, "192.0.2.1", "192.0.2.1", "up0"),
			 3);
}

/* Run again by test_variable_of_an_ancestor(): first with the variable in the environment
 * it was started with, then below that without it, as below sudo. */
static int play_ancestor(void)
{
	pid_t pid;

	if (unsetenv("SSH_CONNECTION") < 0)
		return 11;
	pid = fork();
	if (pid == 0)
		_exit(judge_from_child("10.9.9.9", "mg0"));
	return status_of(pid);
}

static void test_variable_of_an_ancestor(void **state)
{
	static char name[] = "test", role[] = "ancestor",
		    variable[] = "SSH_CONNECTION=10.9.9.9 50000 198.51.100.1 22",
		    options[] = "ASAN_OPTIONS=detect_leaks=0";
	char *const words[] = {name, role, NULL}, *const environment[] = {variable,
									  options, NULL};
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		execve("/proc/self/exe", words, environment);
		_exit(12);
	}
	assert_int_equal(status_of(pid), 0);
}

static int run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_device_that_holds_the_address),
		cmocka_unit_test(test_mapped_address),
		cmocka_unit_test(test_zone_tells_devices_apart),
		cmocka_unit_test(test_route_to_the_peer_when_nobody_holds_it),
		cmocka_unit_test(test_address_on_loopback),
		cmocka_unit_test(test_value_that_is_not_understood),
		cmocka_unit_test(test_no_session),
		cmocka_unit_test(test_socket_of_the_server_above),
		cmocka_unit_test(test_mapped_socket_of_the_server_above),
		cmocka_unit_test(test_socket_counts_when_the_variable_does_not),
		cmocka_unit_test(test_other_process_with_a_connection_above),
		cmocka_unit_test(test_variable_of_an_ancestor),
	};

	(void)unsetenv("SSH_CONNECTION"); /* of whoever runs the test; cannot fail */
	return cmocka_run_group_tests(tests, build, NULL);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "ancestor") == 0)
		return play_ancestor();
	return sandbox_run(run_all);
}
