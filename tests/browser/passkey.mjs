// SPDX-License-Identifier: Apache-2.0
//
// passkey.mjs PROGRAM: a person's passkeys from the invitation to a signed act, in Debian's Chromium with its virtual authenticator, against the real program: accept an invitation with a passkey, sign out,
// sign in with it, make the passkey that signs acts, have it enrolled by the mission key on the command line, co-sign, file an act, record a draft; then the page, the command line and a whole verification say its grade.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { check, equal, folder_new, judge, launch, serve, suite, truth, without_policy } from './helper.mjs';

const program = process.argv[2];
const folder = folder_new('passkey');
const house = path.join(folder, 'house');
const at = name => path.join(folder, name);
/** The server by number: only browsers take every name under localhost for this machine. */
let near;
const run = (...words) => execFileSync(program, words, { encoding: 'utf8', env: { ...process.env, XDG_STATE_HOME: folder, HOME: folder, LANG: 'C.UTF-8' } });

const free_port = () => new Promise(resolve => {
  const server = net.createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
});

/** A demonstration whose Delegation 01 has a root and a mission key, at an address below the domain of signing passkeys. */
async function found() {
  const port = await free_port(), address = `http://record.house.localhost:${port}`;
  run('setup', house, '--demo');
  fs.writeFileSync(path.join(house, 'settings'), `address ${address}\nsigning-domain house.localhost\n`, { mode: 0o600 });
  for (const name of ['root', 'mission']) run('key', 'new', `delegation-01/${name}`, '--no-passphrase', '-o', at(`${name}.key`));
  run('record', 'admit', house, 'delegation-01', '--name', 'Delegation 01 (fictional)', '--class', 'state', '--roots', at('root.key'), '--threshold', '1');
  const year = new Date(Date.now() + 300 * 86400000).toISOString().slice(0, 19) + 'Z';
  run('key', 'enrol', house, '--key', at('mission.key'), '--use', 'mission', '--by', at('root.key'), '--until', year);
  return { port, address, near: `http://127.0.0.1:${port}` };
}

async function person(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  page.said = [];
  page.on('console', message => { if (message.type() === 'error' && !/favicon|status of 4/.test(message.text())) page.said.push(message.text()); });
  page.on('pageerror', error => page.said.push(error.message));
  return page;
}

/** A device that asks its user and is always told yes. `yes` false: no. */
async function authenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return {
    verified: yes => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: yes }),
    domains: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.map(credential => credential.rpId).sort(),
  };
}

/** Fills the statement's form as far as it must be. */
async function statement(page, address, title) {
  await page.goto(`${address}/en/do/statement.deliver?body=demonstration-group&session=demonstration-session-3`);
  await page.fill('[id="f-file.typed"]', `${title}. A fictional statement of a fictional delegation.`);
  await page.selectOption('#f-language', 'en');
  await page.selectOption('#f-how', 'written');
}

const act_of = async page => (await page.locator('.receipt a').first().getAttribute('href')).split('/').at(-1);
const grade_of = async act => (await (await fetch(`${near}/en/acts/${act}?as=json`)).json()).grade;
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

async function arrive(browser, address, said) {
  const head = await person(browser);
  await head.goto(said.find(line => line.includes('Head of Delegation 01')).split(' ')[0].replace(/^http:\/\/[^/]*/, address));
  await head.goto(`${address}/en/people`);
  await head.fill('#name', 'Delegate 7 (fictional)');
  await head.fill('#mail', 'delegate-7@demonstration.example');
  await press(head, 'Invite a delegate');
  const link = await head.locator('.notice code').innerText();
  await head.context().close();
  return link;
}

async function sign_in_parts(page, device, address, link) {
  await check('an invitation is accepted with a passkey', async () => {
    await page.goto(link);
    await press(page, 'Make a passkey');
    await page.waitForURL(/\/en\/me/);
    equal(await device.domains(), ['record.house.localhost'], 'domains');
  });
  await check('signed out, one is a stranger; the passkey signs in again', async () => {
    await page.goto(`${address}/en/desk`);
    await press(page, 'Sign out');
    await page.goto(`${address}/en/desk`);
    truth(page.url().endsWith('/sign-in'), 'the desk asks for a sign-in');
    await page.locator('[data-passkey="sign-in"]').click();
    await page.waitForURL(/\/en\/desk/);
    truth((await page.locator('.facts').first().innerText()).includes('Delegate 7'), 'whose desk it is');
  });
  await check('before a key is enrolled an act is attested, and says so before and after', async () => {
    await statement(page, address, 'Attested');
    truth((await page.locator('.before').innerText()).includes('attests'), 'before');
    await press(page, 'Record');
    truth((await page.locator('main').innerText()).includes('Attested by the secretariat’s key'), 'after');
    equal(await grade_of(await act_of(page)), 'attested', 'grade');
  });
}

async function enrol(page, device, address) {
  await check('a passkey for acts is made, of a domain of its own', async () => {
    await page.goto(`${address}/en/me`);
    await press(page, 'Make a passkey that signs acts');
    await page.locator('#signing li').waitFor();
    equal(await device.domains(), ['house.localhost', 'record.house.localhost'], 'domains');
    truth((await page.locator('#signing').innerText()).includes('not yet enrolled'), 'it waits');
  });
  await check('the command on the page, with the mission key, makes the enrolment; the passkey co-signs it', async () => {
    const [vkey, command] = await page.locator('#signing pre').allInnerTexts();
    const words = command.trim().split(' ').slice(1), name = words[words.indexOf('--key') + 1];
    fs.writeFileSync(at(name), vkey.trim() + '\n');
    const output = words.indexOf('-o') + 1;
    run(...words.map((word, index) => index === output || word === name || word === 'mission.key' ? at(word) : index === 2 ? near : word));
    await page.setInputFiles('#enrolment', at(words[output]));
    await press(page, 'See it and co-sign');
    truth((await page.locator('[data-act]').innerText()).includes('record.key.enrol'), 'the enrolment is shown');
    await press(page, 'Sign and record');
    await page.locator('.receipt').waitFor();
    await page.goto(`${address}/en/me`);
    truth((await page.locator('#signing').innerText()).includes('signs until'), 'it may sign now');
  });
  await check('another file is refused in one sentence', async () => {
    fs.writeFileSync(at('other.act'), 'no enrolment\n');
    await page.goto(`${address}/en/me`);
    await page.setInputFiles('#enrolment', at('other.act'));
    await press(page, 'See it and co-sign');
    truth((await page.locator('main').innerText()).includes('no enrolment of one of your passkeys'), 'the sentence');
  });
}

async function acts(page, device, address) {
  await check('an act is seen, signed and recorded with the grade passkey', async () => {
    await statement(page, address, 'Signed');
    truth((await page.locator('.before').innerText()).includes('passkey'), 'before');
    await press(page, 'See it and sign');
    const shown = await page.locator('[data-act]').textContent();
    truth(shown.includes('\nstatement.deliver\nby delegation-01/passkey-') && !shown.includes('"for"'), 'the act stands there');
    await press(page, 'Sign and record');
    await page.locator('.receipt').waitFor();
    truth((await page.locator('main').innerText()).includes('Signed with your passkey'), 'after');
    const act = await act_of(page);
    equal(await grade_of(act), 'passkey', 'grade in JSON');
    const entry = await (await fetch(`${near}/act/${act}`)).text();
    truth(entry.startsWith(shown), 'what was shown is what is recorded');
    const told = run('act', 'show', house, act);
    truth(/grade\s+passkey/.test(told), `act show: ${told.slice(0, 400)}`);
  });
  await check('whoever sees the act may go on without signing: attested', async () => {
    await statement(page, address, 'Seen and attested');
    await press(page, 'See it and sign');
    await press(page, 'Record without my signature');
    equal(await grade_of(await act_of(page)), 'attested', 'grade');
  });
  await check('a page that shows other words than it sends is refused', async () => {
    await statement(page, address, 'Other words');
    await press(page, 'See it and sign');
    await page.evaluate(() => { const act = document.querySelector('[data-act] code'); act.textContent = act.textContent.replace('"written"', '"delivered"'); });
    await press(page, 'Sign and record');
    await page.locator('#faults').waitFor();
    equal(await page.evaluate(() => document.activeElement.id), 'faults', 'focus');
    truth((await page.locator('[data-act]').innerText()).includes('"written"'), 'the act is still there to be signed');
  });
  await check('a device that does not know its user signs nothing', async () => {
    await device.verified(false);
    await statement(page, address, 'Nobody');
    await press(page, 'See it and sign');
    await press(page, 'Sign and record');
    await page.locator('[data-passkey-fault]:visible').waitFor();
    await device.verified(true);
  });
  await check('the page on which an act is signed: axe', async () => {
    await statement(page, address, 'Judged');
    await without_policy(page);
    await press(page, 'See it and sign');
    await page.reload().catch(() => {});
    equal(await judge(page), [], 'violations');
  });
  await check('without scripts the act is attested', async () => {
    const context = await page.context().browser().newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    const plain = await context.newPage();
    await statement(plain, address, 'Without scripts');
    await press(plain, 'See it and sign');
    equal(await plain.locator('[data-sign] button').isVisible(), false, 'no dead button');
    await press(plain, 'Record without my signature');
    equal(await grade_of(await act_of(plain)), 'attested', 'grade');
    await context.close();
  });
}

/** A draft of two new paragraphs in the text of the demonstration; where it stands before it is sent. */
async function draft(page, address, words) {
  await page.goto(`${address}/en/texts/organization-of-work/drafts`);
  await press(page, 'Begin a draft');
  await page.fill('#new', `${words} One.\n${words} Two.`);
  await page.locator('#after').selectOption({ index: 4 });
  await page.locator('#added').getByRole('button', { name: 'Save the draft' }).click();
  await page.locator('#added fieldset').nth(2).waitFor();
  return page.url().replace(/[?#].*/, '');
}

async function drafts(page, address) {
  await check('a draft is signed with the passkey, and says so before and after', async () => {
    const there = await draft(page, address, 'Signed');
    truth((await page.locator('.before').innerText()).includes('passkey'), 'before');
    await press(page, 'See it and sign');
    const shown = await page.locator('[data-act]').textContent();
    truth(shown.includes('\ntext.amendment.propose\nby delegation-01/passkey-') && shown.includes('Signed One.') && shown.includes('Signed Two.') && !shown.includes('"for"'), `the act: ${shown}`);
    await press(page, 'Sign and record');
    await page.locator('.receipt').waitFor();
    truth((await page.locator('main').innerText()).includes('Signed with your passkey'), 'after');
    const act = await act_of(page);
    truth(/grade\s+passkey/.test(run('act', 'show', house, act)), 'grade');
    await page.goto(there);
    truth((await page.locator('.facts').first().innerText()).includes('recorded') && (await page.content()).includes(act), 'the draft knows its act');
  });
  await check('a draft that somebody changes meanwhile is not recorded with a signature for what it was', async () => {
    const there = await draft(page, address, 'Changed');
    await press(page, 'See it and sign');
    const other = await page.context().newPage();
    await other.goto(there);
    await other.fill('#rationale', 'Another thought.');
    await other.getByRole('button', { name: 'Save the draft' }).first().click();
    await other.close();
    await press(page, 'Sign and record');
    await page.locator('#faults').waitFor();
    truth((await page.locator('#faults').innerText()).includes('Somebody saved this draft meanwhile'), 'the sentence');
    await page.goto(there);
    equal(await page.locator('button[value="send"]').count(), 1, 'it can still be sent');
  });
  await check('without scripts a draft is recorded without a signature', async () => {
    const context = await page.context().browser().newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    const plain = await context.newPage();
    await draft(plain, address, 'Attested');
    await press(plain, 'See it and sign');
    await press(plain, 'Record without my signature');
    await plain.locator('.receipt').waitFor();
    truth(/grade\s+attested/.test(run('act', 'show', house, await act_of(plain))), 'grade');
    await context.close();
  });
  await check('a proposal from the page is signed with the passkey too', async () => {
    await page.goto(`${address}/en/propose/organization-of-work`);
    await page.fill('#new-1', 'Proposed at once.');
    await page.locator('button[value="look"]').click();
    truth((await page.locator('.before').innerText()).includes('passkey'), 'before');
    await press(page, 'See it and sign');
    await press(page, 'Sign and record');
    await page.locator('.receipt').waitFor();
    truth(/grade\s+passkey/.test(run('act', 'show', house, await act_of(page))), 'grade');
  });
}

const main = async () => {
  const { port, address, near: loopback } = await found();
  near = loopback;
  const server = await serve(program, ['serve', house, '--listen', `127.0.0.1:${port}`], 5);
  const browser = await launch();
  try {
    const link = await arrive(browser, address, server.said);
    const page = await person(browser), device = await authenticator(page);
    await sign_in_parts(page, device, address, link);
    await enrol(page, device, address);
    await acts(page, device, address);
    await drafts(page, address);
    await check('the browser said nothing', async () => equal(page.said, [], 'said'));
    await check('the whole record verifies while it is served, with three acts by passkey', async () => {
      const report = run('record', 'verify', near);
      truth(/VERIFIED/.test(report) && /passkey 3\b/.test(report), report);
    });
  } finally {
    await browser.close();
    await server.end();
  }
  await check('and so does the folder', async () => truth(run('record', 'verify', house).includes('VERIFIED'), 'verified'));
  fs.rmSync(folder, { recursive: true, force: true });
};

await suite('browser passkey', main);
