/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the X710: the receive side. */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "qemu/crc32c.h"
#include "net/checksum.h"

#include "x710.h"

/* is the checksum of L4, in a packet that is not a fragment, wrong? */
static bool x710_rx_bad_l4(const uint8_t *l3, const uint8_t *l4, unsigned len,
                           uint8_t proto)
{
    g_autofree uint8_t *copy = NULL;

    switch (proto) {
    case 6:
        return len < 20 ||
               net_checksum_finish(nic_pseudo_sum(l3, 6, len) +
                                   net_checksum_add(len, (uint8_t *)l4));
    case 17:
        return len < 8 ||
               (lduw_be_p(l4 + 6) &&
                net_checksum_finish(nic_pseudo_sum(l3, 17, len) +
                                    net_checksum_add(len, (uint8_t *)l4)));
    case 132:
        if (len < 12) {
            return true;
        }
        copy = g_memdup2(l4, len);
        stl_le_p(copy + 8, 0);
        return crc32c(0xffffffff, copy, len) != ldl_le_p(l4 + 8);
    }
    return false;
}

static uint64_t x710_rx_ptype(const X710Pkt *pkt)
{
    bool v4 = pkt->v4;

    if (!v4 && !pkt->v6) {
        return pkt->etype == 0x0806   ? PTYPE_ARP
               : pkt->etype == 0x88cc ? PTYPE_LLDP
                                      : PTYPE_L2;
    }
    if (pkt->frag) {
        return v4 ? PTYPE_V4_FRAG : PTYPE_V6_FRAG;
    }
    switch (pkt->proto) {
    case 6:
        return v4 ? PTYPE_V4_TCP : PTYPE_V6_TCP;
    case 17:
        return v4 ? PTYPE_V4_UDP : PTYPE_V6_UDP;
    case 132:
        return v4 ? PTYPE_V4_SCTP : PTYPE_V6_SCTP;
    case 1:
        return v4 ? PTYPE_V4_ICMP : PTYPE_V6;
    case 58:
        return v4 ? PTYPE_V4 : PTYPE_V6_ICMP;
    }
    return v4 ? PTYPE_V4 : PTYPE_V6;
}

/*
 * status bits for what the parser found; shift: how far the headers have
 * moved since then (a stripped VLAN tag)
 */
static uint64_t x710_rx_parsed(const uint8_t *buf, const X710Pkt *pkt,
                               int shift, uint64_t *ptype)
{
    const uint8_t *l3 = buf + pkt->l3 + shift;
    uint64_t status = RXD_L3L4P;

    *ptype = x710_rx_ptype(pkt);
    if (!pkt->v4 && !pkt->v6) {
        return 0;
    }
    if (pkt->v4 && net_checksum_finish(
                       net_checksum_add((l3[0] & 0xf) * 4, (uint8_t *)l3))) {
        status |= RXD_ERR_IPE;
    }
    if (!pkt->frag && x710_rx_bad_l4(l3, buf + pkt->l4 + shift,
                                     pkt->l3end - pkt->l4, pkt->proto)) {
        status |= RXD_ERR_L4E;
    }
    return status;
}

/*
 * puts a frame into the ring, which has room for it; common0, common1: bits of
 * every descriptor, last1: of the last one only
 */
static void x710_rx_write(X710State *s, X710RxQueue *r, const uint8_t *buf,
                          size_t size, uint64_t common0, uint64_t common1,
                          uint64_t last1)
{
    PCIDevice *d = PCI_DEVICE(s);
    unsigned dsz = r->dsize32 ? 32 : 16, done = 0;

    while (done < size) {
        uint64_t daddr = r->base + (uint64_t)r->head * dsz;
        unsigned chunk = MIN(size - done, r->dbuff);
        uint64_t baddr, qw0, qw1;
        uint8_t zero[16] = { 0 };

        pci_dma_read(d, daddr, &baddr, 8);
        baddr = le64_to_cpu(baddr);
        pci_dma_write(d, baddr, buf + done, chunk);
        done += chunk;
        qw0 = common0;
        qw1 = RXD_DD | common1 | ((uint64_t)chunk << RXD_LEN_SHIFT);
        if (done == size) {
            qw1 |= RXD_EOF | last1;
        }
        qw0 = cpu_to_le64(qw0);
        qw1 = cpu_to_le64(qw1);
        if (r->dsize32) {
            pci_dma_write(d, daddr + 16, zero, 16);
        }
        pci_dma_write(d, daddr, &qw0, 8);
        smp_wmb();
        pci_dma_write(d, daddr + 8, &qw1, 8);
        if (++r->head == r->qlen) {
            r->head = 0;
        }
    }
}

/* 1: delivered or dropped for good, 0: no descriptors, wait */
static int x710_rx_vsi(X710State *s, int vi, const uint8_t *buf, size_t size,
                       const X710Pkt *pkt, int cast)
{
    X710Vsi *v = &s->vsi[vi];
    uint32_t hash = 0;
    bool hashed = x710_rss_hash(s, buf, pkt, &hash);
    unsigned q = x710_rx_queue_of(s, v, hashed, hash);
    X710Fdir *fd = x710_fdir_match(s, buf, pkt);
    uint8_t frame[X710_MAX_FRAME + 64];
    uint64_t status = 0, ptype;
    uint32_t l2tag = 0;
    X710RxQueue *r;
    unsigned avail, need, tail;

    if (fd && FDP_VSI(fd->where) == vi) {
        if (FDP_CNT_ENA(fd->what)) {
            x710_stat_add32(s, R_GLQF_PCNT + 4 * FDP_CNTINDEX(fd->what), 1);
        }
        if (FDP_DEST(fd->what) == FDP_DEST_DROP) {
            DBG(s, DBG_RX, "vsi %d: dropped by filter %u", vi, fd->fd_id);
            return 1;
        }
        if (FDP_DEST(fd->what) == FDP_DEST_QINDEX) {
            q = (lduw_le_p(v->props + VP_QUEUE_MAPPING) & 0x7ff) +
                FDP_QINDEX(fd->where);
        }
        if (FDP_FD_STATUS(fd->what) == 1) {
            hashed = false;
            hash = fd->fd_id;
            status |= RXD_FLTSTAT_FD_ID;
        }
    }
    if (q >= s->nq || !s->rxq[q].enabled) {
        x710_stat_add32(s, R_GLV_RDPC + 8 * vi, 1);
        return 1;
    }
    r = &s->rxq[q];

    /* VLAN stripping */
    if (pkt->tagged &&
        VLAN_EMOD(v->props[VP_VLAN_FLAGS]) != VLAN_EMOD_NOTHING) {
        memcpy(frame, buf, 12);
        memcpy(frame + 12, buf + 16, size - 16);
        size -= 4;
        if (size < X710_MIN_FRAME) {
            memset(frame + size, 0, X710_MIN_FRAME - size);
            size = X710_MIN_FRAME;
        }
        buf = frame;
        l2tag = pkt->vlan_tci;
        status |= RXD_L2TAG1P;
    }
    if (!r->crcstrip) {
        if (buf != frame) {
            memcpy(frame, buf, size);
            buf = frame;
        }
        memset(frame + size, 0, 4);
        size += 4;
    }
    if (size > r->rxmax) {
        DBG(s, DBG_RX, "rxq %u: %zu bytes > rxmax %u", q, size, r->rxmax);
        x710_stat_add32(s, R_GLV_RDPC + 8 * vi, 1);
        return 1;
    }

    tail = qreg_get(s, R_QRX_TAIL, q) & 0x1fff;
    if (tail >= r->qlen) {
        tail %= r->qlen;
    }
    avail = (tail + r->qlen - r->head) % r->qlen;
    need = DIV_ROUND_UP(size, r->dbuff);
    if (avail < need) {
        if (r->starved || (s->fault & NIC_FAULT_RX_HASTY)) {
            x710_stat_add32(s, R_GLPRT_RDPC + 8 * s->port, 1);
            x710_stat_add32(s, R_GLV_RDPC + 8 * vi, 1);
            return 1;
        }
        DBG(s, DBG_RX, "rxq %u: waiting for descriptors", q);
        r->waiting = true;
        if (!timer_pending(s->starve_timer)) {
            timer_mod(s->starve_timer,
                      qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL) + X710_STARVE_MS);
        }
        return 0;
    }

    status |= x710_rx_parsed(buf, pkt, status & RXD_L2TAG1P ? -4 : 0, &ptype);
    status |= (uint64_t)cast << RXD_UMBCAST_SHIFT;
    if (hashed) {
        status |= RXD_FLTSTAT_RSS;
    }

    x710_rx_write(s, r, buf, size, (uint64_t)l2tag << 16 | (uint64_t)hash << 32,
                  ptype << RXD_PTYPE_SHIFT, status);
    DBG(s, DBG_RX, "vsi %d rxq %u: %zu bytes ptype %u hash %08x", vi, q, size,
        (unsigned)ptype, hash);

    x710_stat_add(s, R_GLV_GORC + 8 * vi, size + 4);
    x710_stat_add(s,
                  (cast == 0   ? R_GLV_UPRC
                   : cast == 1 ? R_GLV_MPRC
                               : R_GLV_BPRC) +
                      8 * vi,
                  1);
    x710_queue_irq(s, qreg_get(s, R_QINT_RQCTL, q));
    return 1;
}

ssize_t x710_rx_frame(X710State *s, const uint8_t *buf, size_t size,
                      bool may_wait)
{
    uint8_t pad[X710_MIN_FRAME];
    size_t orig = size;
    X710Pkt pkt;
    uint16_t vlan;
    int i, cast;
    bool first = true;

    if (size < 14 || size > X710_MAX_FRAME) {
        return orig;
    }
    if (size < X710_MIN_FRAME) {
        memcpy(pad, buf, size);
        memset(pad + size, 0, X710_MIN_FRAME - size);
        buf = pad;
        size = X710_MIN_FRAME;
    }
    x710_parse(buf, size, &pkt, false);
    vlan = pkt.tagged ? pkt.vlan_tci & 0xfff : 0;
    cast = x710_cast(buf);

    for (i = 0; i < X710_NUM_VSI; i++) {
        if (!s->vsi[i].used || !x710_vsi_match(&s->vsi[i], buf, vlan)) {
            continue;
        }
        if (!x710_rx_vsi(s, i, buf, size, &pkt, cast) && first && may_wait) {
            return 0;
        }
        first = false;
    }
    if (first) {
        DBG(s, DBG_RX, "%zu bytes match no VSI", size);
    }
    x710_stat_add(s, R_GLPRT_GORC + 8 * s->port, size + 4);
    x710_stat_add(s,
                  (cast == 0   ? R_GLPRT_UPRC
                   : cast == 1 ? R_GLPRT_MPRC
                               : R_GLPRT_BPRC) +
                      8 * s->port,
                  1);
    x710_size_stat(s, R_GLPRT_PRC64, size + 4);
    return orig;
}

ssize_t x710_receive(NetClientState *nc, const uint8_t *buf, size_t size)
{
    X710State *s = qemu_get_nic_opaque(nc);

    if (!x710_link_up(s) || s->lb_mode || (s->fault & NIC_FAULT_RX_STUCK)) {
        return size;
    }
    if ((s->fault & NIC_FAULT_RX_LOSSY) && (s->rx_arrived++ & 1)) {
        x710_stat_add32(s, R_GLPRT_RDPC + 8 * s->port, 1);
        return size;
    }
    return x710_rx_frame(s, buf, size, true);
}

void x710_starve_timer(void *opaque)
{
    X710State *s = opaque;
    unsigned q;

    for (q = 0; q < s->nq; q++) {
        if (s->rxq[q].waiting) {
            DBG(s, DBG_RX, "rxq %u: starved, dropping", q);
            s->rxq[q].waiting = false;
            s->rxq[q].starved = true;
        }
    }
    qemu_flush_queued_packets(qemu_get_queue(s->nic));
}

void x710_rx_tail(X710State *s, unsigned q, uint32_t val)
{
    X710RxQueue *r = &s->rxq[q];

    qreg_set(s, R_QRX_TAIL, q, val);
    if (r->enabled && (r->waiting || r->starved)) {
        r->waiting = false;
        r->starved = false;
        qemu_flush_queued_packets(qemu_get_queue(s->nic));
    }
}
