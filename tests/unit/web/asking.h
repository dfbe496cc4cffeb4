/* SPDX-License-Identifier: Apache-2.0
 *
 * The demonstration as a running house, and requests to it, for suites of this folder.
 */
#ifndef TESTS_UNIT_WEB_ASKING_H
#define TESTS_UNIT_WEB_ASKING_H

#include "suite.h"

#include "web/web.h"

enum { ASKING_NOW = 1804624920 /* Tuesday, 9 March 2027, 15:42 in New York */, ASKING_COOKIE_SIZE = 200, ASKING_TOKEN_SIZE = 60 };
#define URLENCODED "application/x-www-form-urlencoded"

typedef struct Asking {
    char      folder[64], inside[80];
    Service  *service;
    Accounts *accounts;
    Web      *web;
    const Log *log;                                                  /* of accounts and web; NULL: none */
    Buffer    answer;                                                /* head and body of the last one, with a zero byte */
    char      cookie[ASKING_COOKIE_SIZE], form_token[ASKING_TOKEN_SIZE];
} Asking;

void asking_open(Asking *asking);                                    /* delegation-01 has the head head@x.example and the delegate delegate@x.example, the secretariat secretariat@x.example */
/* For suites that make their record themselves: the folder; then, with the service open, the accounts and the web. */
void asking_folder(Asking *asking);
void asking_serve(Asking *asking, const HouseSettings *settings);
void asking_close(Asking *asking);
/* The status. `headers`: each with its CR LF. `path` without its first slash. */
int  asking_ask(Asking *asking, const char *method, const char *path, const char *headers, const char *type, const char *body);
int  asking_ask_bytes(Asking *asking, const char *method, const char *path, const char *headers, const char *type, Slice body);
int  asking_get(Asking *asking, const char *path);
bool asking_says(const Asking *asking, const char *text);
const char *asking_body(const Asking *asking);
void asking_sign_in(Asking *asking, const char *mail);               /* "": a stranger */

#endif
