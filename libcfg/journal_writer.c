/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests go through a socket, with their text; the answer is an errno. */
#include "journal_writer.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "journal_files.h"

struct journal_writer {
	int socket;
	pid_t pid;
	bool is_stuck;
};

enum op { OP_DOCUMENT, OP_OPEN_LOG, OP_APPEND };

struct request {
	enum op op;
	char name[32];
	size_t bytes; /* of the text that follows */
};

/* Where the process begins. */
struct place {
	const char *state_dir, *id; /* a new transaction */
	const char *path;	    /* an old one */
	uint64_t whole_bytes;
};

static int send_all(int fd, const void *data, size_t bytes)
{
	const char *at = data;

	while (bytes) {
		ssize_t sent = send(fd, at, bytes, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return -errno;
		at += sent;
		bytes -= (size_t)sent;
	}
	return 0;
}

/* Returns false at the end, also in the middle of something. */
static bool receive_all(int fd, void *data, size_t bytes)
{
	char *at = data;

	while (bytes) {
		ssize_t got = recv(fd, at, bytes, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		bytes -= (size_t)got;
	}
	return true;
}

/* ---- in the process ---- */

static int carry_out(struct journal_files *files, const struct request *request,
		     const char *text)
{
	switch (request->op) {
	case OP_DOCUMENT:
		return journal_files_document(files, request->name, text);
	case OP_OPEN_LOG:
		return journal_files_open_log(files);
	case OP_APPEND:
		return journal_files_append(files, text);
	}
	return -EINVAL;
}

/* Serves one request; returns false when there is none any more. */
static bool serve(int fd, struct journal_files *files)
{
	struct request request;
	char *text;
	int r;

	if (!receive_all(fd, &request, sizeof(request)))
		return false;
	text = calloc(1, request.bytes + 1);
	if (!text || !receive_all(fd, text, request.bytes))
		return false;
	r = carry_out(files, &request, text);
	free(text);
	return send_all(fd, &r, sizeof(r)) == 0;
}

static void writer_main(int fd, const struct place *place)
{
	struct journal_files files = {-1, -1};
	int r;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail for a valid signal */
	r = place->path ? journal_files_reopen(&files, place->path, place->whole_bytes)
			: journal_files_make(&files, place->state_dir, place->id);
	if (send_all(fd, &r, sizeof(r)) == 0 && r == 0) {
		while (serve(fd, &files))
			;
	}
	_exit(0);
}

/* ---- in the other one ---- */

static int wait_answer(struct journal_writer *writer)
{
	struct pollfd wait = {writer->socket, POLLIN, 0};
	int answer, ready;

	do /* signals are held: this is for a debugger that comes and goes */
		ready = poll(&wait, 1, JOURNAL_WRITER_TIMEOUT_S * 1000);
	while (ready < 0 && errno == EINTR);
	if (ready == 0) {
		writer->is_stuck = true;
		return -ETIMEDOUT;
	}
	return receive_all(writer->socket, &answer, sizeof(answer)) ? answer : -EPIPE;
}

static int ask(struct journal_writer *writer, enum op op, const char *name,
	       const char *text)
{
	struct request request = {.op = op, .bytes = strlen(text)};
	int r;

	if (writer->is_stuck)
		return -ETIMEDOUT;
	(void)snprintf(request.name, sizeof(request.name), "%s", name);
	r = send_all(writer->socket, &request, sizeof(request));
	if (r == 0)
		r = send_all(writer->socket, text, request.bytes);
	return r < 0 ? r : wait_answer(writer);
}

static int start(const struct place *place, struct journal_writer **ret_writer)
{
	struct journal_writer *writer = calloc(1, sizeof(*writer));
	int ends[2], r;

	if (!writer)
		return -ENOMEM;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
		r = -errno;
		free(writer);
		return r;
	}
	(void)fflush(NULL); /* nothing of it is to be written twice */
	writer->pid = fork();
	if (writer->pid == 0) {
		(void)close(ends[0]);
		writer_main(ends[1], place);
	}
	r = -errno;
	(void)close(ends[1]);
	writer->socket = ends[0];
	if (writer->pid > 0)
		r = wait_answer(writer);
	if (r < 0)
		journal_writer_end(writer);
	else
		*ret_writer = writer;
	return r;
}

int journal_writer_start(const char *state_dir, const char *id,
			 struct journal_writer **ret_writer)
{
	const struct place place = {.state_dir = state_dir, .id = id};

	return start(&place, ret_writer);
}

int journal_writer_restart(const char *path, uint64_t whole_bytes,
			   struct journal_writer **ret_writer)
{
	const struct place place = {.path = path, .whole_bytes = whole_bytes};

	return start(&place, ret_writer);
}

int journal_writer_document(struct journal_writer *writer, const char *name,
			    const char *text)
{
	return ask(writer, OP_DOCUMENT, name, text);
}

int journal_writer_open_log(struct journal_writer *writer)
{
	return ask(writer, OP_OPEN_LOG, "", "");
}

int journal_writer_append(struct journal_writer *writer, const char *line)
{
	return ask(writer, OP_APPEND, "", line);
}

/* Others may hold the socket's other copies, so closing it would tell nobody. */
void journal_writer_end(struct journal_writer *writer)
{
	if (!writer)
		return;
	(void)shutdown(writer->socket, SHUT_RDWR);
	(void)close(writer->socket);
	if (writer->pid > 0 && writer->is_stuck)
		(void)kill(writer->pid, SIGKILL); /* as soon as its disk lets it go */
	else if (writer->pid > 0)
		(void)waitpid(writer->pid, NULL, 0); /* it has nothing left to do */
	free(writer);
}
