// SPDX-License-Identifier: Apache-2.0
//
// What saves a reload or a search, and nothing that a page needs: "/" goes to the search, a choice in a filter asks at once, and a page that others have
// changed meanwhile says so. It never changes under the reader: whoever wants the new state follows the link.
'use strict';
document.addEventListener('keydown', function (event) {
  var typing = event.target.closest && event.target.closest('input, textarea, select, [contenteditable]');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  var field = document.querySelector('input[type="search"]');
  var link = document.querySelector('a[data-search]');
  if (field) { field.focus(); event.preventDefault(); } else if (link) { location.href = link.href; }
});

// What is shown of each family of acts stands on these pages. The message is a state ("the newest act of each family"), so missing some of them does no harm.
(function () {
  var page = document.body, note = document.getElementById('changed');
  var families = {
    documents: ['document'], texts: ['text'], statements: ['statement'], initiatives: ['initiative'], parties: ['party', 'record'],
    front: ['body', 'session', 'meeting', 'document', 'statement', 'initiative']
  }[page.getAttribute('data-section')];
  var size = Number(page.getAttribute('data-size'));
  if (!window.EventSource || !note || !families || !size) return;
  // A stranger's browser may keep the page for some seconds: the link asks anew.
  note.querySelector('a').addEventListener('click', function (event) { event.preventDefault(); location.reload(); });
  new EventSource(page.getAttribute('data-live')).onmessage = function (event) {
    var newest = JSON.parse(event.data).newest;
    if (families.some(function (family) { return newest[family] > size; })) note.hidden = false;
  };
})();

// A deadline in the reader's own time, beside the place's and UTC: only the browser knows it.
Array.prototype.forEach.call(document.querySelectorAll('[data-own-time]'), function (own) {
  var time = own.closest('.facts').querySelector('time');
  if (!time || !window.Intl) return;
  var value = document.createElement('bdi');
  value.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(time.dateTime));
  own.append(value);
  own.hidden = false;
});

// Which entry a slider stands at, while it is moved; without scripts the page says it afterwards.
Array.prototype.forEach.call(document.querySelectorAll('[data-range]'), function (shown) {
  var range = document.getElementById(shown.htmlFor.toString());
  if (range) range.addEventListener('input', function () { shown.value = range.value; });
});
