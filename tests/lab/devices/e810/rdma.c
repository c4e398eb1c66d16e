/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the protocol engine (RDMA): its control path. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"

#include "e810.h"

/*
 * What irdma needs for a probe: the control QP executes every command with
 * success.  Completion and event queues of the control path work; there is
 * no RDMA data path, queue pairs never complete any work request.
 */

/* host memory cache objects: where they are in the FPM buffers */
/* clang-format off */
static const struct {
    uint8_t query, commit; /* byte offsets, 0xff: not in the query */
    uint32_t max;
    uint8_t shift; /* log2 of the object size */
    uint8_t block; /* free lists: block size */
} e810_hmc[] = {
    {    8,   0,   256,  9, 0 },        /* QP */
    {   16,   8,  1024,  6, 0 },        /* CQ */
    {   32,  24,  4096,  6, 0 },        /* hash table */
    {   40,  32,   512,  6, 0 },        /* ARP */
    { 0xff,  40,     1, 13, 0 },        /* port bit vector */
    {   48,  48,  4096,  6, 0 },        /* MR */
    {   56,  56,  8192,  6, 0 },        /* transmit FIFO */
    {   64,  64,  2048,  2, 4 },
    {   72,  72, 65536,  6, 0 },        /* Q1 */
    {   80,  80, 16384,  2, 4 },
    {   88,  88,   512,  6, 0 },        /* timers */
    {   96,  96,   256,  6, 0 },        /* multicast */
    {  104, 104,  1024,  6, 0 },        /* address vectors */
    {  128, 128,  8192,  6, 0 },
    {  136, 136,  2048,  2, 4 },
    {  144, 144,   256,  6, 0 },
    {  152, 152,   256,  6, 0 },
    {  160, 160,  8192,  6, 0 },
    {  168, 168,  2048,  2, 4 },
    {  112, 112, 65536,  3, 0 },        /* PBLE, last: on its own 2 MiB */
};
/* clang-format on */

#define FPM_SIZE 176

void e810_pe_reset(E810State *s)
{
    s->pe_on = false;
    memset(s->pe_cq, 0, sizeof(s->pe_cq));
    memset(s->pe_ceq, 0, sizeof(s->pe_ceq));
    REG(R_PFPE_CCQPSTATUS) = 0;
    REG(R_PFPE_CQPTAIL) = 0;
}

static void e810_pe_ceqe(E810State *s, E810PeCq *cq)
{
    E810PeCeq *q = &s->pe_ceq[cq->ceq];
    uint8_t e[8];

    cq->armed = false;
    if (!cq->ceq_valid || !q->valid || !q->size) {
        return;
    }
    stq_le_p(e, (cq->ctx & ~(1ULL << 63)) | (uint64_t)q->valid_bit << 63);
    pci_dma_write(PCI_DEVICE(s), q->base + q->head * 8, e, 8);
    q->head++;
    if (q->head == q->size) {
        q->head = 0;
        q->valid_bit = !q->valid_bit;
    }
    e810_cause(s, REG(R_GLINT_CEQCTL + cq->ceq * 4));
}

static void e810_pe_cqe(E810State *s, E810PeCq *cq, uint32_t wqe, uint32_t ret)
{
    uint8_t e[PE_CQE_SIZE] = { 0 };
    uint64_t da = cq->base + (uint64_t)cq->head * PE_CQE_SIZE;

    if (!cq->size) {
        return;
    }
    stq_le_p(e + 8, s->pe_ctx);
    stq_le_p(e + 16, ret);
    stq_le_p(e + 24,
             (uint64_t)wqe << 32 | 1ULL << 62 | (uint64_t)cq->valid_bit << 63);
    pci_dma_write(PCI_DEVICE(s), da, e, 24);
    smp_wmb();
    pci_dma_write(PCI_DEVICE(s), da + 24, e + 24, 8);
    cq->head++;
    if (cq->head == cq->size) {
        cq->head = 0;
        cq->valid_bit = !cq->valid_bit;
    }
    if (cq->armed) {
        e810_pe_ceqe(s, cq);
    }
}

void e810_pe_arm(E810State *s, unsigned id)
{
    uint8_t e[8];
    E810PeCq *cq;

    if (id >= E810_PE_CQS || !s->pe_cq[id].valid) {
        return;
    }
    cq = &s->pe_cq[id];
    cq->armed = true;
    /* something the driver has not seen yet? */
    pci_dma_read(PCI_DEVICE(s), cq->shadow, e, 8);
    if (ldq_le_p(e) != cq->head) {
        e810_pe_ceqe(s, cq);
    }
}

static void e810_pe_fpm(E810State *s, uint64_t da, bool commit)
{
    uint8_t b[FPM_SIZE] = { 0 };
    uint64_t base = 0;
    unsigned i;

    if (commit) {
        pci_dma_read(PCI_DEVICE(s), da, b, sizeof(b));
        for (i = 0; i < ARRAY_SIZE(e810_hmc); i++) {
            uint8_t *p = b + e810_hmc[i].commit;
            uint32_t cnt = e810_hmc[i].query == 0xff ? 1 : ldl_le_p(p);

            if (i == ARRAY_SIZE(e810_hmc) - 1) {
                base = ROUND_UP(base, 2 * MiB);
            }
            stl_le_p(p, cnt);
            stl_le_p(p + 4, base / 512);
            base = ROUND_UP(base + ((uint64_t)cnt << e810_hmc[i].shift), 512);
        }
    } else {
        stl_le_p(b + 4, 64); /* segment descriptors */
        for (i = 0; i < ARRAY_SIZE(e810_hmc); i++) {
            uint8_t *p = b + e810_hmc[i].query;

            if (e810_hmc[i].query != 0xff) {
                stl_le_p(p, e810_hmc[i].max);
                stl_le_p(p + 4, e810_hmc[i].block ? e810_hmc[i].block
                                                  : e810_hmc[i].shift);
            }
        }
        stq_le_p(b + 120, E810_PE_CEQS | 2 << 16 | 16ULL << 32);
    }
    pci_dma_write(PCI_DEVICE(s), da, b, sizeof(b));
}

void e810_pe_run(E810State *s)
{
    PCIDevice *d = PCI_DEVICE(s);
    uint32_t head = REG(R_PFPE_CQPDB);

    if (!s->pe_on || head >= s->pe_size || !e810_can_dma(s)) {
        return;
    }
    while (s->pe_on && s->pe_tail != head) {
        uint8_t w[PE_WQE_SIZE], f[16];
        uint32_t idx = s->pe_tail, ret = 0;
        uint64_t hdr;
        unsigned op, id;

        pci_dma_read(d, s->pe_sq + (uint64_t)idx * PE_WQE_SIZE, w, sizeof(w));
        hdr = ldq_le_p(w + 24);
        op = (hdr >> 32) & 0x3f;
        s->pe_tail = (idx + 1) % s->pe_size;

        switch (op) {
        case PEOP_CREATE_CQ:
            id = hdr & 0x7ffff;
            if (id < E810_PE_CQS) {
                E810PeCq *cq = &s->pe_cq[id];

                memset(cq, 0, sizeof(*cq));
                cq->valid = cq->valid_bit = true;
                cq->size = ldl_le_p(w);
                cq->ctx = ldq_le_p(w + 8);
                cq->base = ldq_le_p(w + 32);
                cq->shadow = ldq_le_p(w + 40);
                cq->ceq = ((hdr >> 22) & 0x3ff) % E810_PE_CEQS;
                cq->ceq_valid = hdr & (1ULL << 49);
            }
            break;
        case PEOP_DESTROY_CQ:
            id = hdr & 0x7ffff;
            if (id < E810_PE_CQS) {
                s->pe_cq[id].valid = false;
            }
            break;
        case PEOP_CREATE_CEQ:
            id = hdr & 0x3ff;
            if (id < E810_PE_CEQS) {
                E810PeCeq *q = &s->pe_ceq[id];

                memset(q, 0, sizeof(*q));
                q->valid = q->valid_bit = true;
                q->size = ldl_le_p(w + 16) & 0x3fffff;
                q->base = ldq_le_p(w + 32);
            }
            break;
        case PEOP_DESTROY_CEQ:
            id = hdr & 0x3ff;
            if (id < E810_PE_CEQS) {
                s->pe_ceq[id].valid = false;
            }
            break;
        case PEOP_QUERY_FPM:
        case PEOP_COMMIT_FPM:
            e810_pe_fpm(s, ldq_le_p(w + 32), op == PEOP_COMMIT_FPM);
            break;
        case PEOP_QUERY_FEATURES:
            /* two features: firmware 1.70, hardware information */
            stq_le_p(f, 2ULL << 32 | 1 << 16 | 70);
            stq_le_p(f + 8, 1ULL << 48);
            pci_dma_write(d, ldq_le_p(w + 32), f, sizeof(f));
            break;
        case PEOP_PUSH_PAGES:
            ret = 0xffffffff; /* none */
            break;
        case PEOP_WS_NODE:
            ret = hdr & 0x3ff;
            break;
        default:
            break;
        }
        E810_PRINT(s, TR_MISC, "cqp %u op %02x hdr %016" PRIx64 " ret %x", idx,
                   op, hdr, ret);
        REG(R_PFPE_CQPTAIL) = s->pe_tail;
        if (s->pe_cq[0].valid) {
            e810_pe_cqe(s, &s->pe_cq[0], idx, ret);
        }
    }
}

void e810_pe_ccqp(E810State *s)
{
    uint64_t da = (uint64_t)REG(R_PFPE_CCQPHIGH) << 32 | REG(R_PFPE_CCQPLOW);
    uint8_t ctx[64];

    e810_pe_reset(s);
    if (!da || !s->rdma || !e810_can_dma(s)) {
        return;
    }
    pci_dma_read(PCI_DEVICE(s), da, ctx, sizeof(ctx));
    s->pe_size = 4u << ((((ldl_le_p(ctx) >> 8) & 0xf) - 1) & 0xf);
    s->pe_sq = ldq_le_p(ctx + 8);
    s->pe_ctx = ldq_le_p(ctx + 24);
    s->pe_tail = 0;
    s->pe_on = true;
    REG(R_PFPE_CCQPSTATUS) = 1;
    E810_PRINT(s, TR_MISC, "cqp on: sq %" PRIx64 " size %u", s->pe_sq,
               s->pe_size);
}
