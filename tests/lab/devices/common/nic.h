/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the models of both cards have in common. */

#ifndef HW_NET_NICCTL_NIC_H
#define HW_NET_NICCTL_NIC_H

#include "hw/pci/pci.h"

#define NIC_RSS_KEY_SIZE 52

/* Bits of the property "fault": what is broken about the card. */
enum nic_fault {
    NIC_FAULT_AQ_DEAD = 1,     /* admin commands never complete */
    NIC_FAULT_RESET_STUCK = 2, /* the PF reset never ends */
    NIC_FAULT_NVM = 4,         /* the NVM looks broken or empty */
    NIC_FAULT_TX_STUCK = 8,    /* transmit rings are not served */
    NIC_FAULT_RX_STUCK = 16,   /* received packets are lost */
    NIC_FAULT_RX_LOSSY = 32,   /* every second one is, in the card's memory */
    NIC_FAULT_RX_HASTY = 64,   /* so is what finds no free descriptor, at once */
};

/*
 * Gives @obj the properties "fault" (a mask, see enum nic_fault) and "fault-op"
 * (an admin command that is answered with EIO, 0: none), stored in @fault and
 * @fault_op, which must live as long as @obj.  Both can be set at run time.
 */
void nic_add_faults(Object *obj, uint32_t *fault, uint32_t *fault_op);

/* Bits @lsb to @lsb + @width - 1 of @ctx, a queue context as the driver packs it. */
uint64_t nic_bits(const uint8_t *ctx, unsigned lsb, unsigned width);

/*
 * Checksum of the pseudo header of @l3, an IPv4 or IPv6 header, for @len bytes
 * of protocol @proto; to be added to that of the payload.
 */
uint32_t nic_pseudo_sum(const uint8_t *l3, uint8_t proto, uint32_t len);

/* The hash that spreads packets over queues: Toeplitz of @len (up to 48) bytes. */
uint32_t nic_toeplitz(const uint8_t key[NIC_RSS_KEY_SIZE], const uint8_t *in,
                      unsigned len);

/*
 * Adds a power management capability at @offset.  Coming back from D3hot does
 * not reset the function: FLR is there for that.  False with @errp set.
 */
bool nic_add_pm(PCIDevice *d, uint8_t offset, Error **errp);

/* Shows a PCIe link of @lanes at @speed (3: 8 GT/s, 4: 16 GT/s), negotiated. */
void nic_set_pcie_link(PCIDevice *d, unsigned lanes, unsigned speed);

/* The PCIe device serial number that these cards make from their MAC address. */
uint64_t nic_serial_number(const uint8_t *mac);

#endif
