/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: queue contexts in host memory. */

#include "qemu/osdep.h"

#include "x710.h"

static bool x710_hmc_addr(X710State *s, uint64_t fpm, uint64_t *pa)
{
    uint64_t idx = fpm / (2 * MiB);
    uint64_t off = fpm % (2 * MiB);
    X710Sd *sd;
    uint64_t pd;

    if (idx >= HMC_SD_COUNT || !s->sd[idx].valid) {
        return false;
    }
    sd = &s->sd[idx];
    if (sd->direct) {
        *pa = sd->pa + off;
        return true;
    }
    if (pci_dma_read(PCI_DEVICE(s), sd->pa + (off / 4096) * 8, &pd, 8)) {
        return false;
    }
    pd = le64_to_cpu(pd);
    if (!(pd & 1)) {
        return false;
    }
    *pa = (pd & ~0xfffull) + (off & 0xfff);
    return true;
}

static bool x710_hmc_read(X710State *s, uint32_t basereg, uint32_t cntreg,
                          unsigned q, void *buf, unsigned size)
{
    uint64_t fpm = (uint64_t)(reg_get(s, basereg + 4 * s->pf_id) & 0xffffff) *
                       512 +
                   (uint64_t)q * size;
    uint64_t pa;

    if (q >= reg_get(s, cntreg + 4 * s->pf_id) || !x710_hmc_addr(s, fpm, &pa)) {
        DBG(s, DBG_STATE, "no HMC object for queue %u", q);
        return false;
    }
    return pci_dma_read(PCI_DEVICE(s), pa, buf, size) == MEMTX_OK;
}

void x710_txq_enable(X710State *s, unsigned q)
{
    X710TxQueue *t = &s->txq[q];
    uint8_t ctx[128];

    if (!x710_hmc_read(s, R_GLHMC_LANTXBASE, R_GLHMC_LANTXCNT, q, ctx, 128)) {
        return;
    }
    t->head = nic_bits(ctx, 0, 13);
    t->base = nic_bits(ctx, 32, 57) * 128;
    t->head_wb = nic_bits(ctx, 160, 1);
    t->qlen = nic_bits(ctx, 161, 13);
    t->head_wb_addr = nic_bits(ctx, 192, 64);
    DBG(s, DBG_STATE, "txq %u on: base %" PRIx64 " len %u head_wb %d %" PRIx64,
        q, t->base, t->qlen, t->head_wb, t->head_wb_addr);
    if (!t->qlen || t->head >= t->qlen) {
        return;
    }
    t->len = 0;
    t->drop = false;
    t->have_ctx = false;
    t->have_prog = false;
    t->work = false;
    t->enabled = true;
    qreg_set(s, R_QTX_HEAD, q, t->head);
    qreg_set(s, R_QTX_TAIL, q, t->head);
    qreg_set(s, R_QTX_ENA, q, QENA_REQ | QENA_STAT);
}

void x710_txq_disable(X710State *s, unsigned q)
{
    X710TxQueue *t = &s->txq[q];

    if (t->enabled) {
        DBG(s, DBG_STATE, "txq %u off", q);
    }
    t->enabled = false;
    t->work = false;
    g_free(t->buf);
    t->buf = NULL;
    qreg_set(s, R_QTX_ENA, q, 0);
}

void x710_rxq_enable(X710State *s, unsigned q)
{
    X710RxQueue *r = &s->rxq[q];
    uint8_t ctx[32];

    if (!x710_hmc_read(s, R_GLHMC_LANRXBASE, R_GLHMC_LANRXCNT, q, ctx, 32)) {
        return;
    }
    r->head = nic_bits(ctx, 0, 13);
    r->base = nic_bits(ctx, 32, 57) * 128;
    r->qlen = nic_bits(ctx, 89, 13);
    r->dbuff = nic_bits(ctx, 102, 7) * 128;
    r->dsize32 = nic_bits(ctx, 116, 1);
    r->crcstrip = nic_bits(ctx, 117, 1);
    r->rxmax = nic_bits(ctx, 174, 14);
    DBG(s, DBG_STATE,
        "rxq %u on: base %" PRIx64 " len %u dbuff %u rxmax %u "
        "d32 %d tail %u",
        q, r->base, r->qlen, r->dbuff, r->rxmax, r->dsize32,
        qreg_get(s, R_QRX_TAIL, q));
    if (!r->qlen || r->head >= r->qlen || !r->dbuff) {
        return;
    }
    r->starved = false;
    r->waiting = false;
    r->enabled = true;
    qreg_set(s, R_QRX_ENA, q, QENA_REQ | QENA_STAT);
    qemu_flush_queued_packets(qemu_get_queue(s->nic));
}

void x710_rxq_disable(X710State *s, unsigned q)
{
    X710RxQueue *r = &s->rxq[q];
    bool was = r->enabled;

    r->enabled = false;
    qreg_set(s, R_QRX_ENA, q, 0);
    if (was) {
        DBG(s, DBG_STATE, "rxq %u off", q);
        qemu_flush_queued_packets(qemu_get_queue(s->nic));
    }
}

void x710_size_stat(X710State *s, uint32_t base, size_t wire)
{
    static const unsigned limit[] = { 64, 127, 255, 511, 1023, 1522 };
    unsigned i;

    for (i = 0; i < ARRAY_SIZE(limit) && wire > limit[i]; i++) {
        /* nothing */
    }
    x710_stat_add(s, base + 0x20 * i + 8 * s->port, 1);
}
