/* SPDX-License-Identifier: Apache-2.0
 *
 * A demonstration as people meet it, for suites of the web: a real service, real accounts and a real server on a free port, asked over sockets; who is signed in, and what was answered last.
 */
#ifndef TESTS_UNIT_WEB_SITE_H
#define TESTS_UNIT_WEB_SITE_H

#include "suite.h"

#include "web/people_internal.h"

enum { SITE_NOW = 1772798400 /* 6 March 2026, 12:00 UTC */ };
#define SITE_ORIGIN "Origin: http://localhost:1\r\n"
#define SITE_FORM "application/x-www-form-urlencoded"

typedef struct Site {
    char      folder[64], inside[80];
    Service  *service;
    Accounts *accounts;
    Web      *web;
    char      cookie[200], bearer[80], form_token[60]; /* whose they are asks; empty: a stranger */
    Buffer    answer;                                  /* the last one, with its headers and a zero byte */
} Site;
extern Site site;

void site_open(Audience audience);
void site_close(void);
void site_invite(const char *mail, const char *party, const char *bodies, Role role);
/* Signed in by cookie from here on; "" is a stranger. */
void site_sign_in(const char *mail);
/* The status of HTTP; the answer is the site's. */
int  site_ask(const char *method, const char *path, const char *headers, const char *type, const char *body);
int  site_get(const char *path);
/* A form of this kind, with its token. "file=@words" is sent as a file. */
int  site_post(const char *kind, const char *typed);
/* The same, of a page that is not do/KIND. */
int  site_post_at(const char *path, const char *typed);
bool site_says(const char *text);
/* What stands in the answer between `before` and one of the characters of `ends`. */
void site_cut(const char *before, const char *ends, char *out, size_t size);

#endif
