# SPDX-License-Identifier: GPL-2.0-or-later
# Builds what scripts/demo and users build, in BINARY_DIR, with each warning an error: an optimised build,
# in which the compiler sees more to warn of than in a debug build.
#
#	cmake -D SOURCE_DIR=. -D BINARY_DIR=/tmp/x -P tests/release.cmake
function(step)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${SOURCE_DIR} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

step(${CMAKE_COMMAND} --preset release -B ${BINARY_DIR} -DNICCTL_WERROR=ON)
step(${CMAKE_COMMAND} --build ${BINARY_DIR} --parallel 2)
step(${BINARY_DIR}/cli/nicctl --version)
