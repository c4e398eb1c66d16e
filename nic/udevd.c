/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libudev can ask the daemon for its queue, but has no call to have it read its
 * configuration: that is udevadm's. */
#include "udevd.h"

#include <errno.h>
#include <fcntl.h>
#include <libudev.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* udevadm gives up waiting for the daemon after so long. */
#define RELOAD_TIMEOUT "--timeout=3"

bool udevd_runs(void)
{
	return access(UDEVD_SOCKET, F_OK) == 0;
}

static const char *find_udevadm(void)
{
	static const char *const paths[] = {"/usr/bin/udevadm", "/bin/udevadm",
					    "/sbin/udevadm"};

	for (size_t i = 0; i < NIC_ARRAY_SIZE(paths); i++) {
		if (access(paths[i], X_OK) == 0)
			return paths[i];
	}
	return NULL;
}

/* No signal that the caller holds back is held back in it, and it prints nothing. */
static int spawn(const char *path, char *const *argv, pid_t *ret_pid)
{
	char *environment[] = {NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none;
	int r;

	(void)sigemptyset(&none); /* cannot fail */
	r = posix_spawnattr_init(&attributes);
	if (r)
		return -r;
	r = posix_spawn_file_actions_init(&files);
	for (int fd = 0; fd <= STDERR_FILENO && r == 0; fd++)
		r = posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
	if (r == 0)
		r = posix_spawnattr_setsigmask(&attributes, &none);
	if (r == 0)
		r = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	if (r == 0)
		r = posix_spawn(ret_pid, path, &files, &attributes, argv, environment);
	(void)posix_spawn_file_actions_destroy(&files); /* these only free memory */
	(void)posix_spawnattr_destroy(&attributes);
	return -r;
}

int udevd_reload(struct nic_err *err)
{
	char name[] = "udevadm", control[] = "control", reload[] = "--reload",
	     timeout[] = RELOAD_TIMEOUT;
	char *argv[] = {name, control, reload, timeout, NULL};
	const char *path;
	int status, r;
	pid_t pid;

	if (!udevd_runs())
		return 0;
	path = find_udevadm();
	if (!path)
		return nic_err_set(err, -ENOENT, "there is no udevadm");
	r = spawn(path, argv, &pid);
	if (r < 0)
		return nic_err_set(err, r, "cannot run '%s': %s", path, nic_strerror(r));
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status))
		return nic_err_set(err, -EIO, "'udevadm control --reload' failed");
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int udevd_wait_idle(int timeout_ms, struct nic_err *err)
{
	struct udev *udev = udev_new();
	struct udev_queue *queue = udev ? udev_queue_new(udev) : NULL;
	int64_t end_ms = now_ms() + timeout_ms;
	/* the descriptor first: what changes after the question wakes it up */
	struct pollfd wait = {queue ? udev_queue_get_fd(queue) : -1, POLLIN, 0};
	bool is_idle = !queue || wait.fd < 0;

	while (!is_idle && !udev_queue_get_queue_is_empty(queue)) {
		int64_t left = end_ms - now_ms();

		if (left <= 0 || poll(&wait, 1, (int)left) < 0)
			break;
		(void)udev_queue_flush(queue);
	}
	if (queue)
		is_idle = is_idle || udev_queue_get_queue_is_empty(queue);
	udev_queue_unref(queue); /* these accept NULL */
	udev_unref(udev);
	return is_idle ? 0
		       : nic_err_set(err, -ETIMEDOUT, "udev is still busy after %d ms",
				     timeout_ms);
}
