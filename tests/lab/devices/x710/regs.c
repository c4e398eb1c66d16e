/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: registers. */

#include "qemu/osdep.h"

#include "x710.h"

uint32_t x710_mmio_read32(X710State *s, uint32_t addr)
{
    uint32_t val;
    uint64_t ns;

    if (addr >= X710_CSR_SIZE) {
        return 0;
    }
    addr &= ~3u;
    switch (addr) {
    case R_PFINT_ICR0:
        return x710_icr0_read(s);
    case R_GLVFGEN_TIMER:
        return qemu_clock_get_us(QEMU_CLOCK_VIRTUAL);
    case R_PRTTSYN_TIME_L:
        ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + s->ptp_offset;
        reg_set(s, R_PRTTSYN_TIME_H, ns >> 32);
        return (uint32_t)ns;
    case R_PRTTSYN_STAT_0:
        val = reg_get(s, addr);
        reg_set(s, addr, 0);
        return val;
    case R_PFQF_FDSTAT:
        return s->fdir_used;
    }
    return reg_get(s, addr);
}

void x710_mmio_write32(X710State *s, uint32_t addr, uint32_t val)
{
    unsigned i;

    if (addr >= X710_CSR_SIZE) {
        DBG(s, DBG_REG, "write beyond CSRs %06x = %08x", addr, val);
        return;
    }
    addr &= ~3u;

    if (addr >= R_QTX_TAIL && addr < R_Q_END(R_QTX_TAIL)) {
        i = (addr - R_QTX_TAIL) / 4;
        if (i < s->nq) {
            x710_tx_tail(s, i, val);
        }
        return;
    }
    if (addr >= R_QRX_TAIL && addr < R_Q_END(R_QRX_TAIL)) {
        i = (addr - R_QRX_TAIL) / 4;
        if (i < s->nq) {
            x710_rx_tail(s, i, val);
        }
        return;
    }
    if (addr >= R_PFINT_DYN_CTLN && addr < R_PFINT_DYN_CTLN + 4 * 512) {
        x710_dyn_ctl_write(s, 1 + (addr - R_PFINT_DYN_CTLN) / 4, val);
        return;
    }
    if (addr >= R_QTX_ENA && addr < R_Q_END(R_QTX_ENA)) {
        i = (addr - R_QTX_ENA) / 4;
        if (i < s->nq) {
            if (!(val & QENA_REQ)) {
                x710_txq_disable(s, i);
            } else if (!s->txq[i].enabled) {
                reg_set(s, addr, QENA_REQ);
                x710_txq_enable(s, i);
            }
        }
        return;
    }
    if (addr >= R_QRX_ENA && addr < R_Q_END(R_QRX_ENA)) {
        i = (addr - R_QRX_ENA) / 4;
        if (i < s->nq) {
            if (!(val & QENA_REQ)) {
                x710_rxq_disable(s, i);
            } else if (!s->rxq[i].enabled) {
                reg_set(s, addr, QENA_REQ);
                x710_rxq_enable(s, i);
            }
        }
        return;
    }
    if (addr >= R_STATS_START && addr < R_STATS_END) {
        return; /* read only */
    }
    if (addr >= R_GLQF_PCNT && addr < R_GLQF_PCNT + 4 * 512) {
        reg_set(s, addr, 0); /* any write clears */
        return;
    }
    if (addr >= R_GLGEN_MSCA && addr < R_GLGEN_MSCA + 16) {
        reg_set(s, addr, val & ~(1u << 30)); /* MDIO command done */
        return;
    }

    switch (addr) {
    case R_PFINT_DYN_CTL0:
        x710_dyn_ctl_write(s, 0, val);
        return;
    case R_PFINT_ICR0:
        return;
    case R_PFINT_ICR0_ENA:
        reg_set(s, addr, val);
        x710_icr0_update(s);
        return;
    case R_PF_ATQT:
        reg_set(s, addr, val & AQLEN_MASK);
        x710_asq_run(s);
        return;
    case R_PFHMC_SDCMD:
        reg_set(s, addr, val & ~SDCMD_WR);
        if (val & SDCMD_WR) {
            uint32_t lo = reg_get(s, R_PFHMC_SDDATALOW);
            X710Sd *sd = &s->sd[val & (HMC_SD_COUNT - 1)];

            sd->valid = lo & SDLOW_VALID;
            sd->direct = lo & SDLOW_DIRECT;
            sd->pa = ((uint64_t)reg_get(s, R_PFHMC_SDDATAHIGH) << 32) |
                     (lo & ~0xfffu);
            DBG(s, DBG_STATE, "HMC SD %u %s %s %" PRIx64,
                val & (HMC_SD_COUNT - 1), sd->valid ? "set" : "clear",
                sd->direct ? "direct" : "paged", sd->pa);
        }
        return;
    case R_PFGEN_CTRL:
        if (val & PFGEN_CTRL_PFSWR) {
            x710_pf_reset(s);
            if (s->fault & NIC_FAULT_RESET_STUCK) {
                reg_set(s, addr, PFGEN_CTRL_PFSWR);
            }
        } else {
            reg_set(s, addr, val);
        }
        return;
    case R_GLGEN_RTRIG:
        x710_rtrig(s, val);
        return;
    case R_GLNVM_SRCTL:
        if (val & SRCTL_START) {
            uint16_t word = s->sr[SRCTL_ADDR(val)];

            if ((s->fault & NIC_FAULT_NVM) && SRCTL_ADDR(val) == SR_CHECKSUM) {
                word ^= 1;
            }
            reg_set(s, R_GLNVM_SRDATA, (uint32_t)word << 16);
        }
        reg_set(s, addr, (val & ~SRCTL_START) | SRCTL_DONE);
        return;
    case R_PFQF_CTL_1:
        if (val & 1) {
            x710_fdir_flush(s);
        }
        reg_set(s, addr, val & ~1u); /* clear FD table: done */
        return;
    case R_PRTTSYN_TIME_L:
        s->ptp_lo = val;
        return;
    case R_PRTTSYN_TIME_H:
        s->ptp_offset = (((uint64_t)val << 32) | s->ptp_lo) -
                        qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
        return;
    /* read only */
    case R_GLNVM_ULD:
    case R_GLNVM_GENS:
    case R_GLNVM_FLA:
    case R_GLNVM_SRDATA:
    case R_GLGEN_RSTAT:
    case R_GLGEN_STAT:
    case R_GLPCI_CNF2:
    case R_GLPCI_CAPSUP:
    case R_PF_FUNC_RID:
    case R_PFGEN_PORTNUM:
    case R_PFLAN_QALLOC:
    case R_PF_VT_PFALLOC:
    case R_GLHMC_LANTXOBJSZ:
    case R_GLHMC_LANRXOBJSZ:
    case R_GLHMC_LANQMAX:
    case R_GLHMC_FCOEMAX:
    case R_GLHMC_FCOEFMAX:
    case R_GL_FWSTS:
    case R_GLVFGEN_TIMER:
        DBG(s, DBG_REG, "write to read only %06x = %08x", addr, val);
        return;
    }
    reg_set(s, addr, val);
}

static uint64_t x710_csr_read(void *opaque, hwaddr addr, unsigned size)
{
    X710State *s = opaque;
    uint32_t val = x710_mmio_read32(s, addr);

    DBG(s, DBG_ALLREG, "rd %06x = %08x", (unsigned)addr, val);
    return val;
}

static void x710_csr_write(void *opaque, hwaddr addr, uint64_t val,
                           unsigned size)
{
    X710State *s = opaque;

    DBG(s, DBG_ALLREG, "wr %06x = %08x", (unsigned)addr, (unsigned)val);
    x710_mmio_write32(s, addr, val);
}

const MemoryRegionOps x710_csr_ops = {
    .read = x710_csr_read,
    .write = x710_csr_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 8,
    },
    .impl = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};
