/* SPDX-License-Identifier: Apache-2.0
 *
 * house FOLDER: makes the demonstration's house in FOLDER, as `setup --demo` does, on a Wednesday of March 2027, serves it with the language of tests, prints its address, and ends with its standard
 * input.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "web/web.h"

enum { NOW = 1804711320 /* Wednesday 10 March 2027, 15:42 in New York */ };

static int64_t wednesday(void)
{
    return NOW;
}

static int fail(const Problem *problem)
{
    Buffer sentence;

    buffer_init(&sentence, 10000);
    problem_print(problem, &sentence);
    (void)fprintf(stderr, "house: %.*s\n", (int)sentence.size, sentence.data);
    buffer_clear(&sentence);
    return 1;
}

static Status make(const char *folder, Problem *problem)
{
    TRY(service_setup(&(ServiceSetup){.folder = folder, .origin = "record.example.org/house", .title = "A house for tests", .audience = AUDIENCE_PUBLIC, .demonstration = true}, problem));
    return service_found(folder, &(HouseFounding){.members = true, .demonstration = true, .now = NOW}, problem);
}

int main(int count, char **words)
{
    Service *service = NULL;
    Web     *web = NULL;
    Problem  problem = {0};
    char     byte;
    Status   status = count == 2 ? make(words[1], &problem) : problem_set(&problem, ERR_SYNTAX, "status.syntax", NULL);

    if (status == OK)
        status = service_open(&(ServiceOptions){.folder = words[1], .no_duties = true}, &service, &problem);
    if (status == OK)
        status = web_house_open(&(WebOptions){.listen = "127.0.0.1:0", .prefix = "/house", .service = service, .threads = 2, .now = wednesday, .pseudo_language = true}, &web, &problem);
    if (status == OK) {
        (void)printf("http://127.0.0.1:%d/house\n", web_port(web));
        (void)fflush(stdout);
        while (read(STDIN_FILENO, &byte, 1) > 0)
            continue;
    }
    web_close(web);
    service_close(service);
    return status == OK ? 0 : fail(&problem);
}
