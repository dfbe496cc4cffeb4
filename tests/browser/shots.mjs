// SPDX-License-Identifier: Apache-2.0
//
// shots.mjs BASE FOLDER [OPTION…] [PLACE…]: pictures of pages of a house that runs, for people to look at; judges nothing. BASE is the house's address without a language.
//
//   --as WHO=LINK        LINK (as `rapporteur serve` or house_server print it) signs WHO in; a place WHO@texts is then opened by that person
//   --languages en,ar,zh --forms phone,tablet,desk,hall,paper and any of them with -dark (phone-dark); hall is 1920 × 1080, paper is A4
//   --tall PIXELS        how much of a long page is shown (default 6000); of paper that many pages in one picture, at most 4 in a row
//   --style FILE         this sheet instead of the house's own: to try one without a build
//   --list FILE          places, one a line; what comes after # is not read
//
// A picture's name is LANGUAGE-FORM-WHO-PLACE.png. What is wider than its window is said.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { launch } from './helper.mjs';

const FORMS = { phone: [360, 780], tablet: [768, 1024], desk: [1440, 900], hall: [1920, 1080], paper: [794, 1123] };
const PAPER_PAGES = 8, LANGUAGES = ['en', 'ar', 'zh'];

function read_words(words) {
  const ask = { base: words[0]?.replace(/\/$/, ''), folder: words[1], doors: {}, languages: LANGUAGES, forms: ['phone', 'desk'], tall: 6000, places: [] };
  for (let i = 2; i < words.length; i++) {
    if (!words[i].startsWith('--')) ask.places.push(words[i]);
    else if (words[i] === '--as') { const [, who, link] = words[++i].match(/^([^=]+)=(.*)$/); ask.doors[who] = link; }
    else if (words[i] === '--list') ask.places.push(...fs.readFileSync(words[++i], 'utf8').split('\n').map(line => line.replace(/ *#( .*)?$/, '').trim()).filter(line => line !== '').map(line => line === '/' ? '' : line));
    else if (words[i] === '--style') ask.style = words[++i];
    else if (words[i] === '--tall') ask.tall = Number(words[++i]);
    else ask[words[i].slice(2)] = words[++i].split(',');
  }
  return ask;
}

/** The pages of a printed page beside one another, in one picture: the browser prints, pdftoppm (poppler-utils) draws, the browser lays them out. */
async function print(page, file) {
  const pdf = file.replace(/png$/, 'pdf'), stem = file.replace(/\.png$/, '-sheet'), folder = path.dirname(file);
  await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: false });
  execFileSync('pdftoppm', ['-r', '70', '-l', String(PAPER_PAGES), '-png', pdf, stem]);
  fs.unlinkSync(pdf);
  const sheets = fs.readdirSync(folder).filter(name => name.startsWith(`${path.basename(stem)}-`)).sort().map(name => path.join(folder, name));
  const table = await page.context().newPage();
  await table.setViewportSize({ width: 12 + 610 * Math.min(4, sheets.length), height: 400 });
  await table.setContent(`<!doctype html><body style="margin:6px;background:#888;display:flex;flex-wrap:wrap;gap:6px">${sheets.map(sheet => `<img src="data:image/png;base64,${fs.readFileSync(sheet, 'base64')}">`).join('')}`);
  await table.screenshot({ path: file, fullPage: true });
  await table.close();
  for (const sheet of sheets) fs.unlinkSync(sheet);
}

async function take(page, { base, folder, tall }, language, form, place) {
  const [, who, where] = place.match(/^(?:([a-z]+)@)?(.*)$/);
  const [name, dark] = form.split('-');
  const [width, height] = FORMS[name];
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce' });
  const answer = await page.goto(`${base}/${language}/${where}`);
  const file = path.join(folder, `${language}-${form}-${who ?? ''}-${where.replace(/[^a-z0-9]+/gi, '_').slice(0, 70) || 'front'}.png`);
  if (name === 'paper') return print(page, file);
  const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  if (size[0] > width) console.log(`${file}: ${size[0]} wide`);
  if (answer.status() >= 500) console.log(`${file}: ${answer.status()}`);
  if (name === 'hall') return page.screenshot({ path: file });
  await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(size[1], tall) } });
}

async function main() {
  const ask = read_words(process.argv.slice(2));
  if (!ask.base || !ask.folder || ask.places.length === 0) throw new Error('shots.mjs BASE FOLDER [--as WHO=LINK] [--languages …] [--forms …] [--tall PIXELS] [--list FILE] [PLACE…]');
  fs.mkdirSync(ask.folder, { recursive: true });
  const browser = await launch(), pages = {};
  for (const who of ['', ...Object.keys(ask.doors)]) {
    pages[who] = await (await browser.newContext({ deviceScaleFactor: 1 })).newPage();
    if (ask.style) await pages[who].route(/\/assets\/[^/]*\.css$/, route => route.fulfill({ path: ask.style, contentType: 'text/css' }));
    if (who) await pages[who].goto(ask.doors[who]);
  }
  for (const place of ask.places)
    for (const language of ask.languages)
      for (const form of ask.forms)
        await take(pages[place.match(/^([a-z]+)@/)?.[1] ?? ''], ask, language, form, place).catch(error => console.log(`${language} ${form} ${place}: ${error.message.split('\n')[0]}`));
  await browser.close();
}

await main();
