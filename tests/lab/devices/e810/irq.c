/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: interrupts. */

#include "qemu/osdep.h"
#include "hw/pci/msix.h"

#include "e810.h"

static void e810_fire(E810State *s, unsigned vec)
{
    PCIDevice *d = PCI_DEVICE(s);

    if (vec >= s->nvec) {
        return;
    }
    if (!test_bit(vec, s->intena)) {
        set_bit(vec, s->pending);
        return;
    }
    clear_bit(vec, s->pending);
    clear_bit(vec, s->intena); /* automask */
    E810_PRINT(s, TR_IRQ, "irq vector %u", vec);
    if (msix_enabled(d)) {
        msix_notify(d, vec);
    }
}

void e810_cause(E810State *s, uint32_t ctl)
{
    if (ctl & CTL_CAUSE_ENA) {
        e810_fire(s, ctl & CTL_MSIX_MASK);
    }
}

void e810_oicr(E810State *s, uint32_t bits)
{
    REG(R_PFINT_OICR) |= bits;
    if (REG(R_PFINT_OICR) & REG(R_PFINT_OICR_ENA)) {
        e810_cause(s, REG(R_PFINT_OICR_CTL));
    }
}

void e810_dyn_ctl(E810State *s, unsigned vec, uint32_t val)
{
    if (vec >= s->nvec) {
        return;
    }
    if (!(val & DYN_INTENA_MSK)) {
        if (val & DYN_INTENA) {
            set_bit(vec, s->intena);
        } else {
            clear_bit(vec, s->intena);
        }
    }
    /*
     * A latched cause survives CLEARPBA here: at worst this is one more
     * (empty) interrupt, and no event can get lost between the driver's
     * look at its rings and the write that re-enables the vector.
     */
    if ((val & DYN_SWINT_TRIG) &&
        vec == (REG(R_PFINT_OICR_CTL) & CTL_MSIX_MASK)) {
        REG(R_PFINT_OICR) |= OICR_SWINT;
    }
    if ((val & DYN_SWINT_TRIG) ||
        (test_bit(vec, s->intena) && test_bit(vec, s->pending))) {
        e810_fire(s, vec);
    }
}
