/* SPDX-License-Identifier: Apache-2.0
 *
 * Founding a house: the record with its private store, the Member States of the United Nations with their names in six languages and their groups, and for a demonstration the documents and
 * the fictional group of examples/house.
 *
 * Member States are admitted without keys: until one sends the roots of its own, what it does is attested, and its page says so.
 */
#include "service/founding_internal.h"
#include "service/service_internal.h"

#include <jansson.h>

enum { STATE_COLUMNS = 15, SLUG_MAX = 8 };

/* Columns of data/states.tsv. */
enum { COLUMN_ISO3 = 0, COLUMN_GROUP = 3, COLUMN_ENGLISH = 5, COLUMN_FORMAL = 7, COLUMN_FRENCH = 8, COLUMN_SPANISH = 10, COLUMN_RUSSIAN = 12, COLUMN_ARABIC = 13, COLUMN_CHINESE = 14 };

static const struct {
    const char *language;
    int         column;
} name_columns[] = {{"ar", COLUMN_ARABIC}, {"zh", COLUMN_CHINESE}, {"en", COLUMN_ENGLISH}, {"fr", COLUMN_FRENCH}, {"ru", COLUMN_RUSSIAN}, {"es", COLUMN_SPANISH}};

/* The electoral groups of the General Assembly, by the codes of states.tsv. */
static const struct {
    const char *code, *slug, *names[6]; /* ar zh en fr ru es */
} regional_groups[] = {
    {"AFR", "african-states", {"الدول الأفريقية", "非洲国家", "African States", "États d’Afrique", "Государства Африки", "Estados de África"}},
    {"APG", "asia-pacific-states", {"دول آسيا والمحيط الهادئ", "亚洲及太平洋国家", "Asia-Pacific States", "États d’Asie et du Pacifique", "Государства Азии и района Тихого океана", "Estados de Asia y el Pacífico"}},
    {"EEG", "eastern-european-states", {"دول أوروبا الشرقية", "东欧国家", "Eastern European States", "États d’Europe orientale", "Государства Восточной Европы", "Estados de Europa Oriental"}},
    {"GRULAC", "latin-american-and-caribbean-states", {"دول أمريكا اللاتينية ومنطقة البحر الكاريبي", "拉丁美洲和加勒比国家", "Latin American and Caribbean States", "États d’Amérique latine et des Caraïbes", "Государства Латинской Америки и Карибского бассейна", "Estados de América Latina y el Caribe"}},
    {"WEOG", "western-european-and-other-states", {"دول أوروبا الغربية ودول أخرى", "西欧和其他国家", "Western European and other States", "États d’Europe occidentale et autres États", "Государства Западной Европы и другие государства", "Estados de Europa Occidental y otros Estados"}},
};
enum { REGIONAL_GROUPS = sizeof regional_groups / sizeof *regional_groups };

static Slice file_bytes(const char *name)
{
    for (size_t i = 0; i < house_files_count; i++)
        if (strcmp(house_files[i].name, name) == 0)
            return house_files[i].bytes;
    REQUIRE(!"a file that comes with the program");
    return (Slice){NULL, 0};
}

/* ---- rows of the script ---- */

static void add_row(json_t *script, const char *by, const char *kind, json_t *object)
{
    (void)json_array_append_new(script, json_pack("{s:s, s:s, s:o}", "by", by, "kind", kind, "object", object));
}

static void add_admission(json_t *script, const char *party, Slice name, const char *class)
{
    add_row(script, "admit", "record.party.admit", json_pack("{s:s, s:s%, s:s, s:[], s:i}", "party", party, "name", name.data, name.size, "class", class, "roots", "threshold", 0));
}

static void add_groups(json_t *script)
{
    for (size_t i = 0; i < REGIONAL_GROUPS; i++) {
        json_t *names = json_object();

        add_admission(script, regional_groups[i].slug, slice_from(regional_groups[i].names[2]), "group");
        for (size_t j = 0; j < 6; j++)
            (void)json_object_set_new(names, name_columns[j].language, json_string(regional_groups[i].names[j]));
        add_row(script, "attest", "party.describe", json_pack("{s:s, s:s, s:o}", "party", regional_groups[i].slug, "kind", "regional", "names", names));
    }
}

static size_t split(Slice line, Slice columns[STATE_COLUMNS])
{
    size_t count = 0;

    for (size_t at = 0, start = 0; at <= line.size && count < STATE_COLUMNS; at++)
        if (at == line.size || line.data[at] == '\t') {
            columns[count++] = slice_part(line, start, at);
            start = at + 1;
        }
    return count;
}

static const char *group_slug(Slice code)
{
    for (size_t i = 0; i < REGIONAL_GROUPS; i++)
        if (slice_is(code, regional_groups[i].code))
            return regional_groups[i].slug;
    return NULL;
}

static void add_state(json_t *script, const Slice columns[STATE_COLUMNS])
{
    char        slug[SLUG_MAX] = "";
    const char *group = group_slug(columns[COLUMN_GROUP]);
    json_t     *names = json_object(), *object;
    Slice       formal = columns[COLUMN_FORMAL];

    for (size_t i = 0; i < columns[COLUMN_ISO3].size && i + 1 < SLUG_MAX; i++)
        slug[i] = (char)(columns[COLUMN_ISO3].data[i] | 0x20);
    add_admission(script, slug, columns[COLUMN_ENGLISH], "state");
    for (size_t i = 0; i < 6; i++)
        if (columns[name_columns[i].column].size != 0)
            (void)json_object_set_new(names, name_columns[i].language, json_from_slice(columns[name_columns[i].column]));
    object = json_pack("{s:s, s:o, s:s%}", "party", slug, "names", names, "iso3", columns[COLUMN_ISO3].data, columns[COLUMN_ISO3].size);
    if (formal.size != 0)
        (void)json_object_set_new(object, "formal", json_pack("{s:s%}", "en", formal.data, formal.size));
    add_row(script, "attest", "party.describe", object);
    if (group != NULL)
        add_row(script, "attest", "party.group", json_pack("{s:s, s:s, s:i}", "party", slug, "group", group, "electoral", 1));
}

static json_t *member_states(void)
{
    json_t *script = json_array();
    Slice   rest = file_bytes("states.tsv"), columns[STATE_COLUMNS];
    bool    heading = true;

    add_groups(script);
    while (rest.size != 0) {
        const char *end = memchr(rest.data, '\n', rest.size);
        size_t      size = end != NULL ? (size_t)(end - rest.data) : rest.size;

        if (!heading && split(slice_part(rest, 0, size), columns) == STATE_COLUMNS)
            add_state(script, columns);
        heading = false;
        rest = slice_part(rest, end != NULL ? size + 1 : size, rest.size);
    }
    return script;
}

/* ---- founding ---- */

/* A demonstration of another day has no clock: the record's would be of today. */
static void drop_clock(json_t *script)
{
    for (size_t i = json_array_size(script); i-- != 0;)
        if (slice_is(json_slice(json_object_get(json_array_get(script, i), "kind")), "record.checkpoint"))
            (void)json_array_remove(script, i);
}

static Status seed_demonstration(Service *service, const HouseFounding *founding, Problem *problem)
{
    Slice   json = file_bytes("house.json");
    json_t *script = json_kept(json);
    Status  status;

    REQUIRE(script != NULL); /* a file of ours; tests read it too */
    if (!founding->clock)
        drop_clock(script);
    status = service_seed(service, script, house_files, house_files_count, founding->now, problem);
    json_decref(script);
    return status;
}

static Status seed_members(Service *service, int64_t now, Problem *problem)
{
    json_t *script = member_states();
    Status  status = service_seed(service, script, NULL, 0, now, problem);

    json_decref(script);
    return status;
}

Status service_found(const char *folder, const HouseFounding *founding, Problem *problem)
{
    Service *service = NULL;
    Status   status;

    TRY(service_open(&(ServiceOptions){.folder = folder, .workers = 1, .no_duties = true}, &service, problem));
    if (founding->members)
        TRY_OR(done, seed_members(service, founding->now, problem));
    status = founding->demonstration ? seed_demonstration(service, founding, problem) : OK;
done:
    service_close(service);
    return status;
}
