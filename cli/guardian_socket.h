/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The guardian's end of its socket. */
#ifndef NICCTL_GUARDIAN_SOCKET_H
#define NICCTL_GUARDIAN_SOCKET_H

#include <stddef.h>

#include "err.h"

/* Makes the socket, in place of one that nobody serves any more; the caller holds the
 * machine's lock. Returns 0 or an errno. */
int guardian_socket_listen(int *ret_fd, struct nic_err *err);

/* Takes a connection and the word that it brings ("" when it brings none within a
 * second). Returns its descriptor or a negative errno. */
int guardian_socket_accept(int listen_fd, char *word, size_t bytes);

/* Answers and closes the connection. */
void guardian_socket_answer(int fd, const char *text);

#endif
