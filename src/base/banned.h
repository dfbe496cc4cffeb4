/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls that do not compile here: they cannot be bounded, hide state, or go around memory with a ceiling.
 * src/base/memory.c, which is the allocator, says BASE_IS_ALLOCATOR before it includes anything.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gets localtime gmtime asctime ctime
#ifndef BASE_IS_ALLOCATOR
#pragma GCC poison malloc calloc realloc strdup strndup
#endif

#endif
