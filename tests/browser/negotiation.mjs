// SPDX-License-Identifier: Apache-2.0
//
// negotiation.mjs PROGRAM: a text from its opening to its adoption, in a body that is open to the public, in Debian's Chromium: the Chair, two delegations and the public, each in a browser of its own that keeps
// the text's page open all the time. After each act every other open page says so by itself; whoever follows its link sees what was done. How long that took is printed, from the click and from the
// answer that it is recorded: the median and the longest; the bar is a second. Then two people of one delegation write in one private draft, and nothing is lost.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { check, equal, folder_new, judge, launch, serve, suite, truth, without_policy } from './helper.mjs';

const program = process.argv[2];
const folder = folder_new('negotiation');
const house = path.join(folder, 'house');
const run = (...words) => execFileSync(program, words, { encoding: 'utf8', env: { ...process.env, XDG_STATE_HOME: folder, HOME: folder, LANG: 'C.UTF-8' } });
const PROCESS = 'lanterns', WAIT_MS = 8000;
const ZERO = `Draft decision on the lanterns (fictional)

The Example Group,

Recalling the lanterns that were lit in its rooms,

Noting that evenings are long,

1. Decides to light a lantern in each room of the building;

2. Requests the secretariat to keep oil for the lanterns for one winter;

3. Decides to look at the lanterns again at its next session.
`;

const free_port = () => new Promise(resolve => {
  const server = net.createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

let browser, base;
const delays = [], after = []; /* from the click; from the answer that the act is recorded */
const spoken = [];

/** A browser of its own: `desk`, in which this one acts, and `room`, the page that stays open. */
async function arrive(name, door) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const who = { name, context, desk: await context.newPage(), room: await context.newPage() };
  for (const page of [who.desk, who.room]) {
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', error => spoken.push(`${name}: ${error.message}`));
    page.on('console', message => { if (message.type() === 'error' && !/favicon|status of 4/.test(message.text())) spoken.push(`${name}: ${message.text()}`); });
  }
  await who.desk.addInitScript(() => addEventListener('click', () => sessionStorage.setItem('clicked', String(Date.now())), true));
  if (door) await who.desk.goto(door);
  return who;
}

/** The page that stays open notes when it was told of something. */
const attend = room => room.evaluate(() => {
  const note = document.getElementById('changed');
  window.told = note.hidden ? 0 : Date.now();
  new MutationObserver(() => { if (!note.hidden && !window.told) window.told = Date.now(); }).observe(note, { attributes: true });
});

async function sit(who, place) {
  await who.room.goto(`${base}/en/${place}`);
  await attend(who.room);
}

/** After `act` (which clicks last) every other open page says so by itself, and its link leads to what was done: `seen`, words of the page. */
async function act_and_see(what, actor, others, seen, act) {
  let began, answered;
  await check(`${what}: recorded`, async () => {
    const button = await act(actor.desk), answer = actor.desk.waitForResponse(response => response.request().method() === 'POST').then(() => { answered = Date.now(); });
    await button.click();
    await answer;
    await actor.desk.locator('.receipt').waitFor();
    began = Number(await actor.desk.evaluate(() => sessionStorage.getItem('clicked'))); /* when the page was clicked: what the driver does before that is nobody's time */
  });
  for (const who of others)
    await check(`${what}: on the open page of ${who.name}`, async () => {
      await who.room.waitForFunction(() => window.told, null, { timeout: WAIT_MS });
      const told = await who.room.evaluate(() => window.told);
      delays.push(told - began);
      after.push(told - answered);
      await Promise.all([who.room.waitForNavigation(), who.room.locator('#changed a').click()]);
      await attend(who.room);
      truth((await who.room.locator('main').innerText()).includes(seen), `"${seen}" is not on the page`);
    });
  await sit(actor, new URL(actor.room.url()).pathname.replace(/^\/en\//, ''));
}

const record = desk => desk.getByRole('button', { name: 'Record', exact: true });
const filed = async desk => (await desk.locator('.receipt a').first().getAttribute('href')).split('/').at(-1);
const text_now = async () => (await fetch(`${base}/en/texts/${PROCESS}?as=json`)).json();
const named = async name => (await text_now()).paragraphs.find(row => row.name === name);

/** A form of this kind, with what its address gives, and `choices`: lists in it. */
async function form(desk, kind, given, choices = {}) {
  await desk.goto(`${base}/en/do/${kind}?${new URLSearchParams(given)}`);
  for (const [id, value] of Object.entries(choices)) {
    const field = desk.locator(`[id="f-${id}"]`);
    if (await field.evaluate(element => element.tagName) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  return record(desk);
}

/** A change of one paragraph, in the page, up to what will be on record. */
async function proposal(desk, name, words, why) {
  const { id } = await named(name);
  await desk.goto(`${base}/en/propose/${PROCESS}?paragraph=${id}`);
  await desk.fill(`[id="${id}"]`, words);
  await desk.locator('button[value="look"]').click();
  await desk.fill('#why', why);
  return desk.locator('button[value="record"]');
}

async function version(desk, name, { file, take }) {
  await desk.goto(`${base}/en/issue/${PROCESS}`);
  await desk.fill('#name', name);
  if (file) await desk.setInputFiles('#file', { name: 'zero.txt', mimeType: 'text/plain', buffer: Buffer.from(file) });
  if (take) await desk.check(`#a-${take}`);
  return desk.locator('form.form button.main');
}

/** The Chair opens a reading by choosing its part; the hall sees that part by itself; a delegation comments, and takes it back. */
async function read_and_comment({ chair, one, two, gallery }, given) {
  const all = [chair, one, two, gallery], but = who => all.filter(other => other !== who);
  let comment;
  await act_and_see('a reading is opened', chair, but(chair), 'Being read now: first reading', async desk => {
    await desk.goto(`${base}/en/texts/${PROCESS}`);
    await desk.getByRole('link', { name: 'Open a reading', exact: true }).click();
    await desk.selectOption('#f-reading', 'first');
    await desk.selectOption('#f-first', { label: 'Operative paragraphs (OP1–OP3)' });
    return record(desk);
  });
  await check('the hall sees the part that is read, the rest folded', async () => {
    await without_policy(gallery.desk);
    await gallery.desk.goto(`${base}/en/texts/${PROCESS}?view=projector`);
    equal(await gallery.desk.locator('article.para.on-floor').evaluateAll(list => list.map(part => part.querySelector('h2')?.innerText)), ['OP1', 'OP2', 'OP3'], 'on the floor');
    truth(await gallery.desk.locator('details.folded').count() >= 1, 'the rest is folded');
    equal(await judge(gallery.desk), [], 'violations');
    await sit(gallery, `texts/${PROCESS}`);
  });
  await act_and_see('a comment', one, but(one), 'Which oil?', async desk => form(desk, 'text.comment', await given('OP2'), { text: 'Which oil?', language: 'en' }));
  comment = await filed(one.desk);
  await check('it stands at its paragraph with its version, and can be left out', async () => {
    const there = two.desk.locator(`[id="${(await named('OP2')).id}"] .comment`);
    await two.desk.goto(`${base}/en/texts/${PROCESS}`);
    truth((await there.innerText()).includes('Rev.1'), 'the version');
    await two.desk.selectOption('#f-comments', 'without');
    await two.desk.getByRole('button', { name: 'Show', exact: true }).click();
    equal(await there.count(), 0, 'comments');
    await sit(two, `texts/${PROCESS}`);
  });
  await act_and_see('it is withdrawn', one, but(one), 'Lanterns', desk => form(desk, 'text.comment.withdraw', { comment }, { reason: 'It was answered.' }));
  await act_and_see('the reading is concluded', chair, but(chair), 'first reading: concluded', async desk => {
    await desk.goto(`${base}/en/texts/${PROCESS}`);
    await desk.getByRole('link', { name: 'Conclude the reading', exact: true }).click();
    return record(desk);
  });
  await check('the sections offer the next reading of that part', async () => {
    await chair.desk.goto(`${base}/en/texts/${PROCESS}`);
    await chair.desk.locator('.contents li', { hasText: 'Operative paragraphs' }).getByRole('link', { name: 'Open the second reading', exact: true }).click();
    equal([await chair.desk.locator('#f-reading').inputValue(), await chair.desk.locator('#f-first option:checked').innerText()], ['second', 'Operative paragraphs (OP1–OP3)'], 'what is chosen');
  });
}

async function negotiate({ chair, one, two, gallery }) {
  const all = [chair, one, two, gallery], but = who => all.filter(other => other !== who);
  let bridge, objection, asked;
  for (const who of all) await sit(who, 'texts');
  await act_and_see('the text is opened', chair, but(chair), 'Lanterns (fictional)', desk =>
    form(desk, 'text.open', {}, { process: PROCESS, body: 'demonstration-group', 'names.en': 'Lanterns (fictional)', 'form.of': 'decision', language: 'en' }));
  for (const who of all) await sit(who, `texts/${PROCESS}`);
  await act_and_see('the zero draft is issued', chair, but(chair), 'light a lantern in each room', desk => version(desk, 'Zero draft', { file: ZERO }));
  await act_and_see('one delegation proposes', one, but(one), 'two lanterns', desk => proposal(desk, 'OP1', 'Decides to light two lanterns in each room of the building;', 'One is not enough.'));
  await act_and_see('another has other words', two, but(two), 'a small lantern', desk => proposal(desk, 'OP1', 'Decides to light a small lantern in each room of the building;', 'Oil is dear.'));
  await act_and_see('the Chair offers wording', chair, but(chair), 'of good size', desk => proposal(desk, 'OP1', 'Decides to light a lantern of good size in each room of the building;', 'Between the two.'));
  bridge = await filed(chair.desk);
  await act_and_see('Rev.1 takes it up', chair, but(chair), 'Rev.1', desk => version(desk, 'Rev.1', { take: bridge }));
  await check('the wording stands in Rev.1, and both proposals are accounted for', async () => {
    truth((await named('OP1')).text.includes('of good size'), 'the wording');
    const now = await text_now();
    truth(now.amendments.every(row => row.state !== 'lost'), 'amendments');
  });
  const given = async name => ({ process: PROCESS, version: (await text_now()).sha256, ...(name ? { paragraph: (await named(name)).id } : {}) });
  await act_and_see('a position', one, but(one), 'can live with', async desk => form(desk, 'text.position.declare', await given('OP1'), { position: 'can_live_with', text: 'It is a compromise.' }));
  await act_and_see('an objection', two, but(two), 'We cannot buy so much oil.', async desk => form(desk, 'text.position.declare', await given('OP2'), { position: 'object', text: 'We cannot buy so much oil.' }));
  objection = await filed(two.desk);
  await act_and_see('it is withdrawn', two, but(two), 'Lanterns', desk => form(desk, 'text.position.withdraw', { declared: objection }, { reason: 'Oil was found.' }));
  await check('it stands in nobody’s way any more', async () => equal((await text_now()).between.filter(row => row.what === 'objected'), [], 'objections'));
  await read_and_comment({ chair, one, two, gallery }, given);
  for (const name of ['OP1', 'OP2'])
    await act_and_see(`${name} is closed`, chair, but(chair), 'Agreed. No words change', async desk => form(desk, 'text.paragraph.close', await given(name), { level: 'agreed' }));
  await act_and_see('the room is asked', chair, but(chair), 'Lanterns', async desk => form(desk, 'text.adoption.ask', await given()));
  asked = await filed(chair.desk);
  await act_and_see('the text is adopted', chair, but(chair), 'adopted', async desk => form(desk, 'text.adopt', { ...await given(), asked }, { manner: 'without_vote' }));
  await act_and_see('an explanation', one, but(one), 'We thank those who carry the oil.', desk =>
    form(desk, 'text.explain', { process: PROCESS }, { type: 'after', text: 'We thank those who carry the oil.', language: 'en' }));
  await check('it is adopted without a vote', async () => { const now = await text_now(); equal([now.state, now.manner], ['adopted', 'without_vote'], 'state'); });
}

/** Whoever asks its user and is always told yes: for accepting an invitation. */
async function with_passkey(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
}

async function colleague(head) {
  await head.desk.goto(`${base}/en/people`);
  await head.desk.fill('#name', 'Delegate 7 (fictional)');
  await head.desk.fill('#mail', 'delegate-7@demonstration.example');
  await head.desk.getByRole('button', { name: 'Invite a delegate', exact: true }).click();
  const link = await head.desk.locator('.notice code').innerText();
  const who = await arrive('a colleague');
  await with_passkey(who.desk);
  await who.desk.bringToFront(); /* a passkey is made by the page in front alone */
  await who.desk.goto(link);
  await who.desk.getByRole('button', { name: 'Make a passkey', exact: true }).click();
  await who.desk.waitForURL(/\/en\/me/);
  return who;
}

const save = async page => Promise.all([page.waitForNavigation(), page.locator('button[value="save"]').last().click()]);
const words_in = (page, id) => page.locator(`textarea[id="${id}"]`).inputValue();

async function draft_together({ one, two, gallery }) {
  const text = 'texts/organization-of-work', mate = await colleague(one);
  let place, first, second, third;
  await check('a delegation begins a draft', async () => {
    await one.desk.goto(`${base}/en/${text}`);
    await one.desk.getByRole('link', { name: 'Our drafts', exact: true }).click();
    await one.desk.getByRole('button', { name: 'Begin a draft', exact: true }).click();
    await one.desk.waitForURL(/drafts\/[a-z2-7]{26}$/);
    place = one.desk.url();
    [first, second, third] = (await one.desk.locator('form.edit textarea[id^="p-"]').evaluateAll(boxes => boxes.map(box => box.id))).slice(3);
    await mate.desk.goto(place);
  });
  await check('two people write in different paragraphs: both are there', async () => {
    await one.desk.fill(`[id="${first}"]`, 'Recalling what the head of delegation wrote,');
    await mate.desk.fill(`[id="${second}"]`, 'Noting what the colleague wrote,');
    await save(one.desk);
    await save(mate.desk);
    truth(mate.desk.url().endsWith('?merged=1'), 'the second is told');
    equal([await words_in(mate.desk, first), await words_in(mate.desk, second)], ['Recalling what the head of delegation wrote,', 'Noting what the colleague wrote,'], 'words');
  });
  await check('and in the same one: both wordings stand side by side', async () => {
    await one.desk.goto(place);
    await mate.desk.goto(place);
    await one.desk.fill(`[id="${third}"]`, 'Welcoming one wording,');
    await mate.desk.fill(`[id="${third}"]`, 'Welcoming another wording,');
    await save(one.desk);
    await save(mate.desk);
    const shown = await mate.desk.locator('.field', { has: mate.desk.locator(`textarea[id="${third}"]`) }).innerText();
    truth(shown.includes('Welcoming one wording,') && shown.includes('Welcoming another wording,') && shown.includes('Delegate 7'), shown);
    equal(await mate.desk.locator('button[value="send"]').count(), 0, 'ways to record it');
  });
  await check('the page of both wordings: axe', async () => {
    await without_policy(mate.desk);
    await mate.desk.goto(place);
    equal(await judge(mate.desk), [], 'violations');
  });
  await check('one of them settles it; what was before can be looked at', async () => {
    await mate.desk.check(`input[name="pick.${third}"][value="1"]`);
    await save(mate.desk);
    equal(await words_in(mate.desk, third), 'Welcoming another wording,', 'words');
    const revisions = await mate.desk.locator('a[href*="?revision="]').count();
    equal(revisions, 6, 'revisions');
    const kept = [];
    for (let number = 1; number <= revisions; number++)
      kept.push(JSON.stringify(await mate.desk.evaluate(async address => (await fetch(address)).json(), `${place}?revision=${number}&as=json`)));
    truth(kept.some(words => words.includes('Welcoming one wording,')), 'the other wording is kept');
  });
  await check('nobody else is shown it', async () => {
    equal((await two.desk.goto(place)).status(), 404, 'another delegation');
    await gallery.desk.goto(place);
    truth(gallery.desk.url().endsWith('/sign-in'), 'a stranger is sent to the sign-in');
  });
  await check('cleared by the head of delegation, then recorded by the colleague', async () => {
    await one.desk.goto(`${base}/en/drafts`);
    await one.desk.getByRole('button', { name: 'Ask for clearing', exact: true }).click();
    await one.desk.getByText('A draft is recorded only once').waitFor();
    await mate.desk.goto(place);
    equal(await mate.desk.locator('button[value="send"]').count(), 0, 'ways to record it');
    await one.desk.goto(place);
    await Promise.all([one.desk.waitForNavigation(), one.desk.locator('button[value="clear"]').click()]);
    await mate.desk.goto(place);
    truth(/Delegation 0\d/.test(await mate.desk.locator('.before').first().innerText()), 'for whom it is recorded is said before');
    await mate.desk.locator('button[value="send"]').click();
    await mate.desk.locator('.receipt').waitFor();
    const act = await (await fetch(`${base}/en/acts/${await filed(mate.desk)}?as=json`)).json();
    equal(act.kind, 'text.amendment.propose', 'kind');
    truth(JSON.stringify(act).includes('colleague wrote') && JSON.stringify(act).includes('another wording'), 'what was recorded');
  });
}

const main = async () => {
  const port = await free_port();
  base = `http://record.house.localhost:${port}`;
  run('setup', house, '--demo');
  fs.writeFileSync(path.join(house, 'settings'), `address ${base}\n`, { mode: 0o600 });
  const server = await serve(program, ['serve', house, '--listen', `127.0.0.1:${port}`], 5);
  const near = `http://127.0.0.1:${port}`, door = name => server.said.find(line => line.includes(name)).split(' ')[0].replace(/^http:\/\/[^/]*/, base);
  globalThis.fetch = (plain => (address, options) => plain(String(address).replace(base, near), options))(globalThis.fetch); /* only browsers take every name under localhost for this machine */
  browser = await launch();
  try {
    const who = { chair: await arrive('the Chair', door('Chair of the group')), one: await arrive('Delegation 01', door('Head of Delegation 01')), two: await arrive('Delegation 02', door('Delegate of Delegation 02')),
                  gallery: await arrive('the public') };
    await negotiate(who);
    await draft_together(who);
    await check('the browsers said nothing', async () => equal(spoken, [], 'said'));
    for (const [list, from] of [[delays, 'the click'], [after, 'the answer that it is recorded']]) {
      list.sort((a, b) => a - b);
      console.log(`from ${from} to the note on ${list.length} open pages: median ${list[list.length >> 1]} ms, longest ${list.at(-1)} ms (the bar is 1000 ms)`);
    }
  } finally {
    await browser.close();
    await server.end();
  }
  await check('the folder verifies', async () => truth(run('record', 'verify', house).includes('VERIFIED'), 'verified'));
  fs.rmSync(folder, { recursive: true, force: true });
};

await suite('browser negotiation', main);
