/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folders that are gone after the test. */
#ifndef NICCTL_TEMP_DIR_H
#define NICCTL_TEMP_DIR_H

/* A new folder, in memory where that is possible. Give it to temp_dir_remove(). */
char *temp_dir_make(void);

/* Removes the folder with all that is in it, and frees the name. NULL is allowed. */
void temp_dir_remove(char *path);
void temp_dir_removep(char **path);

/* Writes @text into DIR/@name, made with @mode whatever the umask is. */
void temp_file(const char *dir, const char *name, unsigned int mode, const char *text);

/* Makes the folders in ROOT/@path up to its last slash that are missing. */
void temp_folders(const char *root, const char *path);

/* temp_folders() and temp_file(). */
void temp_file_below(const char *root, const char *path, unsigned int mode,
		     const char *text);

#endif
