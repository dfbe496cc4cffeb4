// SPDX-License-Identifier: Apache-2.0
//
// official.mjs WRITER: the pages of official documents (tests/interop/official_write.c) in Debian's Chromium: accessibility (axe), light and on a dark phone; nothing wider than its window, at more widths with RAPPORTEUR_LONG=1; nothing
// asked of the network, nothing complained of; links that lead to notes and back; paper. With SHOTS, a folder, pictures are put there to be looked at.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { WIDTHS, fits } from './fits.mjs';
import { LONG, check, equal, folder_new, judge, launch, suite, truth, without_policy } from './helper.mjs';

const [writer, shots = process.env.SHOTS] = process.argv.slice(2);
const folder = folder_new('official');
const looks = { light: { width: 1280, height: 900 }, 'dark phone': { width: 360, height: 740, dark: true } };

async function open(browser, name, { width, height, dark = false }, policy = true) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  const url = pathToFileURL(path.join(folder, name + '.html')).href;
  page.heard = [];
  page.on('request', request => { if (request.url() !== url) page.heard.push(request.url()); });
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') page.heard.push(message.text()); });
  if (!policy) await without_policy(page);
  await page.goto(url);
  page.done = () => context.close();
  return page;
}

/** What of the page is wrong by itself: links that lead nowhere, a language that is not said, a direction. */
const faults = () => {
  const found = [];
  for (const link of document.querySelectorAll('a[href^="#"]'))
    if (!document.getElementById(link.getAttribute('href').slice(1))) found.push(`${link.getAttribute('href')} leads nowhere`);
  for (const note of document.querySelectorAll('.note'))
    if (!document.querySelector(`a[href="#${note.id}"]`)) found.push(`${note.id} has no mark`);
  if (document.documentElement.dir !== (document.documentElement.lang === 'ar' ? 'rtl' : 'ltr')) found.push('the direction of the page');
  for (const text of document.querySelectorAll('.text[lang]'))
    if (text.dir !== (text.lang === 'ar' ? 'rtl' : 'ltr')) found.push(`the direction of ${text.lang}`);
  if (document.querySelectorAll('h1').length !== 1) found.push(`${document.querySelectorAll('h1').length} h1`);
  if (document.querySelector('script, img, link')) found.push('a script, picture or link');
  return found;
};

await suite('browser_official', async () => {
  execFileSync(writer, [folder], { stdio: 'inherit' });
  const names = fs.readdirSync(folder).filter(file => file.endsWith('.html')).map(file => path.basename(file, '.html')).sort();
  const browser = await launch();
  for (const name of names) {
    for (const [look, size] of Object.entries(looks)) {
      if (look !== 'light' && name.startsWith('A_RES')) continue; /* the same sheet and the same kinds of paragraphs as the others */
      const page = await open(browser, name, size);
      await check(`${name}, ${look}: nothing asked or complained of`, async () => equal(page.heard, [], 'heard'));
      await check(`${name}, ${look}: fits its window`, async () => equal(await fits(page), [], 'what does not fit'));
      if (look === 'light') await check(`${name}: links, languages, headings`, async () => equal(await page.evaluate(faults), [], 'faults'));
      for (const width of LONG && look === 'light' ? WIDTHS : [])
        await check(`${name}: fits ${width} px`, async () => {
          await page.setViewportSize({ width, height: 740 });
          equal(await fits(page), [], 'what does not fit');
        });
      await page.setViewportSize({ width: size.width, height: size.height });
      if (shots) await page.screenshot({ path: path.join(shots, `${name}-${look.replace(' ', '-')}.png`) });
      if (shots && look === 'light') await page.pdf({ path: path.join(shots, `${name}.pdf`), preferCSSPageSize: true, printBackground: true });
      await page.done();
      const open_page = await open(browser, name, size, false);
      await check(`${name}, ${look}: axe`, async () => equal(await judge(open_page), [], 'violations'));
      await open_page.done();
    }
  }
  const page = await open(browser, 'report.ar', looks.light);
  await check('on paper: A4 pages', async () => truth((await page.pdf({ preferCSSPageSize: true })).length > 10000, 'a small file'));
  await page.done();
  await browser.close();
  fs.rmSync(folder, { recursive: true, force: true });
});
