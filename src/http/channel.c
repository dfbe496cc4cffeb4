/* SPDX-License-Identifier: Apache-2.0
 *
 * Channels: many listeners to one changing message, as server-sent events. What is sent is a state, not a history: a listener that is slow, or a burst, skips to the newest message, and everyone
 * ends on the last. A ticker wakes the listeners at most every CHANNEL_PAUSE_MS.
 *
 * A listener's connection is suspended whenever it has all there is; libmicrohttpd must not stop while one is, so a channel is closed before its server. Locks: libmicrohttpd's of the response,
 * then the channel's, then libmicrohttpd's of the daemon; the channel's is never held while libmicrohttpd calls us.
 */
#include "http/server_internal.h"

#include <time.h>

enum { CHANNEL_PAUSE_MS = 220 /* never more than five messages in a second */, KEEP_ALIVE_MS = 20000 /* finds lines that are gone, and keeps proxies from closing them */, MESSAGE_MAX = 16 * 1024,
       CHUNK = 1024 };

typedef struct Listener {
    struct Listener       *previous, *next;
    HttpChannel           *channel;
    struct MHD_Connection *line;
    Buffer                 text;   /* what is being sent */
    size_t                 sent;
    uint64_t               number; /* of the message in it */
    uint64_t               beat;
    bool                   suspended;
} Listener;

struct HttpChannel {
    pthread_mutex_t lock;
    pthread_cond_t  wake;
    pthread_t       ticker;
    Buffer          message;       /* as an event */
    uint64_t        number, told;  /* of the newest message; of the newest that listeners were woken for */
    uint64_t        beat;
    Listener       *listeners;
    size_t          count;
    bool            ended;
};

static void add_event(Slice data, uint64_t number, Buffer *out)
{
    buffer_add_format(out, "id: %llu\ndata: ", (unsigned long long)number);
    buffer_add(out, data);
    buffer_add_string(out, "\n\n");
}

/* ---- listeners ---- */

/* What this listener lacks; false: nothing. Under the lock. */
static bool take_news(Listener *listener)
{
    HttpChannel *channel = listener->channel;

    if (listener->number == channel->told && listener->beat == channel->beat)
        return false;
    buffer_reset(&listener->text);
    listener->sent = 0;
    if (listener->number != channel->told)
        buffer_add(&listener->text, buffer_slice(&channel->message));
    else
        buffer_add_string(&listener->text, ":\n\n");
    listener->number = channel->told;
    listener->beat = channel->beat;
    return listener->text.status == OK;
}

static ssize_t read_more(void *context, uint64_t position, char *out, size_t max)
{
    Listener    *listener = context;
    HttpChannel *channel = listener->channel;
    size_t       size;
    ssize_t      result;

    (void)position;
    (void)pthread_mutex_lock(&channel->lock);
    if (listener->sent == listener->text.size && (channel->ended || !take_news(listener))) {
        result = channel->ended ? (ssize_t)MHD_CONTENT_READER_END_OF_STREAM : 0;
        if (!channel->ended) {
            listener->suspended = true;
            MHD_suspend_connection(listener->line);
        }
    } else {
        size = listener->text.size - listener->sent;
        size = size < max ? size : max;
        memcpy(out, listener->text.data + listener->sent, size);
        listener->sent += size;
        result = (ssize_t)size;
    }
    (void)pthread_mutex_unlock(&channel->lock);
    return result;
}

static void listener_gone(void *context)
{
    Listener    *listener = context;
    HttpChannel *channel = listener->channel;

    (void)pthread_mutex_lock(&channel->lock);
    if (listener->next != NULL)
        listener->next->previous = listener->previous;
    if (listener->previous != NULL)
        listener->previous->next = listener->next;
    else
        channel->listeners = listener->next;
    channel->count--;
    (void)pthread_cond_broadcast(&channel->wake);
    (void)pthread_mutex_unlock(&channel->lock);
    buffer_clear(&listener->text);
    memory_free(listener);
}

/* Under the lock. */
static void wake_all(HttpChannel *channel)
{
    for (Listener *at = channel->listeners; at != NULL; at = at->next)
        if (at->suspended) {
            at->suspended = false;
            MHD_resume_connection(at->line);
        }
}

static bool link_listener(Listener *listener)
{
    HttpChannel *channel = listener->channel;
    bool         ended;

    (void)pthread_mutex_lock(&channel->lock);
    ended = channel->ended;
    if (!ended) {
        listener->next = channel->listeners;
        if (listener->next != NULL)
            listener->next->previous = listener;
        channel->listeners = listener;
        channel->count++;
        listener->beat = channel->beat;
    }
    (void)pthread_mutex_unlock(&channel->lock);
    return !ended;
}

void http_channel_join(HttpChannel *channel, HttpExchange *exchange)
{
    static const HttpHeader headers[] = {{"X-Accel-Buffering", "no"}};
    Listener               *listener = memory_new_zeroed(1, sizeof *listener);
    struct MHD_Response    *response = NULL;

    if (listener != NULL) {
        listener->channel = channel;
        listener->line = exchange->line;
        buffer_init(&listener->text, MESSAGE_MAX);
        if (link_listener(listener)) {
            response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, CHUNK, read_more, listener, listener_gone);
            if (response == NULL)
                listener_gone(listener);
        } else {
            memory_free(listener);
        }
    }
    http_reply_stream(exchange, &(HttpReply){.status = response != NULL ? 200 : 503, .content_type = "text/event-stream; charset=utf-8", .headers = headers, .header_count = 1}, response);
}

size_t http_channel_count(HttpChannel *channel)
{
    size_t count;

    (void)pthread_mutex_lock(&channel->lock);
    count = channel->count;
    (void)pthread_mutex_unlock(&channel->lock);
    return count;
}

/* ---- the ticker ---- */

static void wait_until_ms(HttpChannel *channel, int64_t until)
{
    struct timespec at = {.tv_sec = (time_t)(until / 1000), .tv_nsec = (long)(until % 1000) * 1000000};

    (void)pthread_cond_timedwait(&channel->wake, &channel->lock, &at);
}

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void *ticker_run(void *context)
{
    HttpChannel *channel = context;
    int64_t      woken = 0;

    (void)pthread_mutex_lock(&channel->lock);
    while (!channel->ended) {
        int64_t now = now_ms();

        if (channel->told != channel->number && now - woken >= CHANNEL_PAUSE_MS) {
            channel->told = channel->number;
        } else if (channel->told == channel->number && now - woken >= KEEP_ALIVE_MS) {
            channel->beat++;
        } else {
            wait_until_ms(channel, woken + (channel->told != channel->number ? CHANNEL_PAUSE_MS : KEEP_ALIVE_MS));
            continue;
        }
        woken = now;
        wake_all(channel);
    }
    (void)pthread_mutex_unlock(&channel->lock);
    return NULL;
}

void http_channel_say(HttpChannel *channel, Slice data)
{
    (void)pthread_mutex_lock(&channel->lock);
    channel->number++;
    buffer_reset(&channel->message);
    add_event(data, channel->number, &channel->message);
    (void)pthread_cond_broadcast(&channel->wake);
    (void)pthread_mutex_unlock(&channel->lock);
}

/* ---- opening and closing ---- */

Status http_channel_open(HttpChannel **out, Problem *problem)
{
    HttpChannel       *channel = memory_new_zeroed(1, sizeof *channel);
    pthread_condattr_t clock;

    REQUIRE(out != NULL && *out == NULL);
    if (channel == NULL)
        return problem_set(problem, ERR_MEMORY, MSG("status.memory"), NULL);
    (void)pthread_mutex_init(&channel->lock, NULL);
    (void)pthread_condattr_init(&clock);
    (void)pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&channel->wake, &clock);
    (void)pthread_condattr_destroy(&clock);
    buffer_init(&channel->message, MESSAGE_MAX);
    if (pthread_create(&channel->ticker, NULL, ticker_run, channel) == 0) {
        *out = channel;
        return OK;
    }
    (void)pthread_mutex_destroy(&channel->lock);
    (void)pthread_cond_destroy(&channel->wake);
    memory_free(channel);
    return problem_set(problem, ERR_BUSY, MSG("http.no_threads"), NULL);
}

void http_channel_end(HttpChannel *channel)
{
    if (channel == NULL)
        return;
    (void)pthread_mutex_lock(&channel->lock);
    if (!channel->ended) {
        channel->ended = true;
        wake_all(channel);
        (void)pthread_cond_broadcast(&channel->wake);
        (void)pthread_mutex_unlock(&channel->lock);
        (void)pthread_join(channel->ticker, NULL);
        return;
    }
    (void)pthread_mutex_unlock(&channel->lock);
}

void http_channel_free(HttpChannel *channel)
{
    if (channel == NULL)
        return;
    http_channel_end(channel);
    REQUIRE(channel->count == 0);
    buffer_clear(&channel->message);
    (void)pthread_mutex_destroy(&channel->lock);
    (void)pthread_cond_destroy(&channel->wake);
    memory_free(channel);
}
