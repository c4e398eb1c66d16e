/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the writer of a journal writes, and a disk that hangs: said after the limit, and
 * never waited for again. */
#include "test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "journal_writer.h"
#include "temp_dir.h"

static char *temp;
static char path[256];

static int setup(void **state)
{
	(void)state;
	temp = temp_dir_make();
	snprintf(path, sizeof(path), "%s/transactions/id1", temp);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	temp_dir_remove(temp);
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void read_file(const char *name, char *text, size_t bytes)
{
	char file[512];
	ssize_t got;
	int fd;

	snprintf(file, sizeof(file), "%s/%s", path, name);
	fd = open(file, O_RDONLY);
	assert_true(fd >= 0);
	got = read(fd, text, bytes - 1);
	assert_true(got >= 0);
	text[got] = '\0';
	close(fd);
}

static void test_what_is_asked_for_is_there(void **state)
{
	struct journal_writer *writer = NULL;
	char text[64];

	(void)state;
	assert_int_equal(journal_writer_start(temp, "id1", &writer), 0);
	assert_int_equal(journal_writer_document(writer, "a.json", "{}\n"), 0);
	assert_int_equal(journal_writer_document(writer, "a.json", "{}\n"), -EEXIST);
	assert_int_equal(journal_writer_open_log(writer), 0);
	assert_int_equal(journal_writer_append(writer, "one\n"), 0);
	assert_int_equal(journal_writer_append(writer, "two\n"), 0);
	read_file("a.json", text, sizeof(text));
	assert_string_equal(text, "{}\n");
	journal_writer_end(writer);
	assert_int_equal(journal_writer_restart(path, 4, &writer), 0);
	assert_int_equal(journal_writer_append(writer, "three\n"), 0);
	journal_writer_end(writer);
	read_file("log", text, sizeof(text));
	assert_string_equal(text, "one\nthree\n");
}

static void test_what_fails_is_said(void **state)
{
	struct journal_writer *writer = NULL;

	(void)state;
	assert_int_equal(journal_writer_start("/proc/nicctl", "id1", &writer), -ENOENT);
	assert_int_equal(journal_writer_restart("/nonexistent/x", 0, &writer), -ENOENT);
	assert_null(writer);
	assert_int_equal(journal_writer_start(temp, "id1", &writer), 0);
	journal_writer_end(writer);
	assert_int_equal(journal_writer_start(temp, "id1", &writer), -EEXIST);
	journal_writer_end(NULL);
}

/* The one child of this process. */
static pid_t find_child(void)
{
	const struct dirent *entry;
	DIR *dir = opendir("/proc");
	pid_t found = -1;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		int pid = 0, parent = 0;
		char file[300];
		FILE *stat;

		if (sscanf(entry->d_name, "%d", &pid) != 1)
			continue;
		snprintf(file, sizeof(file), "/proc/%d/stat", pid);
		stat = fopen(file, "r");
		if (stat && fscanf(stat, "%*d (%*[^)]) %*c %d", &parent) == 1 &&
		    parent == getpid())
			found = pid;
		if (stat)
			fclose(stat);
	}
	closedir(dir);
	return found;
}

/* A process that was stopped answers no more than one that sleeps in the kernel. */
static void test_a_disk_that_hangs_is_left_alone(void **state)
{
	struct journal_writer *writer = NULL;
	int64_t begin_ms;
	pid_t pid;

	(void)state;
	assert_int_equal(journal_writer_start(temp, "id1", &writer), 0);
	assert_int_equal(journal_writer_open_log(writer), 0);
	pid = find_child();
	assert_true(pid > 0);
	assert_int_equal(kill(pid, SIGSTOP), 0);
	begin_ms = now_ms();
	assert_int_equal(journal_writer_append(writer, "one\n"), -ETIMEDOUT);
	assert_true(now_ms() - begin_ms >= JOURNAL_WRITER_TIMEOUT_S * 1000 - 10);
	begin_ms = now_ms();
	assert_int_equal(journal_writer_append(writer, "two\n"), -ETIMEDOUT);
	assert_int_equal(journal_writer_document(writer, "a", "b"), -ETIMEDOUT);
	journal_writer_end(writer);
	assert_true(now_ms() - begin_ms < JOURNAL_WRITER_TIMEOUT_S * 1000 / 2);
	assert_int_equal(waitpid(pid, NULL, 0), pid); /* it was killed */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_is_asked_for_is_there, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_what_fails_is_said, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_disk_that_hangs_is_left_alone,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
