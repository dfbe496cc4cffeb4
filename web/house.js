// SPDX-License-Identifier: Apache-2.0
//
// What saves a reload or a search, and nothing that a page needs: "/" goes to the search, a choice in a filter asks at once.
'use strict';
document.addEventListener('keydown', function (event) {
  var typing = event.target.closest && event.target.closest('input, textarea, select, [contenteditable]');
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  var field = document.querySelector('input[type="search"]');
  var link = document.querySelector('a[data-search]');
  if (field) { field.focus(); event.preventDefault(); } else if (link) { location.href = link.href; }
});
