// SPDX-License-Identifier: Apache-2.0
//
// house.mjs SERVER [SHOTS]: the pages of the house (tests/browser/house.c serves the demonstration's) in Debian's Chromium: every page in six languages, on a desk and on a phone, with and without scripts;
// axe; a language for tests, in which a word that is not from lang/ stands out; links that lead somewhere. With SHOTS, a folder, pictures are put there to be looked at.
import { createRequire } from 'node:module';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [, , server, shots] = process.argv;
const LANGUAGES = ['ar', 'zh', 'en', 'fr', 'ru', 'es'];
const PSEUDO = 'qps';
const WIDTHS = [360, 1440];
let passed = 0, failed = 0;

async function check(name, work) {
  try {
    await work();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${String(error.message ?? error).split('\n').slice(0, 12).join('\n    ')}`);
  }
}

function equal(got, want, what) {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${what} is ${JSON.stringify(got).slice(0, 1500)}, want ${JSON.stringify(want)}`);
}

/** Addresses below the language: one of each page, and what a reader does with it. */
async function addresses(base) {
  const json = async place => (await fetch(`${base}/en/${place}${place.includes('?') ? '&' : '?'}as=json`)).json();
  const statements = (await json('statements')).statements, acts = (await json('acts')).acts, initiatives = (await json('initiatives')).initiatives;
  const body = 'demonstration-group', session = 'demonstration-session-3';
  return [
    '', `bodies/${body}`, `bodies/${body}/about`, 'bodies/oewg-2021-2025', `sessions/${session}`, `sessions/${session}/m1`, `sessions/${session}/m4`,
    'documents', 'documents?nature=resolution&language=en', 'documents?nature=letter', 'documents/A/RES/75/240', 'documents/A/RES/217(III)?language=en&beside=ar', 'documents/EX/WG.1/2027/CRP.1/Rev.1',
    'compare', 'compare?old=A/RES/73/266@en&new=A/RES/74/28@en', 'compare?old=A/RES/217(III)@en&new=A/RES/217(III)@ar',
    'statements', `statements/${statements[0].act}`, `statements/${statements.find(row => row.language === 'ar').act}`,
    'parties', 'parties?class=group', 'parties/delegation-01', 'parties/group-a', 'initiatives', `initiatives/${initiatives[0].initiative}`,
    'acts', `acts/${acts[0].act}`, 'record', 'search', 'search?q=consensus', 'search?q=nothing-that-is-there', 'no-such-page',
  ];
}

/** One context for each look: a new page in it costs a fifth of a new context. */
const contexts = new Map();

async function context_of(browser, scripts, dark, width) {
  const key = `${scripts} ${dark} ${width}`;
  if (!contexts.has(key))
    contexts.set(key, await browser.newContext({ javaScriptEnabled: scripts, colorScheme: dark ? 'dark' : 'light', viewport: { width, height: 900 }, reducedMotion: 'reduce' }));
  return contexts.get(key);
}

async function open(browser, url, { scripts = true, dark = false, width = 1440 } = {}) {
  const page = await (await context_of(browser, scripts, dark, width)).newPage();
  page.asked = [];
  page.said = [];
  page.on('request', request => page.asked.push(request.url()));
  page.on('console', message => { if ((message.type() === 'error' || message.type() === 'warning') && !/404|favicon/.test(message.text())) page.said.push(message.text()); });
  page.on('pageerror', error => page.said.push(error.message));
  page.answer = await page.goto(url);
  page.done = () => page.close();
  return page;
}

const status = place => place === 'no-such-page' ? 404 : 200;

const LONG = process.env.RAPPORTEUR_LONG === '1';

/** In ./check: English and Arabic at both widths, and each page in one of the other four; in --long every page in every language at both. */
function widths_of(language, place, number) {
  if (LONG || language === 'en' || language === 'ar') return WIDTHS;
  const others = LANGUAGES.filter(other => other !== 'en' && other !== 'ar');
  return others[number % others.length] === language ? [WIDTHS[number % 2]] : [];
}

async function everyPage(browser, base, places) {
  for (const [number, place] of places.entries())
    for (const language of LANGUAGES)
      for (const width of widths_of(language, place, number))
        await check(`${language}/${place} at ${width} px`, async () => {
          const page = await open(browser, `${base}/${language}/${place}`, { width, scripts: width !== 360 });
          equal(page.answer.status(), status(place), 'status');
          equal(page.said, [], 'what the browser says');
          equal(page.asked.filter(url => !url.startsWith(base + '/') && !url.endsWith('/favicon.ico')), [], 'requests elsewhere');
          if (width !== 360) {
            const found = await page.evaluate(() => {
              const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
              return {
                lang: document.documentElement.lang, dir: document.documentElement.dir, headings: document.querySelectorAll('h1').length, width: document.documentElement.scrollWidth,
                twice: ids.filter((id, at) => ids.indexOf(id) !== at), lost: [...document.querySelectorAll('a[href^="#"]')].map(link => decodeURIComponent(link.hash.slice(1))).filter(id => !document.getElementById(id)),
              };
            });
            equal(found, { lang: language, dir: language === 'ar' ? 'rtl' : 'ltr', headings: 1, width, twice: [], lost: [] }, 'the page');
          }
          await page.done();
        });
  for (const place of places)
    for (const width of LONG ? [320, 360, 768] : [320])
      await check(`${place}: nothing wider than ${width} px`, async () => {
        const page = await open(browser, `${base}/ar/${place}`, { width });
        equal(await page.evaluate(() => document.documentElement.scrollWidth), width, 'width');
        await page.done();
      });
}

/** Words outside the brackets of the language of tests, and outside what is a value: names, dates, numbers, words in a language of their own. */
const untranslated = page => page.evaluate(() => {
  const values = 'bdi, time, [data-value], code, [lang]:not(html), svg, script, style';
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
      if (element.hasAttribute(name) && /\p{L}/u.test(element.getAttribute(name)) && !element.getAttribute(name).startsWith('⟦')) found.push(`${name}: ${element.getAttribute(name)}`);
  if (!document.title.includes('⟦')) found.push(`title: ${document.title}`);
  return [...new Set(found)];
});

async function words(browser, base, places) {
  await check('a word that is not from lang/ is found', async () => {
    const page = await open(browser, `${base}/${PSEUDO}/record`);
    await page.evaluate(() => { const line = document.createElement('p'); line.textContent = 'loose words'; document.querySelector('main').append(line); });
    equal(await untranslated(page), ['loose words'], 'words that are not');
    await page.done();
  });
  for (const place of places)
    await check(`${place}: every word is from lang/`, async () => {
      const page = await open(browser, `${base}/${PSEUDO}/${place}`);
      equal(await untranslated(page), [], 'words that are not');
      await page.done();
    });
}

async function violations(browser, url, options) {
  const page = await open(browser, url, options);
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setBypassCSP', { enabled: true });
  await page.reload();
  await page.evaluate(code => { (0, eval)(code); }, axe);
  const result = await page.evaluate(async () => {
    const found = await window.axe.run(document, { resultTypes: ['violations'] });
    return found.violations.map(rule => `${rule.id} (${rule.nodes.length}): ${rule.help} ${rule.nodes.slice(0, 2).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`);
  });
  await page.done();
  return result;
}

async function accessibility(browser, base, places) {
  for (const place of places)
    for (const [look, language, options] of [['light', 'en', {}], ['dark phone', 'ar', { dark: true, width: 360 }]])
      await check(`${place}, ${look}: axe`, async () => equal(await violations(browser, `${base}/${language}/${place}`, options), [], 'violations'));
}

/** Every address that a page of the house names is there. */
async function links(base, places) {
  const asked = new Map();
  for (const place of places) {
    const html = await (await fetch(`${base}/en/${place}`)).text();
    for (const [, href] of html.matchAll(/(?:href|src|action)="([^"#]+)/g)) {
      const url = new URL(href.replaceAll('&amp;', '&'), base);
      if (!asked.has(url.href)) asked.set(url.href, place);
    }
  }
  await check(`${asked.size} addresses are there`, async () => {
    const lost = [];
    for (const [url, place] of asked) {
      const answer = await fetch(url);
      if (answer.status !== 200 && !(place === 'no-such-page')) lost.push(`${url} (${answer.status}, on ${place})`);
      await answer.arrayBuffer();
    }
    equal(lost, [], 'lost');
  });
}

async function pictures(browser, base, places) {
  for (const [language, width, dark] of [['en', 1440, false], ['en', 360, false], ['ar', 1440, true], ['zh', 1440, false]])
    for (const place of places) {
      const page = await open(browser, `${base}/${language}/${place}`, { width, dark });
      await page.screenshot({ path: path.join(shots, `${language}-${width}-${place.replace(/[^a-z0-9]+/gi, '_').slice(0, 60) || 'front'}.png`), fullPage: true });
      await page.done();
    }
}

const main = async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rapporteur-house-'));
  const child = spawn(server, [path.join(folder, 'house')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const base = (await readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()).value;
  if (!base) throw new Error('the server said no address');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  try {
    const places = await addresses(base);
    if (shots) return await pictures(browser, base, places);
    await words(browser, base, places);
    await links(base, places);
    await accessibility(browser, base, places);
    await everyPage(browser, base, places);
  } finally {
    await browser.close();
    child.stdin.end();
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

try {
  await main();
} catch (error) {
  failed++;
  console.log(error.stack);
}
console.log(`browser house: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
