/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the models of both cards have in common. */

#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qapi/error.h"
#include "net/checksum.h"
#include "hw/pci/pci.h"
#include "qom/object.h"

#include "nic.h"

void nic_add_faults(Object *obj, uint32_t *fault, uint32_t *fault_op)
{
    object_property_add_uint32_ptr(obj, "fault", fault,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_add_uint32_ptr(obj, "fault-op", fault_op,
                                   OBJ_PROP_FLAG_READWRITE);
}

uint64_t nic_bits(const uint8_t *ctx, unsigned lsb, unsigned width)
{
    uint64_t v = 0;
    unsigned i;

    for (i = 0; i < width; i++) {
        unsigned b = lsb + i;

        v |= (uint64_t)((ctx[b / 8] >> (b % 8)) & 1) << i;
    }
    return v;
}

uint32_t nic_pseudo_sum(const uint8_t *l3, uint8_t proto, uint32_t len)
{
    uint32_t sum = proto + (len & 0xffff) + (len >> 16);

    if ((l3[0] >> 4) == 4) {
        return sum + net_checksum_add(8, (uint8_t *)l3 + 12);
    }
    return sum + net_checksum_add(32, (uint8_t *)l3 + 8);
}

uint32_t nic_toeplitz(const uint8_t key[NIC_RSS_KEY_SIZE], const uint8_t *in,
                      unsigned len)
{
    net_toeplitz_key state;
    uint32_t hash = 0;

    net_toeplitz_key_init(&state, (uint8_t *)key);
    net_toeplitz_add(&hash, (uint8_t *)in, len, &state);
    return hash;
}

bool nic_add_pm(PCIDevice *d, uint8_t offset, Error **errp)
{
    if (pci_add_capability(d, PCI_CAP_ID_PM, offset, PCI_PM_SIZEOF, errp) < 0) {
        return false;
    }
    pci_set_word(d->config + offset + PCI_PM_PMC, 3); /* version 1.2 */
    pci_set_word(d->wmask + offset + PCI_PM_CTRL,
                 PCI_PM_CTRL_STATE_MASK | PCI_PM_CTRL_PME_ENABLE);
    pci_set_word(d->config + offset + PCI_PM_CTRL, PCI_PM_CTRL_NO_SOFT_RESET);
    pci_set_word(d->w1cmask + offset + PCI_PM_CTRL, PCI_PM_CTRL_PME_STATUS);
    return true;
}

void nic_set_pcie_link(PCIDevice *d, unsigned lanes, unsigned speed)
{
    uint8_t *exp = d->config + d->exp.exp_cap;
    uint32_t cap = pci_get_long(exp + PCI_EXP_LNKCAP);
    uint16_t status = pci_get_word(exp + PCI_EXP_LNKSTA);

    cap &= ~(PCI_EXP_LNKCAP_MLW | PCI_EXP_LNKCAP_SLS);
    pci_set_long(exp + PCI_EXP_LNKCAP, cap | lanes << 4 | speed);
    status &= ~(PCI_EXP_LNKSTA_NLW | PCI_EXP_LNKSTA_CLS);
    pci_set_word(exp + PCI_EXP_LNKSTA, status | lanes << 4 | speed);
    /* every speed up to this one: bit 1 is 2.5 GT/s */
    pci_set_long(exp + PCI_EXP_LNKCAP2, (2u << speed) - 2);
}

uint64_t nic_serial_number(const uint8_t *mac)
{
    return (uint64_t)(ldl_be_p(mac) >> 8) << 40 | 0xffffull << 24 |
           (ldl_be_p(mac + 2) & 0xffffff);
}
