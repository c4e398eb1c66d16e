/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The model of the E810: the DDP package. */

#include "qemu/osdep.h"

#include "e810.h"

uint16_t e810_aq_download_pkg(E810State *s, E810Aq *a)
{
    unsigned n, i;

    /* the metadata section (type 1) of the first buffer names the package */
    if (a->len >= 4) {
        n = MIN(lduw_le_p(a->buf), 64);
        for (i = 0; i < n && 4 + (i + 1) * 8 <= a->len; i++) {
            uint8_t *e = a->buf + 4 + i * 8;
            unsigned off = lduw_le_p(e + 4), sz = lduw_le_p(e + 6);

            if (ldl_le_p(e) == 1 && sz >= 36 && off + 36 <= a->len) {
                memcpy(s->pkg_ver, a->buf + off, 4);
                memcpy(s->pkg_name, a->buf + off + 4, 28);
                s->pkg_track = ldl_le_p(a->buf + off + 32);
            }
        }
    }
    if (a->p[0] & 1) {
        s->pkg_loaded = true;
        E810_PRINT(s, TR_MISC, "package %.28s %u.%u.%u.%u loaded", s->pkg_name,
                   s->pkg_ver[0], s->pkg_ver[1], s->pkg_ver[2], s->pkg_ver[3]);
    }
    stl_le_p(a->p, 0);
    stl_le_p(a->p + 4, 0);
    return 0;
}

uint16_t e810_aq_pkg_info(E810State *s, E810Aq *a)
{
    memset(a->buf, 0, a->len);
    if (a->len < 4 + 40) {
        return AQRC_EINVAL;
    }
    if (s->pkg_loaded) {
        uint8_t *e = a->buf + 4;

        stl_le_p(a->buf, 1);
        memcpy(e, s->pkg_ver, 4);
        memcpy(e + 4, s->pkg_name, 28);
        stl_le_p(e + 32, s->pkg_track);
        e[37] = 1; /* active */
    }
    a->wb = true;
    return 0;
}
