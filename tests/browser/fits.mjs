// SPDX-License-Identifier: Apache-2.0
//
// Does a page fit its window? `fits(page)` lists what does not, and is empty when all is well: a page that scrolls sideways; words that stand outside the window, or outside the block they belong to, over
// what is beside it; words that are cut off where neither a title nor the focus gives them whole. What scrolls by itself is left alone: axe asks that a keyboard reaches it.

/** The widths of windows: the least that a page must bear, a phone, a tablet, two desks, the wall. ./check takes two of them. */
export const WIDTHS = [320, 375, 768, 1024, 1200, 1920];

const look = () => {
  const SLACK = 2; /* what letters that lean stand out by */
  const root = document.scrollingElement, range = document.createRange(), found = new Set(), styles = new Map();
  const style = element => styles.get(element) ?? styles.set(element, getComputedStyle(element)).get(element);
  const cuts = value => value === 'hidden' || value === 'clip', scrolls = value => value === 'auto' || value === 'scroll';
  const name = element => `${element.tagName.toLowerCase()}${element.id ? '#' + element.id : ''}${[...element.classList].map(word => '.' + word).join('')}`;
  const short = words => words.textContent.trim().replace(/\s+/g, ' ');
  const say = (what, words) => found.add(`${what}: ${name(words.parentElement.parentElement)} > ${name(words.parentElement)} "${short(words).slice(0, 60)}"`);

  const quiet = new Map();
  const forEar = element => element !== null && (quiet.get(element) ?? quiet.set(element, style(element).clipPath === 'inset(50%)' || forEar(element.parentElement)).get(element));
  const extent = words => {
    range.selectNodeContents(words);
    const rects = [...range.getClientRects()].filter(rect => rect.width > 0);
    return rects.length === 0 ? null : { left: Math.min(...rects.map(rect => rect.left)), right: Math.max(...rects.map(rect => rect.right)), top: Math.min(...rects.map(rect => rect.top)), bottom: Math.max(...rects.map(rect => rect.bottom)) };
  };
  const beside = (words, box, slack = SLACK) => words.left < box.left - slack || words.right > box.right + slack;
  const cut = (words, block, place = extent(words), box = block.getBoundingClientRect()) =>
    place && (cuts(getComputedStyle(block).overflowX) && beside(place, box) || cuts(getComputedStyle(block).overflowY) && place.bottom > box.bottom + SLACK);
  /* a title that says them, or a link or button that shows them when it has the focus */
  const elsewhere = (words, block) => {
    for (const attribute of ['title', 'aria-label'])
      if (words.parentElement.closest(`[${attribute}]`)?.getAttribute(attribute).replace(/\s+/g, ' ').includes(short(words))) return true;
    const taken = words.parentElement.closest('a, button, summary, [tabindex="0"]:not(.scroll)') ?? block.parentElement.querySelector('a, button'), before = document.activeElement, at = [scrollX, scrollY];
    if (!taken) return false;
    taken.focus({ preventScroll: true, focusVisible: true });
    const still = cut(words, block);
    before && before !== document.body ? before.focus({ preventScroll: true }) : taken.blur();
    scrollTo(...at);
    return !still;
  };

  /* the browser does not count the frame that a chip repeats on each of its lines */
  const frame = words => words.parentElement.closest('.who') ? 8 : SLACK;

  const judge = words => {
    const place = extent(words);
    if (!place || forEar(words.parentElement)) return;
    for (let up = words.parentElement, first = true; up && up !== document.documentElement; up = up.parentElement) {
      const { display, overflowX, overflowY, position } = style(up);
      if (display === 'inline' || display === 'contents') continue;
      const box = up.getBoundingClientRect(), open = !cuts(overflowX) && !scrolls(overflowX);
      if (first && open && (style(up).writingMode.startsWith('vertical') ? place.top < box.top - SLACK || place.bottom > box.bottom + SLACK : beside(place, box, frame(words)))) say('outside its block', words);
      first = false;
      if (cut(words, up, place, box) && !elsewhere(words, up)) say('cut off', words);
      if (!open || scrolls(overflowY)) return; /* farther out, no more of them is seen than this lets through */
      if (position === 'fixed') break;
    }
    if (beside(place, { left: 0, right: root.clientWidth }) && place.bottom + scrollY > 0) say('outside the window', words);
  };

  if (root.scrollWidth > root.clientWidth) found.add(`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth}`);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), all = [];
  while (walk.nextNode())
    if (short(walk.currentNode) && !walk.currentNode.parentElement.closest('script, style, select, textarea, svg, .skip') && walk.currentNode.parentElement.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) all.push(walk.currentNode);
  all.forEach(judge);
  return [...found];
};

export const fits = page => page.evaluate(look);
