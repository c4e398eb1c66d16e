/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: registers. */

#include "qemu/osdep.h"

#include "e810.h"

static uint64_t e810_mmio_read(void *opaque, hwaddr addr, unsigned size)
{
    E810State *s = opaque;
    uint32_t v;

    if (addr >= E810_REG_SPACE) {
        return 0;
    }
    v = REG(addr);
    if (addr == R_PFINT_OICR) {
        REG(addr) = 0; /* clear on read */
    } else if (addr == R_GLNVM_FLA && (s->fault & NIC_FAULT_NVM)) {
        v &= ~FLA_LOCKED; /* an empty flash is not locked */
    }
    E810_PRINT(s, TR_REG, "rd %06x = %08x", (unsigned)addr, v);
    return v;
}

static bool in_range(hwaddr addr, hwaddr base, unsigned n, unsigned *idx)
{
    if (addr >= base && addr < base + n * 4) {
        *idx = (addr - base) / 4;
        return true;
    }
    return false;
}

static void e810_mmio_write(void *opaque, hwaddr addr, uint64_t val,
                            unsigned size)
{
    E810State *s = opaque;
    unsigned i;

    if (addr >= E810_REG_SPACE) {
        return;
    }
    E810_PRINT(s, TR_REG, "wr %06x = %08x", (unsigned)addr, (uint32_t)val);

    if (in_range(addr, R_QTX_COMM_DBELL, E810_MAX_Q, &i)) {
        REG(addr) = val;
        if (s->txq[i].enabled && val < s->txq[i].qlen) {
            s->txq[i].tail = val;
            e810_txq_run(s, i);
        }
        return;
    }
    if (in_range(addr, R_QRX_TAIL, E810_MAX_Q, &i)) {
        REG(addr) = val;
        if (s->rxq[i].enabled && val < s->rxq[i].qlen) {
            s->rxq[i].tail = val;
            if (s->rxq[i].stalled) {
                s->rxq[i].stalled = 0;
                qemu_flush_queued_packets(qemu_get_queue(s->nic));
            }
        }
        return;
    }
    if (in_range(addr, R_GLINT_DYN_CTL, E810_MAX_VEC, &i)) {
        REG(addr) = val;
        e810_dyn_ctl(s, i, val);
        return;
    }
    if (in_range(addr, R_VPGEN_VFRTRIG, E810_MAX_VFS, &i)) {
        REG(addr) = val;
        REG(R_VPGEN_VFRSTAT + i * 4) = val & VPGEN_VFSWR ? VPGEN_VFRD : 0;
        return;
    }
    if (in_range(addr, R_QRX_CTRL, E810_MAX_Q, &i)) {
        if (val & QRX_CTRL_REQ) {
            e810_rxq_enable(s, i);
            REG(addr) = QRX_CTRL_REQ | QRX_CTRL_STAT;
        } else {
            e810_rxq_disable(s, i);
            REG(addr) = 0;
        }
        return;
    }

    switch (addr) {
    case R_GLNVM_ULD:
    case R_GLNVM_GENS:
    case R_GLNVM_FLA:
    case R_GLGEN_RSTAT:
    case R_PF_FUNC_RID:
    case R_PFINT_OICR:
    case R_PFPM_WUS:
        return; /* read only, or write 1 to clear */
    case R_PFGEN_CTRL:
        if (val & PFGEN_PFSWR) {
            E810_PRINT(s, TR_MISC, "PF reset");
            e810_function_reset(s);
            if (!(s->fault & NIC_FAULT_RESET_STUCK)) {
                val &= ~PFGEN_PFSWR;
            }
        }
        REG(addr) = val;
        return;
    case R_GLGEN_RTRIG:
        if (val & RTRIG_EMPFWR) {
            e810_global_reset(s, 3);
        } else if (val & RTRIG_GLOBR) {
            e810_global_reset(s, 2);
        } else if (val & RTRIG_CORER) {
            e810_global_reset(s, 1);
        }
        return;
    case R_PFPE_CCQPLOW:
        REG(addr) = val;
        e810_pe_ccqp(s);
        return;
    case R_PFPE_CQPDB:
        REG(addr) = val;
        e810_pe_run(s);
        return;
    case R_PFPE_CQARM:
        e810_pe_arm(s, val);
        return;
    default:
        break;
    }
    REG(addr) = val;

    for (i = 0; i < CQ_NUM; i++) {
        if (addr == e810_cq[i].ttail) {
            e810_ctlq_run(s, i);
            return;
        }
    }
}

const MemoryRegionOps e810_mmio_ops = {
    .read = e810_mmio_read,
    .write = e810_mmio_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};
