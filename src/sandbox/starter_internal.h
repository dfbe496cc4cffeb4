/* SPDX-License-Identifier: Apache-2.0
 *
 * starter: a process that does nothing but start the children of one run, one after another. It is made at the run's beginning, when this process is small and nothing of the run has been worked on: its children
 * begin with few pages, and what this process goes on writing is copied once and not again with each child. It reads no hostile byte. It ends, and its children with it, when the line to it is closed.
 *
 * Children are told apart by their place: a number below STARTER_PLACES that the asker chooses. Nothing waits for an answer but who wants to hear it.
 */
#ifndef SANDBOX_STARTER_INTERNAL_H
#define SANDBOX_STARTER_INTERNAL_H

#include "base/base.h"

#include <sys/types.h>

enum { STARTER_PLACES = 64 };

typedef struct Starter {
    pid_t pid;
    int   line; /* a socket; each question on it that ends a child has one answer, in their order */
} Starter;

typedef struct StarterQuestion {
    size_t place;
    bool   end;   /* the child at this place, if there is one */
    bool   start; /* another in its place, for this job */
    size_t job;
    bool   quiet; /* for the child to know */
} StarterQuestion;

typedef struct StarterAnswer {
    size_t place;
    bool   ended; /* false: there was none, for it could not be started */
    int    how;   /* as waitpid() says it */
} StarterAnswer;

/* What a child is: it never returns. `pipe` is its own copy of the descriptor that it was started with. */
typedef void (*StarterChild)(const void *context, const StarterQuestion *question, int pipe);

/* `context` is what the children see: as it is now, whatever becomes of it here. `warm` (or NULL) is run in the starter before it starts any, so that its children find done what each of them would do first: it
   sees no more than the starter. False: there is none, and nothing to end. */
bool  starter_begin(Starter *out, void (*warm)(void), StarterChild child, const void *context);
/* A child that is ended is killed, unless it was on its way out: then it keeps its exit status. The caller keeps and closes its own copy of `pipe`, which is the new child's (-1: none is started). False: the
   starter is gone, and its children with it. */
bool  starter_ask(const Starter *starter, StarterQuestion question, int pipe);
/* Waits for the next answer. False: the starter is gone. */
bool  starter_hear(const Starter *starter, StarterAnswer *out);
/* Of a child of this process. Also when its pipe has ended: a child may close it and stay. One that is on its way out keeps its exit status. */
int   starter_reap(pid_t child);
void  starter_end(Starter *starter);

#endif
