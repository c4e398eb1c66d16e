/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the counters of different drivers mean. The names are those of the drivers' own
 * tables in Linux 6.1 and 6.12 (its ethtool file below drivers/net, mlx5: en_stats.c). */
#include "rxmeaning.h"

#include <string.h>

/* In a name '#' stands for a number. */
struct known {
	const char *driver;
	enum rxmeaning meaning;
	const char *counter;
};

/* Where a driver has both a sum and the same by queue, only one of them is listed.
 * "rx_no_buffer_count" of the e1000e family counts packets that found no descriptor and
 * waited in the card's memory: only with "rx_missed_errors" it is a loss. */
static const struct known known[] = {
	/* i40e: GLPRT_RDPC is the port's, GLV_RDPC (rx_dropped, since 6.6
	 * rx_missed_errors) that of the function's own switch port, which counts missing
	 * descriptors. */
	{"i40e", RXMEANING_MISSED, "port.rx_discards"},
	{"i40e", RXMEANING_MISSED, "port.rx_dropped"},
	{"i40e", RXMEANING_NO_BUFFER, "rx_dropped"},
	{"i40e", RXMEANING_NO_BUFFER, "rx_missed_errors"},
	{"i40e", RXMEANING_NO_MEMORY, "rx_alloc_fail"},
	{"i40e", RXMEANING_NO_MEMORY, "rx_pg_alloc_fail"},
	{"iavf", RXMEANING_NO_BUFFER, "rx_discards"},
	{"ice", RXMEANING_MISSED, "rx_dropped.nic"},
	{"ice", RXMEANING_NO_BUFFER, "rx_dropped"},
	{"ice", RXMEANING_NO_MEMORY, "rx_alloc_fail"},
	{"ice", RXMEANING_NO_MEMORY, "rx_pg_alloc_fail"},
	{"e1000e", RXMEANING_MISSED, "rx_missed_errors"},
	{"e1000e", RXMEANING_NO_BUFFER, "rx_no_buffer_count"},
	{"e1000e", RXMEANING_NO_MEMORY, "alloc_rx_buff_failed"},
	{"igb", RXMEANING_MISSED, "rx_missed_errors"},
	{"igb", RXMEANING_NO_BUFFER, "rx_no_buffer_count"},
	{"igb", RXMEANING_NO_MEMORY, "rx_queue_#_alloc_failed"},
	{"igb", RXMEANING_DRIVER, "rx_queue_#_drops"},
	{"igc", RXMEANING_MISSED, "rx_missed_errors"},
	{"igc", RXMEANING_NO_BUFFER, "rx_no_buffer_count"},
	{"igc", RXMEANING_NO_MEMORY, "rx_queue_#_alloc_failed"},
	{"igc", RXMEANING_DRIVER, "rx_queue_#_drops"},
	{"ixgbe", RXMEANING_MISSED, "rx_missed_errors"},
	{"ixgbe", RXMEANING_NO_BUFFER, "rx_no_dma_resources"},
	{"ixgbe", RXMEANING_NO_MEMORY, "alloc_rx_page_failed"},
	{"ixgbe", RXMEANING_NO_MEMORY, "alloc_rx_buff_failed"},
	{"mlx5_core", RXMEANING_MISSED, "rx_discards_phy"},
	{"mlx5_core", RXMEANING_NO_BUFFER, "rx_out_of_buffer"},
	{"mlx5_core", RXMEANING_NO_MEMORY, "rx_buff_alloc_err"},
	{"mlx4_en", RXMEANING_MISSED, "rx_fifo_errors"},
	{"mlx4_en", RXMEANING_NO_BUFFER, "rx_dropped"},
	{"bnxt_en", RXMEANING_MISSED, "rx_stat_discard"},
	{"bnxt_en", RXMEANING_NO_BUFFER, "[#]: rx_discards"},
	{"bnxt_en", RXMEANING_NO_MEMORY, "rx_total_oom_discards"},
	{"qede", RXMEANING_MISSED, "brb_discards"},
	{"qede", RXMEANING_NO_BUFFER, "no_buff_discards"},
	{"bnx2x", RXMEANING_MISSED, "rx_brb_discard"},
	{"bnx2x", RXMEANING_NO_BUFFER, "rx_discards"},
	{"bnx2x", RXMEANING_NO_MEMORY, "rx_skb_alloc_discard"},
	/* Where only the waking is counted, that is taken. */
	{"i40e", RXMEANING_TX_STOPPED, "tx_stopped"},
	{"ice", RXMEANING_TX_STOPPED, "tx_restart"},
	{"e1000e", RXMEANING_TX_STOPPED, "tx_restart_queue"},
	{"ixgbe", RXMEANING_TX_STOPPED, "tx_restart_queue"},
	{"igb", RXMEANING_TX_STOPPED, "tx_queue_#_restart"},
	{"igc", RXMEANING_TX_STOPPED, "tx_queue_#_restart"},
	{"mlx5_core", RXMEANING_TX_STOPPED, "tx_queue_stopped"},
	{"mlx4_en", RXMEANING_TX_STOPPED, "queue_stopped"},
	{"virtio_net", RXMEANING_DRIVER, "rx_queue_#_drops"},
	{"virtio_net", RXMEANING_DRIVER, "rx#_drops"},
	{"vmxnet3", RXMEANING_NO_BUFFER, "  pkts rx OOB"},
	{"vmxnet3", RXMEANING_NO_MEMORY, "  rx buf alloc fail"},
	{"vmxnet3", RXMEANING_DRIVER, "  drv dropped rx total"},
};

/* Packets of one queue: i40e and iavf; ice, ixgbe, igb, igc, virtio_net; mlx, newer
 * virtio_net; bnxt and bnx2x; qede. */
static const char *const queue_counters[] = {
	"rx-#.packets",		 "rx_queue_#_packets", "rx#_packets",
	"[#]: rx_ucast_packets", "#: rcv_pkts",
};

const char *rxmeaning_name(int meaning)
{
	static const char *const names[] = {"missed", "no-buffer", "no-memory", "driver",
					    "tx-stopped"};

	_Static_assert(NIC_ARRAY_SIZE(names) == RXMEANINGS, "one name each");
	return meaning >= 0 && meaning < RXMEANINGS ? names[meaning] : NULL;
}

/* A side-by-side build (ice_zc) has the counters of the driver it was made from. */
static bool is_driver(const struct known *entry, const char *driver)
{
	size_t length = strlen(entry->driver);

	return strncmp(entry->driver, driver, length) == 0 &&
	       (driver[length] == '\0' || strcmp(driver + length, "_zc") == 0);
}

bool rxmeaning_knows(const char *driver)
{
	for (size_t i = 0; driver && i < NIC_ARRAY_SIZE(known); i++) {
		if (is_driver(&known[i], driver))
			return true;
	}
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Does @text look like @pattern? The number in it, if any, goes to *@number. */
static bool matches(const char *pattern, const char *text, uint32_t *number)
{
	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '#') {
			if (*text++ != *pattern)
				return false;
			continue;
		}
		if (!is_digit(*text))
			return false;
		for (*number = 0; is_digit(*text) && *number < 100000; text++)
			*number = *number * 10 + (uint32_t)(*text - '0');
	}
	return *text == '\0';
}

static uint64_t sum_of(const struct rxsample *sample, const char *pattern, bool *found)
{
	uint64_t sum = 0;
	uint32_t number;

	for (size_t i = 0; i < sample->counters.n; i++) {
		if (!matches(pattern, sample->counters.items[i].name, &number))
			continue;
		sum += sample->counters.items[i].value;
		*found = true;
	}
	return sum;
}

bool rxmeaning_sum(const struct rxsample *sample, enum rxmeaning meaning,
		   uint64_t *ret_sum)
{
	uint64_t sum = 0;
	bool found = false;

	for (size_t i = 0; sample->driver && i < NIC_ARRAY_SIZE(known); i++) {
		if (known[i].meaning == meaning && is_driver(&known[i], sample->driver))
			sum += sum_of(sample, known[i].counter, &found);
	}
	if (meaning == RXMEANING_MISSED && !rxmeaning_knows(sample->driver))
		sum = sum_of(sample, "link.rx_missed_errors", &found) +
		      sum_of(sample, "link.rx_fifo_errors", &found);
	*ret_sum = sum;
	return found;
}

bool rxmeaning_queue(const char *counter, uint32_t *ret_queue)
{
	for (size_t i = 0; i < NIC_ARRAY_SIZE(queue_counters); i++) {
		if (matches(queue_counters[i], counter, ret_queue))
			return true;
	}
	return false;
}
