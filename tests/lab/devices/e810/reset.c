/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: resets. */

#include "qemu/osdep.h"

#include "e810.h"

void e810_function_reset(E810State *s)
{
    unsigned i;

    for (i = 0; i < CQ_NUM; i++) {
        const E810CtlqRegs *r = &e810_cq[i];

        REG(r->tlen) = REG(r->thead) = REG(r->ttail) = 0;
        REG(r->rlen) = REG(r->rhead) = REG(r->rtail) = 0;
        REG(r->tbal) = REG(r->tbah) = REG(r->rbal) = REG(r->rbah) = 0;
        REG(r->intctl) = 0;
    }
    for (i = 0; i < E810_MAX_Q; i++) {
        bool busy = s->txq[i].busy;

        if (s->txq[i].enabled || busy) {
            memset(&s->txq[i], 0, sizeof(s->txq[i]));
            s->txq[i].busy = busy;
        }
        e810_rxq_disable(s, i);
    }
    e810_clear_range(s, R_QRX_CTRL, E810_MAX_Q * 4);
    e810_clear_range(s, R_QRX_TAIL, E810_MAX_Q * 4);
    e810_clear_range(s, R_QRX_CONTEXT, 8 * QRX_CONTEXT_STRIDE);
    e810_clear_range(s, R_QINT_RQCTL, E810_MAX_Q * 4);
    e810_clear_range(s, R_QINT_TQCTL, E810_MAX_Q * 4);
    e810_clear_range(s, R_QTX_COMM_HEAD, E810_MAX_Q * 4);
    REG(R_PFINT_OICR) = 0;
    REG(R_PFINT_OICR_ENA) = 0;
    REG(R_PFINT_OICR_CTL) = 0;
    bitmap_zero(s->intena, E810_MAX_VEC);
    bitmap_zero(s->pending, E810_MAX_VEC);
    e810_switch_clear(s);
    for (i = 0; i < E810_NRES; i++) {
        g_free(s->res[i]);
        s->res[i] = NULL;
    }
    e810_sched_init(s);
    e810_pe_reset(s);
    s->lse = false;
    s->loopback = false;
}

void e810_core_reset(E810State *s)
{
    uint64_t types = e810_phy_types(s);

    memset(s->regs, 0, E810_REG_SPACE);
    e810_function_reset(s);
    REG(R_GLNVM_ULD) = ULD_ALL_DONE;
    REG(R_GLNVM_GENS) = 6 << 5; /* 64 KiB of shadow RAM */
    REG(R_GLNVM_FLA) = FLA_LOCKED;
    REG(R_GL_PWR_MODE_CTL) = 1u << 30;
    REG(R_GLGEN_CLKSTAT_SRC) = 2 << 4;
    REG(R_PRTDCB_GENS) = 7; /* no DCBX agent in firmware */
    REG(R_PF_FUNC_RID) = PCI_FUNC(PCI_DEVICE(s)->devfn);
    if (s->fd) {
        REG(R_GLQF_FD_SIZE) = 0x1000 << 16 | 0x1000;
    }
    if (s->rdma) {
        for (unsigned i = 0; i < 3; i++) {
            REG(R_GLPE_CPUSTATUS0 + i * 4) = PE_CPU_READY;
        }
        REG(R_GLPCI_LBARCTRL) = LBARCTRL_DB_8M;
    }
    s->pkg_loaded = false;
    s->phy_enabled = true;
    memset(s->phy_cfg, 0, sizeof(s->phy_cfg));
    stq_le_p(s->phy_cfg, types);
    s->phy_cfg[16] = 0x08 | 0x10 | 0x20 | 0x80;
    s->phy_cfg[22] = 0xd0 | 0x04;
    memset(s->recipe_prof, 0, sizeof(s->recipe_prof));
}

void e810_global_reset(E810State *s, unsigned type)
{
    E810_PRINT(s, TR_MISC, "global reset type %u", type);
    REG(R_GLGEN_RSTAT) = type << 2;
    e810_oicr(s, OICR_GRST); /* the warning goes out first */
    e810_core_reset(s);
    REG(R_GLGEN_RSTAT) = type << 2; /* device active again */
    REG(R_PFINT_OICR) = OICR_GRST;
    s->link_up = e810_link_state(s);
}

void e810_qdev_reset(DeviceState *dev)
{
    E810State *s = E810(dev);

    e810_vfs_reset(s);
    timer_del(s->link_timer);
    timer_del(s->stall_timer);
    e810_core_reset(s);
    s->link_up = e810_link_state(s);
}
