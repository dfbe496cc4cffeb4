// SPDX-License-Identifier: Apache-2.0
//
// house.mjs SERVER [SHOTS]: the pages of the house (tests/browser/house.c serves the demonstration's), those of strangers and those of who is signed in, in Debian's Chromium: six languages, on a desk and on
// a phone, with and without scripts; axe; a language for tests, in which a word that is not from lang/ stands out; links that lead somewhere. With SHOTS, a folder, pictures are put there to be looked at.
// In ./check: every page in English and Arabic, and in one of the other four; axe once for each template; each template at two widths (fits.mjs), some again when delegations have the longest names. With RAPPORTEUR_LONG=1: every page in every language at both widths, with and without scripts.
import fs from 'node:fs';
import path from 'node:path';
import { WIDTHS, fits } from './fits.mjs';
import { LONG, SOURCE, check, clerk, equal, house, judge, launch, suite, without_policy } from './helper.mjs';

const [, , server, shots] = process.argv;
const LANGUAGES = ['ar', 'zh', 'en', 'fr', 'ru', 'es'];
const PSEUDO = 'qps';
const TWO = [360, 1440]; /* windows in which everything else is looked at */
const FORMS = {
  head: ['initiative.table', 'initiative.revise', 'initiative.sponsor', 'initiative.status', 'statement.deliver', 'statement.withdraw', 'document.file', 'body.nominate', 'submission.reserve'],
  secretariat: [
    'initiative.status', 'document.issue', 'document.language', 'meeting.plan', 'meeting.state', 'session.create', 'session.agenda', 'session.programme', 'body.create', 'body.change', 'body.decide', 'body.open',
    'body.officer', 'body.member', 'body.modality', 'party.describe', 'party.group', 'call.issue', 'call.extend', 'call.withdraw', 'report.issue?call=views-current', 'concept.define',
  ],
};

/** A draft of the head's delegation, with one wording by each of two saves that did not know of one another; its place. */
async function begin_draft(base) {
  const cookie = (await fetch(doors.head, { redirect: 'manual' })).headers.get('set-cookie').split(';')[0];
  const token = (await (await fetch(`${base}/en/desk`, { headers: { Cookie: cookie } })).text()).match(/name="form" value="([^"]+)"/)[1];
  const post = (place, fields) => fetch(`${base}/en/${place}`, { method: 'POST', redirect: 'manual', headers: { Cookie: cookie, Origin: new URL(base).origin }, body: new URLSearchParams({ form: token, ...fields }) });
  const place = (await post('texts/organization-of-work/drafts', { action: 'begin' })).headers.get('location').match(/texts\/.*$/)[0];
  const answer = await (await fetch(`${base}/en/${place}?as=json`, { headers: { Cookie: cookie } })).json();
  const [first, second] = answer.paragraphs.slice(3).map(row => row.id);
  await post(place, { action: 'save', revision: 1, [first]: 'Fictional words of one,', rationale: 'A fictional reason' });
  await post(place, { action: 'save', revision: 1, [first]: 'Fictional words of another,', [second]: 'More fictional words,', new: 'A new fictional paragraph;\nAnother one;', after: second });
  return place;
}

const DRAFT = `<!doctype html><html lang="en"><body><h1>Draft decision on papers (fictional)</h1><p>The working group,</p><p>1. Invites delegations to submit short papers, as follows:</p>
<table><tr><td>Step</td><td>Who</td></tr><tr><td>Papers</td><td>delegations</td></tr></table><p>2. Requests the secretariat to compile the papers received.</p></body></html>`;

/** Texts at the end of their way, each in another state: one on which the room was asked and an objection stands, one that was adopted and explained. {asked, adopted}: their paragraphs with names. */
async function end_texts(base, post) {
  const session = 'demonstration-session-3', named = {};
  for (const process of ['asked', 'adopted']) {
    await post('secretariat', 'do/text.open', { process, body: 'demonstration-group', 'names.en': `Draft decision, ${process} (fictional)`, 'names.ar': 'مشروع مقرر (خيالي)', 'form.of': 'decision', language: 'en', session });
    await post('secretariat', `issue/${process}`, { name: 'Rev.1', file: new Blob([DRAFT]) });
    const { sha256: version, paragraphs } = await (await fetch(`${base}/en/texts/${process}?as=json`)).json();
    named[process] = paragraphs.filter(row => row.name).map(row => row.id);
    const asked = await post('secretariat', 'do/text.adoption.ask', { process, version, session, meeting: `${session}|m2` });
    if (process === 'asked') await post('head', 'do/text.adoption.object', { asked, objects: '1', reason: 'Not yet.' });
    else await post('secretariat', 'do/text.adopt', { process, version, asked, manner: 'without_vote', symbol: 'EX/WG.1/2027/DEC.1' });
  }
  await post('head', 'do/text.explain', { process: 'adopted', type: 'dissociation', paragraphs: named.adopted, text: 'Delegation 01 cannot keep these dates.', language: 'en' });
  return named;
}

/** One of each page, below the language: {place, who (a role, or nobody), first (of its template, or a form with fields of its own)}. */
async function addresses(base, invitation, named) {
  const json = async place => (await fetch(`${base}/en/${place}${place.includes('?') ? '&' : '?'}as=json`)).json();
  const statements = (await json('statements')).statements, acts = (await json('acts')).acts, initiatives = (await json('initiatives')).initiatives;
  const paragraph = (await json('texts/organization-of-work')).paragraphs.find(row => row.name === 'OP5').id;
  const sent = (await json('calls/views-current')).sent.map(row => row.act);
  const tagged = (await json('concepts/confidence-building')).passages.find(row => row.tagged_by.party === 'delegation-01').act;
  const body = 'demonstration-group', session = 'demonstration-session-3';
  const first = [
    '', `bodies/${body}`, `bodies/${body}/about`, `sessions/${session}`, `sessions/${session}/m1`, `sessions/${session}/m2/proceedings`, 'documents', 'documents/A/RES/75/240', 'documents/A/RES/217(III)?language=en&beside=ar',
    'chain/A/RES/53/70?paragraph=OP1', 'chain/A/RES/70/237', 'compare', 'compare?old=A/RES/73/266@en&new=A/RES/74/28@en', 'texts', 'texts/organization-of-work', 'texts/organization-of-work/map', 'texts/organization-of-work/map?at=745', 'texts/organization-of-work?state=contested', 'texts/organization-of-work?view=projector', 'texts/organization-of-work?view=projector&section=all', 'texts/organization-of-work?section=floor&comments=without', `texts/organization-of-work/${paragraph}`, 'texts/arrangements-continued', 'texts/arrangements-continued/letter',
    'statements', `statements/${statements[0].act}`, 'parties', 'parties/delegation-01', 'initiatives', `initiatives/${initiatives[0].initiative}`, 'acts', `acts/${acts[0].act}`, 'record', 'search?q=consensus',
    'calls', 'calls/views-current', 'calls/views-current/across?question=b', `submissions/${sent[0]}`, `submissions/${sent[1]}?language=en`, 'concepts', 'concepts/confidence-building', 'quote?q=acting+on+a+majority+basis,+to+continue,+as+a+priority,+to+further+develop&attributed_to=A/RES/75/240',
    'no-such-page', 'sign-in', invitation,
  ].map(place => ({ place, first: true }));
  const more = [
    'bodies/oewg-2021-2025', `sessions/${session}/m4`, 'documents?nature=resolution&language=en', 'documents?nature=letter', 'documents/EX/WG.1/2027/CRP.1/Rev.1',
    `statements/${statements.find(row => row.language === 'ar').act}`, 'parties?class=group', 'parties/group-a', 'parties/delegation-02', 'calls/views-earlier', 'calls/views-current?by=language', 'calls/views-earlier/across?question=c&group=group-a', `submissions/${sent[3]}`, `submissions/${sent[5]}`,
    `compare?old=${sent[0]}&new=${(await json(`submissions/${sent[0]}`)).correction}`, 'compare?old=A/RES/217(III)@en&new=A/RES/217(III)@ar', 'search', 'search?q=nothing-that-is-there', 'quote', 'quote?q=decides+that+decisions+shall+be+taken+by+a+two-thirds+majority',
  ].map(place => ({ place }));
  const draft = await begin_draft(base);
  const { sha256 } = await json('texts/organization-of-work');
  const own = [
    { place: 'bodies/gge-2019-2021/composition', who: 'head', first: true },
    ...['texts/organization-of-work', `texts/organization-of-work/${paragraph}`, 'texts/asked', 'texts/adopted', 'texts/arrangements-continued', `do/text.explain?process=adopted&paragraphs=${named.adopted[0]}`,
      `do/text.position.declare?process=organization-of-work&version=${sha256}&paragraph=${paragraph}`, `propose/organization-of-work?for=party&paragraph=${paragraph}`].map(place => ({ place, who: 'head', first: true })),
    ...['texts/organization-of-work', 'texts/asked', 'texts/adopted', 'texts/arrangements-continued'].map(place => ({ place, who: 'secretariat', first: true })),
    ...['drafts', 'texts/organization-of-work/drafts', draft, 'texts/organization-of-work/challenge', 'texts/arrangements-continued/challenge'].map(place => ({ place, who: 'head', first: true })),
    ...['calls/views-earlier/answer', 'calls/views-current/answer?look=1', `submissions/${sent[0]}`].map(place => ({ place, who: 'head', first: true })),
    { place: 'concepts/confidence-building', who: 'head', first: true }, { place: `do/concept.untag?tag=${tagged}`, who: 'head', first: true },
    { place: `submissions/${sent[1]}`, who: 'secretariat' }, { place: `do/submission.translate?submission=${sent[1]}`, who: 'secretariat' },
    { place: 'calls/views-current/answer', who: 'head' }, { place: `do/submission.withdraw?submission=${sent[0]}`, who: 'head' }, { place: `do/concept.tag?owner=${sent[0]}&language=en&paragraph=p-any`, who: 'head' },
    { place: `${draft}?revision=2`, who: 'head' }, { place: 'propose/organization-of-work', who: 'head' },
  ];
  for (const [who, kinds] of Object.entries(FORMS))
    own.push(...['desk', 'people', 'me'].map(place => ({ place, who, first: true })),
             ...kinds.map(kind => ({ place: `do/${kind}`, who, first: ['statement.deliver', 'meeting.plan', 'body.create', 'session.agenda', 'call.issue'].includes(kind) })));
  return [...first, ...more, ...own];
}

/** One page for each look and role, which goes from address to address: that costs a tenth of a new context. */
const looks = new Map();
let browser, doors;

async function look_of({ scripts = true, dark = false, width = 1440, who, policy = true }) {
  const key = [scripts, dark, width, who, policy].join(' ');
  if (looks.has(key)) return looks.get(key);
  const context = await browser.newContext({ javaScriptEnabled: scripts, colorScheme: dark ? 'dark' : 'light', viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  if (who) await page.goto(doors[who]);
  page.on('request', request => page.asked.push(request.url()));
  page.on('console', message => { if ((message.type() === 'error' || message.type() === 'warning') && !/404|favicon/.test(message.text())) page.said.push(message.text()); });
  page.on('pageerror', error => page.said.push(error.message));
  if (!policy) await without_policy(page);
  looks.set(key, page);
  return page;
}

async function open(url, look) {
  const page = await look_of(look);
  await page.setViewportSize({ width: look.width ?? 1440, height: 900 });
  page.asked = [];
  page.said = [];
  page.answer = await page.goto(url);
  return page;
}

const status = place => place === 'no-such-page' ? 404 : 200;
const name_of = ({ place, who }) => `${who ?? 'anyone'}: /${place}`;

/** [width, scripts] in which a page is opened in a language. */
function ways(language, number) {
  if (LONG) return TWO.flatMap(width => [[width, true], [width, false]]);
  if (language === 'en') return [[1440, true]];
  if (language === 'ar') return [[360, false]];
  const others = LANGUAGES.filter(other => other !== 'en' && other !== 'ar');
  return others[number % others.length] === language ? [[TWO[number >> 2 & 1], true]] : [];
}

const facts = page => page.evaluate(() => {
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  return {
    lang: document.documentElement.lang, dir: document.documentElement.dir, headings: document.querySelectorAll('h1').length, width: document.documentElement.scrollWidth,
    twice: ids.filter((id, at) => ids.indexOf(id) !== at), lost: [...document.querySelectorAll('a[href^="#"]')].map(link => decodeURIComponent(link.hash.slice(1))).filter(id => !document.getElementById(id)),
    unnamed: [...document.querySelectorAll('label[for]')].map(label => label.htmlFor).filter(id => !document.getElementById(id)),
  };
});

async function every_page(base, places) {
  for (const [number, place] of places.entries())
    for (const language of LANGUAGES)
      for (const [width, scripts] of ways(language, number))
        await check(`${language}, ${name_of(place)} at ${width} px${scripts ? '' : ' without scripts'}`, async () => {
          const page = await open(`${base}/${language}/${place.place}`, { width, scripts, who: place.who });
          equal(page.answer.status(), status(place.place), 'status');
          equal(page.said, [], 'what the browser says');
          equal(page.asked.filter(url => !url.startsWith(base + '/') && !url.endsWith('/favicon.ico')), [], 'requests elsewhere');
          equal(await facts(page), { lang: language, dir: language === 'ar' ? 'rtl' : 'ltr', headings: 1, width, twice: [], lost: [], unnamed: [] }, 'the page');
        });
}

/** Nothing is wider than its window or cut off, at all widths once the page is there. */
async function windows(base, places, what = '') {
  const languages = LONG ? LANGUAGES : ['ar', 'ru'], widths = LONG ? WIDTHS : [320, 1024];

  for (const [number, place] of (LONG ? places : places.filter(row => row.first)).entries())
    for (const language of LONG ? languages : [languages[number % 2]]) {
      const page = await open(`${base}/${language}/${place.place}`, { who: place.who, dark: language === 'ar' });
      for (const width of widths)
        await check(`${language}, ${name_of(place)}${what}: fits ${width} px`, async () => {
          await page.setViewportSize({ width, height: 900 });
          equal(await fits(page), [], 'what does not fit');
        });
    }
}

/** Delegations that are called what States are called, and worse: the texts and what else shows many of them. */
async function named(base, post, places) {
  const states = fs.readFileSync(path.join(SOURCE, 'data/states.tsv'), 'utf8').trim().split('\n').map(line => line.split('\t')), at = Object.fromEntries(states[0].map((column, number) => [column, number]));
  const longest = states.slice(1).sort((one, other) => other[at.list_en].length - one[at.list_en].length);
  const parties = (await (await fetch(`${base}/en/parties?as=json`)).json()).parties.map(row => row.party).filter(party => /^(delegation|group)-/.test(party));
  for (const [number, party] of parties.entries()) {
    const names = Object.fromEntries(LANGUAGES.map(language => [`names.${language}`, longest[number % 40][language === 'en' ? at.list_en : at[language]]]));
    await post('secretariat', 'do/party.describe', { party, ...number === 1 ? { ...names, 'names.en': 'Llanfair'.repeat(15), 'names.ar': 'Llanfair'.repeat(15) } : names });
  }
  await windows(base, places.filter(({ place, who }) => who !== 'secretariat' && /^(texts|parties|statements|calls|submissions|initiatives|concepts|bodies|$)|^do.text.position|^desk|^people|^drafts|^propose/.test(place)), ', long names');
}

/** Words outside the brackets of the language of tests, and outside what is a value: names, dates, numbers, words in a language of their own. */
const untranslated = page => page.evaluate(() => {
  const values = 'bdi, time, q, textarea, blockquote, [data-value], option[dir="auto"], datalist, code, [lang]:not(html), svg, script, style';
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const blocks = new Map();
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (node.parentElement.closest(values)) continue;
    const block = node.parentElement.closest('li, p, td, th, dt, dd, h1, h2, h3, label, option, button, a, caption, span') ?? document.body;
    blocks.set(block, (blocks.get(block) ?? '') + node.textContent);
  }
  for (const [block, text] of blocks) {
    const rest = text.replace(/⟦[^⟧]*⟧/g, '');
    if (/\p{L}/u.test(rest)) found.push(rest.trim().slice(0, 80));
  }
  for (const element of document.querySelectorAll('[title], [aria-label], [alt], [placeholder]'))
    for (const name of ['title', 'aria-label', 'alt', 'placeholder'])
      if (element.hasAttribute(name) && /\p{L}/u.test(element.getAttribute(name)) && !element.getAttribute(name).startsWith('⟦') && element.getAttribute(name) !== 'UTC') found.push(`${name}: ${element.getAttribute(name)}`);
  if (!document.title.includes('⟦')) found.push(`title: ${document.title}`);
  return [...new Set(found)];
});

async function words(base, places) {
  await check('a word that is not from lang/ is found', async () => {
    const page = await open(`${base}/${PSEUDO}/record`, {});
    await page.evaluate(() => { const line = document.createElement('p'); line.textContent = 'loose words'; document.querySelector('main').append(line); });
    equal(await untranslated(page), ['loose words'], 'words that are not');
  });
  for (const place of LONG ? places : places.filter(row => row.first))
    await check(`${name_of(place)}: every word is from lang/`, async () => equal(await untranslated(await open(`${base}/${PSEUDO}/${place.place}`, { who: place.who })), [], 'words that are not'));
}

/** Once for each template: in English by day on a desk or in Arabic by night on a phone, in turn; in the long form in both, and in the other languages. */
async function accessibility(base, places) {
  const kinds = [['en', {}], ['ar', { dark: true, width: 360 }], ['zh', {}], ['fr', { width: 360 }], ['ru', { dark: true }], ['es', {}]];
  const first = places.filter(row => row.first);
  for (const [turn, [language, look]] of kinds.entries())
    for (const place of LONG ? first : first.filter((row, number) => number % 2 === turn))
      await check(`${language}, ${name_of(place)}: axe`, async () => equal(await judge(await open(`${base}/${language}/${place.place}`, { ...look, who: place.who, policy: false })), [], 'violations'));
}

/** Every address that a page of the house names is there, for who reads that page. */
async function links(base, places) {
  const asked = new Map(), headers = {};
  for (const [who, door] of Object.entries(doors)) headers[who] = { Cookie: (await fetch(door, { redirect: 'manual' })).headers.get('set-cookie').split(';')[0] };
  for (const { place, who } of places) {
    const html = await (await fetch(`${base}/en/${place}`, { headers: headers[who] ?? {} })).text();
    for (const [, href] of html.matchAll(/(?:href|src)="([^"#]+)/g)) {
      const url = new URL(href.replaceAll('&amp;', '&'), `${base}/en/${place}`);
      if (url.protocol === 'http:' && url.href.startsWith(base) && !asked.has(url.href)) asked.set(url.href, { place, who });
    }
  }
  await check(`${asked.size} addresses are there`, async () => {
    const lost = [];
    for (const [url, { place, who }] of asked) {
      const answer = await fetch(url, { headers: headers[who] ?? {} });
      if (answer.status !== 200 && place !== 'no-such-page') lost.push(`${url} (${answer.status}, on ${place})`);
      await answer.arrayBuffer();
    }
    equal(lost, [], 'lost');
  });
}

/** By keyboard and without scripts, from right to left: the link and the button are gone to and pressed, and lead to the form; the head's tag is taken back. */
async function reached(base, { sent, tagged }) {
  await check('a translation is added from the page of a submission', async () => {
    const page = await open(`${base}/ar/submissions/${sent}`, { scripts: false, width: 360, who: 'secretariat' });
    await page.focus('a[href*="/do/submission.translate"]');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    equal(await page.getAttribute('input[name="submission"]', 'value'), sent, 'the submission in the form');
  });
  await check('a tag is taken back by whoever tagged', async () => {
    const page = await open(`${base}/ar/concepts/confidence-building`, { scripts: false, width: 360, who: 'head' });
    equal(await page.locator('form[action$="/do/concept.untag"]').count(), 1, 'buttons');
    await page.focus('form[action$="/do/concept.untag"] button');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    equal(await page.getAttribute('input[name="tag"]', 'value'), tagged, 'the tag in the form');
    await page.focus('button.main[type="submit"]');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await page.goto(`${base}/ar/concepts/confidence-building`);
    equal(await page.locator('form[action$="/do/concept.untag"]').count(), 0, 'buttons, afterwards');
  });
}

async function pictures(base, places) {
  for (const [language, width, dark] of [['en', 1440, false], ['en', 360, false], ['ar', 1440, true], ['ar', 360, true], ['zh', 1440, false]])
    for (const { place, who } of places) {
      const page = await open(`${base}/${language}/${place}`, { width, dark, who });
      await page.screenshot({ path: path.join(shots, `${language}-${width}-${who ?? ''}-${place.replace(/[^a-z0-9]+/gi, '_').slice(0, 60) || 'front'}.png`), fullPage: true });
    }
}

const main = async () => {
  const served = await house(server);
  browser = await launch();
  ({ doors } = served);
  try {
    const post = await clerk(served), places = await addresses(served.base, served.invitation, await end_texts(served.base, post));
    if (shots) return await pictures(served.base, places);
    const timed = async (part, ...given) => {
      const began = Date.now();
      await part(served.base, ...given);
      console.log(`${part.name}: ${Math.round((Date.now() - began) / 1000)} s`);
    };
    for (const part of [words, links, accessibility, every_page, windows]) await timed(part, places);
    await reached(served.base, { sent: places.find(row => row.place.startsWith('do/submission.translate')).place.split('=')[1], tagged: places.find(row => row.place.startsWith('do/concept.untag')).place.split('=')[1] });
    await timed(named, post, places); /* last: from here on every delegation has another name */
  } finally {
    await browser.close();
    await served.end();
  }
};

await suite('browser house', main);
