# SPDX-License-Identifier: GPL-2.0-or-later
# Builds the tests of the apply path without sanitizers, in BINARY_DIR, and runs them under valgrind: steps, journal,
# the way back, recovery, moves of ports, network state (on the devices of a namespace), the process for each
# kernel call. Any error or leak fails it. Of the tests that try hundreds of cases, some.
#
#	cmake -D SOURCE_DIR=. -D BINARY_DIR=/tmp/x -D VALGRIND=valgrind -P tests/valgrind.cmake
set(TESTS unit/test_transaction unit/test_recover unit/test_recover_damage unit/test_handover unit/test_takeback
          unit/test_journal_read unit/test_journal unit/test_worker unit/test_netdiff netns/test_netns_netstate)

function(step)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${SOURCE_DIR} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

step(${CMAKE_COMMAND} -G Ninja -B ${BINARY_DIR} -DCMAKE_BUILD_TYPE=Debug -DNICCTL_SANITIZE=OFF)
list(TRANSFORM TESTS REPLACE ".*/" "" OUTPUT_VARIABLE TARGETS)
step(${CMAKE_COMMAND} --build ${BINARY_DIR} --parallel 2 --target ${TARGETS})

set(ENV{NICCTL_EVERY} 101)
set(ENV{NICCTL_ROUNDS} 5)
foreach(TEST ${TESTS})
  # A test ends with 77 when it cannot run here: no namespaces, say.
  execute_process(
    # Children are killed on purpose, in the middle of their work.
    COMMAND ${VALGRIND} --quiet --vgdb=no --error-exitcode=9 --child-silent-after-fork=yes --leak-check=full
            --errors-for-leak-kinds=definite,indirect,possible ${BINARY_DIR}/tests/${TEST}
    RESULT_VARIABLE RESULT)
  if(RESULT EQUAL 77)
    message(STATUS "${TEST}: left out, it cannot run here")
  elseif(NOT RESULT EQUAL 0)
    message(FATAL_ERROR "${TEST} under valgrind: ${RESULT}")
  endif()
endforeach()
