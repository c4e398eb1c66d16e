/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: events to the driver. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"

#include "e810.h"

const E810CtlqRegs e810_cq[CQ_NUM] = {
    [CQ_FW] = { R_FW_ATQBAL, R_FW_ATQBAH, R_FW_ATQLEN, R_FW_ATQH, R_FW_ATQT,
                R_FW_ARQBAL, R_FW_ARQBAH, R_FW_ARQLEN, R_FW_ARQH, R_FW_ARQT,
                R_PFINT_FW_CTL },
    [CQ_MBX] = { R_MBX_ATQBAL, R_MBX_ATQBAH, R_MBX_ATQLEN, R_MBX_ATQH,
                 R_MBX_ATQT, R_MBX_ARQBAL, R_MBX_ARQBAH, R_MBX_ARQLEN,
                 R_MBX_ARQH, R_MBX_ARQT, R_PFINT_MBX_CTL },
    [CQ_SB] = { R_SB_ATQBAL, R_SB_ATQBAH, R_SB_ATQLEN, R_SB_ATQH, R_SB_ATQT,
                R_SB_ARQBAL, R_SB_ARQBAH, R_SB_ARQLEN, R_SB_ARQH, R_SB_ARQT,
                R_PFINT_SB_CTL },
};

void e810_arq_event(E810State *s, int q, uint16_t opcode, const uint8_t *params,
                    const void *data, uint16_t len)
{
    const E810CtlqRegs *r = &e810_cq[q];
    PCIDevice *d = PCI_DEVICE(s);
    uint32_t n = REG(r->rlen) & CTLQ_LEN_MASK;
    uint32_t head = REG(r->rhead);
    uint8_t desc[32];
    uint64_t base, addr;

    if (!(REG(r->rlen) & CTLQ_ENABLE) || !n || head >= n ||
        head == REG(r->rtail) || !e810_can_dma(s)) {
        E810_PRINT(s, TR_AQ, "event %04x dropped", opcode);
        return;
    }
    base = REG(r->rbal) | (uint64_t)REG(r->rbah) << 32;
    pci_dma_read(d, base + head * 32, desc, 32);
    addr = (uint64_t)ldl_le_p(desc + 24) << 32 | ldl_le_p(desc + 28);
    len = MIN(len, lduw_le_p(desc + 4));
    if (len) {
        pci_dma_write(d, addr, data, len);
    }
    memset(desc, 0, 16);
    stw_le_p(desc, AQF_DD | AQF_CMP | (len ? AQF_BUF : 0));
    stw_le_p(desc + 2, opcode);
    stw_le_p(desc + 4, len);
    memcpy(desc + 16, params, 8);
    pci_dma_write(d, base + head * 32, desc, 32);
    smp_wmb();
    REG(r->rhead) = (head + 1) % n;
    E810_PRINT(s, TR_AQ, "event %04x len %u", opcode, len);
    e810_cause(s, REG(r->intctl));
}
