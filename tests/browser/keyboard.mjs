// SPDX-License-Identifier: Apache-2.0
//
// keyboard.mjs SERVER: the secretariat's way without a mouse, from the link of a demonstration to a meeting that is planned and a delegation's statement that is recorded: Tab, Enter, Space, arrows and letters alone.
// The focus is always seen, never caught, and the skip link skips. Then pages on paper: no navigation, all the words.
import { check, equal, house, launch, suite, truth } from './helper.mjs';

const [, , server] = process.argv;
const STEPS_MAX = 200;

/** What has the focus: its name, and whether an outline says so. */
const focus = page => page.evaluate(() => {
  const at = document.activeElement, style = getComputedStyle(at);
  return { id: at.id, tag: at.tagName, name: (at.getAttribute('aria-label') ?? at.innerText ?? '').trim(), href: at.getAttribute('href') ?? '', shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
});

/** Tab until `wanted` says yes; everything on the way must show its focus, nothing may keep it. */
async function tab_to(page, wanted, what) {
  let before = '';
  for (let step = 0; step < STEPS_MAX; step++) {
    await page.keyboard.press('Tab');
    const now = await focus(page);
    if (now.tag === 'BODY') continue;
    truth(now.shown, `the focus on ${JSON.stringify(now)} is not seen`);
    if (wanted(now)) return now;
    before = JSON.stringify(now);
  }
  throw new Error(`no way to ${what} by Tab; the last was ${before}`);
}

const to_field = (page, id) => tab_to(page, now => now.id === `f-${id}`, id);
const to_button = (page, name) => tab_to(page, now => now.name === name && now.tag === 'BUTTON', name);

/** Down in a list until its value is this one. */
async function choose(page, id, value) {
  await to_field(page, id);
  for (let step = 0; step < STEPS_MAX && await page.evaluate(() => document.activeElement.value) !== value; step++) await page.keyboard.press('ArrowDown');
  equal(await page.evaluate(() => document.activeElement.value), value, id);
}

async function skip(page, base) {
  await check('the first stop is the skip link, and it skips', async () => {
    await page.goto(`${base}/en/desk`);
    await page.keyboard.press('Tab');
    truth((await focus(page)).href === '#main', 'it comes first');
    truth(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0), 'and is seen');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    truth(await page.evaluate(() => document.getElementById('main').contains(document.activeElement)), 'then comes the page itself');
  });
}

async function no_trap(page, base) {
  for (const place of ['', 'documents', 'record', 'desk', 'people', 'do/document.issue'])
    await check(`/${place}: Tab goes through and out, and back`, async () => {
      await page.goto(`${base}/en/${place}`);
      const stops = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, pre[tabindex="0"]')].filter(element => element.checkVisibility()).length);
      let seen = 0, out = false;
      for (let step = 0; step < stops + 20 && !out; step++) {
        await page.keyboard.press('Tab');
        const now = await focus(page);
        out = now.tag === 'BODY' || (seen > 0 && now.href === '#main');
        seen += out ? 0 : 1;
        truth(out || now.shown, `the focus on ${JSON.stringify(now)} is not seen`);
      }
      truth(out && seen >= stops, `${seen} stops of ${stops}, ${out ? 'then out' : 'and no way out'}`);
      for (let step = 0; step < 2; step++) await page.keyboard.press('Shift+Tab');
      truth((await focus(page)).tag !== 'BODY', 'and back in');
    });
}

async function plan_meeting(page, base) {
  await check('the secretariat plans a meeting by keyboard', async () => {
    await page.goto(`${base}/en/desk`);
    await tab_to(page, now => now.href.endsWith('/do/meeting.plan'), 'the form');
    await page.keyboard.press('Enter');
    await page.waitForURL(/meeting\.plan/);
    await choose(page, 'session', 'demonstration-session-3');
    await to_field(page, 'meeting');
    await page.keyboard.type('by-keyboard');
    await to_field(page, 'form.of');
    if (await page.evaluate(() => document.activeElement.tagName) === 'SELECT') await page.keyboard.press('ArrowDown');
    for (const [id, clock] of [['begin', '0900AM'], ['end', '1000AM']]) {
      await to_field(page, id);
      await page.keyboard.type('03112027');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.type(clock);
    }
    await to_button(page, 'Record');
    await page.keyboard.press('Enter');
    await page.locator('.receipt').waitFor({ timeout: 10000 });
    truth((await page.locator('main').innerText()).includes('Recorded as act'), 'recorded');
  });
  await check('what is missing gets the focus, and its link leads to the field', async () => {
    await page.goto(`${base}/en/do/body.open`);
    await page.evaluate(() => document.querySelector('form.form').noValidate = true);
    await to_button(page, 'Record');
    await page.keyboard.press('Space');
    await page.locator('#faults').waitFor({ timeout: 10000 });
    equal((await focus(page)).id, 'faults', 'focus');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    truth(page.url().includes('#f-'), 'the field');
  });
}

async function statement(page, base) {
  await check('a delegation hands in a statement by keyboard', async () => {
    await page.goto(`${base}/en/do/statement.deliver?body=demonstration-group&session=demonstration-session-3`);
    await choose(page, 'language', 'en');
    await choose(page, 'how', 'written');
    await to_field(page, 'file.typed');
    await page.keyboard.type('A fictional statement, typed.');
    await to_button(page, 'Record');
    await page.keyboard.press('Enter');
    await page.locator('.receipt').waitFor({ timeout: 20000 });
    truth((await page.locator('main').innerText()).includes('Attested'), 'and its grade is said');
  });
}

/** On paper: what navigates is away, every word of the page itself is there. */
async function print(page, base) {
  for (const place of ['', 'bodies/demonstration-group', 'documents/A/RES/75/240', 'record', 'me', 'do/document.issue'])
    await check(`/${place} on paper`, async () => {
      await page.goto(`${base}/en/${place}`);
      const words = () => page.evaluate(() => [...document.querySelectorAll('main p, main h1, main h2, main h3, main td, main th, main dd, main dt, main label, main legend, main pre')]
        .filter(element => !element.closest('.crumbs, .go, .filter, .notice, details:not([open])') && element.checkVisibility({ visibilityProperty: true })).map(element => element.textContent.replace(/\s+/g, ' ').trim()).filter(text => text !== ''));
      const screen = await words();
      await page.emulateMedia({ media: 'print' });
      equal(await page.evaluate(() => [...document.querySelectorAll('.bar, .skip, .crumbs, .tongues, .go, main button')].filter(element => element.checkVisibility()).map(element => element.className || element.tagName)), [], 'navigation on paper');
      const paper = new Set(await words());
      equal(screen.filter(text => !paper.has(text)), [], 'words that are not on paper');
      truth(screen.length > 3, 'the page has words');
      await page.emulateMedia({ media: 'screen' });
    });
}

const main = async () => {
  const { base, doors, end } = await house(server), browser = await launch();
  const open = async who => {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', locale: 'en-US', timezoneId: 'UTC' })).newPage();
    page.setDefaultTimeout(10000);
    await page.goto(doors[who]);
    return page;
  };
  try {
    const secretariat = await open('secretariat');
    await skip(secretariat, base);
    await plan_meeting(secretariat, base);
    await no_trap(secretariat, base);
    await statement(await open('head'), base);
    await print(secretariat, base);
  } finally {
    await browser.close();
    await end();
  }
};

await suite('browser keyboard', main);
