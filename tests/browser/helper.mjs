// SPDX-License-Identifier: Apache-2.0
//
// What the browser suites share: counting checks, Debian's Chromium, axe, and a server of the house that ends with them.
import { createRequire } from 'node:module';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** The project's folder. Node 18, Debian 12's own, has no import.meta.dirname. */
export const SOURCE = fileURLToPath(new URL('../..', import.meta.url));
const { chromium } = require('playwright-core');
export const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const LONG = process.env.RAPPORTEUR_LONG === '1';
let passed = 0, failed = 0;

export async function check(name, work) {
  try {
    await work();
    passed++;
  } catch (error) {
    failed++;
    console.log(`FAILED ${name}: ${String(error.message ?? error).split('\n').slice(0, 12).join('\n    ')}`);
  }
}

export function equal(got, want, what) {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${what} is ${JSON.stringify(got).slice(0, 1500)}, want ${JSON.stringify(want)}`);
}

export function truth(value, what) {
  if (!value) throw new Error(what);
}

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** What axe finds on the page as it stands; the page's policy must let its script in. */
export async function judge(page) {
  await page.evaluate(code => { (0, eval)(code); }, axe);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, { resultTypes: ['violations'] });
    return found.violations.map(rule => `${rule.id} (${rule.nodes.length}): ${rule.help} ${rule.nodes.slice(0, 2).map(node => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`);
  });
}

/** The page's policy is put aside, for axe; holds for the pages that it opens from here on. */
export async function without_policy(page) {
  await (await page.context().newCDPSession(page)).send('Page.setBypassCSP', { enabled: true });
}

export const folder_new = what => fs.mkdtempSync(path.join(os.tmpdir(), `rapporteur-${what}-`));

/** A program that prints lines first and ends with its standard input (or by `end`). `lines`: the first so many. */
export async function serve(program, words, lines = 1) {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const reader = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const said = [];
  while (said.length < lines) {
    const { value, done } = await reader.next();
    if (done) throw new Error('the server said too little');
    said.push(value);
  }
  const ended = new Promise(resolve => child.once('exit', resolve));
  return { said, end: async () => { child.stdin.end(); child.kill('SIGTERM'); await ended; } };
}

/** The demonstration's house (house.c): its address, what signs each role in, an invitation. */
export async function house(server) {
  const folder = folder_new('house');
  const { said: [base, secretariat, head, invitation], end } = await serve(server, [path.join(folder, 'house')], 4);
  return { base, doors: { secretariat, head }, invitation, end: async () => { await end(); fs.rmSync(folder, { recursive: true, force: true }); } };
}

/** Files acts in the house as its pages do: `post(who, place, fields)` gives the act's id. A field that is a Blob is sent as a file. */
export async function clerk({ base, doors }) {
  const cookies = {}, tokens = {};
  for (const [who, door] of Object.entries(doors)) {
    cookies[who] = (await fetch(door, { redirect: 'manual' })).headers.get('set-cookie').split(';')[0];
    tokens[who] = (await (await fetch(`${base}/en/desk`, { headers: { Cookie: cookies[who] } })).text()).match(/name="form" value="([^"]+)"/)[1];
  }
  return async (who, place, fields) => {
    const body = Object.values(fields).some(value => value instanceof Blob) ? new FormData() : new URLSearchParams();
    body.append('form', tokens[who]);
    for (const [name, value] of Object.entries(fields))
      for (const one of Array.isArray(value) ? value : [value]) one instanceof Blob ? body.append(name, one, 'text.html') : body.append(name, one);
    const answer = await fetch(`${base}/en/${place}`, { method: 'POST', body, headers: { Cookie: cookies[who], Origin: new URL(base).origin, 'Sec-Fetch-Site': 'same-origin' } });
    const html = await answer.text();
    if (answer.status !== 201) throw new Error(`${place} by ${who}: ${answer.status} ${(html.match(/role="alert"[^]*?<\/div>/) ?? [html.slice(0, 300)])[0]}`);
    return html.match(/\/en\/acts\/([0-9a-f]{64})/)[1];
  };
}

/** Runs the suite, prints its count, sets how the process ends. */
export async function suite(name, main) {
  try {
    await main();
  } catch (error) {
    failed++;
    console.log(error.stack);
  }
  console.log(`${name}: ${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
