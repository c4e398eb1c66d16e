/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The readers of the receive path on made-up trees of /proc and /sys. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "rxpath.h"
#include "rxreport.h"
#include "temp_dir.h"

struct tree {
	char *path;
	int fd;
};

static void put(const struct tree *tree, const char *path, const char *text)
{
	temp_file_below(tree->path, path, 0600, text);
}

static void put_machine(const struct tree *tree)
{
	put(tree, "proc/stat",
	    "cpu  100 0 100 800 0 0 0 0 0 0\n"
	    "cpu0 10 0 20 60 1 2 7 0 3 0\ncpu2 0 0 0 50 0 0 50 0 0 0\nintr 5\n");
	put(tree, "proc/softirqs",
	    "                    CPU0       CPU1       CPU2\n"
	    "          HI:          1          0          2\n"
	    "      NET_TX:          4          5          6\n"
	    "      NET_RX:         11         12         13\n");
	put(tree, "proc/net/softnet_stat",
	    "0000000a 00000001 00000002 0 0 0 0 0 0 00000003 0 0 00000000 0 0\n"
	    "000000ff 00000000 00000000 0 0 0 0 0 0 00000000 0 0 00000002 0 0\n");
	put(tree, "sys/devices/system/node/node0/cpulist", "0-1\n");
	put(tree, "sys/devices/system/node/node1/cpulist", "2,4-5\n");
	put(tree, "proc/14/stat",
	    "14 (ksoftirqd/0) S 2 0 0 0 -1 69238848 0 0 0 0 3 40 0 0 20 0 1 0\n");
	put(tree, "proc/99/stat",
	    "99 (napi/p1-8193) S 2 0 0 0 -1 2129984 0 0 0 0 1 6 0 0 20 0 1 0\n");
	put(tree, "proc/100/stat",
	    "100 (a) S ) (odd) R 1 0 0 0 -1 2129984 0 0 0 0 1 6 0 0 20 0 1 0\n");
	put(tree, "proc/101/stat", "101 (irqbalance) S 1");
	put(tree, "proc/sys/net/core/netdev_budget", "300\n");
	put(tree, "proc/sys/net/core/busy_poll", "0\n");
	put(tree, "proc/sys/net/core/busy_read", "50\n");
	put(tree, "proc/net/snmp",
	    "Ip: Forwarding DefaultTTL\nIp: 1 64\n"
	    "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors\n"
	    "Udp: 5 6 7 8 9\n");
	put(tree, "proc/net/snmp6",
	    "Udp6InErrors                    1\nUdp6RcvbufErrors      \t2\n");
}

static void put_port(const struct tree *tree)
{
	put(tree, "sys/class/net/p1/flags", "0x1003\n");
	put(tree, "sys/class/net/p1/carrier", "1\n");
	put(tree, "sys/class/net/p1/speed", "25000\n");
	put(tree, "sys/class/net/p1/threaded", "1\n");
	put(tree, "sys/class/net/p1/gro_flush_timeout", "20000\n");
	put(tree, "sys/class/net/p1/statistics/rx_packets", "1234\n");
	put(tree, "sys/class/net/p1/queues/rx-1/rps_cpus", "00000000\n");
	put(tree, "sys/class/net/p1/queues/rx-0/rps_cpus", "00000001\n");
	put(tree, "sys/class/net/p1/queues/tx-0/xps_cpus", "00000002\n");
	put(tree, "sys/class/net/p1/device/numa_node", "1\n");
	put(tree, "sys/class/net/p1/device/msi_irqs/121", "msix\n");
	put(tree, "sys/class/net/p1/device/msi_irqs/120", "msix\n");
	put(tree, "sys/class/net/p1/device/msi_irqs/119", "msix\n");
	put(tree, "sys/class/net/p1/device/msi_irqs/118", "msix\n");
	put(tree, "proc/interrupts",
	    "            CPU0       CPU2\n"
	    "   0:        33          0   IO-APIC    2-edge      timer\n"
	    " 119:         1          0   IR-PCI-MSIX-0000:3b:00.0    0-edge      "
	    "ice-0000:3b:00.0:misc\n"
	    " 120:         7          8   IR-PCI-MSIX-0000:3b:00.0    1-edge      "
	    "ice-p1-TxRx-0\n"
	    " 121:         0         90   ITS-MSI 524289 Edge      ice-p1-TxRx-1\n"
	    " NMI:          0          0   Non-maskable interrupts\n");
	put(tree, "proc/irq/120/smp_affinity_list", "0-1\n");
	put(tree, "proc/irq/120/effective_affinity_list", "0\n");
}

static int begin(void **state)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	assert_non_null(tree);
	tree->path = temp_dir_make();
	tree->fd = open(tree->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(tree->fd >= 0);
	*state = tree;
	return 0;
}

static int end(void **state)
{
	struct tree *tree = *state;

	(void)close(tree->fd);
	temp_dir_remove(tree->path);
	free(tree);
	return 0;
}

static void test_machine_is_read(void **state)
{
	NIC_CLEANUP(rxsample_freep) struct rxsample *sample = rxsample_new();
	const struct rxcpu *cpu;

	put_machine(*state);
	put_port(*state);
	assert_non_null(sample);
	assert_int_equal(
		rxpath_read_files(((struct tree *)*state)->fd, "p1", sample, NULL), 0);
	assert_int_equal(sample->cpus.n, 2);
	cpu = rxsample_cpu(sample, 0);
	assert_non_null(cpu);
	assert_int_equal(cpu->total_ticks, 100); /* guest time is part of user time */
	assert_int_equal(cpu->idle_ticks, 60);
	assert_int_equal(cpu->irq_ticks, 2);
	assert_int_equal(cpu->softirq_ticks, 7);
	assert_int_equal(cpu->net_rx, 11);
	assert_int_equal(cpu->net_tx, 4);
	assert_int_equal(cpu->processed, 10);
	assert_int_equal(cpu->dropped, 1);
	assert_int_equal(cpu->squeezed, 2);
	assert_int_equal(cpu->rps, 3);
	assert_true(cpu->has_ksoftirqd);
	assert_int_equal(cpu->ksoftirqd_ticks, 43);
	cpu = rxsample_cpu(sample, 2);
	assert_non_null(cpu);
	assert_int_equal(cpu->net_rx, 13);
	assert_int_equal(cpu->processed, 255);
	assert_int_equal(cpu->node, 1);
	assert_null(rxsample_cpu(sample, 1));
	assert_int_equal(sample->budget, 300);
	assert_int_equal(sample->busy_poll_us, 50);
	assert_int_equal(sample->udp_buffer_errors, 11);
	assert_false(sample->has_irqbalance); /* its line is cut short */
}

static void test_port_is_read(void **state)
{
	NIC_CLEANUP(rxsample_freep) struct rxsample *sample = rxsample_new();
	uint64_t value;

	put_machine(*state);
	put_port(*state);
	assert_non_null(sample);
	assert_int_equal(
		rxpath_read_files(((struct tree *)*state)->fd, "p1", sample, NULL), 0);
	assert_true(sample->is_up && sample->has_carrier && sample->is_threaded);
	assert_int_equal(sample->speed_mbps, 25000);
	assert_int_equal(sample->node, 1);
	assert_int_equal(sample->gro_flush_ns, 20000);
	assert_true(rxsample_counter(sample, "link.rx_packets", &value));
	assert_int_equal(value, 1234);
	assert_int_equal(sample->queues.n, 2);
	assert_string_equal(sample->queues.items[0].rps_cpus, "00000001");
	assert_true(sample->has_xps);
	assert_int_equal(sample->threads.n, 1);
	assert_int_equal(sample->threads.items[0].ticks, 7);
	assert_int_equal(sample->vectors.n, 2); /* not the one without queues */
	assert_int_equal(sample->vectors.items[0].irq, 120);
	assert_string_equal(sample->vectors.items[0].name, "ice-p1-TxRx-0");
	assert_string_equal(sample->vectors.items[0].allowed, "0-1");
	assert_int_equal(sample->vectors.items[0].counts.items[1].cpu, 2);
	assert_int_equal(sample->vectors.items[0].counts.items[1].count, 8);
	assert_string_equal(sample->vectors.items[1].name, "ice-p1-TxRx-1");
	assert_null(sample->vectors.items[1].allowed);
}

/* Before 5.14 softnet_stat did not name the CPU: its lines are those on line, in order.
 */
static void test_old_softnet_stat(void **state)
{
	NIC_CLEANUP(rxsample_freep) struct rxsample *sample = rxsample_new();

	put_machine(*state);
	put_port(*state);
	put(*state, "proc/net/softnet_stat",
	    "00000001 0 0 0 0 0 0 0 0 0 0\n00000002 0 0 0 0 0 0 0 0 0 0\n");
	assert_non_null(sample);
	assert_int_equal(
		rxpath_read_files(((struct tree *)*state)->fd, "p1", sample, NULL), 0);
	assert_int_equal(rxsample_cpu(sample, 0)->processed, 1);
	assert_int_equal(rxsample_cpu(sample, 2)->processed, 2);
}

/* From two recorded trees to a verdict: one CPU, on the other node, takes everything. */
static void test_recorded_flood(void **state)
{
	NIC_CLEANUP(rxsample_freep) struct rxsample *from = rxsample_new();
	NIC_CLEANUP(rxsample_freep) struct rxsample *to = rxsample_new();
	NIC_CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct rxreport report;
	int fd = ((struct tree *)*state)->fd;

	put_machine(*state);
	put_port(*state);
	assert_true(from && to && arena);
	assert_int_equal(rxpath_read_files(fd, "p1", from, NULL), 0);
	put(*state, "proc/stat",
	    "cpu0 10 0 20 61 1 2 106 0 3 0\ncpu2 0 0 0 150 0 0 50 0 0 0\n");
	put(*state, "proc/interrupts",
	    "            CPU0       CPU2\n"
	    " 120:       507          8   PCI-MSI 1-edge      ice-p1-TxRx-0\n"
	    " 121:       400         90   PCI-MSI 2-edge      ice-p1-TxRx-1\n");
	assert_int_equal(rxpath_read_files(fd, "p1", to, NULL), 0);
	to->at_us = from->at_us + 1000000;
	assert_int_equal(rxreport_make(from, to, arena, &report, NULL), 0);
	assert_int_equal(report.limit, RXLIMIT_ONE_CPU);
	assert_true(report.vectors.items[0].is_remote);
	assert_int_equal(report.cpus.items[0].soft_permille, 990);
	assert_int_equal(report.cpus.items[0].port_irqs_per_s, 900);
}

static void test_missing_things(void **state)
{
	static const char *const names[] = {
		"p2", "", ".", "..", "../p1", "p1/queues", "a-name-that-is-too-long"};
	NIC_CLEANUP(rxsample_freep) struct rxsample *sample = rxsample_new();
	struct nic_err err = {0};
	int fd = ((struct tree *)*state)->fd;

	assert_non_null(sample);
	put_port(*state);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(names); i++) {
		assert_int_equal(rxpath_read_files(fd, names[i], sample, &err), -ENODEV);
		assert_contains(err.message, "no network device");
	}
	assert_int_equal(rxpath_read_files(fd, "p1", sample, &err), -ENOENT);
	assert_contains(err.message, "/proc/stat");
	put(*state, "proc/stat", "no CPU here\n");
	assert_int_equal(rxpath_read_files(fd, "p1", sample, &err), -EINVAL);
}

static void test_garbage_is_passed_over(void **state)
{
	static const char *const files[] = {"proc/softirqs",
					    "proc/net/softnet_stat",
					    "proc/interrupts",
					    "proc/net/snmp",
					    "proc/net/snmp6",
					    "proc/14/stat",
					    "sys/devices/system/node/node0/cpulist",
					    "sys/class/net/p1/flags",
					    "sys/class/net/p1/queues/rx-0/rps_cpus"};
	static const char *const texts[] = {"",
					    "\n",
					    "CPU",
					    "CPU0 CPU\nNET_RX: \n 120: ",
					    "120:\n120:",
					    "Udp: a b\n",
					    "Udp: a\nUdp:",
					    "0-",
					    "-1",
					    "99999999999999999999999",
					    "(",
					    ")(",
					    "14 () ",
					    "\xff\xfe"};
	int fd = ((struct tree *)*state)->fd;

	put_machine(*state);
	put_port(*state);
	for (size_t i = 0; i < NIC_ARRAY_SIZE(files); i++) {
		for (size_t k = 0; k < NIC_ARRAY_SIZE(texts); k++) {
			NIC_CLEANUP(rxsample_freep)
			struct rxsample *sample = rxsample_new();

			assert_non_null(sample);
			put(*state, files[i], texts[k]);
			assert_int_equal(rxpath_read_files(fd, "p1", sample, NULL), 0);
		}
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_machine_is_read),  TEST(test_port_is_read),
		TEST(test_old_softnet_stat), TEST(test_recorded_flood),
		TEST(test_missing_things),   TEST(test_garbage_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
