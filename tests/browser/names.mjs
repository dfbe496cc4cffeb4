// SPDX-License-Identifier: Apache-2.0
//
// names.mjs PROGRAM: the pages that `rapporteur compile`, `compare` and `read` write, with the names that delegations really have: the 193 States' in six languages, one of 300 letters without a space,
// Latin names in Arabic and the other way round. No page is wider than its window and no name is cut off (fits.mjs); the map, the filter, the jumps, the view of one delegation still work; on paper and by ear
// every name is whole. In ./check three languages at two widths; with RAPPORTEUR_LONG=1 six at all widths, light and dark. With SHOTS, a folder, pictures are put there to be looked at.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LONG, SOURCE, check, equal, folder_new, judge, launch, suite, truth, without_policy } from './helper.mjs';
import { WIDTHS, fits } from './fits.mjs';

const program = process.argv[2], shots = process.env.SHOTS;
const folder = folder_new('names');
const LANGUAGES = LONG || shots ? ['en', 'ar', 'zh', 'fr', 'ru', 'es'] : ['en', 'ar', 'zh'];
const SOME = LONG || shots ? WIDTHS : [320, 1200]; /* the two that broke */

/* A fictional decision: its words, and what becomes of "two weeks" and of a whole sentence. */
const WORDS = {
  en: ['Decides to meet each year for', 'two weeks', ['ten days', 'three weeks', 'five days'], 'and to review this once', 'Requests the secretariat to publish what it receives within', 'Invites all delegations to follow its meetings from a distance'],
  fr: ['Décide de se réunir chaque année pendant', 'deux semaines', ['dix jours', 'trois semaines', 'cinq jours'], 'et d’examiner cela une fois', 'Prie le secrétariat de publier ce qu’il reçoit dans un délai de', 'Invite toutes les délégations à suivre ses séances à distance'],
  es: ['Decide reunirse cada año durante', 'dos semanas', ['diez días', 'tres semanas', 'cinco días'], 'y examinar esto una vez', 'Solicita a la secretaría que publique lo que reciba en un plazo de', 'Invita a todas las delegaciones a seguir sus sesiones a distancia'],
  ru: ['Постановляет собираться ежегодно на', 'две недели', ['десять дней', 'три недели', 'пять дней'], 'и один раз рассмотреть это', 'Просит секретариат публиковать полученное в течение', 'Предлагает всем делегациям следить за заседаниями на расстоянии'],
  ar: ['يقرر أن يجتمع كل سنة لمدة', 'أسبوعين', ['عشرة أيام', 'ثلاثة أسابيع', 'خمسة أيام'], 'وأن يستعرض ذلك مرة واحدة', 'يطلب إلى الأمانة أن تنشر ما يرد إليها في غضون', 'يدعو جميع الوفود إلى متابعة جلساته عن بعد'],
  zh: ['决定每年开会', '两周', ['十天', '三周', '五天'], '并审查一次', '请秘书处公布其所收到的内容，期限为', '邀请所有代表团远程参加会议'],
};

function states() {
  const [head, ...rows] = fs.readFileSync(path.join(SOURCE, 'data/states.tsv'), 'utf8').trim().split('\n').map(line => line.split('\t'));
  return rows.map(row => Object.fromEntries(head.map((name, number) => [name, row[number]])));
}

/** The names of a compilation: all States by what they call themselves in writing, or the longest of them and some of the shortest; then those that no State has. */
function names_of(language, all) {
  const key = language === 'en' ? 'list_en' : language, latin = language === 'ar' || language === 'zh' ? 'fr' : 'ar';
  const names = states().map(row => row[key]).sort((one, other) => other.length - one.length), others = states().map(row => row[latin]);
  return [...new Set([...all ? names : [...names.slice(0, 9), ...names.slice(-3)], ...others.sort((one, other) => other.length - one.length).slice(0, 2), 'Delegation 01', 'Llanfair'.repeat(38).slice(0, 300), '一二三四五六七八九十'.repeat(12)].filter(name => name))];
}

const page_of = (language, paragraphs, cells) => `<!doctype html><html lang="${language}"${language === 'ar' ? ' dir="rtl"' : ''}><body><h1>${WORDS[language][5]}</h1>
${paragraphs.map((words, number) => `<p>${number + 1}. ${words};</p>`).join('\n')}<table><tr>${cells.map(words => `<td>${words}</td>`).join('')}</tr></table></body></html>`;

/* Each place has many names: competing in the line and on cards, agreed, a whole paragraph taken out, put in, moved; a cell. */
const run = (language, ...words) => execFileSync(program, words, { stdio: 'inherit', env: { ...process.env, RAPPORTEUR_LANGUAGE: language } });

function write_files(language) {
  const [begin, time, times, end, ask, invite] = WORDS[language], base = [`${begin} ${time} ${end}`, `${ask} ${time}`, invite, `${begin} ${time}`];
  const write = (name, paragraphs, cells = [time, end]) => {
    const file = path.join(folder, `${language}-${name}.html`);
    fs.writeFileSync(file, page_of(language, paragraphs, cells));
    return file;
  };
  return [write('base', base), [
    write('1', [base[0].replace(time, times[0]), `${ask} ${times[0]}`, invite, base[3]]),
    write('2', [base[0].replace(time, times[1]), base[1], invite, `${begin} ${time}, ${invite}, ${end}, ${ask} ${times[2]}`]),
    write('3', [base[0].replace(time, times[2]), base[1], base[3]], [times[2], end]),
    write('4', [base[0], base[1], invite, base[3], `${ask} ${times[1]}`]),
    write('5', [base[0].replace(time, times[0]), `${ask} ${times[1]}`, invite, `${begin} ${times[0]}, ${ask} ${times[0]}, ${invite} ${end} ${invite}`]),
  ]];
}

function compile(language, all) {
  const [base, files] = write_files(language), page = path.join(folder, `${language}-${all ? 'all' : 'some'}.html`), names = names_of(language, all);
  run(language, 'compile', base, ...names.map((name, number) => `${name}=${files[number % files.length]}`), '-o', page);
  return { page, names };
}

async function open(browser, file, { dark = false, width = 1200, policy = true } = {}) {
  const context = await browser.newContext({ colorScheme: dark ? 'dark' : 'light', viewport: { width, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  if (!policy) await without_policy(page);
  await page.goto(pathToFileURL(file).href);
  page.done = () => context.close();
  return page;
}

async function shown(browser, file, what) {
  for (const dark of LONG || shots ? [false, true] : [false]) {
    const page = await open(browser, file, { dark });
    for (const width of SOME) {
      await page.setViewportSize({ width, height: 900 });
      await check(`${what}${dark ? ', dark' : ''}: fits ${width} px`, async () => equal(await fits(page), [], 'what does not fit'));
      if (shots) await page.screenshot({ path: path.join(shots, `${what.replace(/[^a-z]+/gi, '-')}-${width}${dark ? '-dark' : ''}.png`), fullPage: !what.includes('all') });
    }
    await page.done();
  }
}

/** What a reader does with names: each control at each width, with the longest name there is. */
async function used(browser, { page: file, names }, what) {
  const longest = names.reduce((one, other) => other.length > one.length ? other : one);
  for (const width of SOME)
    await check(`${what}: controls at ${width} px`, async () => {
      const page = await open(browser, file, { width });
      await page.selectOption('#f-who', { label: longest });
      truth(await page.locator('.para:visible').count() > 0 && await page.locator('#status').innerText() !== '', 'the filter by delegation shows what it proposes and says so');
      equal(await page.locator('#f-who').getAttribute('title'), longest, 'the whole name of the choice');
      equal(await fits(page), [], 'what does not fit, filtered');
      await page.selectOption('#f-who', '');
      await page.locator('.filter .end a').click();
      truth(await page.evaluate(() => document.querySelector(location.hash).matches('.s-contested')), 'the first contested paragraph');
      await page.locator('.map a').last().click();
      truth(await page.evaluate(() => { const box = document.querySelector(location.hash).getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; }), 'the map leads to its paragraph');
      await page.locator('.menu summary').click();
      equal(await fits(page), [], 'what does not fit, with the menu open');
      await page.locator('.menu label', { hasText: longest }).click();
      equal(await page.locator('.as-name').innerText(), longest, 'whose text it is');
      await page.keyboard.press('Escape');
      equal(await fits(page), [], "what does not fit, in one delegation's text");
      await page.locator('label:has(#v-all)').click();
      for (const view of ['#v-changes', '#wall']) {
        await page.locator(`label:has(${view})`).click();
        equal(await fits(page), [], `what does not fit, ${view}`);
      }
      await page.keyboard.press('Escape');
      if (shots) await page.locator('.menu summary').click();
      if (shots) await page.screenshot({ path: path.join(shots, `${what.replace(/[^a-z]+/gi, '-')}-menu-${width}.png`) });
      await page.done();
    });
  await check(`${what}: by ear and on paper`, async () => {
    const page = await open(browser, file, { width: 658 }); /* A4 within the margins of the sheet */
    await page.emulateMedia({ media: 'print' });
    equal((await fits(page)), [], 'what does not fit on paper');
    const words = await page.evaluate(() => document.body.innerText.replace(/\s+/g, ''));
    equal(names.filter(name => !words.includes(name.replace(/\s+/g, ''))), [], 'names that are not printed whole');
    await page.done();
  });
}

const main = async () => {
  const browser = await launch();
  try {
    for (const language of LANGUAGES) {
      const some = compile(language, false);
      await shown(browser, some.page, `${language} compilation`);
      await used(browser, some, `${language} compilation`);
      if (LONG || shots) await shown(browser, compile(language, true).page, `${language} compilation of all`);
      const [base, files] = write_files(language), redline = path.join(folder, `${language}-redline.html`), text = path.join(folder, `${language}-text.html`);
      const far = path.join(folder, `${'A-RES-'.repeat(30)}.html`);
      fs.copyFileSync(files[4], far);
      run(language, 'compare', base, far, '-o', redline);
      run(language, 'read', far, '-o', text);
      await shown(browser, redline, `${language} redline`);
      await shown(browser, text, `${language} text`);
      await check(`${language} compilation: axe`, async () => {
        const page = await open(browser, some.page, { dark: language === 'ar', width: language === 'zh' ? 320 : 1200, policy: false });
        equal(await judge(page), [], 'violations');
        await page.done();
      });
    }
  } finally {
    await browser.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
};

await suite('browser names', main);
