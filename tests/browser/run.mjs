// SPDX-License-Identifier: Apache-2.0
//
// run.mjs WRITER: opens the pages that WRITER (tests/unit/page/write.c) writes in Debian's Chromium: accessibility (axe) in light and dark, wide and
// narrow, with and without scripts; keys, filters and views; nothing wider than its window (fits.mjs); nothing asked of the network.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { WIDTHS, fits } from './fits.mjs';
import { LONG, check, equal, folder_new, judge, launch, suite, truth, without_policy } from './helper.mjs';

const writer = process.argv[2];
const folder = folder_new('pages');

/** Opens a page; every request but for the page itself is noted in `asked`, every complaint of the browser in `said`. */
async function open(browser, name, { scripts = true, dark = false, width = 1440, height = 900 } = {}) {
  const context = await browser.newContext({
    javaScriptEnabled: scripts, colorScheme: dark ? 'dark' : 'light', viewport: { width, height }, reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const url = pathToFileURL(path.join(folder, name + '.html')).href;
  page.asked = [];
  page.said = [];
  page.on('request', request => { if (request.url() !== url) page.asked.push(request.url()); });
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') page.said.push(message.text()); });
  page.on('pageerror', error => page.said.push(error.message));
  await page.goto(url);
  page.done = () => context.close();
  return page;
}

/** axe needs a script of its own: without scripts its rules run on a copy whose policy and script are taken out. */
async function violations(browser, name, options) {
  const page = await open(browser, name, { ...options, scripts: true });
  if (options.scripts === false) {
    const source = fs.readFileSync(path.join(folder, name + '.html'), 'utf8').replace(/<meta http-equiv[^>]*>/, '').replace(/<script>[\s\S]*<\/script>/, '');
    await page.setContent(source);
  }
  if (options.scripts !== false) {
    await without_policy(page);
    await page.reload();
  }
  const result = await judge(page);
  await page.done();
  return result;
}

async function accessibility(browser) {
  const looks = [
    ['light', {}], ['dark', { dark: true }], ['without scripts', { scripts: false }], ['phone', { width: 360, height: 740 }],
    ['dark phone without scripts', { dark: true, scripts: false, width: 360, height: 740 }],
  ];
  const apart = process.env.RAPPORTEUR_LONG ? [] : looks.filter(([look]) => look === 'light' || look === 'dark phone without scripts'); /* the two that are farthest apart; all of them with --long */
  for (const name of ['english-compilation', 'arabic-compilation', 'chinese-compilation', 'hostile-compilation', 'english-redline', 'english-text', 'arabic-text'])
    for (const [look, options] of name === 'arabic-compilation' || apart.length === 0 ? looks : apart)
      await check(`${name}, ${look}: axe`, async () => equal(await violations(browser, name, options), [], 'violations'));
}

async function everyPage(browser) {
  for (const file of fs.readdirSync(folder).sort()) {
    const name = path.basename(file, '.html');
    await check(`${name}: quiet and alone`, async () => {
      const page = await open(browser, name);
      equal(page.said, [], 'what the browser says');
      equal(page.asked, [], 'requests');
      equal(await page.evaluate(() => document.querySelectorAll('script').length), name.endsWith('text') ? 0 : 1, 'scripts');
      await page.done();
    });
    const sized = await open(browser, name, { width: 320, height: 740 });
    for (const width of LONG ? WIDTHS : [320, 768, 1200])
      await check(`${name}: fits ${width} px`, async () => {
        await sized.setViewportSize({ width, height: 740 });
        equal(await fits(sized), [], 'what does not fit');
      });
    await sized.done();
    await check(`${name}: names are unique, links lead somewhere`, async () => {
      const page = await open(browser, name);
      equal(await page.evaluate(() => {
        const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
        const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
        const lost = [...document.querySelectorAll('a[href^="#"]')].map(link => decodeURIComponent(link.hash.slice(1))).filter(id => !document.getElementById(id));
        const labels = [...document.querySelectorAll('label[for]')].map(label => label.htmlFor).filter(id => !document.getElementById(id));
        return [twice, lost, labels];
      }), [[], [], []], 'twice, lost, labels without a control');
      await page.done();
    });
  }
}

/** The words that a reader sees in the text, without decoration. */
const words = page => page.evaluate(() => [...document.querySelectorAll('.body .t')].filter(element => element.getClientRects().length)
  .map(element => element.innerText.replace(/\s+/g, ' ').trim()));

async function views(browser) {
  for (const scripts of [true, false]) {
    const how = scripts ? 'with scripts' : 'without scripts';
    await check(`views, ${how}`, async () => {
      const page = await open(browser, 'english-compilation', { scripts });
      truth((await words(page)).some(text => text.includes('in consultation with the Bureau')), 'all marks shows a proposal');
      await page.locator('label:has(#v-base)').click();
      truth(!(await words(page)).some(text => text.includes('in consultation with the Bureau')), 'base hides proposals');
      truth((await words(page)).some(text => text === '2. Decides also that the Chair shall circulate a provisional programme of work for each session, as appropriate, no later than six weeks before its opening;'), 'base is the base, letter by letter');
      await page.locator('.menu summary').click();
      await page.locator('label:has(#d2)').click();
      truth((await words(page)).some(text => text === '2. Decides also that the Chair should circulate a provisional programme of work for each session, where delegations so agree, no later than six weeks before its opening;'), "one delegation's text is its text");
      equal(await page.locator('.para.g:visible').count(), 1, "one delegation's new paragraphs");
      equal(await page.locator('.as-name').evaluate(element => element.textContent || JSON.parse(getComputedStyle(element, '::after').content)), 'Delegation 02', 'the name');
      await page.locator('.as label').click();
      truth((await words(page)).some(text => text.includes('in consultation with the Bureau')), 'all marks again');
      await page.locator('label:has(#v-changes)').click();
      truth(!(await page.locator('.para.s-still').first().isVisible()), 'changes only folds what is untouched');
      await page.locator('.fold').first().click();
      truth(await page.locator('.para.s-still').first().isVisible(), 'a fold opens in place');
      await page.done();
    });
    await check(`projector, ${how}`, async () => {
      const page = await open(browser, 'english-compilation', { scripts, width: 1920, height: 1080 });
      await page.locator('label:has(#wall)').click();
      equal(await page.locator('.t').first().evaluate(element => parseFloat(getComputedStyle(document.querySelector('.text')).fontSize) > 33), true, 'text of 34 px');
      truth(!(await page.locator('.filter').isVisible()), 'controls are away');
      await page.locator('.leave').click();
      truth(await page.locator('.filter').isVisible(), 'and back');
      await page.done();
    });
    await check(`names behind +N, ${how}`, async () => {
      const page = await open(browser, 'english-compilation', { scripts });
      const more = page.locator('.more').first(), entry = await more.getAttribute('href');
      await more.click();
      truth(await page.locator(entry).isVisible(), 'the entry is shown');
      truth((await page.locator(entry).innerText()).includes('Delegation 16'), 'the last name is in it');
      await page.done();
    });
    await check(`jumps, ${how}`, async () => {
      const page = await open(browser, 'english-compilation', { scripts });
      await page.locator('.filter .end a').click();
      const first = await page.evaluate(() => location.hash);
      truth(await page.locator(first).evaluate(element => element.matches('.s-contested')), 'the first contested paragraph');
      await page.locator(`${first} .jump.down`).click();
      const second = await page.evaluate(() => location.hash);
      truth(second !== first && await page.locator(second).evaluate(element => element.matches('.s-contested')), 'and the next');
      await page.done();
    });
  }
}

async function filters(browser) {
  await check('filter by delegation', async () => {
    const page = await open(browser, 'english-compilation');
    const all = await page.locator('.para').count();
    await page.selectOption('#f-who', { label: 'Delegation 08' });
    const shown = await page.locator('.para:visible').count();
    truth(shown === 2, `two paragraphs are left, not ${shown}`);
    equal(await page.locator('#status').innerText(), `Paragraphs shown: 2 of ${all}`, 'what is said');
    const gaps = await page.locator('.gap').count();
    truth(gaps > 0, 'gaps say what is hidden');
    const hidden = await page.locator('.gap').evaluateAll(buttons => buttons.reduce((sum, button) => sum + Number(button.textContent.match(/\d+/)[0]), 0));
    equal(hidden + shown, all, 'hidden and shown together');
    await page.locator('.gap').first().click();
    truth(await page.locator('.para:visible').count() > 2, 'a gap opens in place');
    await page.selectOption('#f-who', '');
    equal(await page.locator('.para:visible').count(), all, 'all again');
    equal(await page.locator('.gap').count(), 0, 'gaps');
    await page.done();
  });
  await check('filter by state', async () => {
    const page = await open(browser, 'english-compilation');
    await page.selectOption('#f-state', 'contested');
    equal(await page.locator('.para:visible').count(), await page.locator('.para.s-contested').count(), 'contested paragraphs');
    await page.selectOption('#f-state', 'struck');
    truth(await page.locator('.para:visible').count() >= 3, 'deletions');
    await page.done();
  });
  await check('filters need the script and hide without it', async () => {
    const page = await open(browser, 'english-compilation', { scripts: false });
    truth(!(await page.locator('#f-who').isVisible()), 'no dead control');
    await page.done();
  });
}

async function keys(browser) {
  const at = page => page.evaluate(() => document.activeElement?.closest('.para')?.id ?? '');
  await check('keys', async () => {
    const page = await open(browser, 'english-compilation');
    const order = await page.locator('.para').evaluateAll(list => list.map(element => element.id));
    const contested = await page.locator('.para.s-contested').evaluateAll(list => list.map(element => element.id));
    await page.keyboard.press('n');
    equal(await at(page), contested[0], 'n');
    await page.keyboard.press('n');
    equal(await at(page), contested[1], 'n again');
    await page.keyboard.press('p');
    equal(await at(page), contested[0], 'p');
    await page.keyboard.press('j');
    equal(await at(page), order[order.indexOf(contested[0]) + 1], 'j');
    await page.keyboard.press('k');
    equal(await at(page), contested[0], 'k');
    await page.keyboard.press('v');
    truth(await page.evaluate(() => document.activeElement.matches('.alt')), 'v goes to a wording');
    await page.keyboard.press('b');
    truth(await page.locator('#v-base').isChecked(), 'b');
    await page.keyboard.press('m');
    truth(await page.locator('#v-all').isChecked(), 'm');
    await page.keyboard.press('/');
    equal(await page.evaluate(() => document.activeElement.id), 'f-who', '/');
    await page.done();
  });
  await check('the key sheet opens, closes and gives focus back', async () => {
    const page = await open(browser, 'english-compilation');
    await page.keyboard.press('n');
    const before = await at(page);
    await page.keyboard.press('?');
    truth(await page.locator('#keys').isVisible(), '? opens it');
    equal(await page.evaluate(() => document.activeElement.id), 'keys', 'focus');
    await page.keyboard.press('Escape');
    truth(!(await page.locator('#keys').isVisible()), 'Escape closes it');
    equal(await at(page), before, 'focus after');
    await page.keyboard.press('?');
    await page.locator('#keys-on').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('b');
    truth(!(await page.locator('#v-base').isChecked()), 'single letters can be turned off');
    await page.done();
  });
}

async function print(browser) {
  await check('print: controls away, names in full', async () => {
    const page = await open(browser, 'english-compilation');
    await page.emulateMedia({ media: 'print' });
    truth(!(await page.locator('.filter').isVisible()) && !(await page.locator('.map').isVisible()), 'controls are away');
    truth(await page.locator('.rail:has-text("Delegation 16")').first().isVisible(), 'all names are there');
    await page.done();
  });
}

const main = async () => {
  execFileSync(writer, [folder], { stdio: 'inherit' });
  const browser = await launch();
  try {
    for (const part of [everyPage, views, filters, keys, print, accessibility]) await part(browser);
  } finally {
    await browser.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

await suite('browser', main);
