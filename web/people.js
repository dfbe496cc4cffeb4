// SPDX-License-Identifier: Apache-2.0
//
// Passkeys, for signing in and for signing acts, which need a script, and the focus on what went wrong. Without it the pages work with password and code,
// and acts are attested.
'use strict';
(function () {
  function to64(buffer) {
    var text = '';
    new Uint8Array(buffer).forEach(function (byte) { text += String.fromCharCode(byte); });
    return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }
  function from64(text) {
    return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), function (c) { return c.charCodeAt(0); });
  }
  function post(button, path, body) {
    var headers = { 'Content-Type': 'application/json' };
    if (button.dataset.form) headers['X-Form'] = button.dataset.form;
    return fetch(button.dataset.base + '/' + path, { method: 'POST', headers: headers, body: JSON.stringify(body), credentials: 'same-origin' })
      .then(function (answer) {
        return answer.json().then(function (json) {
          if (!answer.ok) throw new Error(json.refused);
          return json;
        });
      });
  }
  function signIn(button) {
    var ticket;
    return post(button, 'sign-in/challenge', {}).then(function (given) {
      ticket = given.ticket;
      return navigator.credentials.get({ publicKey: { challenge: from64(given.challenge), rpId: given.rp_id, userVerification: 'required', timeout: 300000 } });
    }).then(function (made) {
      var r = made.response;
      return post(button, 'sign-in/passkey', { id: to64(made.rawId), authenticator: to64(r.authenticatorData), client_data: to64(r.clientDataJSON), signature: to64(r.signature), ticket: ticket });
    });
  }
  function make(button) {
    var ticket;
    return post(button, 'sign-in/challenge', {}).then(function (given) {
      ticket = given.ticket;
      return navigator.credentials.create({ publicKey: {
        challenge: from64(given.challenge), rp: { id: button.dataset.domain || given.rp_id, name: 'Rapporteur' },
        user: { id: new TextEncoder().encode(button.dataset.mail).slice(0, 64), name: button.dataset.mail, displayName: button.dataset.name },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -8 }, { type: 'public-key', alg: -257 }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' }, attestation: 'none', timeout: 300000
      } });
    }).then(function (made) {
      var r = made.response;
      return post(button, button.dataset.passkey + '/passkey', { client_data: to64(r.clientDataJSON), attestation: to64(r.attestationObject), name: navigator.platform || '', ticket: ticket });
    });
  }
  /** The challenge is made here, of the act as it stands on this page (docs/formats/record.md, section 5). */
  function sign(form) {
    var act = new TextEncoder().encode('rapporteur/webauthn/v1\n' + document.querySelector('[data-act]').textContent);
    return crypto.subtle.digest('SHA-256', act).then(function (challenge) {
      return navigator.credentials.get({ publicKey: {
        challenge: challenge, rpId: form.dataset.domain, allowCredentials: [{ type: 'public-key', id: from64(form.dataset.credential) }], userVerification: 'required', timeout: 300000
      } });
    }).then(function (made) {
      form.elements.authenticator.value = to64(made.response.authenticatorData);
      form.elements.client_data.value = to64(made.response.clientDataJSON);
      form.elements.signature.value = to64(made.response.signature);
      form.submit();
    });
  }
  document.querySelectorAll('[data-sign]').forEach(function (form) {
    var button = form.querySelector('button'), fault = form.querySelector('[data-passkey-fault]');
    if (!window.PublicKeyCredential || !window.crypto.subtle) return;
    button.hidden = false;
    form.querySelector('[data-passkey-none]').hidden = true;
    button.addEventListener('click', function () {
      fault.hidden = true;
      button.disabled = true;
      sign(form).catch(function (error) {
        fault.textContent = error.message;
        fault.hidden = false;
        button.disabled = false;
      });
    });
  });
  document.querySelectorAll('[data-passkey]').forEach(function (button) {
    var section = button.closest('section'), fault = section.querySelector('[data-passkey-fault]'), none = section.querySelector('[data-passkey-none]');
    if (!window.PublicKeyCredential) return;
    button.hidden = false;
    if (none) none.hidden = true;
    button.addEventListener('click', function () {
      fault.hidden = true;
      button.disabled = true;
      (button.dataset.passkey === 'sign-in' ? signIn(button) : make(button)).then(function (answer) {
        location.assign(answer.to);
      }).catch(function (error) {
        fault.textContent = error.message;
        fault.hidden = false;
        button.disabled = false;
      });
    });
  });
  var summary = document.querySelector('[data-focus]');
  if (summary) summary.focus();
})();
