/* SPDX-License-Identifier: Apache-2.0
 *
 * Channels over real sockets: everyone ends on the last message, a burst is not told one by one, an end is an end, and lines that went away are let go.
 */
#include "suite.h"

#include <unistd.h>

#include "http/http.h"
#include "raw.h"

enum { LISTENERS = 200, BURST = 300, ROOM = 65536, PATIENCE_MS = 10000, LOOK_MS = 20 };

static void join(HttpExchange *exchange, void *context)
{
    http_channel_join(context, exchange);
}

static const HttpRoute routes[] = {{HTTP_GET, "live", 0, join}};

typedef struct House {
    HttpServer  *server;
    HttpChannel *channel;
} House;

static void house_open(House *house)
{
    *house = (House){0};
    assert_ok(http_channel_open(&house->channel, NULL));
    assert_ok(http_server_open(&(HttpServerOptions){.listen = "127.0.0.1:0", .prefix = "", .routes = routes, .route_count = COUNT(routes), .context = house->channel}, &house->server, NULL));
}

static void house_close(House *house)
{
    http_channel_end(house->channel);
    http_server_close(house->server);
    http_channel_free(house->channel);
}

static int listen_to(const House *house)
{
    int file = raw_connect(http_server_port(house->server));

    assert_true(raw_send(file, SLICE("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n")));
    return file;
}

static bool contains(const Buffer *text, const char *what)
{
    return text->size != 0 && memmem(text->data, text->size, what, strlen(what)) != NULL;
}

/* Reads until `what` has come; false when it does not. */
static bool await(int file, Buffer *text, const char *what)
{
    for (int waited = 0; waited < PATIENCE_MS && !contains(text, what); waited += LOOK_MS)
        if (raw_read(file, text, LOOK_MS) == 0)
            break;
    return contains(text, what);
}

static size_t events(const Buffer *text)
{
    size_t count = 0;

    for (size_t i = 0; i + 5 < text->size; i++)
        count += memcmp(text->data + i, "data: ", 6) == 0;
    return count;
}

static bool await_count(const House *house, size_t count)
{
    for (int waited = 0; waited < PATIENCE_MS && http_channel_count(house->channel) != count; waited += LOOK_MS)
        (void)usleep(LOOK_MS * 1000);
    return http_channel_count(house->channel) == count;
}

static void a_listener_hears_the_newest_first_and_then_each_change(void **state)
{
    House  house;
    Buffer text;
    int    file;

    (void)state;
    house_open(&house);
    buffer_init(&text, ROOM);
    http_channel_say(house.channel, SLICE("{\"size\":7}"));
    file = listen_to(&house);
    assert_true(await(file, &text, "data: {\"size\":7}\n\n"));
    assert_int_equal(raw_status(buffer_slice(&text)), 200);
    assert_true(contains(&text, "text/event-stream"));
    http_channel_say(house.channel, SLICE("{\"size\":8}"));
    assert_true(await(file, &text, "data: {\"size\":8}\n\n"));
    assert_int_equal(events(&text), 2);
    (void)close(file);
    buffer_clear(&text);
    house_close(&house);
}

static void a_burst_is_told_in_few_messages_and_all_end_on_the_last(void **state)
{
    House  house;
    Buffer text[LISTENERS];
    int    files[LISTENERS];
    char   message[64];

    (void)state;
    house_open(&house);
    http_channel_say(house.channel, SLICE("first"));
    for (size_t i = 0; i < LISTENERS; i++) {
        buffer_init(&text[i], ROOM);
        files[i] = listen_to(&house);
    }
    assert_true(await_count(&house, LISTENERS));
    for (int i = 0; i <= BURST; i++) {
        (void)snprintf(message, sizeof message, "change %d%s", i, i == BURST ? " the last" : "");
        http_channel_say(house.channel, slice_from(message));
        (void)usleep(1000);
    }
    for (size_t i = 0; i < LISTENERS; i++) {
        assert_true(await(files[i], &text[i], "data: change 300 the last\n\n"));
        assert_in_range(events(&text[i]), 1, BURST / 10);
        buffer_clear(&text[i]);
        (void)close(files[i]);
    }
    house_close(&house);
}

static void an_end_is_said_to_everyone_and_nobody_joins_after_it(void **state)
{
    House  house;
    Buffer text, late;
    int    file, after;

    (void)state;
    house_open(&house);
    buffer_init(&text, ROOM);
    buffer_init(&late, ROOM);
    http_channel_say(house.channel, SLICE("here"));
    file = listen_to(&house);
    assert_true(await(file, &text, "data: here"));
    http_channel_end(house.channel);
    assert_true(await(file, &text, "0\r\n\r\n"));
    after = listen_to(&house);
    assert_true(await(after, &late, "\r\n\r\n"));
    assert_int_equal(raw_status(buffer_slice(&late)), 503);
    (void)close(file);
    (void)close(after);
    buffer_clear(&text);
    buffer_clear(&late);
    house_close(&house);
}

static void lines_that_went_away_are_let_go(void **state)
{
    House house;
    int   files[LISTENERS];

    (void)state;
    house_open(&house);
    http_channel_say(house.channel, SLICE("one"));
    for (size_t i = 0; i < LISTENERS; i++)
        files[i] = listen_to(&house);
    assert_true(await_count(&house, LISTENERS));
    for (size_t i = 0; i < LISTENERS; i++)
        (void)close(files[i]);
    for (int i = 0; i < 20 && http_channel_count(house.channel) != 0; i++) { /* a closed line is noticed when something is sent to it */
        http_channel_say(house.channel, SLICE("more"));
        (void)usleep(300000);
    }
    assert_int_equal(http_channel_count(house.channel), 0);
    house_close(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_listener_hears_the_newest_first_and_then_each_change),
        cmocka_unit_test(a_burst_is_told_in_few_messages_and_all_end_on_the_last),
        cmocka_unit_test(an_end_is_said_to_everyone_and_nobody_joins_after_it),
        cmocka_unit_test(lines_that_went_away_are_let_go),
    };

    memory_adopt_libraries();
    return cmocka_run_group_tests_name("http channel", tests, NULL, NULL);
}
