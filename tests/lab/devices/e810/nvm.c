/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the flash. */

#include "qemu/osdep.h"

#include "e810.h"

static void e810_w16(uint8_t *base, uint32_t word, uint16_t v)
{
    stw_le_p(base + word * 2, v);
}

void e810_build_flash(E810State *s)
{
    uint8_t *sr, *nvm, *orom, *netl;
    uint16_t pfa = 0x2000;    /* in words, inside the shadow RAM */
    uint32_t css_words = 322; /* + 8 words of authentication header */
    uint32_t sr_copy = ROUND_UP(css_words + 8, 32);
    unsigned i, n, bank;
    uint8_t sum;

    s->flash = g_malloc0(E810_FLASH_SIZE);
    sr = s->flash;

    e810_w16(sr, 0x00, 1 << 6); /* control word: valid, 1st banks */
    e810_w16(sr, 0x18, (s->nvm_major << 12) | s->nvm_minor);
    e810_w16(sr, 0x2d, s->eetrack & 0xffff);
    e810_w16(sr, 0x2e, s->eetrack >> 16);
    e810_w16(sr, 0x40, pfa);
    e810_w16(sr, 0x42, 0x8000 | (E810_NVM_BANK / 4096));
    e810_w16(sr, 0x43, E810_NVM_BANK_SZ / 4096);
    e810_w16(sr, 0x44, 0x8000 | (E810_OROM_BANK / 4096));
    e810_w16(sr, 0x45, E810_OROM_BANK_SZ / 4096);
    e810_w16(sr, 0x46, 0x8000 | (E810_NETL_BANK / 4096));
    e810_w16(sr, 0x47, E810_NETL_BANK_SZ / 4096);

    /* preserved field area: length word, PBA block, end */
    n = DIV_ROUND_UP(strlen(s->pba), 2);
    e810_w16(sr, pfa + 1, 0x16);
    e810_w16(sr, pfa + 2, n + 1);
    e810_w16(sr, pfa + 3, n + 1);
    for (i = 0; i < n; i++) {
        e810_w16(sr, pfa + 4 + i,
                 (uint8_t)s->pba[2 * i] << 8 | (uint8_t)s->pba[2 * i + 1]);
    }
    e810_w16(sr, pfa, 1 + 2 + n + 1 + 1);

    for (bank = 0; bank < 2; bank++) {
        nvm = s->flash + E810_NVM_BANK + bank * E810_NVM_BANK_SZ;
        e810_w16(nvm, 0x02, css_words / 2);
        e810_w16(nvm, 0x03, 0);
        memcpy(nvm + sr_copy * 2, sr, 0x8000);

        orom = s->flash + E810_OROM_BANK + bank * E810_OROM_BANK_SZ;
        orom += 0x1000;
        memcpy(orom, "$CIV", 4);
        stl_le_p(orom + 5,
                 s->orom_major << 24 | s->orom_build << 8 | s->orom_patch);
        orom[9] = 4;
        for (i = 0; i < 4; i++) {
            e810_w16(orom + 10, i, "E810"[i]);
        }
        for (sum = 0, i = 0; i < 74; i++) {
            sum += orom[i];
        }
        orom[4] = -sum;

        netl = s->flash + E810_NETL_BANK + bank * E810_NETL_BANK_SZ;
        e810_w16(netl, 0, 0x011b); /* link topology module */
        e810_w16(netl, 1, 0x100);
        e810_w16(netl, 2, 0x100); /* module length */
        e810_w16(netl, 3, 0);     /* node count */
        e810_w16(netl, 6 + 2, 4); /* shown as 4.0.5000-3.14.0 */
        e810_w16(netl, 6 + 6, 0x0003);
        e810_w16(netl, 6 + 7, 0x5000);
        e810_w16(netl, 6 + 8, 0x0014);
        e810_w16(netl, 6 + 0x0a + 14, 0x5678);
        e810_w16(netl, 6 + 0x0a + 15, 0x1234);
    }
}

uint16_t e810_aq_nvm_read(E810State *s, E810Aq *a)
{
    uint32_t off = lduw_le_p(a->p) | a->p[2] << 16;
    uint16_t module = lduw_le_p(a->p + 4);
    uint32_t len = MIN(lduw_le_p(a->p + 6), a->len);
    uint32_t size = a->p[3] & 0x80 ? E810_FLASH_SIZE : E810_SR_SIZE;

    if (module == NVM_MOD_TX_TOPO) { /* user's choice: nine layers */
        memset(a->buf, 0, a->len);
        a->wb = true;
        return 0;
    }
    if (module || off >= size || off + len > size) {
        return AQRC_EINVAL;
    }
    memcpy(a->buf, s->flash + off, len);
    a->wb = true;
    return 0;
}
