/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: interrupts. */

#include "qemu/osdep.h"
#include "hw/pci/msi.h"
#include "hw/pci/msix.h"

#include "x710.h"

static void x710_notify(X710State *s, unsigned vec)
{
    PCIDevice *d = PCI_DEVICE(s);

    DBG(s, DBG_IRQ, "irq vector %u", vec);
    if (msix_enabled(d)) {
        msix_notify(d, vec);
    } else if (msi_enabled(d)) {
        msi_notify(d, 0);
    } else {
        pci_set_irq(d, 1);
    }
}

void x710_icr0_update(X710State *s)
{
    uint32_t icr = reg_get(s, R_PFINT_ICR0);
    uint32_t ena = reg_get(s, R_PFINT_ICR0_ENA) | ICR0_QUEUES | ICR0_SWINT;
    uint32_t ctl = reg_get(s, R_PFINT_DYN_CTL0);

    if (!(ctl & DYN_CTL_INTENA) || !(icr & ena & ~ICR0_INTEVENT)) {
        return;
    }
    reg_set(s, R_PFINT_DYN_CTL0, ctl & ~DYN_CTL_INTENA);
    reg_set(s, R_PFINT_ICR0, icr | ICR0_INTEVENT);
    x710_notify(s, 0);
}

void x710_icr0_raise(X710State *s, uint32_t bits)
{
    reg_set(s, R_PFINT_ICR0, reg_get(s, R_PFINT_ICR0) | bits);
    x710_icr0_update(s);
}

uint32_t x710_icr0_read(X710State *s)
{
    uint32_t val = reg_get(s, R_PFINT_ICR0);
    PCIDevice *d = PCI_DEVICE(s);

    reg_set(s, R_PFINT_ICR0, 0);
    if (!msix_enabled(d) && !msi_enabled(d)) {
        pci_set_irq(d, 0);
    }
    return val;
}

static void x710_vec_update(X710State *s, unsigned vec)
{
    uint32_t addr = R_PFINT_DYN_CTLN + 4 * (vec - 1);
    uint32_t ctl = reg_get(s, addr);

    if (!s->pending[vec] || !(ctl & DYN_CTL_INTENA)) {
        return;
    }
    s->pending[vec] = false;
    reg_set(s, addr, ctl & ~DYN_CTL_INTENA);
    x710_notify(s, vec);
}

void x710_queue_irq(X710State *s, uint32_t ctl)
{
    unsigned vec = QINT_MSIX_INDX(ctl);

    if (!(ctl & QINT_CAUSE_ENA)) {
        return;
    }
    if (vec == 0 || !msix_enabled(PCI_DEVICE(s))) {
        x710_icr0_raise(s, ICR0_QUEUE_0 << QINT_MSIX0_INDX(ctl));
        return;
    }
    if (vec < s->nvec) {
        s->pending[vec] = true;
        x710_vec_update(s, vec);
    }
}

void x710_dyn_ctl_write(X710State *s, unsigned vec, uint32_t val)
{
    uint32_t addr = vec ? R_PFINT_DYN_CTLN + 4 * (vec - 1) : R_PFINT_DYN_CTL0;
    uint32_t old = reg_get(s, addr);
    uint32_t keep = val & ~(DYN_CTL_CLEARPBA | DYN_CTL_SWINT_TRIG |
                            DYN_CTL_INTENA_MSK);

    if (val & DYN_CTL_INTENA_MSK) {
        keep = (keep & ~DYN_CTL_INTENA) | (old & DYN_CTL_INTENA);
    }
    reg_set(s, addr, keep);

    if (vec == 0) {
        if (val & DYN_CTL_SWINT_TRIG) {
            reg_set(s, R_PFINT_ICR0, reg_get(s, R_PFINT_ICR0) | ICR0_SWINT);
        }
        x710_icr0_update(s);
    } else if (vec < s->nvec) {
        if (val & DYN_CTL_SWINT_TRIG) {
            s->pending[vec] = true;
        }
        x710_vec_update(s, vec);
    }
}
