/* SPDX-License-Identifier: Apache-2.0
   Rapporteur: what the page does with a script: filters, keys, counts. Everything is there to read without it. */
(function () {
  'use strict';
  var body = document.body, html = document.documentElement;
  var find = function (selector, within) { return (within || document).querySelector(selector); };
  var all = function (selector, within) { return Array.from((within || document).querySelectorAll(selector)); };
  var articles = all('.body .para');
  var links = new Map(all('.map a').map(function (link) { return [decodeURIComponent(link.hash.slice(1)), link]; }));
  var who = find('#f-who'), state = find('#f-state'), status = find('#status');
  html.classList.add('js');

  /* ---- filters ---- */
  var mentions = function (element, attribute, party) { return (' ' + element.getAttribute(attribute) + ' ').includes(' ' + party + ' '); };
  var proposes = function (article, party) {
    return article.hasAttribute('data-del') && mentions(article, 'data-del', party) ||
      all('ins[data-by], del[data-by], .u[data-by], [data-del]', article).some(function (element) {
        return mentions(element, element.hasAttribute('data-by') ? 'data-by' : 'data-del', party);
      });
  };
  var tests = {
    '': function () { return true; },
    touched: function (article) { return !article.matches('.s-still'); },
    contested: function (article) { return article.matches('.s-contested'); },
    struck: function (article) { return find('.layer', article) !== null; },
    'new': function (article) { return find('.u', article) !== null; }
  };
  function sign(text, numbers) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in numbers ? String(numbers[name]) : whole; });
  }
  function close(run) {
    if (run.length === 0) return;
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'gap';
    button.textContent = sign(body.dataset.hidden, { number: run.length });
    button.addEventListener('click', function () {
      run.forEach(function (article) { article.classList.remove('off'); });
      var first = find('h2 a', run[0]);
      button.remove();
      if (first) first.focus();
      count();
    });
    run[0].before(button);
  }
  function count() {
    var shown = articles.filter(function (article) { return !article.classList.contains('off'); }).length;
    status.textContent = shown === articles.length ? '' : sign(body.dataset.shown, { number: shown, all: articles.length });
  }
  function filter() {
    var party = who ? who.value : '', test = tests[state ? state.value : ''], run = [];
    all('.gap').forEach(function (button) { button.remove(); });
    all('.hit, .dim').forEach(function (element) { element.classList.remove('hit', 'dim'); });
    articles.forEach(function (article) {
      var on = test(article) && (party === '' || proposes(article, party)), link = links.get(article.id);
      article.classList.toggle('off', !on);
      if (link) link.parentElement.classList.toggle('off', !on);
      if (!on) run.push(article);
      if (on || run.length !== 0 && run[0].parentElement !== article.parentElement) {
        close(on ? run : run.splice(0, run.length - 1));
        if (on) run = [];
      }
    });
    close(run);
    if (party !== '') all('.body ins[data-by], .notes ins[data-by]').forEach(function (element) {
      element.classList.add(mentions(element, 'data-by', party) ? 'hit' : 'dim');
    });
    if (who) who.title = party === '' ? '' : who.selectedOptions[0].textContent; /* the control cuts a long name */
    count();
  }
  [who, state].forEach(function (select) { if (select) select.addEventListener('change', filter); });

  /* ---- where the reader is ---- */
  var current = null;
  function setCurrent(article) {
    if (current === article) return;
    var old = current && links.get(current.id), link = article && links.get(article.id);
    current = article;
    if (old) old.removeAttribute('aria-current');
    if (!link) return;
    link.setAttribute('aria-current', 'true');
    var list = link.closest('ol'), nav = link.closest('nav'), there = link.getBoundingClientRect();
    if (nav.scrollHeight > nav.clientHeight + 1) nav.scrollTop += there.top - nav.getBoundingClientRect().top - nav.clientHeight / 2;
    else if (list.scrollWidth > list.clientWidth + 1) list.scrollLeft += there.left - list.getBoundingClientRect().left - list.clientWidth / 2;
  }
  if ('IntersectionObserver' in window) {
    var seen = new Set();
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { seen[entry.isIntersecting ? 'add' : 'delete'](entry.target); });
      var first = articles.find(function (article) { return seen.has(article); });
      if (first) setCurrent(first);
    }, { rootMargin: '-10% 0px -60% 0px' });
    articles.forEach(function (article) { observer.observe(article); });
  }

  /* ---- keys ---- */
  var keys = find('#keys'), opener = find('#keys-open'), on = find('#keys-on'), before = null;
  function visible(article) { return article.getClientRects().length !== 0; }
  function go(list, step) {
    list = list.filter(visible);
    if (list.length === 0) return;
    var focused = document.activeElement && document.activeElement.closest('.para');
    var here = focused || current, place = here ? articles.indexOf(here) : -1, target;
    if (step > 0) target = list.find(function (article) { return articles.indexOf(article) > place; });
    else target = list.slice().reverse().find(function (article) { return articles.indexOf(article) < place; });
    if (!target) return;
    target.scrollIntoView({ block: 'start' });
    find('h2 a', target).focus({ preventScroll: true });
    setCurrent(target);
  }
  function open() {
    var contested = articles.filter(function (article) { return article.matches('.s-contested'); });
    return contested.length !== 0 ? contested : articles.filter(function (article) { return !article.matches('.s-still'); });
  }
  function wording() {
    var here = document.activeElement && document.activeElement.closest('.para') || current;
    if (!here) return;
    var wordings = all('.alts .alt, .variants > li', here).filter(visible);
    if (wordings.length === 0) return;
    var at = wordings.indexOf(document.activeElement), next = wordings[(at + 1) % wordings.length];
    next.tabIndex = -1;
    next.focus();
    wordings.forEach(function (one) { one.classList.toggle('hit', one === next); });
  }
  function view(id) {
    var radio = find(id);
    if (radio) { radio.checked = true; radio.dispatchEvent(new Event('change', { bubbles: true })); }
  }
  function sheet(show) {
    if (!keys) return;
    if (show) before = document.activeElement;
    keys.hidden = !show;
    opener.setAttribute('aria-expanded', String(show));
    if (show) keys.focus();
    else if (before) before.focus();
  }
  var actions = {
    j: function () { go(articles, 1); }, k: function () { go(articles, -1); },
    n: function () { go(open(), 1); }, p: function () { go(open(), -1); },
    v: wording, m: function () { view('#v-all'); }, b: function () { view('#v-base'); },
    '/': function () { (who || state).focus(); }, '?': function () { sheet(keys.hidden); }
  };
  function leave() {
    var menu = find('.menu[open]');
    if (keys && !keys.hidden) sheet(false);
    else if (menu) { menu.open = false; find('summary', menu).focus(); }
    else if (find('#wall').checked) find('#wall').checked = false;
    else {
      all('.hit').forEach(function (element) { if (!element.matches('ins')) element.classList.remove('hit'); });
      if (document.activeElement) document.activeElement.blur();
    }
  }
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') { leave(); return; }
    if (event.target.closest('select, textarea, input:not([type=radio]):not([type=checkbox])')) return;
    if (!actions[event.key] || on && !on.checked && event.key !== '?') return;
    event.preventDefault();
    actions[event.key]();
  });
  if (opener) opener.addEventListener('click', function () { sheet(keys.hidden); });
  if (keys) find('#keys-close').addEventListener('click', function () { sheet(false); });

  /* ---- one delegation's text: what the style does without scripts, faster ---- */
  var menu = find('.menu'), label = menu && find('summary span', menu), words = label && label.textContent, name = find('.as-name');
  function showOne(party) {
    all('.gone').forEach(function (element) { element.classList.remove('gone'); });
    if (party === '') return;
    all('ins[data-by], .u[data-by]').forEach(function (element) {
      if (!mentions(element, 'data-by', party)) element.classList.add('gone');
    });
    all('del[data-by]:not(.pm)').forEach(function (element) {
      if (mentions(element, 'data-by', party)) element.classList.add('gone');
    });
    all('[data-del]').forEach(function (element) {
      if (mentions(element, 'data-del', party)) element.classList.add('gone');
    });
    all('.g').forEach(function (article) {
      if (!find('.u:not(.gone)', article)) article.classList.add('gone');
    });
  }
  function changeView() {
    var chosen = find('.one:checked'), text = chosen ? chosen.parentElement.textContent : '';
    showOne(chosen ? chosen.id.slice(1) : '');
    if (label) { label.textContent = chosen ? text : words; label.parentElement.title = chosen ? text : ''; }
    if (label) name.textContent = text;
  }
  document.addEventListener('change', function (event) {
    if (event.target.matches('input[name=v]')) changeView();
  });
  changeView();
  document.addEventListener('click', function (event) {
    if (menu && menu.open && !menu.contains(event.target)) menu.open = false;
  });
}());
