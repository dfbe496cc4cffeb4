/* SPDX-License-Identifier: Apache-2.0
 *
 * Who tries what in the suite of rights: people of every standing with their keys, and for each kind of act what is typed, with the acts that must come before it.
 */
#ifndef TESTS_UNIT_WEB_TRIALS_H
#define TESTS_UNIT_WEB_TRIALS_H

#include "web/site.h"

/* ---- who there is ---- */

#define GROUP "demonstration-group"
#define OF_TRIALS GROUP "\nrights-experts" /* the bodies of all trials */

/* `outside`: limited to bodies of which no trial is. `presides`: its party has the chair of the body of the trials. */
typedef struct Somebody {
    const char *mail, *party, *bodies;
    Role        role;
    Standing    standing;
    bool        outside, presides, gone;
} Somebody;
enum { PEOPLE = 13 /* who try */, KEYS = PEOPLE + 1 };
extern const Somebody trial_people[KEYS];

/* How each signs in: its cookie, its form's token, its bearer token. */
typedef struct TrialKey {
    char cookie[200], form_token[60], bearer[80], id[ACCOUNT_ID_SIZE + 1];
} TrialKey;
extern TrialKey trial_keys[KEYS];
typedef enum Means { BY_COOKIE, BY_BEARER, MEANS } Means;
void   trial_sign_in(size_t who);
void   trial_become(size_t who, Means means);
size_t trial_person(const char *mail);

/* ---- what is tried ---- */

/* In what is typed: $n a number of this try, $a the act that the last step filed; $v and $p the version in force and the paragraph of the text t-$n; $r the reading that was opened last; $o and $c a silence whose deadline is over and the
   checkpoint that closed it. */
typedef struct Step {
    const char *by;   /* "=": the party of who tries, or another where that one may not */
    const char *kind, *typed;
} Step;
typedef struct Trial {
    const char *kind, *typed;
    Step        before[4];
} Trial;
#define BY_HOUSE(kind, typed) {"secretariat@x.example", kind, typed}
#define OPEN "process=t-$n&body=" GROUP "&names.en=Text&form.of=other&language=en"
#define TEXT BY_HOUSE("text.open", OPEN), BY_HOUSE("text.version.issue", FIRST)
#define FIRST "name=Draft&file=@Words of the text $n"
#define OF_TEXT "process=t-$n&version=$v"
extern const Trial  trial_rows[];
extern const size_t trial_count;
const Trial *trial_find(const char *kind);
bool         trial_has_page(const char *kind); /* what has no form among the others */
bool         trial_is_of_no_body(const char *kind); /* calls for views and concepts belong to none: who is limited to some bodies does not answer them */
void         trial_page(const char *kind, char out[80]);
int          trial_post(const char *kind, const char *typed);
const char  *trial_filled(const char *typed);
/* One act that comes before; all of them. */
void         trial_step(const Step *step, const char *by);
void         trial_prepare(const Trial *trial, const Somebody *body);

typedef char Hex[2 * HASH_SIZE + 1];
extern unsigned trial_number;
extern Hex      trial_last_act;
enum { SILENCES = 8 }; /* more than are closed */
typedef struct TrialSilences {
    Hex    opened[SILENCES], checkpoints[SILENCES];
    size_t closed;
} TrialSilences;
extern TrialSilences trial_silences;

#endif
