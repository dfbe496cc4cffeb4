/* SPDX-License-Identifier: Apache-2.0
 *
 * The two tables of rights. The first asks as what somebody is signed in, not for whom: PARTY is always one's own. A kind or a query that has no row here is nobody's, and a test fails.
 */
#include "service/rights.h"

#define no     DOES_NOT
#define PARTY  FOR_ITS_PARTY
#define HOUSE  FOR_THE_HOUSE

/* ---- who may do what ----
   The Chair has, beside what every delegate of the Chair's party has, what presiding asks for; the rules give that only to the party which holds the chair of that body.
   Acts of the record itself (keys, admissions, seals, checkpoints) are made by commands and signed by their own keys, never by an account; but an earlier checkpoint for a closed silence, which
   proves itself, is filed by the house for who brings it (room:challenge). */
const DoRow do_rows[] = {
    /* kind                   stranger program  delegate   head   chair  secretariat */
    {"record.origin",         {no,      no,      no,       no,    no,    no}},
    {"record.host.rotate",    {no,      no,      no,       no,    no,    no}},
    {"record.policy",         {no,      no,      no,       no,    no,    no}},
    {"record.end",            {no,      no,      no,       no,    no,    no}},
    {"record.party.admit",    {no,      no,      no,       no,    no,    no}},
    {"record.party.leave",    {no,      no,      no,       no,    no,    no}},
    {"record.key.enrol",      {no,      no,      no,       no,    no,    no}},
    {"record.key.rotate",     {no,      no,      no,       no,    no,    no}},
    {"record.key.revoke",     {no,      no,      no,       no,    no,    no}},
    {"record.blob",           {no,      no,      no,       no,    no,    no}},
    {"record.seal",           {no,      no,      no,       no,    no,    no}},
    {"record.seal_batch",     {no,      no,      no,       no,    no,    no}},
    {"record.open",           {no,      no,      no,       no,    no,    no}},
    {"record.erase",          {no,      no,      no,       no,    no,    no}},
    {"record.checkpoint",     {no,      no,      no,       no,    no,    no}},
    {"record.confirm",        {no,      no,      no,       no,    no,    no}},
    {"record.disavow",        {no,      no,      no,       no,    no,    no}},
    {"party.describe",        {no,      no,      no,       no,    no,    HOUSE}},
    {"party.group",           {no,      no,      no,       no,    no,    HOUSE}},
    {"body.create",           {no,      no,      no,       no,    no,    HOUSE}},
    {"body.change",           {no,      no,      no,       no,    no,    HOUSE}},
    {"body.decide",           {no,      no,      no,       no,    PARTY, HOUSE}},
    {"body.open",             {no,      no,      no,       no,    no,    HOUSE}},
    {"body.officer",          {no,      no,      no,       no,    no,    HOUSE}},
    {"body.member",           {no,      no,      no,       no,    no,    HOUSE}},
    {"body.nominate",         {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"body.modality",         {no,      no,      no,       no,    no,    HOUSE}},
    {"session.create",        {no,      no,      no,       no,    no,    HOUSE}},
    {"session.agenda",        {no,      no,      no,       no,    no,    HOUSE}},
    {"session.programme",     {no,      no,      no,       no,    PARTY, HOUSE}},
    {"meeting.plan",          {no,      no,      no,       no,    no,    HOUSE}},
    {"meeting.state",         {no,      no,      no,       no,    PARTY, HOUSE}},
    {"document.file",         {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"document.issue",        {no,      no,      no,       no,    no,    HOUSE}},
    {"document.language",     {no,      no,      no,       no,    no,    HOUSE}},
    {"statement.deliver",     {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"statement.withdraw",    {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"initiative.table",      {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"initiative.revise",     {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"initiative.sponsor",    {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"initiative.status",     {no,      no,      PARTY,    PARTY, PARTY, HOUSE}},
    {"text.open",              {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.version.issue",     {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.paragraph.close",   {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.paragraph.reopen",  {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.end",               {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.amendment.propose", {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"text.amendment.withdraw",{no,      no,      PARTY,    PARTY, PARTY, HOUSE}},
    {"text.amendment.sponsor", {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"text.bridge.propose",    {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.position.declare",   {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"text.position.withdraw", {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"text.position.opt_out",  {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"text.silence.open",      {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.silence.break",     {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"text.silence.extend",    {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.silence.withdraw",  {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.silence.close",     {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.adoption.ask",      {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.adoption.object",   {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"text.adopt",             {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.explain",           {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"text.reading.open",      {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.reading.suspend",   {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.reading.resume",    {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.reading.close",     {no,      no,      no,       no,    PARTY, HOUSE}},
    {"text.comment",           {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"text.comment.withdraw",  {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"call.issue",             {no,      no,      no,       no,    no,    HOUSE}},
    {"call.extend",            {no,      no,      no,       no,    no,    HOUSE}},
    {"call.withdraw",          {no,      no,      no,       no,    no,    HOUSE}},
    {"submission.send",        {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"submission.reserve",     {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"submission.correct",     {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"submission.translate",   {no,      no,      PARTY,    PARTY, PARTY, HOUSE}},
    {"submission.withdraw",    {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"report.issue",           {no,      no,      no,       no,    no,    HOUSE}},
    {"concept.define",         {no,      no,      no,       no,    no,    HOUSE}},
    {"concept.tag",            {no,      no,      PARTY,    PARTY, PARTY, no}},
    {"concept.untag",          {no,      no,      PARTY,    PARTY, PARTY, no}},
    {NULL, {no}},
};
#undef no
#undef PARTY
#undef HOUSE

/* ---- who may see what ----
   Within a query, each act is shown by its own audience: "public" and "PARTIES" say how far that reaches. */
#define no      SEES_NOTHING
#define public  SEES_PUBLIC
#define PARTIES SEES_PARTIES
#define own     SEES_OWN

const SeeRow see_rows[] = {
    /* what                   stranger program  delegate  head     chair    secretariat */
    {"act.list",              {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"act.show",              {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"act.unanswered",        {no,      PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"body.about",            {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"body.composition",      {no,      PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"body.show",             {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"calendar",              {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"call.across",            {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"call.list",              {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"call.show",              {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"compare.show",          {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"concept.list",           {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"concept.show",           {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"document.chain",        {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"document.list",         {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"document.show",         {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"house.front",           {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"house.live",            {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"initiative.list",       {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"initiative.show",       {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"meeting.proceedings",   {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"meeting.show",          {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"party.list",            {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"party.show",            {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"quote",                 {public,  public,  public,   public,  public,  public}},
    {"quote.receipt",         {public,  public,  public,   public,  public,  public}},
    {"record.show",           {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"report.show",            {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"search",                {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"session.show",          {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"statement.list",        {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"statement.show",        {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"submission.list",        {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"submission.show",        {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"text.list",              {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"text.map",               {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"text.paragraph",         {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"text.show",              {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"text.silence",           {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"text.silences",          {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"blob",                  {public,  PARTIES, PARTIES,  PARTIES, PARTIES, PARTIES}},
    {"room:challenge",         {no,      no,      own,      own,     own,     own}},
    {"room:desk",             {no,      no,      own,      own,     own,     own}},
    {"room:drafts",           {no,      no,      own,      own,     own,     no}},
    {"room:me",               {no,      no,      own,      own,     own,     own}},
    {"room:people",           {no,      no,      no,       own,     no,      own}},
    {NULL, {no}},
};

MayDo rights_do(Slice kind, Standing standing)
{
    for (const DoRow *row = do_rows; row->kind != NULL; row++)
        if (slice_is(kind, row->kind))
            return row->by[standing];
    return DOES_NOT;
}

Status rights_do_check(Slice kind, Standing standing, Problem *problem)
{
    return rights_do(kind, standing) != DOES_NOT ? OK : problem_set(problem, ERR_FORBIDDEN, MSG("rights.not_your_act"), NULL);
}

MaySee rights_see(const char *what, Standing standing)
{
    for (const SeeRow *row = see_rows; row->what != NULL; row++)
        if (strcmp(what, row->what) == 0)
            return row->by[standing];
    return SEES_NOTHING;
}
