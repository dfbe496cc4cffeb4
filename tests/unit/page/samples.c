/* SPDX-License-Identifier: Apache-2.0
 *
 * The samples: a fictional procedural draft with everything that the page must show, in three directions of writing, and one with hostile words.
 */
#include "fixture.h"

static const char *const english[] = {
    /* 0 */ "title||Draft decision on the organization of the work of the Example Working Group",
    /* 1 */ "organ||The Example Working Group,",
    /* 2 */ "preambular||*Recalling* its mandate^[As agreed at the organizational session.] to agree on signs that travellers understand without a common language,",
    /* 3 */ "preambular||*Bearing in mind* that delegations differ in size and that some of them follow its work from a distance,",
    /* 4 */ "heading||Sessions",
    /* 5 */ "operative|1.|*Decides* to hold three substantive sessions of five working days each, in accordance with the following calendar:",
    /* 6 */ "cell|0 0 0|Session",
    /* 7 */ "cell|0 0 1|Dates",
    /* 8 */ "cell|0 1 0|First",
    /* 9 */ "cell|0 1 1|6 to 10 April",
    /* 10 */ "cell|0 2 0|Second",
    /* 11 */ "cell|0 2 1|7 to 11 September",
    /* 12 */ "operative|2.|*Decides also* that the Chair shall circulate a provisional programme of work for each session, as appropriate, no later than six weeks before its opening;",
    /* 13 */ "operative|3.|*Decides further* that each session shall consist of:",
    /* 14 */ "sub|(a)|A general exchange of views, limited to one day;",
    /* 15 */ "sub|(b)|A paragraph-by-paragraph reading of the draft before the Group;",
    /* 16 */ "heading||Documents and meetings",
    /* 17 */ "operative|4.|*Decides* that documents for decision shall be available in all six languages^[Arabic, Chinese, English, French, Russian and Spanish.] at least four weeks before they are considered;",
    /* 18 */ "operative|5.|*Encourages* delegations to keep written proposals to a length of two pages;",
    /* 19 */ "operative|6.|*Invites* delegations that cannot be present to take part remotely in informal consultations, on the understanding that no decision shall be taken there;",
    /* 20 */ "operative|7.|*Requests* the secretariat to maintain a public web page that contains the calendar and the documents;",
    /* 21 */ "operative|8.|*Decides* to review the present decision at its final session.",
    NULL,
};

#define QUALIFIED \
    {12, '=', "operative|2.|*Decides also* that the Chair shall circulate a provisional programme of work for each session, in consultation with the Bureau, no later than six weeks before its opening;"}

static const Delegation english_delegations[] = {
    {"Delegation 01", {
        {3, '=', "preambular||*Bearing in mind* that delegations differ in size and resources and that some of them follow its work from a distance,"},
        QUALIFIED,
        {18, '-', NULL},
        {0}}},
    {"Delegation 02", {
        {3, '=', "preambular||*Bearing in mind* that delegations differ in size and resources and that some of them follow its work from a distance,"},
        {12, '=', "operative|2.|*Decides also* that the Chair should circulate a provisional programme of work for each session, where delegations so agree, no later than six weeks before its opening;"},
        {13, '=', "operative|3.|*Decides further* that each session shall consist of:"},
        {15, '+', "sub||Informal consultations, at the discretion of the Chair;"},
        {0}}},
    {"Delegation 03", {
        {2, '=', "preambular||*Recalling* its mandate^[As agreed at the organizational session, on 2 March.] to agree on signs that travellers understand without a common language,"},
        {18, '=', "operative|5.|*Encourages* delegations to keep written proposals to a length of three pages;"},
        {20, '+', "operative||*Requests* the secretariat to arrange meetings so that a delegation of one person can follow all of them^[No two meetings at the same time.];"},
        {0}}},
    {"Delegation 04", {
        {9, '=', "cell|0 1 1|13 to 17 April"},
        {11, '+', "cell|0 3 0|Third"},
        {11, '+', "cell|0 3 1|1 to 5 March"},
        {20, '+', "operative||*Requests* the secretariat to publish the programme of work of each session in a machine-readable form;"},
        {0}}},
    {"Delegation 05", {
        {5, '+', "operative||*Stresses* that the calendar shall avoid the principal holidays of all regions;"},
        {10, '-', NULL},
        {11, '-', NULL},
        {19, '=', "operative|6.|*Invites* all delegations, in particular those that cannot be present, to take part remotely in informal consultations, on the understanding that no decision shall be taken there;"},
        {0}}},
    {"Delegation 06", {
        QUALIFIED,
        {19, '=', "operative|6.|*Requests* the secretariat to enable delegations that cannot be present to take part remotely in all formal and informal meetings, on the understanding that no decision shall be taken there;"},
        {0}}},
    {"Delegation 07", {
        {13, '=', "operative|3.|*Decides further* that each session shall consist of: *A general exchange of views*, limited to one day;"},
        {14, '-', NULL},
        {0}}},
    {"Delegation 08", {
        {20, '-', NULL},
        {3, '+', "preambular||*Welcoming* the readiness of the secretariat to support its work,"},
        {0}}},
    {"Delegation 09", {
        {17, '=', "operative|4.|*Decides* that documents for decision shall be available in all six languages at least six weeks before they are considered;"},
        {21, '=', "operative|8.|*Decides* to review the present decision at its final session."},
        {21, '+', "operative||*Invites* delegations that cannot be present to follow the review remotely."},
        {0}}},
    {"Delegation 10", {
        QUALIFIED,
        {17, '=', "operative|4.|*Decides* that documents for decision shall be available in all six languages^[Arabic, Chinese, English, French, Russian and Spanish.] at least six weeks before they are considered;"},
        {0}}},
    {"Delegation 11", {QUALIFIED, {0}}},
    {"Delegation 12", {QUALIFIED, {0}}},
    {"Delegation 13", {QUALIFIED, {18, '-', NULL}, {0}}},
    {"Delegation 14", {QUALIFIED, {19, '-', NULL}, {21, '+', "operative|6.|*Invites* delegations that cannot be present to take part remotely in informal consultations, on the understanding that no decision shall be taken there;"}, {0}}},
    {"Delegation 15", {QUALIFIED, {0}}},
    {"Delegation 16", {QUALIFIED, {0}}},
    {NULL, {{0}}},
};

static const char *const arabic[] = {
    /* 0 */ "title||مشروع مقرر بشأن تنظيم أعمال الفريق العامل النموذجي",
    /* 1 */ "organ||إن الفريق العامل النموذجي،",
    /* 2 */ "preambular||*إذ يشير* إلى ولايته^[كما اتفق عليها في الدورة التنظيمية.] المتمثلة في الاتفاق على علامات يفهمها المسافرون دون لغة مشتركة،",
    /* 3 */ "operative|1=|1 - *يقرر* أن يعقد ثلاث دورات موضوعية مدة كل منها خمسة أيام عمل؛",
    /* 4 */ "operative|2=|2 - *يقرر أيضا* أن يعمم الرئيس برنامج عمل مؤقتا لكل دورة، حسب الاقتضاء، قبل افتتاحها بستة أسابيع على الأقل؛",
    /* 5 */ "operative|3=|3 - *يشجع* الوفود على ألا يتجاوز طول المقترحات المكتوبة صفحتين؛",
    /* 6 */ "operative|4=|4 - *يقرر* أن يستعرض هذا المقرر في دورته الختامية.",
    NULL,
};

static const Delegation arabic_delegations[] = {
    {"الوفد 01", {
        {3, '=', "operative|1=|1 - *يقرر* أن يعقد أربع دورات موضوعية مدة كل منها خمسة أيام عمل؛"},
        {4, '=', "operative|2=|2 - *يقرر أيضا* أن يعمم الرئيس برنامج عمل مؤقتا لكل دورة، بالتشاور مع المكتب، قبل افتتاحها بستة أسابيع على الأقل؛"},
        {5, '-', NULL},
        {0}}},
    {"الوفد 02", {
        {4, '=', "operative|2=|2 - *يقرر أيضا* أن يعمم الرئيس برنامج عمل مؤقتا لكل دورة، إذا اتفقت الوفود على ذلك، قبل افتتاحها بثمانية أسابيع على الأقل؛"},
        {5, '+', "operative||*يطلب* إلى الأمانة أن ترتب الجلسات بحيث يستطيع وفد من شخص واحد متابعتها جميعا؛"},
        {0}}},
    {"Delegation 03", {
        {3, '=', "operative|1=|1 - *يقرر* أن يعقد أربع دورات موضوعية مدة كل منها خمسة أيام عمل؛"},
        {5, '+', "operative||*يطلب* إلى الأمانة أن تنشر برنامج العمل في صيغة مقروءة آليا؛"},
        {0}}},
    {"الوفد 04", {
        {5, '=', "operative|3=|3 - *يشجع* الوفود على ألا يتجاوز طول المقترحات المكتوبة ثلاث صفحات؛"},
        {0}}},
    {NULL, {{0}}},
};

static const char *const chinese[] = {
    /* 0 */ "title||关于示范工作组工作安排的决定草案",
    /* 1 */ "organ||示范工作组，",
    /* 2 */ "preambular||*回顾*其任务^[在组织会议上商定。]是就旅行者无需共同语言即可理解的标志达成一致，",
    /* 3 */ "operative|1=|1. *决定*举行三届实质性会议，每届为期五个工作日；",
    /* 4 */ "operative|2=|2. *又决定*主席应酌情至迟在每届会议开幕前六周分发临时工作方案；",
    /* 5 */ "operative|3=|3. *鼓励*各代表团将书面提案的篇幅限于两页；",
    /* 6 */ "operative|4=|4. *决定*在最后一届会议上审查本决定。",
    NULL,
};

static const Delegation chinese_delegations[] = {
    {"代表团01", {
        {3, '=', "operative|1=|1. *决定*举行四届实质性会议，每届为期五个工作日；"},
        {4, '=', "operative|2=|2. *又决定*主席应与主席团协商至迟在每届会议开幕前六周分发临时工作方案；"},
        {5, '-', NULL},
        {0}}},
    {"代表团02", {
        {4, '=', "operative|2=|2. *又决定*主席应经各代表团同意至迟在每届会议开幕前八周分发临时工作方案；"},
        {5, '+', "operative||*请*秘书处安排会议，使只有一人的代表团能够出席所有会议；"},
        {0}}},
    {"代表团03", {
        {3, '=', "operative|1=|1. *决定*举行四届实质性会议，每届为期五个工作日；"},
        {5, '=', "operative|3=|3. *鼓励*各代表团将书面提案的篇幅限于三页；"},
        {0}}},
    {NULL, {{0}}},
};

/* Words that mean something to HTML, CSS or the eye; white space that a parser might lose. */
static const char *const hostile[] = {
    /* 0 */ "title||</title><script>alert(1)</script>",
    /* 1 */ "plain||a  b\tc\nd & &amp; \"quoted\" 'single' </div> --> ]]>",
    /* 2 */ "plain|| leading and trailing ",
    /* 3 */ "plain||",
    /* 4 */ "plain||\xe2\x80\xae" "right to left\xe2\x80\xac and \xd8\x9c\xe2\x81\xa6marks\xe2\x81\xa9",
    /* 5 */ "plain||A box{Words in the box.} and an image<> here.",
    /* 6 */ "plain||\xef\xbf\xbe noncharacter \x7f delete \xf0\x9f\x93\x9c scroll",
    /* 7 */ "cell|0 0 0|One",
    /* 8 */ "cell|0 0 1| two ",
    /* 9 */ "plain||The last.",
    NULL,
};

static const Delegation hostile_delegations[] = {
    {"\"><script>alert(2)</script>", {
        {1, '=', "plain||a  b\tc\n\nd & &lt; \"quoted\" <b>bold</b> </ins> --> ]]>"},
        {4, '=', "plain||\xe2\x80\xae" "right to left\xe2\x80\xac and \xe2\x81\xa6marks\xe2\x81\xa9\xe2\x80\x8f"},
        {9, '+', "plain||\n"},
        {0}}},
    {"</style><b>", {
        {1, '=', "plain||a b\tc\n\nd & &lt; \"quoted\""},
        {2, '=', "plain||\t leading and trailing\t"},
        {5, '=', "plain||A box{Other words in the box.} and an image here."},
        {8, '=', "cell|0 0 1|two"},
        {8, '+', "cell|0 0 1|and a second paragraph"},
        {0}}},
    {"Name  with  spaces & \xc3\x9cml\xc3\xa4ut", {
        {2, '=', "plain|| leading"},
        {2, '+', "plain||and trailing "},
        {5, '=', "plain||A box{Words in the box.} and another{A second box.} here."},
        {0}}},
    {NULL, {{0}}},
};

const Sample fixture_samples[] = {
    {"english", "en", english, english_delegations},
    {"arabic", "ar", arabic, arabic_delegations},
    {"chinese", "zh", chinese, chinese_delegations},
    {"hostile", "", hostile, hostile_delegations},
};

const size_t fixture_sample_count = sizeof fixture_samples / sizeof *fixture_samples;
