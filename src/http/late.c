/* SPDX-License-Identifier: Apache-2.0
 *
 * libcurl and libmicrohttpd, loaded by the first call of them: with what they need themselves they are more than half of all libraries, and comparing two files
 * needs none of them. A function that is not here does not link: add its row.
 */
#include <curl/curl.h>
#include <microhttpd.h>

#include "base/base.h"

#include <stdarg.h>

/* ---- libcurl: nobody gets past curl_global_init and curl_url without it ---- */

#define CURL_LIBRARY "libcurl.so.4"

LIBRARY_CALL(CURL_LIBRARY, CURLcode, CURLE_FAILED_INIT, curl_global_init, (long flags), (flags))
LIBRARY_CALL(CURL_LIBRARY, CURL *, NULL, curl_easy_init, (void), ())
LIBRARY_CALL(CURL_LIBRARY, CURLcode, CURLE_FAILED_INIT, curl_easy_perform, (CURL * curl), (curl))
LIBRARY_CALL_VOID(CURL_LIBRARY, curl_easy_reset, (CURL * curl), (curl))
LIBRARY_CALL_VOID(CURL_LIBRARY, curl_easy_cleanup, (CURL * curl), (curl))
LIBRARY_CALL(CURL_LIBRARY, struct curl_slist *, NULL, curl_slist_append, (struct curl_slist * list, const char *line), (list, line))
LIBRARY_CALL_VOID(CURL_LIBRARY, curl_slist_free_all, (struct curl_slist * list), (list))
LIBRARY_CALL(CURL_LIBRARY, CURLU *, NULL, curl_url, (void), ())
LIBRARY_CALL(CURL_LIBRARY, CURLUcode, CURLUE_OUT_OF_MEMORY, curl_url_set, (CURLU * url, CURLUPart part, const char *text, unsigned flags), (url, part, text, flags))
LIBRARY_CALL(CURL_LIBRARY, CURLUcode, CURLUE_OUT_OF_MEMORY, curl_url_get, (CURLU * url, CURLUPart part, char **text, unsigned flags), (url, part, text, flags))
LIBRARY_CALL_VOID(CURL_LIBRARY, curl_url_cleanup, (CURLU * url), (url))
LIBRARY_CALL_VOID(CURL_LIBRARY, curl_free, (void *block), (block))

/* What an option takes follows from its number: numbers, then pointers, functions, and large numbers. */
__attribute__((visibility("hidden"))) CURLcode(curl_easy_setopt)(CURL *curl, CURLoption option, ...)
{
    CURLcode code = CURLE_FAILED_INIT;
    va_list  rest;
    LIBRARY_FIND(CURL_LIBRARY, curl_easy_setopt)

    va_start(rest, option);
    if (function == NULL)
        code = CURLE_FAILED_INIT;
    else if (option < CURLOPTTYPE_OBJECTPOINT)
        code = function(curl, option, va_arg(rest, long));
    else if (option < CURLOPTTYPE_OFF_T || option >= CURLOPTTYPE_BLOB)
        code = function(curl, option, va_arg(rest, void *));
    else
        code = function(curl, option, va_arg(rest, curl_off_t));
    va_end(rest);
    return code;
}

/* All that can be asked for is written to where a pointer points. */
__attribute__((visibility("hidden"))) CURLcode(curl_easy_getinfo)(CURL *curl, CURLINFO info, ...)
{
    CURLcode code;
    va_list  rest;
    LIBRARY_FIND(CURL_LIBRARY, curl_easy_getinfo)

    va_start(rest, info);
    code = function == NULL ? CURLE_FAILED_INIT : function(curl, info, va_arg(rest, void *));
    va_end(rest);
    return code;
}

/* ---- libmicrohttpd: nobody gets past MHD_start_daemon without it ---- */

#define MHD_LIBRARY "libmicrohttpd.so.12"

typedef struct MHD_Daemon     Daemon;
typedef struct MHD_Connection Line;
typedef struct MHD_Response   Response;
typedef enum MHD_Result       Result;

static Daemon *start(unsigned flags, uint16_t port, MHD_AcceptPolicyCallback accept, void *accept_context, MHD_AccessHandlerCallback handle, void *context, va_list rest)
{
    LIBRARY_FIND(MHD_LIBRARY, MHD_start_daemon_va)

    return function != NULL ? function(flags, port, accept, accept_context, handle, context, rest) : NULL;
}

__attribute__((visibility("hidden"))) Daemon *MHD_start_daemon(unsigned flags, uint16_t port, MHD_AcceptPolicyCallback accept, void *accept_context,
                                                               MHD_AccessHandlerCallback handle, void *context, ...)
{
    Daemon *daemon;
    va_list rest;

    va_start(rest, context);
    daemon = start(flags, port, accept, accept_context, handle, context, rest);
    va_end(rest);
    return daemon;
}

LIBRARY_CALL_VOID(MHD_LIBRARY, MHD_stop_daemon, (Daemon * daemon), (daemon))
LIBRARY_CALL_VOID(MHD_LIBRARY, MHD_suspend_connection, (Line * line), (line))
LIBRARY_CALL_VOID(MHD_LIBRARY, MHD_resume_connection, (Line * line), (line))
LIBRARY_CALL(MHD_LIBRARY, int, 0, MHD_get_connection_values, (Line * line, enum MHD_ValueKind kind, MHD_KeyValueIterator each, void *context),
             (line, kind, each, context))
LIBRARY_CALL(MHD_LIBRARY, const char *, NULL, MHD_lookup_connection_value, (Line * line, enum MHD_ValueKind kind, const char *key), (line, kind, key))
LIBRARY_CALL(MHD_LIBRARY, Response *, NULL, MHD_create_response_from_buffer, (size_t size, void *bytes, enum MHD_ResponseMemoryMode mode), (size, bytes, mode))
LIBRARY_CALL(MHD_LIBRARY, Response *, NULL, MHD_create_response_from_buffer_with_free_callback, (size_t size, void *bytes, MHD_ContentReaderFreeCallback after),
             (size, bytes, after))
LIBRARY_CALL(MHD_LIBRARY, Response *, NULL, MHD_create_response_from_callback,
             (uint64_t size, size_t block, MHD_ContentReaderCallback read, void *context, MHD_ContentReaderFreeCallback after), (size, block, read, context, after))
LIBRARY_CALL(MHD_LIBRARY, Result, MHD_NO, MHD_add_response_header, (Response * response, const char *name, const char *value), (response, name, value))
LIBRARY_CALL(MHD_LIBRARY, Result, MHD_NO, MHD_queue_response, (Line * line, unsigned status, Response *response), (line, status, response))
LIBRARY_CALL_VOID(MHD_LIBRARY, MHD_destroy_response, (Response * response), (response))

/* What is asked for needs nothing more. */
__attribute__((visibility("hidden"))) const union MHD_ConnectionInfo *MHD_get_connection_info(Line *line, enum MHD_ConnectionInfoType what, ...)
{
    LIBRARY_FIND(MHD_LIBRARY, MHD_get_connection_info)

    return function != NULL ? function(line, what) : NULL;
}
